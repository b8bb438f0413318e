"""Counting a pack: the shares that the standard bounds, and the figures of the pack report."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.library.check.options import quantities, written
from bot.library.check.source import Source
from bot.library.model import Cognitive, Domain, Kind, Subject, TopicInfo
from bot.library.questions import ReadQuestion
from bot.library.rules import Loose

_NOT = re.compile(r"\b(?:is|are|was|were|do|does|did|can|could|may|must|will|would|should) NOT\b")
"""Emphasis, not the keyword of a language: NOT NULL is no negative question."""


def fixed_keys(loose: Loose) -> Mapping[int, list[tuple[ReadQuestion, int]]]:
    """Number of options → the items in fixed order with one key, and where it stands; as the files have them."""
    found: dict[int, list[tuple[ReadQuestion, int]]] = defaultdict(list)
    for one in loose.questions:
        asked = one.question
        if written(one) and not asked.shuffle and len(asked.answer) == 1:
            found[len(asked.options)].append((one, min(asked.answer)))
    return found


def longest_key_share(loose: Loose) -> tuple[int, int]:
    """(items whose key alone is longest, items with options of words)."""
    counted = [_key_is_longest(one) for one in loose.questions if written(one) and not quantities(one.question)]
    return sum(counted), len(counted)


def _key_is_longest(one: ReadQuestion) -> bool:
    asked = one.question
    keys = [len(option) for index, option in enumerate(asked.options) if index in asked.answer]
    others = [len(option) for index, option in enumerate(asked.options) if index not in asked.answer]
    return max(keys, default=0) > max(others, default=0)


def negative_share(loose: Loose) -> tuple[int, int]:
    return sum(bool(_NOT.search(one.question.stem)) for one in loose.questions), len(loose.questions)


def share_of_apply(loose: Loose) -> tuple[int, int]:
    return sum(one.question.cognitive is Cognitive.APPLY for one in loose.questions), len(loose.questions)


@dataclass(frozen=True, slots=True)
class TopicFigures:
    topic: TopicInfo
    questions: int
    kinds: Mapping[Kind, int]
    applied: int


@dataclass(frozen=True, slots=True)
class DomainFigures:
    """share: of the questions, by the first domain of their topic; to be compared with domain.weight."""

    domain: Domain
    questions: int
    share: float


@dataclass(frozen=True, slots=True)
class KeyPlaces:
    """Of the items in fixed order with so many options: how often the key stands in each place."""

    options: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """Lines of the source to be examined, those told by a fact, those asked; serious audits and those asked."""

    lines: int
    told: int
    asked: int
    dangers: int
    dangers_asked: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares are (count, of how many)."""

    questions: int
    draws: int
    topics: tuple[TopicFigures, ...]
    domains: tuple[DomainFigures, ...]
    kinds: Mapping[Kind, int]
    applied: tuple[int, int]
    negative: tuple[int, int]
    longest: tuple[int, int]
    places: tuple[KeyPlaces, ...]
    covered: Covered | None


def count(loose: Loose, source: Source | None) -> Figures:
    """The figures of a pack; what is overdue or too similar is found by the rules."""
    subject = loose.subject
    return Figures(
        questions=len(subject.questions),
        draws=sum(question.generator.size for question in subject.questions if question.generator),
        topics=tuple(_topic(subject, topic) for topic in subject.topics),
        domains=tuple(_domains(subject)),
        kinds=Counter(question.kind for question in subject.questions),
        applied=share_of_apply(loose),
        negative=negative_share(loose),
        longest=longest_key_share(loose),
        places=tuple(
            KeyPlaces(size, tuple(sum(key == place for _, key in keys) for place in range(size)))
            for size, keys in sorted(fixed_keys(loose).items())
        ),
        covered=None if source is None else _covered(subject, source),
    )


def _topic(subject: Subject, topic: TopicInfo) -> TopicFigures:
    asked = subject.questions_of(topic.id)
    applied = sum(question.cognitive is Cognitive.APPLY for question in asked)
    return TopicFigures(topic, len(asked), Counter(question.kind for question in asked), applied)


def _domains(subject: Subject) -> Iterator[DomainFigures]:
    first = {topic.id: topic.domains[0] for topic in subject.topics if topic.domains}
    counted = Counter(first.get(question.topic) for question in subject.questions)
    for domain in subject.domains:
        found = counted[domain.id]
        yield DomainFigures(domain, found, found / max(1, len(subject.questions)))


def _covered(subject: Subject, source: Source) -> Covered:
    examined = {line.id for line in source.lines.values() if line.examined}
    told = {line for note in subject.notes for fact in note.facts for line in fact.covers}
    asked = {line for question in subject.questions for line in question.covers}
    dangers = {id for id, (audit, _) in source.serious.items() if audit.severity == "A"}
    named = {audit for question in subject.questions for audit in question.audits}
    return Covered(len(examined), len(examined & told), len(examined & asked), len(dangers), len(dangers & named))
