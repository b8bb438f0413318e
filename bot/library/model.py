"""What a subject is made of, as immutable values. Knows nothing of files, chats or learners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NewType
from zlib import crc32

SubjectId = NewType("SubjectId", str)
TopicId = NewType("TopicId", str)
FactId = NewType("FactId", str)
QuestionKey = NewType("QuestionKey", str)


class Stability(StrEnum):
    """Volatile: a quota, price, default, name or availability, which has to be looked at again."""

    STABLE = "stable"
    VOLATILE = "volatile"


class RemarkKind(StrEnum):
    THEN_NOW = "then-now"
    TRAP = "trap"
    WHEN = "when"
    OTHER = "other"


class Kind(StrEnum):
    SINGLE = "single"
    MULTI = "multi"
    TRUEFALSE = "truefalse"
    NUMERIC = "numeric"
    CLOZE = "cloze"
    ORDERING = "ordering"
    MATCHING = "matching"


class Cognitive(StrEnum):
    RECALL = "recall"
    APPLY = "apply"


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of a note. text: inline markdown. covers: ids of source lines."""

    id: FactId
    text: str
    covers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    as_of: date | None = None
    stability: Stability = Stability.STABLE
    review_by: date | None = None
    audits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    kind: RemarkKind
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """One topic. summary: answers "what is X" alone. exam: tasks of the exam it belongs to."""

    id: TopicId
    title: str
    aliases: tuple[str, ...]
    exam: tuple[str, ...]
    as_of: date
    sources: tuple[str, ...]
    summary: str
    facts: tuple[Fact, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """answer: indices of the right options. why_not: option index → why it is wrong."""

    key: QuestionKey
    kind: Kind
    topic: TopicId
    stem: str
    options: tuple[str, ...]
    answer: frozenset[int]
    shuffle: bool
    explanation: str
    why_not: Mapping[int, str]
    facts: tuple[FactId, ...]
    siblings: tuple[QuestionKey, ...]
    difficulty: int
    cognitive: Cognitive
    sources: tuple[str, ...]
    as_of: date | None
    stability: Stability
    review_by: date | None
    audits: tuple[str, ...]
    covers: tuple[str, ...]

    @property
    def version(self) -> int:
        """A stable 31-bit number for what is asked: another text or key is another version."""
        return version_of(self.stem, self.options, self.answer)


def version_of(stem: str, options: Sequence[str], answer: frozenset[int]) -> int:
    asked = "\x1f".join([stem, *options, *(str(index) for index in sorted(answer))])
    return crc32(asked.encode()) & 0x7FFF_FFFF


@dataclass(frozen=True, slots=True)
class Domain:
    """weight: the share of the exam, 0 to 1."""

    id: int
    title: str
    weight: float


@dataclass(frozen=True, slots=True)
class TopicInfo:
    """importance: 5 = asked often. target: how many questions there should be."""

    id: TopicId
    importance: int = 3
    target: int = 0
    domains: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NotCovered:
    """Something the exam asks about and the notes lack. page: where to read; nearest: the closest topic."""

    name: str
    aliases: tuple[str, ...]
    page: str
    nearest: TopicId | None


@dataclass(frozen=True, slots=True)
class Exam:
    code: str = ""
    name: str = ""
    retake_days: int | None = None


@dataclass(frozen=True)
class Subject:
    """Everything about one subject; `topics` has the order in which it is read."""

    id: SubjectId
    title: str
    language: str
    example: str
    """A question that the notes answer, shown to newcomers."""
    exam: Exam
    domains: tuple[Domain, ...]
    topics: tuple[TopicInfo, ...]
    notes: tuple[Note, ...]
    questions: tuple[Question, ...]
    not_covered: tuple[NotCovered, ...] = ()
    standard: str = "full"
    _notes: Mapping[TopicId, Note] = field(init=False, repr=False, compare=False)
    _questions: Mapping[QuestionKey, Question] = field(init=False, repr=False, compare=False)
    _facts: Mapping[FactId, tuple[Note, Fact]] = field(init=False, repr=False, compare=False)
    _by_topic: Mapping[TopicId, tuple[Question, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_topic: dict[TopicId, list[Question]] = {}
        for question in self.questions:
            by_topic.setdefault(question.topic, []).append(question)
        indexes: dict[str, Mapping[object, object]] = {
            "_notes": {note.id: note for note in self.notes},
            "_questions": {question.key: question for question in self.questions},
            "_facts": {fact.id: (note, fact) for note in self.notes for fact in note.facts},
            "_by_topic": {topic: tuple(found) for topic, found in by_topic.items()},
        }
        for name, index in indexes.items():
            object.__setattr__(self, name, MappingProxyType(index))

    @property
    def topic_ids(self) -> tuple[TopicId, ...]:
        return tuple(note.id for note in self.notes)

    def note(self, topic: TopicId) -> Note:
        """Raises KeyError for a topic that is not here."""
        return self._notes[topic]

    def has(self, topic: str) -> bool:
        return topic in self._notes

    def question(self, key: QuestionKey) -> Question:
        return self._questions[key]

    def questions_of(self, topic: TopicId) -> tuple[Question, ...]:
        return self._by_topic.get(topic, ())

    def fact(self, fact: FactId) -> Fact:
        return self._facts[fact][1]

    def note_of(self, fact: FactId) -> Note:
        return self._facts[fact][0]


@dataclass(frozen=True)
class Library:
    """Subjects side by side."""

    subjects: Mapping[SubjectId, Subject]

    @property
    def default(self) -> Subject:
        """The first subject. Raises StopIteration when there is none."""
        return next(iter(self.subjects.values()))
