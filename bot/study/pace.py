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
