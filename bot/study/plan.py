"""Local days: which study date it is for somebody, and when the next question is due. DST lives only here.

A study date runs from 04:00 to 04:00 local time. Every study date has exactly one due instant per
reminder, in every zone: a time that the clocks skip is taken an hour later, one that comes twice is
taken the first time.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROLLOVER = time(4)
_ROLLOVER_MINUTE = 4 * 60
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Due:
    """An instant (UTC) and the local study date it belongs to."""

    at: datetime
    day: date


def zone(name: str | None) -> ZoneInfo:
    """The zone of this IANA name; UTC when none was told or the name is no longer known."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def study_date(now: datetime, where: ZoneInfo) -> date:
    """The study date at `now` for somebody in this zone."""
    local = now.astimezone(where)
    return local.date() if local.time() >= ROLLOVER else local.date() - _DAY


def noon(day: date) -> datetime:
    """Noon UTC: how a study date is stored and fed to the memory model."""
    return datetime.combine(day, time(12), UTC)


def due_on(day: date, minute: int, where: ZoneInfo) -> datetime:
    """The instant of `minute` (0-1439 after midnight) on a study date; before 04:00 that is the next calendar day."""
    if minute >= _ROLLOVER_MINUTE:
        return _instant(day, time(minute // 60, minute % 60), where)
    early = _instant(day + _DAY, time(minute // 60, minute % 60), where)
    # where the clocks skip two hours (Antarctica/Troll), an hour before 04:00 would become one after it
    return min(early, _instant(day + _DAY, ROLLOVER, where) - _MINUTE)


def _instant(day: date, at: time, where: ZoneInfo) -> datetime:
    return datetime.combine(day, at, where).astimezone(UTC)


def next_due(after: datetime, minute: int, where: ZoneInfo, served: date | None = None) -> Due:
    """The first due instant later than `after`, on a study date later than `served`.

    `served` is the last date that had its question: a changed hour or zone then never gives a day twice.
    """
    day = study_date(after, where) - _DAY
    if served is not None:
        day = max(day, served + _DAY)
    while due_on(day, minute, where) <= after:
        day += _DAY
    return Due(due_on(day, minute, where), day)
