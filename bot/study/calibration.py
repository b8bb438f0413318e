"""How well forecasts came true: of what was expected, how much was right.

Anything that was said beforehand can be held against what came: what the memory model expected, or how sure
somebody was. Equally large groups are compared, so that no figure rests on a handful of answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.study.forecast import Answer, reported

ENOUGH = 40
"""Answers before anything is said."""

GROUPS, LEAST = 5, 20
"""At most so many groups, and at least so many answers in each."""

_Z90 = 1.645


@dataclass(frozen=True, slots=True)
class Outcome:
    """expected: the chance, 0 to 1, to be right that was given beforehand."""

    expected: float
    right: bool


@dataclass(frozen=True, slots=True)
class Group:
    """expected, right: shares of these answers. low, high: where the true share lies in nine of ten cases."""

    answers: int
    expected: float
    right: float
    low: float
    high: float


def outcomes(answers: Sequence[Answer]) -> list[Outcome]:
    """What the memory model expected of each answer on a later day, before it knew the learner's own corrections.

    A right answer may be luck: whoever does not know is right by guessing as often as there are options, and owns
    up to some of that. What was called a guess counts as not right.
    """
    silent = 1 - reported(answers)
    return [
        Outcome(one.recall + (1 - one.recall) * one.luck * silent, one.correct and not one.guessed)
        for one in answers
        if one.next_day
    ]


def groups(found: Sequence[Outcome]) -> tuple[Group, ...]:
    """The outcomes in groups of one size, from the least expected to the most; none with fewer than ENOUGH."""
    if len(found) < ENOUGH:
        return ()
    ordered = sorted(found, key=lambda one: one.expected)
    count = min(GROUPS, len(ordered) // LEAST)
    cuts = [len(ordered) * place // count for place in range(count + 1)]
    return tuple(group(ordered[low:high]) for low, high in pairwise(cuts))


def group(found: Sequence[Outcome]) -> Group:
    """One group of at least one outcome. The interval is Wilson's (1927), which holds near 0 and 1 as well."""
    size = len(found)
    right = sum(one.right for one in found) / size
    spread = _Z90**2 / size
    middle = (right + spread / 2) / (1 + spread)
    reach = (_Z90 / (1 + spread)) * (right * (1 - right) / size + spread / (4 * size)) ** 0.5
    expected = sum(one.expected for one in found) / size
    return Group(size, expected, right, max(0.0, middle - reach), min(1.0, middle + reach))
