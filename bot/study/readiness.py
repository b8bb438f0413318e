"""How ready somebody is: the chance to know these questions on the exam day, by domain and over all.

Never a chance to pass. Every figure comes with a 90 % interval, or with how many answers are missing for one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.study.forecast import Answer, Forecast, features, learn
from bot.study.memory import Memory

ENOUGH = 100
"""Answers on a later day than the last, before an overall figure means anything."""

ENOUGH_OF_DOMAIN = 40
_Z90 = 1.645
_MODEL_ERROR = 0.012
"""What no answers can show: the form of the forecast is itself wrong by so much (simulated learners)."""

_DRAWN = 0.25
"""How much of the luck of one day the interval holds: known or not known is more than a chance to know."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """share: mean chance to know a question, between low and high in nine of ten cases."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate, or None when there are fewer `answers` than `needed` ("7 of 40 in Security")."""

    estimate: Estimate | None
    answers: int
    needed: int


@dataclass(frozen=True, slots=True)
class Readiness:
    overall: Figure
    domains: Mapping[str, Figure]


def readiness(
    domains: Mapping[int, str],
    weights: Mapping[str, float],
    memories: Mapping[int, Memory],
    answers: Sequence[Answer],
    day: date,
) -> Readiness:
    """domains: question id → domain, for all that can be asked. weights: what a domain counts for in the exam.

    answers: the learner's, oldest first.
    """
    forecast = learn(answers)
    late = Counter(domains[one.question] for one in answers if one.next_day and one.question in domains)

    def figure(share: Mapping[int, float], count: int, needed: int) -> Figure:
        known = count >= needed and bool(share)
        return Figure(estimate(forecast, memories, day, share) if known else None, count, needed)

    overall = figure(shares(domains, weights), late.total(), ENOUGH)
    each = {name: figure(shares(domains, {name: 1.0}), late[name], ENOUGH_OF_DOMAIN) for name in weights}
    return Readiness(overall, each)


def shares(domains: Mapping[int, str], weights: Mapping[str, float]) -> dict[int, float]:
    """What each question counts for, 1 in sum: its domain's weight, shared by the domain's questions.

    A domain without a question counts for nothing; the others then fill its place.
    """
    sizes = Counter(name for name in domains.values() if weights.get(name, 0.0) > 0)
    total = sum(weights[name] for name in sizes)
    return {q: weights[name] / total / sizes[name] for q, name in domains.items() if name in sizes}


def estimate(forecast: Forecast, memories: Mapping[int, Memory], day: date, share: Mapping[int, float]) -> Estimate:
    """The mean over questions, each counting for its share. The errors of one correction hit all alike."""
    mean, drawn, first = 0.0, 0.0, 0.0
    lean = [0.0] * len(forecast.weights)
    for question, part in share.items():
        memory = memories.get(question)
        known = forecast.known(memory, day)
        mean += part * known
        drawn += part * part * known * (1 - known)
        if memory is None:
            first += part
            continue
        for place, value in enumerate(features(memory, day)):
            lean[place] += part * known * (1 - known) * value
    variance = _quadratic(lean, forecast.spread) + (first * forecast.first_error) ** 2
    reach = _Z90 * (variance + _MODEL_ERROR**2 + _DRAWN * drawn) ** 0.5
    return Estimate(mean, max(0.0, mean - reach), min(1.0, mean + reach))


def _quadratic(vector: Sequence[float], matrix: Iterable[Sequence[float]]) -> float:
    return sum(v * sum(w * m for w, m in zip(vector, row, strict=True)) for v, row in zip(vector, matrix, strict=True))
