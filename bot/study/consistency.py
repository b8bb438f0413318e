"""How steadily somebody studies, humanely: a rolling share of their own bar, and milestones that are said once.

No streak: one missed day costs a seventh of a week, not all of it; days off cost nothing, and more on one day
makes up for less on another.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK, MONTH = 7, 30


@dataclass(frozen=True, slots=True)
class Share:
    """answers: given. wanted: the bar over the days that count. share: 0 to 1, None before the first day."""

    answers: int
    wanted: int
    share: float | None


def share(
    given: Mapping[date, int], bar: int, today: date, days: int, begun: date, off: Set[int] = frozenset()
) -> Share:
    """The last `days` study dates with today, but none before `begun`.

    given: answers per study date. bar: questions a day. off: weekdays without questions, 0 = Monday.
    Today is not over yet: it is only wanted as far as it was done.
    """
    dates = [day for n in range(days) if (day := today - timedelta(days=n)) >= begun]
    answers = sum(given.get(day, 0) for day in dates)
    wanted = sum(bar for day in dates if day != today and day.weekday() not in off)
    wanted += min(bar, given.get(today, 0)) if today in dates else 0
    return Share(answers, wanted, min(1.0, answers / wanted) if wanted else None)


class Mark(StrEnum):
    """answers: so many given. seen: so many percent of the questions. strong: so many percent known well."""

    ANSWERS = "answers"
    SEEN = "seen"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Milestone:
    mark: Mark
    number: int


_MARKS = {Mark.ANSWERS: (100, 500, 1_000, 2_500, 5_000, 10_000), Mark.SEEN: (50, 100), Mark.STRONG: (50, 80)}


def milestones(
    answers: int, seen: int, strong: int, total: int, said: Set[Milestone] = frozenset()
) -> tuple[Milestone, ...]:
    """The highest milestone of each kind that is reached and neither it nor a higher one was `said` before."""
    reached = {
        Mark.ANSWERS: answers,
        Mark.SEEN: 100 * seen // total if total else 0,
        Mark.STRONG: 100 * strong // total if total else 0,
    }
    highest = {mark: max((n for n in numbers if n <= reached[mark]), default=0) for mark, numbers in _MARKS.items()}
    before = {mark: max((one.number for one in said if one.mark is mark), default=0) for mark in Mark}
    return tuple(Milestone(mark, number) for mark, number in highest.items() if number > before[mark])
