"""Local days: one due per study date, in every zone and through every change of the clocks."""

from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from bot.study.plan import due_on, next_due, study_date, zone

ZONES = sorted((files("tzdata") / "zones").read_text("ascii").split())
BERLIN = ZoneInfo("Europe/Berlin")


def test_a_study_date_begins_at_four() -> None:
    assert study_date(datetime(2026, 11, 24, 2, 59, tzinfo=UTC), BERLIN) == date(2026, 11, 23)
    assert study_date(datetime(2026, 11, 24, 3, 0, tzinfo=UTC), BERLIN) == date(2026, 11, 24)


def test_a_skipped_hour_is_taken_later_and_a_doubled_one_once() -> None:
    spring, autumn = date(2027, 3, 27), date(2026, 10, 24)
    assert due_on(spring, 150, BERLIN) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 02:30 is skipped: 03:30
    assert due_on(autumn, 150, BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the first 02:30


def test_a_day_that_was_served_is_not_served_again() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert next_due(now, 20 * 60, BERLIN).day == date(2026, 11, 24)
    assert next_due(now, 20 * 60, BERLIN, served=date(2026, 11, 24)).day == date(2026, 11, 25)


@given(st.sampled_from(ZONES), st.sampled_from(ZONES), st.integers(0, 1439), st.integers(0, 900), st.integers(0, 1439))
def test_moving_to_another_zone_gives_no_day_twice(before: str, after: str, minute: int, days: int, at: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days, minutes=at)
    first = next_due(now, minute, ZoneInfo(before))
    second = next_due(first.at, minute, ZoneInfo(after), served=first.day)
    assert second.day > first.day
    assert second.at > first.at


@example("Antarctica/Troll", 120, 2026)  # two hours are skipped, up to 03:00
@given(st.sampled_from(ZONES), st.integers(0, 1439), st.integers(2026, 2027))
def test_every_study_date_of_a_year_is_due_exactly_once(name: str, minute: int, year: int) -> None:
    where = ZoneInfo(name)
    now, seen = datetime(year, 1, 1, tzinfo=UTC), []
    end = now + timedelta(days=370)
    while True:
        due = next_due(now, minute, where)
        if due.at >= end:
            break
        seen.append(due.day)
        assert study_date(due.at, where) == due.day
        now = due.at
    assert seen == [seen[0] + timedelta(days=place) for place in range(len(seen))]
    assert len(seen) in {369, 370, 371}


def test_an_unknown_zone_counts_as_utc() -> None:
    assert zone("Moon/Crater").key == zone(None).key == zone("../etc/passwd").key == "UTC"
