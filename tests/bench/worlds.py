"""Simulated learners: three laws of memory, none of which is the forecast that the bot makes.

A mind answers one question: what is the chance that this item is known now? and changes when it is studied.
Times are days since the start, with the hour as a fraction. Everything follows from the seed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import exp, log
from random import Random
from typing import Protocol


class Mind(Protocol):
    """One learner's memory of every item of a bank."""

    def knows(self, item: int, at: float) -> float:
        """The true chance that the item is known, not guessed, at this time."""
        ...

    def study(self, item: int, at: float, known: bool) -> None:
        """The item was answered and its explanation read."""
        ...


@dataclass(slots=True)
class Trace:
    """What a mind holds of one item: stability in days, difficulty 1-10, when it was last studied."""

    stability: float
    difficulty: float
    last: float


FSRS = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
"""The published default weights of FSRS-6 (open-spaced-repetition); each simulated learner has others."""


class FsrsMind:
    """Memory that follows FSRS-6, with this learner's own weights and this item's own ease."""

    def __init__(self, items: int, random: Random) -> None:
        self._w = [w * exp(random.gauss(0, 0.12)) for w in FSRS]
        self._decay = -FSRS[20] * exp(random.gauss(0, 0.2))
        self._factor = 0.9 ** (1 / self._decay) - 1
        speed = exp(random.gauss(0, 0.3))
        self._ease = [speed * exp(random.gauss(0, 0.5)) for _ in range(items)]
        self._bias = [random.gauss(0, 1.0) for _ in range(items)]
        self._first = _first_sight(items, random)
        self._traces: dict[int, Trace] = {}

    def knows(self, item: int, at: float) -> float:
        trace = self._traces.get(item)
        if trace is None:
            return self._first[item]
        return float((1 + self._factor * max(0.0, at - trace.last) / trace.stability) ** self._decay)

    def study(self, item: int, at: float, known: bool) -> None:
        w, trace, recall = self._w, self._traces.get(item), self.knows(item, at)
        if trace is None:
            stability = (w[2] if known else w[0]) * self._ease[item]
            difficulty = w[4] - exp(w[5] * (2 if known else 0)) + 1 + self._bias[item]
            self._traces[item] = Trace(stability, _bounded(difficulty), at)
            return
        s, d = trace.stability, trace.difficulty
        if at - trace.last < 0.5:
            s *= exp(w[17] * ((0 if known else -2) + w[18])) * s ** -w[19]
        elif known:
            s *= 1 + exp(w[8]) * (11 - d) * s ** -w[9] * (exp((1 - recall) * w[10]) - 1)
        else:
            forgot = w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * exp((1 - recall) * w[14])
            s = min(s, forgot)
        if not known:
            d += (10 - d) / 9 * w[6] * 2
        self._traces[item] = Trace(max(0.001, s), _bounded(d), at)


def _bounded(difficulty: float) -> float:
    return min(10.0, max(1.0, difficulty))


class SteepMind(FsrsMind):
    """The same growth, but a far steeper curve: what is left alone is soon gone."""

    def __init__(self, items: int, random: Random) -> None:
        super().__init__(items, random)
        self._decay = -0.5 * exp(random.gauss(0, 0.15))
        self._factor = 0.9 ** (1 / self._decay) - 1
        self._ease = [0.85 * ease for ease in self._ease]


@dataclass(slots=True)
class Practice:
    """When an item was practised, and how fast each practice decays."""

    times: list[float] = field(default_factory=list)
    decays: list[float] = field(default_factory=list)


class ActrMind:
    """Memory as activation: every practice decays by a power law, faster the more active the item was.

    Source: Pavlik & Anderson 2005, "Practice and forgetting effects on vocabulary memory".
    """

    SCALE = 86_400 * 0.025
    """Seconds of a day outside the laboratory, as that paper scales them."""

    def __init__(self, items: int, random: Random) -> None:
        self._intercept = 0.177 * exp(random.gauss(0, 0.1))
        self._slope = 0.217
        self._noise = 0.4
        threshold = -0.75 + random.gauss(0, 0.15)
        self._threshold = [threshold + random.gauss(0, 0.35) for _ in range(items)]
        self._first = _first_sight(items, random)
        self._practice: dict[int, Practice] = {}

    def knows(self, item: int, at: float) -> float:
        if item not in self._practice:
            return self._first[item]
        above = (self._activation(item, at) - self._threshold[item]) / self._noise
        return 1 / (1 + exp(-max(-50.0, min(50.0, above))))

    def study(self, item: int, at: float, known: bool) -> None:
        active = exp(self._activation(item, at)) if item in self._practice else 0.0
        held = self._practice.setdefault(item, Practice())
        for _ in range(2 if known and not held.times else 1):  # known at first sight: practised before
            held.times.append(at)
            held.decays.append(self._intercept + self._slope * min(4.0, active))

    def _activation(self, item: int, at: float) -> float:
        held = self._practice[item]
        pairs = zip(held.times, held.decays, strict=True)
        return log(sum(max(30.0, (at - time) * self.SCALE) ** -decay for time, decay in pairs))


def _first_sight(items: int, random: Random) -> list[float]:
    """The chance of knowing each item before it was ever shown."""
    usual = random.uniform(0.1, 0.3)
    return [random.betavariate(4 * usual, 4 * (1 - usual)) for _ in range(items)]


WORLDS: dict[str, Callable[[int, Random], Mind]] = {"FSRS": FsrsMind, "steep": SteepMind, "ACT-R": ActrMind}
