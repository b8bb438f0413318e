"""Being steady, without guilt: shares, milestones, and how a plan stands."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.study.consistency import MONTH, WEEK, Mark, Milestone, milestones, share
from bot.study.pace import behind, weeks

TODAY = date(2026, 11, 24)  # a Tuesday
LONG_AGO = TODAY - timedelta(days=400)


def days_ago(**answers: int) -> dict[date, int]:
    return {TODAY - timedelta(days=int(ago[1:])): count for ago, count in answers.items()}


def test_a_missed_day_costs_a_part_of_the_week() -> None:
    given_days = days_ago(d0=10, d1=10, d2=10, d4=10, d5=10, d6=10)
    week = share(given_days, 10, TODAY, WEEK, LONG_AGO)
    assert (week.answers, week.wanted) == (60, 70)
    assert week.share == 60 / 70


def test_days_off_are_free_and_more_makes_up_for_less() -> None:
    weekend = frozenset({5, 6})
    given_days = days_ago(d1=20, d4=10, d5=10)  # nothing on Wednesday, Saturday, Sunday
    assert share(given_days, 10, TODAY, WEEK, LONG_AGO, weekend).share == 1.0


def test_today_is_not_over() -> None:
    assert share(days_ago(d1=10), 10, TODAY, WEEK, TODAY - timedelta(days=1)).share == 1.0
    assert share({}, 10, TODAY, MONTH, TODAY).share is None
    assert share(days_ago(d0=4), 10, TODAY, MONTH, TODAY).share == 1.0


@given(st.dictionaries(st.integers(0, 40), st.integers(0, 99)), st.integers(1, 100), st.sets(st.integers(0, 6)))
def test_a_share_is_a_share(counts: dict[int, int], bar: int, off: set[int]) -> None:
    given_days = {TODAY - timedelta(days=ago): count for ago, count in counts.items()}
    found = share(given_days, bar, TODAY, MONTH, LONG_AGO, off).share
    assert found is None or 0 <= found <= 1


def test_a_milestone_is_said_once() -> None:
    reached = milestones(answers=640, seen=200, strong=10, total=374)
    assert reached == (Milestone(Mark.ANSWERS, 500), Milestone(Mark.SEEN, 50))
    assert milestones(641, 201, 10, 374, frozenset(reached)) == ()
    assert milestones(60, 187, 0, 374, frozenset(reached)) == ()  # the bank has grown: nothing is said twice
    assert milestones(0, 0, 0, 0) == ()


def test_on_track_or_so_many_days_behind() -> None:
    begun, exam = TODAY - timedelta(days=10), TODAY + timedelta(days=50)
    assert behind(300, 100, begun, TODAY, exam) == 0
    assert behind(300, 130, begun, TODAY, exam) == 0
    assert behind(300, 70, begun, TODAY, exam) == 3
    assert behind(300, 0, TODAY, TODAY, exam) == 0
    assert behind(300, 290, begun, exam, exam) == 1
    assert behind(0, 0, begun, TODAY, exam) == 0
    assert behind(300, 0, TODAY, TODAY, TODAY) == 0


def test_the_load_of_every_week() -> None:
    plan = weeks(20, 100, TODAY, TODAY + timedelta(days=17))
    assert [(week.new, week.repeats) for week in plan] == [(70, 70), (30, 110), (0, 60)]
    assert weeks(20, 100, TODAY, TODAY) == ()
    assert [(week.new, week.repeats) for week in weeks(10, 90, TODAY, TODAY + timedelta(days=1))] == [(0, 10)]
