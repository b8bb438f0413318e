"""The laboratory: simulated learners quiz themselves for 60 days under different policies.

`python -m tests.bench.learning [learners] [first seed]`. 300 questions, 20 a day, a guess is right once in four
and said to be one. Recall is the true mean chance to know a question on the exam day; ECE compares each
question's forecast with that chance in ten bins; "covers" is how often readiness's interval holds the true figure
(as a chance / as drawn on the day).
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Protocol

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.study.core import Core, Course
from bot.study.grade import grade
from bot.study.memory import Memory, review
from tests.bench.worlds import WORLDS, Mind

ITEMS, BUDGET, DAYS, OPTIONS = 300, 20, 60, 4
WEIGHTS = (0.32, 0.26, 0.24, 0.18)
MORNING, EXAM_HOUR, PAUSE = 0.375, 0.4, 0.0005
"""Parts of a day: when a session begins, when the exam is, and the time between two questions."""

START = date(2026, 1, 5)


class Policy(Protocol):
    def next(self, day: int, at: float, asked: int) -> int | None: ...

    def answer(self, day: int, at: float, item: int, correct: bool, guessed: bool) -> None: ...


class AtRandom:
    """Each day some of all."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._queue: list[int] = []

    def next(self, _day: int, _at: float, asked: int) -> int | None:
        if asked == 0 or not self._queue:
            self._queue = self._random.sample(range(ITEMS), ITEMS)
        return self._queue.pop()

    def answer(self, day: int, at: float, item: int, correct: bool, guessed: bool) -> None: ...


class RoundRobin(AtRandom):
    """One after the other, always in the same order."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._order = self._random.sample(range(ITEMS), ITEMS)
        self._place = -1

    def next(self, _day: int, _at: float, _asked: int) -> int | None:
        self._place = (self._place + 1) % ITEMS
        return self._order[self._place]


class DueFirst:
    """What is due, longest due first; then new ones; then what is due next."""

    def __init__(self, seed: int) -> None:
        self._new = Random(seed).sample(range(ITEMS), ITEMS)
        self._due: dict[int, int] = {}
        self._queue: list[int] = []

    def next(self, day: int, _at: float, asked: int) -> int | None:
        if asked == 0 or not self._queue:
            known = sorted(self._due, key=lambda item: self._due[item])
            due = [item for item in known if self._due[item] <= day]
            self._queue = [*due, *self._new, *(item for item in known if self._due[item] > day)][::-1]
        return self._queue.pop()

    def answer(self, day: int, _at: float, item: int, correct: bool, _guessed: bool) -> None:
        if item not in self._due:
            self._new.remove(item)
        self._due[item] = day + self.wait(item, day, correct)

    def wait(self, item: int, day: int, correct: bool) -> int:
        """Days until the item is due again."""
        raise NotImplementedError


class Leitner(DueFirst):
    """Five boxes: 1, 2, 4, 8, 16 days."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._boxes: dict[int, int] = {}

    def wait(self, item: int, _day: int, correct: bool) -> int:
        self._boxes[item] = min(4, self._boxes.get(item, -1) + 1) if correct else 0
        return int(2 ** self._boxes[item])


class Sm2(DueFirst):
    """SuperMemo 2 (Wozniak 1990), quality 4 for right and 2 for wrong."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._state: dict[int, tuple[int, float, int]] = {}

    def wait(self, item: int, _day: int, correct: bool) -> int:
        count, ease, days = self._state.get(item, (0, 2.5, 0))
        quality = 4 if correct else 2
        ease = max(1.3, ease + 0.1 - (5 - quality) * (0.08 + (5 - quality) * 0.02))
        count = count + 1 if correct else 0
        days = {0: 1, 1: 1, 2: 6}.get(count, round(days * ease))
        self._state[item] = (count, ease, days)
        return days


class FsrsDueFirst(DueFirst):
    """Anki's way: FSRS-6 at 90 % retention."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._memories: dict[int, Memory] = {}

    def wait(self, item: int, day: int, correct: bool) -> int:
        today = START + timedelta(days=day)
        self._memories[item] = review(self._memories.get(item), grade(correct, guessed=False), today, item)
        return (self._memories[item].due - self._memories[item].last_review).days


