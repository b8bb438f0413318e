"""What a look-up comes to, as immutable values."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.library.model import NotCovered, TopicId

SUMMARY = 0
"""The place of a note's summary among its lines; the facts and then the remarks follow."""


class Outcome(StrEnum):
    ANSWER = "answer"
    CLOSEST = "closest"
    NOT_COVERED = "not covered"
    NONE = "none"
    EMPTY = "empty"
    GREETING = "greeting"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Hit:
    """A note that answers. lines: places in the note, best first. score: of the note, 0 to 1.

    scores: how well the lines answer, against the best of them; fewer than lines when the rest only follow.
    """

    topic: TopicId
    lines: tuple[int, ...]
    score: float
    scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """hits: best first; for a comparison one per side. nearest: topics to offer instead or besides.

    listing: the question wants a list. either: the first two hits answer about equally well. words: the stems of
    the question that count, spelt as in the notes.
    """

    outcome: Outcome
    hits: tuple[Hit, ...] = ()
    nearest: tuple[TopicId, ...] = ()
    not_covered: NotCovered | None = None
    comparison: bool = False
    listing: bool = False
    either: bool = False
    words: frozenset[str] = frozenset()
    told: dict[Hashable, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The words it was put into, by who told them: a finding that is looked up again is not told anew."""

    @property
    def answered(self) -> bool:
        return self.outcome is Outcome.ANSWER
