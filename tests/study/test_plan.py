"""Local days: one due per study date and slot, in every zone and through every change of the clocks."""

from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.study.absence import Push, push_after
from bot.study.plan import Due, Rhythm, begins, due_on, fits, in_day, moments, moved, next_due, study_date, zone

ZONES = sorted((files("tzdata") / "zones").read_text("ascii").split())
BERLIN = ZoneInfo("Europe/Berlin")
MINUTES = st.integers(0, 1439)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
EVENING = Rhythm((20 * 60,))


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    """One hour, several, or a window; days off, but never all seven."""
    off = tuple(sorted(draw(st.sets(st.integers(0, 6), max_size=6))))
    if draw(st.booleans()):
        hours = draw(st.sets(MINUTES, min_size=1, max_size=4))
        return Rhythm(tuple(sorted(hours, key=in_day)), off=off)
    start, end = sorted((draw(MINUTES), draw(MINUTES)), key=in_day)
    return Rhythm((start,), end, draw(st.integers(1, 12)), draw(st.integers(0, 120)), off)


def test_a_study_date_begins_at_four() -> None:
    assert study_date(datetime(2026, 11, 24, 2, 59, tzinfo=UTC), BERLIN) == date(2026, 11, 23)
    assert study_date(datetime(2026, 11, 24, 3, 0, tzinfo=UTC), BERLIN) == date(2026, 11, 24)
    assert begins(date(2026, 11, 24), BERLIN) == datetime(2026, 11, 24, 3, tzinfo=UTC)


def test_a_skipped_hour_is_taken_later_and_a_doubled_one_once() -> None:
    spring, autumn = date(2027, 3, 27), date(2026, 10, 24)
    assert due_on(spring, 150, BERLIN) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 02:30 is skipped: 03:30
    assert due_on(autumn, 150, BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the first 02:30


def test_where_the_clocks_jump_to_four_a_skipped_time_stays_on_its_date() -> None:
    helsinki = ZoneInfo("Europe/Helsinki")  # 28 March 2027: 03:00 becomes 04:00
    at = due_on(date(2027, 3, 27), 210, helsinki)
    assert study_date(at, helsinki) == date(2027, 3, 27)
    assert at == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)


def test_a_day_that_was_served_is_not_served_again() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert next_due(now, EVENING, BERLIN).day == date(2026, 11, 24)
    assert next_due(now, EVENING, BERLIN, served=(date(2026, 11, 24), 0)).day == date(2026, 11, 25)


def test_a_window_is_spread_evenly_on_whole_minutes() -> None:
    day = date(2026, 11, 24)
    found = moments(Rhythm((9 * 60,), 17 * 60, times=4), day, ZoneInfo("UTC"))
    assert [at.strftime("%H:%M") for at in found] == ["09:00", "11:40", "14:20", "17:00"]
    assert moments(Rhythm((9 * 60,), 17 * 60, times=1), day, ZoneInfo("UTC")) == found[:1]


def test_the_gap_is_worth_more_than_the_number() -> None:
    assert fits(9 * 60, 17 * 60, 60) == 9
    assert Rhythm((9 * 60,), 17 * 60, times=20, gap=60).count == 9
    assert fits(22 * 60, 2 * 60, 60) == 5  # over midnight
    assert fits(17 * 60, 9 * 60, 60) == 0  # ends before it starts


def test_days_off_are_left_out() -> None:
    friday = datetime(2026, 11, 27, 21, tzinfo=UTC)
    weekdays = Rhythm((20 * 60,), off=(5, 6))
    assert next_due(friday, weekdays, ZoneInfo("UTC")).day == date(2026, 11, 30)


def test_the_29th_of_february_is_a_day_like_any_other() -> None:
    due = next_due(datetime(2028, 2, 28, 21, tzinfo=UTC), EVENING, ZoneInfo("UTC"))
    assert due.day == date(2028, 2, 29)
    assert next_due(due.at, EVENING, ZoneInfo("UTC"), (due.day, 0)).day == date(2028, 3, 1)


@given(st.sampled_from(ZONES), rhythms(), MOMENTS)
def test_every_study_date_has_each_of_its_moments_exactly_once(name: str, rhythm: Rhythm, now: datetime) -> None:
    where, end, found = ZoneInfo(name), now + timedelta(days=21), []
    first = now
    while (due := next_due(now, rhythm, where)).at < end:
        found.append((due.day, due.place))
        assert study_date(due.at, where) == due.day
        now = due.at
    first_day = study_date(first, where)
    days = [first_day + timedelta(days=n) for n in range((found[-1][0] - first_day).days + 1)] if found else []
    wanted = [(day, place) for day in days if day.weekday() not in rhythm.off for place in range(rhythm.count)]
    assert found == [one for one in wanted if found[0] <= one <= found[-1]]


@given(st.sampled_from(ZONES), rhythms(), MOMENTS)
def test_moments_of_a_date_never_stand_together(name: str, rhythm: Rhythm, now: datetime) -> None:
    found = moments(rhythm, now.date(), ZoneInfo(name))
    assert len(found) == rhythm.count
    assert all(later > earlier for earlier, later in pairwise(found))


@given(st.sampled_from(ZONES), st.sampled_from(ZONES), rhythms(), MOMENTS)
def test_a_changed_zone_gives_no_moment_twice(before: str, after: str, rhythm: Rhythm, now: datetime) -> None:
    first = next_due(now, rhythm, ZoneInfo(before))
    served = (first.day, first.place)
    then = moved(first.at, rhythm, ZoneInfo(after), served, next_due(first.at, rhythm, ZoneInfo(before), served))
    assert (then.day, then.place) > served and then.at >= first.at


@given(st.sampled_from(ZONES), st.sampled_from(ZONES), MINUTES, MOMENTS, st.integers(0, 3 * 24 * 60))
def test_a_changed_zone_costs_no_date(before: str, after: str, minute: int, now: datetime, wait: int) -> None:
    """From the move on, every local date that was not served yet is served, whenever and wherever the move is."""
    rhythm, here, there = Rhythm((minute,)), ZoneInfo(before), ZoneInfo(after)
    pending, served = next_due(now, rhythm, here), None
    at = now + timedelta(minutes=wait)
    while pending.at <= at:
        served = (pending.day, pending.place)
        pending = next_due(pending.at, rhythm, here, served)
    due = moved(at, rhythm, there, served, pending)
    today = study_date(at, there)
    unserved = max([today, *([served[0] + timedelta(days=1)] if served else [])])
    if pending.day <= today or served is not None:
        assert due.day == unserved
    assert due.at >= at


def test_eastwards_a_date_whose_hour_is_over_comes_at_once() -> None:
    now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    madrid, auckland = ZoneInfo("Europe/Madrid"), ZoneInfo("Pacific/Auckland")  # 22:30 there
    pending = next_due(now, EVENING, madrid)
    assert moved(now, EVENING, auckland, None, pending) == Due(now, date(2026, 11, 24))


def test_an_unknown_zone_counts_as_utc() -> None:
    assert zone("Moon/Crater").key == zone(None).key == zone("../etc/passwd").key == "UTC"


@pytest.mark.parametrize(
    ("days", "what"),
    [
        *((days, Push.SOUND) for days in range(3)),
        *((days, Push.QUIET) for days in range(3, 8)),
        *((days, Push.NONE) for days in range(8, 14)),
        (14, Push.GOODBYE),
        (15, Push.GOODBYE),
    ],
)
def test_absence(days: int, what: Push) -> None:
    assert push_after(days) is what
