"""Local days: which study date it is for somebody, and when they are asked next. DST lives only here.

A study date runs from 04:00 to 04:00 local time. Every study date that is not off has each of its moments
exactly once, in every zone: a time that the clocks skip is taken an hour later (but before the date is over),
one that comes twice is taken the first time.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROLLOVER = time(4)
_ROLLOVER_MINUTE = 4 * 60
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)

Served = tuple[date, int]
"""The last moment that was used: a study date and the place of the moment on it."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When somebody wants to be asked.

    hours: minutes after local midnight (0-1439), in the order of the study day. until: with it, `times` moments are
    spread evenly from hours[0] to it, at least `gap` minutes apart. off: weekdays without questions, 0 = Monday.
    """

    hours: tuple[int, ...]
    until: int | None = None
    times: int = 1
    gap: int = 0
    off: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many moments a date has: no more than the gap leaves room for."""
        if self.until is None:
            return len(self.hours)
        return max(1, min(self.times, fits(self.hours[0], self.until, self.gap)))


@dataclass(frozen=True, slots=True)
class Due:
    """An instant (UTC), the local study date it belongs to, and which of that date's moments it is."""

    at: datetime
    day: date
    place: int = 0


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


def begins(day: date, where: ZoneInfo) -> datetime:
    """The instant a study date begins."""
    return datetime.combine(day, ROLLOVER, where).astimezone(UTC)


def in_day(minute: int) -> int:
    """Minutes since the study day began: 04:00 is 0, 03:59 is the last."""
    return (minute - _ROLLOVER_MINUTE) % (24 * 60)


def fits(start: int, end: int, gap: int) -> int:
    """How many moments a window holds; 0 for one that ends before it starts."""
    return max(0, (in_day(end) - in_day(start)) // max(1, gap) + 1)


def due_on(day: date, minute: int, where: ZoneInfo) -> datetime:
    """The instant of `minute` on a study date; before 04:00 that is the next calendar day.

    Where the clocks jump over 04:00 a skipped time would fall on the next date: it is taken just before.
    """
    calendar = day if minute >= _ROLLOVER_MINUTE else day + _DAY
    at = datetime.combine(calendar, time(minute // 60, minute % 60), where).astimezone(UTC)
    if minute < _ROLLOVER_MINUTE and study_date(at, where) != day:
        return begins(day + _DAY, where) - _MINUTE
    return at


def moments(rhythm: Rhythm, day: date, where: ZoneInfo) -> list[datetime]:
    """Every moment of a study date in order, each later than the one before; a day off has them as well."""
    if rhythm.until is not None:
        return _spread(rhythm, day, where)
    if len(rhythm.hours) == 1:
        return [due_on(day, rhythm.hours[0], where)]
    found = sorted(due_on(day, minute, where) for minute in rhythm.hours)
    for place in range(1, len(found)):  # the clocks may put two hours together
        found[place] = max(found[place], found[place - 1] + _SECOND)
    return found


def _spread(rhythm: Rhythm, day: date, where: ZoneInfo) -> list[datetime]:
    """Evenly, on whole minutes; a night without its hour may leave a window of seconds."""
    assert rhythm.until is not None
    first, last = sorted((due_on(day, rhythm.hours[0], where), due_on(day, rhythm.until, where)))
    steps = rhythm.count - 1
    seconds = int((last - first).total_seconds())
    if seconds < 60 * steps:
        return [first + place * max(_SECOND, (last - first) / steps) for place in range(steps + 1)]
    return [first + (place * seconds // max(1, steps) // 60) * _MINUTE for place in range(steps + 1)]


def next_due(after: datetime, rhythm: Rhythm, where: ZoneInfo, served: Served | None = None) -> Due:
    """The first moment later than `after` and, by date and place, later than `served`.

    A changed hour or zone then gives no date twice, and no date more moments than it has.
    """
    day = study_date(after, where)
    if served is not None:
        done = served[1] >= rhythm.count - 1
        day = max(day, served[0] + _DAY if done else served[0])
    while True:
        if day.weekday() not in rhythm.off:
            for place, at in enumerate(moments(rhythm, day, where)):
                if at > after and (served is None or (day, place) > served):
                    return Due(at, day, place)
        day += _DAY


def moved(now: datetime, rhythm: Rhythm, where: ZoneInfo, served: Served | None, pending: Due) -> Due:
    """The next moment after somebody changed their zone; `pending` is what they waited for before.

    East of where they were, the hour of a date that had nothing yet may be over: then it comes at once.
    """
    due, today = next_due(now, rhythm, where, served), study_date(now, where)
    had = served is not None and served[0] >= today
    if had or due.day <= today or pending.day > today or today.weekday() in rhythm.off:
        return due
    return Due(now, today, rhythm.count - 1)
