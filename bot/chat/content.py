"""The library as the chat uses it: every question with its number, every subject with its look-up index.

Immutable; a reload builds a new one and swaps it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from bot.library.meaning import Model
from bot.library.model import Library, Question, QuestionKey, Subject, SubjectId, TopicId
from bot.library.search import Index
from bot.storage.cards import Range, ranges
from bot.storage.questions import Key
from bot.study.readiness import shares


@dataclass(frozen=True, slots=True)
class Shelved:
    """One question with the subject it belongs to and its number in the register."""

    number: int
    subject: Subject
    question: Question


@dataclass(frozen=True, slots=True)
class Content:
    library: Library
    indexes: Mapping[SubjectId, Index]
    questions: Mapping[int, Shelved]
    """By number."""
    numbers: Mapping[SubjectId, Mapping[QuestionKey, int]]
    families: Mapping[int, int]
    """Question number → a number shared by questions on the same fact."""
    ranges: Mapping[SubjectId, tuple[Range, ...]]
    """The numbers of each subject, as queries over many cards want them."""
    domains: Mapping[SubjectId, Mapping[int, str]]
    """Of each subject: question number → title of the exam's domain, "" where there is none."""
    importance: Mapping[int, float]
    """Question number → what it counts for in the exam, 1 on average in its subject."""

    @classmethod
    def shelve(cls, library: Library, register: Mapping[Key, int], model: Model | None = None) -> Self:
        """model: of the extra that looks up by meaning."""
        shelved = {
            register[subject.id, question.key]: Shelved(register[subject.id, question.key], subject, question)
            for subject in library.subjects.values()
            for question in subject.questions
        }
        return cls(
            library=library,
            indexes={subject.id: Index(subject, model) for subject in library.subjects.values()},
            questions=shelved,
            numbers={
                subject.id: {question.key: register[subject.id, question.key] for question in subject.questions}
                for subject in library.subjects.values()
            },
            families=_families(shelved),
            ranges={
                subject.id: ranges(register[subject.id, question.key] for question in subject.questions)
                for subject in library.subjects.values()
            },
            domains={subject.id: _domains(subject, register) for subject in library.subjects.values()},
            importance={
                number: share * len(subject.questions)
                for subject in library.subjects.values()
                for number, share in shares(_domains(subject, register), weights_of(subject)).items()
            },
        )

    def subject(self, chosen: str | None) -> Subject:
        """The subject somebody chose; the first one when none was chosen or theirs is gone."""
        subjects = self.library.subjects
        return subjects.get(SubjectId(chosen or ""), self.library.default)

    def numbers_of(self, subject: Subject, topic: str | None = None) -> list[int]:
        """Numbers of the questions on a topic, or of all, in the subject's order."""
        numbers = self.numbers[subject.id]
        if topic is None:
            return list(numbers.values())
        return [numbers[question.key] for question in subject.questions_of(TopicId(topic))]


def keys(library: Library) -> list[Key]:
    """What must be registered before the library can be shelved."""
    return [(subject.id, question.key) for subject in library.subjects.values() for question in subject.questions]


def moved(library: Library) -> dict[Key, list[Key]]:
    """Old keys of questions, and the keys that carry their history on."""
    return {
        (subject.id, old): [(subject.id, heir) for heir in heirs]
        for subject in library.subjects.values()
        for old, heirs in subject.moved.items()
    }


def weights_of(subject: Subject) -> dict[str, float]:
    """What each domain counts for in the exam, by title; all the same where the subject names none."""
    return {domain.title: domain.weight for domain in subject.domains} or {"": 1.0}


def _domains(subject: Subject, register: Mapping[Key, int]) -> dict[int, str]:
    """A question belongs to the first domain of its topic."""
    titles = {domain.id: domain.title for domain in subject.domains}
    of_topic = {topic.id: titles.get(topic.domains[0], "") for topic in subject.topics if topic.domains}
    return {register[subject.id, one.key]: of_topic.get(one.topic, "") for one in subject.questions}


def _families(shelved: Mapping[int, Shelved]) -> dict[int, int]:
    """Questions that share a fact are siblings; so are those that say so, and siblings of siblings."""
    family = {number: number for number in shelved}

    def head(number: int) -> int:
        while family[number] != number:
            number = family[number]
        return number

    first: dict[tuple[str, str], int] = {}
    for number, item in shelved.items():
        names = (*item.question.facts, item.question.key, *item.question.siblings)
        for name in names:
            family[head(number)] = head(first.setdefault((item.subject.id, name), number))
    return {number: head(number) for number in family}
