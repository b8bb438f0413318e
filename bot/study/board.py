"""A group's board: how many answers it takes to be ranked, and what the group can reach together. Pure."""

from enum import StrEnum


class Period(StrEnum):
    WEEK = "week"
    MONTH = "month"
    ALL = "all"


_LEAST = {Period.WEEK: 5, Period.MONTH: 15, Period.ALL: 30}
SMALLEST_GOAL = 30


def least(period: Period) -> int:
    """Answers below which a share of right ones says little: nobody is ranked by it."""
    return _LEAST[period]


def goal(last_week: int) -> int:
    """What a group sets out to clear this week: a tenth more than last week, in tens; small beginnings have a floor."""
    return max(SMALLEST_GOAL, -(-(last_week * 11) // 100) * 10)
