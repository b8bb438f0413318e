"""The load of a plan's weeks as a picture: every question is in it, and it fits a phone however long the plan is."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.texts import catalogue
from bot.practice.load import MOST, load, together
from bot.study.pace import weeks

TODAY = date(2026, 11, 24)
ENGLISH = catalogue().speech("en")


def test_a_plan_of_two_months() -> None:
    chart = load(ENGLISH, weeks(20, 200, TODAY, date(2027, 1, 18)))
    assert [row.label for row in chart.rows][:2] == ["Tue 24 Nov", "Tue 1 Dec"]
    assert chart.rows[0].text == "70 + 70" and chart.rows[0].parts == (70, 70)
    assert sum(row.parts[0] for row in chart.rows) == 200
    assert chart.full == 140 and len(chart.legend) == 2


@given(st.integers(1, 100), st.integers(0, 20_000), st.integers(0, 800))
def test_any_plan_fits(amount: int, unseen: int, days: int) -> None:
    chart = load(ENGLISH, weeks(amount, unseen, TODAY, TODAY + timedelta(days=days)))
    assert len(chart.rows) <= MOST and chart.full > 0
    assert all(sum(row.parts) <= chart.full for row in chart.rows)


@given(st.integers(1, 60), st.integers(1, 9))
def test_weeks_put_together_are_an_average(count: int, size: int) -> None:
    plan = weeks(10, 10_000, TODAY, TODAY + timedelta(weeks=count))
    made = together(plan, size)
    assert len(made) == -(-count // size) and made[0].begins == TODAY
    assert all(abs(week.new + week.repeats - 70) <= 1 for week in made)
