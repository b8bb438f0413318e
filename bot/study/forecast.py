"""How likely somebody is to know a question on a day to come, corrected by their own answers.

FSRS's forecast is right on average over many people and wrong by up to 36 points for a single one. So it is
one of four things that a logistic regression looks at: the raw forecast, how long ago the last review was, how
many there were, and a constant. The prior says: the raw forecast is right. A right answer that may have been
a guess counts as known only as far as it is likely to be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log, log1p

from bot.study.memory import Memory, recall_after
from bot.study.plan import noon

Vector = tuple[float, ...]

LAST = 800
"""Answers that count; older ones tell about somebody who knew less."""

_PRIOR: Vector = (0.0, 1.0, 0.0, 0.0)
_PRECISION = (1 / 1.5**2, 1 / 0.3**2, 1 / 0.3**2, 1 / 0.5**2)
"""How sure the prior is of each weight: tuned on simulated learners, on whom the raw forecast is off by -5 to 50."""

_FIRST_KNOWN, _FIRST_SEEN = 2.0, 8.0
"""Known at first sight: two of eight, until there are answers."""

_ROUNDS, _SETTLED, _LONGEST_STEP = 30, 0.01, 0.4
"""Of Newton's method; unbounded steps swing around a learner who differs much from the prior."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was given, with what was known of the question just before.

    recall: raw forecast for that day. ago: days since the last review. reviews: earlier answers, 0 at first sight.
    luck: the chance to be right by guessing, 0 for what is typed, always below 1.
    """

    question: int
    recall: float
    ago: int
    reviews: int
    correct: bool
    guessed: bool
    luck: float = 0.25

    @property
    def next_day(self) -> bool:
        """Only what was left alone for a night tells about memory."""
        return self.reviews > 0 and self.ago > 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """One learner's correction. weights: of the four features. spread: their covariance.

    first, first_error: the chance to know a question at first sight, and its standard error.
    """

    weights: Vector
    spread: tuple[Vector, ...]
    first: float
    first_error: float

    def known(self, memory: Memory | None, day: date) -> float:
        """The chance that the answer is known, not guessed, on study date `day`."""
        return self.first if memory is None else _chance(self.weights, features(memory, day))


def answer_to(
    question: int, memory: Memory | None, day: date, correct: bool, guessed: bool, luck: float = 0.25
) -> Answer:
    """An answer on study date `day`; memory: before it, None at first sight."""
    if memory is None:
        return Answer(question, 0.0, 0, 0, correct, guessed, luck)
    ago = max(0, (noon(day) - memory.last_review).days)
    return Answer(question, recall_after(ago, memory.stability), ago, memory.reviews, correct, guessed, luck)


def features(memory: Memory, day: date) -> Vector:
    ago = max(0, (noon(day) - memory.last_review).days)
    return _features(recall_after(ago, memory.stability), ago, memory.reviews)


def learn(answers: Sequence[Answer]) -> Forecast:
    """The correction that a learner's own answers ask for, oldest first; without any, the raw forecast."""
    silent = 1 - reported(answers)
    late = [one for one in answers if one.next_day][-LAST:]
    rows = [(_features(one.recall, one.ago, one.reviews), one) for one in late]
    weights = _PRIOR
    for _ in range(_ROUNDS):
        slope, curve = _slopes(weights, rows, silent)
        step = solve(curve, slope)
        size = max(1e-9, *map(abs, step))
        weights = tuple(w + s * min(1.0, _LONGEST_STEP / size) for w, s in zip(weights, step, strict=True))
        if size < _SETTLED:
            break
    first, first_error = _first_sight([one for one in answers if one.reviews == 0], silent)
    return Forecast(weights, _inverse(curve), first, first_error)


def _features(recall: float, ago: int, reviews: int) -> Vector:
    held = min(0.998, max(0.002, recall))
    return 1.0, log(held / (1 - held)), log1p(ago) - 2, log(reviews) - 1


def _chance(weights: Vector, row: Vector) -> float:
    total = sum(w * x for w, x in zip(weights, row, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def reported(answers: Sequence[Answer]) -> float:
    """The share of lucky guesses that this learner owns up to, from how many there should be beside the misses."""
    expected = sum(one.luck / (1 - one.luck) for one in answers if not one.correct)
    owned = sum(one.correct and one.guessed for one in answers)
    return min(1.0, (owned + 2) / (expected + 3))


def _was_known(one: Answer, chance: float, silent: float) -> float:
    """How far an answer shows knowledge, when `chance` was expected and `silent` of the lucky guesses are not told."""
    if not one.correct or one.guessed:
        return 0.0
    luck = (1 - chance) * one.luck * silent
    return chance / (chance + luck) if luck else 1.0


def _slopes(
    weights: Vector, rows: Sequence[tuple[Vector, Answer]], silent: float
) -> tuple[list[float], list[list[float]]]:
    """Gradient and curvature of the log posterior."""
    size = range(len(_PRIOR))
    slope = [p * (m - w) for p, m, w in zip(_PRECISION, _PRIOR, weights, strict=True)]
    curve = [[_PRECISION[i] if i == j else 0.0 for j in size] for i in size]
    for row, one in rows:
        chance = _chance(weights, row)
        off, certain = _was_known(one, chance, silent) - chance, chance * (1 - chance)
        for i in size:
            slope[i] += off * row[i]
            for j in size:
                curve[i][j] += certain * row[i] * row[j]
    return slope, curve


def _first_sight(answers: Sequence[Answer], silent: float) -> tuple[float, float]:
    """Known at first sight: right ones without the guesses, told or not, and the standard error of that."""
    right = sum(one.correct and not one.guessed for one in answers)
    wrong = len(answers) - right
    lucky = sum(one.luck / (1 - one.luck) for one in answers if not one.correct) * silent if wrong else 0.0
    chance = (max(0.0, right - lucky) + _FIRST_KNOWN) / (len(answers) + _FIRST_SEEN)
    return chance, (chance * (1 - chance) / (len(answers) + _FIRST_SEEN)) ** 0.5


def solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Gauss-Jordan for a few unknowns of a positive definite matrix, which needs no pivoting."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i, pivot in enumerate(rows):
        pivot[:] = [value / pivot[i] for value in pivot]
        for row in rows[:i] + rows[i + 1 :]:
            row[:] = [value - row[i] * other for value, other in zip(row, pivot, strict=True)]
    return [row[-1] for row in rows]


def _inverse(matrix: Sequence[Sequence[float]]) -> tuple[Vector, ...]:
    size = range(len(matrix))
    return tuple(tuple(solve(matrix, [float(i == j) for j in size])) for i in size)
