"""One learner's own parameters of the memory model, and whether they are worth keeping.

FSRS-6's usual weights fit people on average. For somebody with enough answers, those weights that make the most
difference are moved by coordinate search, held near the usual ones by a prior, to predict the earlier answers; they
are kept only where they predict the later ones, which the search never saw, better than chance explains. The decay
stays as it is, so that a forecast from a stability means the same for everybody.

The package's own optimiser needs a neural network library; one learner's search takes seconds without it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log
from typing import TypeAlias

from bot.study.grade import Grade
from bot.study.memory import USUAL, Weights, recall_after

ENOUGH = 400
"""Answers on a later day than the last; fewer say more about luck than about a memory (FSRS advises 400)."""

HELD_BACK = 0.2
"""The last fifth decides; nothing is fitted on it."""

MOVED = (0, 2, 6, 8, 10, 11, 14)
"""First stability after a miss and after a hit; how difficulty, right answers and misses change it."""

_SPREAD = 0.5
"""The prior: how far, on a logarithmic scale, people's weights are from the usual ones."""

_STEPS = (0.4, 0.2, 0.1, 0.05)
_SWEEPS = 4
_LOWEST, _HIGHEST = 0.001, {0: 100.0, 2: 100.0, 6: 4.0, 8: 4.5, 10: 3.5, 11: 5.0, 14: 4.0}
"""Bounds of the `fsrs` package for the weights that are moved."""

_SURE = 1.645
"""Standard errors by which the held-back answers must be predicted better: 95 % one-sided."""

Answer: TypeAlias = tuple[int, date, Grade]
"""(question, study date, grade)."""

_Step: TypeAlias = tuple[int, bool, int]
"""(days since the last answer, known, place: 0 not predicted, 1 to fit, 2 held back)."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """weights: None where the usual ones are as good. usual, own: log loss per held-back answer, of each."""

    weights: Weights | None
    answers: int
    usual: float
    own: float


def fit(answers: Sequence[Answer]) -> Fitted | None:
    """From all answers, oldest first; None when there are not enough. The same answers give the same weights."""
    chains = _chains(answers)
    later = sum(place > 0 for chain in chains for _, _, place in chain)
    if later < ENOUGH:
        return None
    own = _search(chains)
    before, after = losses(chains, USUAL, 2), losses(chains, own, 2)
    gains = [b - a for b, a in zip(before, after, strict=True)]
    count, mean = len(gains), sum(gains) / len(gains)
    error = (sum((gain - mean) ** 2 for gain in gains) / max(1, count - 1) / count) ** 0.5
    better = mean > _SURE * error
    return Fitted(own if better else None, len(answers), sum(before) / count, sum(after) / count)


def _chains(answers: Sequence[Answer]) -> list[list[_Step]]:
    """The answers to each question; the last of those that can be predicted are held back."""
    last: dict[int, date] = {}
    ago = []
    for question, day, _ in answers:
        ago.append(max(0, (day - last[question]).days) if question in last else 0)
        last[question] = max(day, last.get(question, day))
    predicted = [place for place, days in enumerate(ago) if days > 0]
    from_here = predicted[round(len(predicted) * (1 - HELD_BACK))] if predicted else len(answers)
    chains: dict[int, list[_Step]] = {}
    for place, ((question, _, grade), days) in enumerate(zip(answers, ago, strict=True)):
        part = 0 if days == 0 else 2 if place >= from_here else 1
        chains.setdefault(question, []).append((days, grade is Grade.GOOD, part))
    return list(chains.values())


def losses(chains: Iterable[Sequence[_Step]], weights: Weights, part: int) -> list[float]:
    """-log of the chance that was given to what happened, for each answer of a part."""
    found = []
    for chain in chains:
        state: tuple[float, float] | None = None
        for days, known, place in chain:
            if place == part and state is not None:
                chance = min(0.999, max(0.001, recall_after(days, state[0])))
                found.append(-log(chance if known else 1 - chance))
            state = step(state, days, known, weights)
    return found


def step(state: tuple[float, float] | None, days: int, known: bool, w: Weights) -> tuple[float, float]:
    """(stability, difficulty) after an answer: the package's formulas for Again and Good, without its objects."""
    rating = 3 if known else 1
    if state is None:
        return max(0.001, w[rating - 1]), min(10.0, max(1.0, w[4] - exp(w[5] * (rating - 1)) + 1))
    stability, difficulty = state
    if days < 1:
        grown = exp(w[17] * (rating - 3 + w[18])) * stability ** -w[19]
        after = stability * (max(1.0, grown) if known else grown)
    elif known:
        ease = exp(w[8]) * (11 - difficulty) * stability ** -w[9]
        after = stability * (1 + ease * (exp((1 - recall_after(days, stability)) * w[10]) - 1))
    else:
        forgot = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1)
        after = min(forgot * exp((1 - recall_after(days, stability)) * w[14]), stability / exp(w[17] * w[18]))
    moved = difficulty + (10 - difficulty) / 9 * w[6] * (3 - rating)
    easiest = w[4] - exp(w[5] * 3) + 1
    return max(0.001, after), min(10.0, max(1.0, w[7] * easiest + (1 - w[7]) * moved))


def _search(chains: Sequence[Sequence[_Step]]) -> Weights:
    """One weight after the other, up and down, by smaller and smaller steps, while that helps."""
    best, least = USUAL, _cost(chains, USUAL)
    for size in _STEPS:
        for _ in range(_SWEEPS):
            before = least
            for place in MOVED:
                for way in (size, -size):
                    tried = _moved(best, place, way)
                    if (cost := _cost(chains, tried)) < least:
                        best, least = tried, cost
                        break
            if least == before:
                break
    return best


def _moved(weights: Weights, place: int, way: float) -> Weights:
    value = min(_HIGHEST[place], max(_LOWEST, weights[place] * exp(way)))
    return (*weights[:place], value, *weights[place + 1 :])


def _cost(chains: Sequence[Sequence[_Step]], weights: Weights) -> float:
    """The log loss of what is fitted, and how unusual the weights are."""
    unusual = sum((log(weights[place] / USUAL[place]) / _SPREAD) ** 2 for place in MOVED) / 2
    return sum(losses(chains, weights, 1)) + unusual
