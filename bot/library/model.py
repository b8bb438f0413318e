"""What a subject is made of, as immutable values. Knows nothing of files, chats or learners."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import NewType
from zlib import crc32

from bot.library.generate import Draw, Generator, scattered, written

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


class Standard(StrEnum):
    """Draft: stem, options and answer are enough, the rest is asked for; full: nothing may be missing."""

    DRAFT = "draft"
    FULL = "full"


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
class Phrasing:
    """How learners ask for something, in their words. facts: what answers, the first one first; none: the summary."""

    text: str
    facts: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """One topic. summary: answers "what is X" alone. exam: tasks of the exam it belongs to.

    asked: never shown; look-up finds by it what a learner says in other words than the note.
    """

    id: TopicId
    title: str
    aliases: tuple[str, ...]
    exam: tuple[str, ...]
    as_of: date
    sources: tuple[str, ...]
    summary: str
    facts: tuple[Fact, ...]
    remarks: tuple[Remark, ...]
    asked: tuple[Phrasing, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """What is typed for a numeric question. units: other spellings; tolerance: absolute, in `unit`."""

    value: Fraction
    unit: str = ""
    units: tuple[str, ...] = ()
    tolerance: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Question:
    """options, answer, shuffle and why_not are its *choice form*, which every kind has and every surface can show.

    answer: indices of the right options. why_not: option index → why it is wrong. Beside them stands what
    the other forms need: `accept` (cloze), `number` (numeric), `sequence` (ordering, in its right order),
    `pairs` (matching, left to right). A question with a generator or pairs is asked as `drawn(seed)`; what
    it holds itself is one draw of many, and of a matching question the reasons against any right side.
    """

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
    poll_stem: str = ""
    """Of the choice form, where it differs."""
    accept: tuple[str, ...] = ()
    number: Number | None = None
    sequence: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    pair_stem: str = ""
    """Asks for one pair; {left} stands in it."""
    generator: Generator | None = None

    @property
    def choice_stem(self) -> str:
        """What is asked above the options."""
        return self.poll_stem or self.stem

    @property
    def version(self) -> int:
        """A stable 31-bit number for what is asked: another text or key is another version."""
        return version_of(self.stem, self.options, self.answer, *self._beside_options())

    def _beside_options(self) -> Iterator[str]:
        if self.poll_stem or self.pair_stem:
            yield f"poll:{self.poll_stem}:{self.pair_stem}"
        if self.number is not None:
            number = self.number
            yield f"number:{number.value} {number.tolerance} {number.unit}:{','.join(number.units)}"
        for name, texts in (("accept", self.accept), ("sequence", self.sequence)):
            if texts:
                yield f"{name}:{'|'.join(texts)}"
        yield from (f"pair:{left}={right}" for left, right in self.pairs)
        if self.generator is not None:
            yield self.generator.spec

    def drawn(self, seed: int) -> "Question":
        """The question as it is asked under a seed: with its numbers, or about one of its pairs.

        The same for the same seed on every machine. Other kinds are what they are.
        """
        if self.generator is not None:
            return self.with_numbers(self.generator.draw(seed))
        return self.paired(scattered(str(seed), len(self.pairs))) if self.pairs else self

    def with_numbers(self, draw: Draw) -> "Question":
        """A question with a generator as one of its draws asks it."""
        number = replace(self.number or Number(Fraction(0)), value=draw.values[draw.answer])
        return replace(
            self,
            stem=draw.stem,
            explanation=draw.explanation,
            options=tuple(f"{written(value)} {number.unit}".rstrip() for value in draw.values),
            answer=frozenset({draw.answer}),
            shuffle=False,
            why_not=draw.why_not,
            number=number,
            generator=None,
        )

    def paired(self, place: int) -> "Question":
        """A matching question that asks for one of its pairs; the options are all the right sides."""
        left, _ = self.pairs[place]
        return replace(
            self,
            poll_stem=self.pair_stem.replace("{left}", left) if self.pair_stem else f"{self.stem}\n{left}",
            options=tuple(right for _, right in self.pairs),
            answer=frozenset({place}),
            why_not={
                index: self.why_not.get(index, f"{other} = {right}")
                for index, (other, right) in enumerate(self.pairs)
                if index != place
            },
        )


def version_of(stem: str, options: Sequence[str], answer: frozenset[int], *beside: str) -> int:
    asked = "\x1f".join([stem, *options, *(str(index) for index in sorted(answer)), *beside])
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
    questions: int | None = None
    """How many it asks, and in how many minutes; None where nobody said."""
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Retired:
    """A question that is not asked any more. since: the day it went; reason: for whoever looks later."""

    since: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Moves:
    """What became of questions that had another id, so that nobody's history is lost."""

    renamed: Mapping[QuestionKey, QuestionKey] = field(default_factory=dict)
    split: Mapping[QuestionKey, tuple[QuestionKey, ...]] = field(default_factory=dict)
    retired: Mapping[QuestionKey, Retired] = field(default_factory=dict)

    @property
    def moved(self) -> Mapping[QuestionKey, tuple[QuestionKey, ...]]:
        """Old id → the ids that carry its history on: one, or several after a split."""
        return {**{old: (new,) for old, new in self.renamed.items()}, **self.split}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a subject's own texts are held against. old_names: no longer used → the name of today."""

    old_names: Mapping[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    """Capitals that everybody knows (HTTP) or that are no acronym (GET): they need not be written out."""


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
    standard: Standard = Standard.FULL
    moves: Moves = Moves()
    wording: Wording = Wording()
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

    def asks(self, key: str) -> bool:
        return key in self._questions

    @property
    def moved(self) -> Mapping[QuestionKey, tuple[QuestionKey, ...]]:
        """Old id of a question → the ids that carry its history on."""
        return self.moves.moved

    def questions_of(self, topic: TopicId) -> tuple[Question, ...]:
        return self._by_topic.get(topic, ())

    def holds(self, fact: FactId) -> bool:
        return fact in self._facts

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