class Ours:
    """What the bot does."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)
        domains = random.choices(range(len(WEIGHTS)), WEIGHTS, k=ITEMS)
        self.core = Core(Course(domains, WEIGHTS, OPTIONS, DAYS, BUDGET, seed))

    def next(self, _day: int, at: float, asked: int) -> int | None:
        return self.core.next(at, asked)

    def answer(self, _day: int, at: float, item: int, correct: bool, guessed: bool) -> None:
        self.core.answer(at, item, correct, guessed)


POLICIES: dict[str, Callable[[int], Policy]] = {
    "random": AtRandom,
    "round robin": RoundRobin,
    "Leitner": Leitner,
    "SM-2": Sm2,
    "FSRS, due first": FsrsDueFirst,
    "Studybot": Ours,
}


@dataclass
class Play:
    """One learner's sixty days. attendance: share of days with a session. owns: share of lucky guesses told."""

    world: str
    seed: int
    attendance: float = 1.0
    owns: float = 1.0

    def run(self, policy: Policy) -> Mind:
        mind = WORLDS[self.world](ITEMS, Random(f"mind {self.seed}"))
        days, answers = Random(f"days {self.seed}"), Random(f"answers {self.seed}")
        for day in range(DAYS):
            if days.random() < self.attendance:
                self._session(mind, policy, day, answers)
        return mind

    def _session(self, mind: Mind, policy: Policy, day: int, random: Random) -> None:
        for asked in range(BUDGET):
            at = day + MORNING + asked * PAUSE
            item = policy.next(day, at, asked)
            if item is None:
                return
            known = random.random() < mind.knows(item, at)
            lucky = not known and random.random() < 1 / OPTIONS
            mind.study(item, at, known)
            policy.answer(day, at, item, known or lucky, lucky and random.random() < self.owns)


def truth(mind: Mind) -> list[float]:
    return [mind.knows(item, DAYS + EXAM_HOUR) for item in range(ITEMS)]


@dataclass
class Calibration:
    """How far forecasts hold, over many learners."""

    bins: list[list[float]] = field(default_factory=lambda: [[0.0, 0.0] for _ in range(10)])
    questions: int = 0
    intervals: int = 0
    held: int = 0
    held_drawn: int = 0
    width: float = 0.0

    def add(self, play: Play, ours: Ours, true: list[float]) -> None:
        for forecast, chance in zip(ours.core.forecast(DAYS), true, strict=True):
            held = self.bins[min(9, int(forecast * 10))]
            held[0] += forecast
            held[1] += chance
            self.questions += 1
        figure = ours.core.readiness(DAYS)
        if figure is None:
            return
        random, domains = Random(f"exam {play.seed}"), ours.core.course.domains
        self.intervals += 1
        self.width += figure.high - figure.low
        self.held += figure.low <= weighted(true, domains) <= figure.high
        drawn = [float(random.random() < chance) for chance in true]
        self.held_drawn += figure.low <= weighted(drawn, domains) <= figure.high

    @property
    def error(self) -> float:
        """Expected calibration error over ten bins."""
        return sum(abs(forecast - chance) for forecast, chance in self.bins) / max(1, self.questions)

    @property
    def covers(self) -> str:
        count = max(1, self.intervals)
        return f"{self.held / count:.0%} / {self.held_drawn / count:.0%}"


def weighted(values: list[float], domains: "list[int] | tuple[int, ...] | object") -> float:
    """Mean by domain, then by the exam's weights."""
    assert isinstance(domains, (list, tuple))
    means = [[v for v, d in zip(values, domains, strict=True) if d == domain] for domain in range(len(WEIGHTS))]
    return sum(w * sum(m) / len(m) for w, m in zip(WEIGHTS, means, strict=True)) / sum(WEIGHTS)


def main(learners: int, first: int, owns: float = 1.0) -> None:
    began = time.process_time()
    print(f"{learners} learners, seeds {first} to {first + learners - 1}")
    seeds = range(first, first + learners)
    for attendance in (1.0, 0.7):
        recalls = Table("policy", *WORLDS, title=f"Recall, {attendance:.0%} attendance")
        calibrations = {world: Calibration() for world in WORLDS}
        for name, policy in POLICIES.items():
            row = []
            for world in WORLDS:
                total = 0.0
                for seed in track(seeds, f"{name}, {world}", transient=True):
                    play, one = Play(world, seed, attendance, owns), policy(seed)
                    true = truth(play.run(one))
                    total += sum(true) / ITEMS
                    if isinstance(one, Ours):
                        calibrations[world].add(play, one, true)
                row.append(f"{total / learners:.3f}")
            recalls.add_row(name, *row)
        Console().print(recalls)
        table = Table("world", "ECE", "90 % interval covers", "its width")
        for world, found in calibrations.items():
            width = found.width / max(1, found.intervals)
            table.add_row(world, f"{found.error:.3f}", found.covers, f"{width:.3f}")
        Console().print(table)
    print(f"{time.process_time() - began:.0f} s CPU")


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:3]]
    main(*(numbers + [20, 1][len(numbers) :]), *(float(one) for one in sys.argv[3:4]))
