"""How many questions a day an exam date asks for: everything is seen by half-time, then comes repetition."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

FEWEST = 5
MOST = 100
STEP = 5
NEW = 0.5
"""Half of a day is new while there is anything new (see study.choice)."""

SECONDS = 45
"""What a question takes, with its explanation."""


@dataclass(frozen=True, slots=True)
class Pace:
    """amount: questions a day. seen_by: when every question has been seen, None when the time is too short."""

    amount: int
    minutes: int
    seen_by: date | None


def pace(unseen: int, today: date, exam: date) -> Pace:
    """The amount a day, in steps of five, that shows `unseen` questions by half-time."""
    half = max(1, (exam - today).days // 2)
    wanted = ceil(unseen / NEW / half)
    return at(min(MOST, max(FEWEST, ceil(wanted / STEP) * STEP)), unseen, today, exam)


def at(amount: int, unseen: int, today: date, exam: date) -> Pace:
    """What an amount a day comes to."""
    days = ceil(unseen / max(1, amount * NEW))
    seen_by = today + timedelta(days=days)
    return Pace(amount, max(1, round(amount * SECONDS / 60)), seen_by if seen_by < exam else None)


def behind(total: int, seen: int, begun: date, today: date, exam: date) -> int:
    """How many days of new questions are missing by this morning; 0 = on track.

    begun: when the plan was made or last made anew. After half-time everything should be seen.
    """
    half = max(1, (exam - begun).days // 2)
    days = min(half, max(0, (today - begun).days))
    return max(0, int((total * days / half - seen) * half / total)) if total else 0


@dataclass(frozen=True, slots=True)
class Week:
    """What one week of a plan holds: questions that are new, and repetitions."""

    begins: date
    new: int
    repeats: int


def weeks(amount: int, unseen: int, today: date, exam: date) -> tuple[Week, ...]:
    """The load of each week until the exam, the last one short: nothing new on its evening before."""
    found, left, begins = [], unseen, today
    while begins < exam:
        ends = min(exam, begins + timedelta(days=7))
        whole = amount * (ends - begins).days
        days = max(0, min((ends - begins).days, (exam - begins).days - 1))
        new = min(left, round(amount * NEW * days))
        found.append(Week(begins, new, whole - new))
        left, begins = left - new, ends
    return tuple(found)
