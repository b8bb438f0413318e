"""What a learner remembers of one question: FSRS-6 through the `fsrs` package, and nothing else knows it.

FSRS counts whole days, so it is fed study days (noon UTC of the local study date), never clock times:
a review after 23 h 58 min would otherwise count as the same day (measured: stability 2.31 against 7.32).
Learning steps and the package's own fuzz are off; the fuzz here depends only on the card and its count.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import exp
from random import Random
from typing import TypeAlias

from fsrs import Card, Rating, Scheduler, State
from fsrs.scheduler import DEFAULT_PARAMETERS as _W

from bot.study.grade import Grade
from bot.study.plan import noon

Weights: TypeAlias = tuple[float, ...]
"""FSRS-6's 21 parameters. Those of one learner differ from the usual ones in what `fit` moves, never in the decay."""

USUAL: Weights = tuple(_W)

ALGORITHM = 1
"""Stored with every card; a later formula gets a later number and `rebuild` derives the cards again."""

RETENTION = 0.90
"""The recall at which a question counts as due while no exam date is set."""

LEECH = 8
"""From so many lapses on, asking again does not help: the note has to be read. Anki's figure."""

_RATINGS = {Grade.AGAIN: Rating.Again, Grade.GOOD: Rating.Good}
_FUZZ_FROM_DAYS = 3
_FUZZ = 0.05
_DECAY = -_W[20]
_FACTOR = 0.9 ** (1 / _DECAY) - 1
_KEPT = exp(-_W[17] * _W[18])


@dataclass(frozen=True, slots=True)
class Memory:
    """The state of one card.

    stability: days until recall falls to 90 %. difficulty: 1 (easy) to 10. due and last_review: noon UTC
    of a study date. reviews and lapses: counts.
    """

    stability: float
    difficulty: float
    due: datetime
    last_review: datetime
    reviews: int
    lapses: int


def review(memory: Memory | None, grade: Grade, day: date, seed: int, weights: Weights = USUAL) -> Memory:
    """The memory after an answer on study date `day`; None = seen for the first time. weights: the learner's own.

    `seed` names the card (question and learner), so that fuzz is the same in every replay.
    A day before the last review (a clock set back) counts as that day.
    """
    return _fuzzed(_step(memory, grade, day, weights), seed)


def fold(answers: Iterable[tuple[Grade, date]], seed: int, weights: Weights = USUAL) -> Memory | None:
    """The memory after all these answers, oldest first: the same as one review after the other."""
    memory = None
    for grade, day in answers:
        memory = _step(memory, grade, day, weights)
    return memory and _fuzzed(memory, seed)


def recall(memory: Memory, day: date) -> float:
    """The predicted chance, 0 to 1, that the answer is known on study date `day`."""
    return recall_after((noon(day) - memory.last_review).days, memory.stability)


def recall_after(days: float, stability: float) -> float:
    """The predicted recall so many days after a review. The same formula as the package's, without its objects."""
    return float((1 + _FACTOR * max(0, days) / stability) ** _DECAY)


def next_state(stability: float, difficulty: float, known: float, right: bool) -> tuple[float, float]:
    """(stability, difficulty) after an answer on a later day, when recall was `known`.

    What the package computes; here without objects, for plans look at thousands of possible answers.
    Difficulty's reversion to its mean (a thousandth) is left out, and so are weights of one's own: a plan compares.
    """
    if right:
        ease = exp(_W[8]) * (11 - difficulty) * stability ** -_W[9]
        return stability * (1 + ease * (exp((1 - known) * _W[10]) - 1)), difficulty
    forgot = _W[11] * difficulty ** -_W[12] * ((stability + 1) ** _W[13] - 1) * exp((1 - known) * _W[14])
    harder = difficulty + (10 - difficulty) / 9 * _W[6] * 2
    return max(0.001, min(stability * _KEPT, forgot)), min(10.0, harder)


def is_leech(memory: Memory) -> bool:
    """Missed so often that the note should be read before it is asked again."""
    return memory.lapses >= LEECH


def parks(before: Memory | None, after: Memory) -> bool:
    """Whether this answer parks a question: the eighth miss, then every fourth, as in Anki."""
    missed = after.lapses > (before.lapses if before else 0)
    return missed and is_leech(after) and (after.lapses - LEECH) % (LEECH // 2) == 0


def _step(memory: Memory | None, grade: Grade, day: date, weights: Weights) -> Memory:
    at = noon(day) if memory is None else max(noon(day), memory.last_review)
    card, _log = _scheduler(weights).review_card(_card(memory, at), _RATINGS[grade], at)
    assert card.stability is not None and card.difficulty is not None
    return Memory(
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due,
        last_review=at,
        reviews=memory.reviews + 1 if memory else 1,
        lapses=memory.lapses + (grade is Grade.AGAIN) if memory else 0,
    )


@lru_cache(maxsize=256)
def _scheduler(weights: Weights) -> Scheduler:
    return Scheduler(
        parameters=weights,
        desired_retention=RETENTION,
        learning_steps=(),
        relearning_steps=(),
        enable_fuzzing=False,
    )


def _card(memory: Memory | None, at: datetime) -> Card:
    if memory is None:
        return Card(card_id=0, due=at)
    return Card(
        card_id=0,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due,
        last_review=memory.last_review,
    )


def _fuzzed(memory: Memory, seed: int) -> Memory:
    """Spread cards that were learnt together, by at most 5 % and at least a day from three days on."""
    days = (memory.due - memory.last_review).days
    if days < _FUZZ_FROM_DAYS:
        return memory
    reach = max(1, round(days * _FUZZ))
    off = Random(f"{seed}:{memory.reviews}").randint(-reach, reach)  # noqa: S311
    return replace(memory, due=memory.due + timedelta(days=off))
