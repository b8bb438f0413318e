"""One learner's learning from beginning to exam, in memory: what the chat does, without chat and database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import floor

from bot.study.choice import Wanted, choose
from bot.study.forecast import Answer, answer_to, learn
from bot.study.grade import grade
from bot.study.memory import Memory, review
from bot.study.plan import ROLLOVER
from bot.study.readiness import Estimate, readiness, shares

FIRST = date(2026, 1, 5)
"""The study date that is day 0; any would do."""


@dataclass(frozen=True, slots=True)
class Course:
    """domains: of each item, by number. weights: what each domain counts for. options: how many a question has.

    exam_day: counted from the start. budget: questions a day.
    """

    domains: Sequence[int]
    weights: Sequence[float]
    options: int
    exam_day: int
    budget: int
    seed: int


@dataclass(slots=True)
class Core:
    """Asks, hears answers, and says what is known. Items are numbered from 0."""

    course: Course
    memories: dict[int, Memory] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    _queue: list[int] = field(default_factory=list)
    _today: dict[int, bool] = field(default_factory=dict)
    """Item → whether its last answer of the day was right."""
    _day: date | None = None

    def next(self, at: float, asked_today: int) -> int | None:
        """The item to ask at this time (days since the start, with the hour); None when nothing is left today."""
        day = self._turn_to(at)
        if not self._queue and self.course.budget:
            self._queue = self._plan(day, max(1, self.course.budget - asked_today))
        return self._queue[0] if self._queue else None

    def answer(self, at: float, item: int, correct: bool, guessed: bool) -> None:
        day = self._turn_to(at)
        before = self.memories.get(item)
        luck = 1 / self.course.options if self.course.options > 1 else 0.0
        self.answers.append(answer_to(item, before, day, correct, guessed, luck))
        self.memories[item] = review(before, grade(correct, guessed), day, self.course.seed * 1_000_003 + item)
        self._today[item] = correct and not guessed
        self._queue = [one for one in self._queue if one != item]

    def forecast(self, day: int) -> list[float]:
        """The chance that each item is known on that day, not guessed."""
        learnt, then = learn(self.answers), FIRST + timedelta(days=day)
        return [learnt.known(self.memories.get(item), then) for item in range(len(self.course.domains))]

    def readiness(self, day: int) -> Estimate | None:
        """The same over all items, by the exam's weights; None while there are not enough answers."""
        then = FIRST + timedelta(days=day)
        return readiness(self._domains(), self._weights(), self.memories, self.answers, then).overall.estimate

    def _turn_to(self, at: float) -> date:
        """The study date of a time; with a new one, what was planned and asked is over."""
        day = FIRST + timedelta(days=floor(at - ROLLOVER.hour / 24))
        if day != self._day:
            self._day, self._queue, self._today = day, [], {}
        return day

    def _plan(self, day: date, amount: int) -> list[int]:
        """What is useful; when everything was asked today, what was missed."""
        items = range(len(self.course.domains))
        share = shares(self._domains(), self._weights())
        wanted = Wanted(
            amount=amount,
            day=day,
            seed=self.course.seed * 1_000_003 + day.toordinal() * 1_009 + len(self._today),
            daily=self.course.budget,
            begun=FIRST,
            exam=FIRST + timedelta(days=self.course.exam_day),
            not_today=self._today.keys(),
            weights={item: share.get(item, 0.0) * len(items) for item in items},
        )
        return list(choose(items, self.memories, wanted)) or [item for item, right in self._today.items() if not right]

    def _domains(self) -> dict[int, str]:
        return {item: str(domain) for item, domain in enumerate(self.course.domains)}

    def _weights(self) -> dict[str, float]:
        return {str(domain): weight for domain, weight in enumerate(self.course.weights)}
