"""Dates as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.study.dates import months_ahead, parse_date, readings
from bot.study.pace import FEWEST, MOST, at, pace

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("18 jan", date(2027, 1, 18)),
        ("18 January 2027", date(2027, 1, 18)),
        ("Jan 18", date(2027, 1, 18)),
        ("january 18th, 2028", date(2028, 1, 18)),
        ("18th of January", date(2027, 1, 18)),
        ("18. 1.", date(2027, 1, 18)),
        ("18/1/27", date(2027, 1, 18)),
        ("18.01.2027", date(2027, 1, 18)),
        ("1/18/2027", date(2027, 1, 18)),
        ("2027-01-18", date(2027, 1, 18)),
        ("18 de enero de 2027", date(2027, 1, 18)),
        ("18 ene", date(2027, 1, 18)),
        ("24 nov", TODAY),
        ("23 nov", date(2027, 11, 23)),
        ("29 feb", date(2028, 2, 29)),
        ("tomorrow", date(2026, 11, 25)),
        ("mañana", date(2026, 11, 25)),
        ("in 6 weeks", date(2027, 1, 5)),
        ("in 3 months", date(2027, 2, 24)),
        ("dentro de 10 días", date(2026, 12, 4)),
        ("in two months", date(2027, 1, 24)),
        ("in a week", date(2026, 12, 1)),
        ("next month", date(2026, 12, 24)),
        ("la semana que viene", date(2026, 12, 1)),
        ("friday", date(2026, 11, 27)),
        ("next tue", date(2026, 12, 1)),
        ("el viernes", date(2026, 11, 27)),
        ("the 18th", date(2026, 12, 18)),
        ("el día 30", date(2026, 11, 30)),
        ("Monday, 18 January 2027", date(2027, 1, 18)),
        ("lunes, 18 de enero de 2027", date(2027, 1, 18)),
        ("18-Jan-2027", date(2027, 1, 18)),
        ("18/jan/2027", date(2027, 1, 18)),
        ("20270118", date(2027, 1, 18)),
        ("today", TODAY),
        ("pasado mañana", date(2026, 11, 26)),
    ],
)
def test_what_people_type(typed: str, meant: date) -> None:
    assert parse_date(typed, TODAY) == meant


@pytest.mark.parametrize(
    "typed", ["", "soon", "18", "31 feb", "ma 3", "18 xyz", "2027-13-01", "99/99", "٣ jan", "1" * 80]
)
def test_what_is_no_date(typed: str) -> None:
    assert parse_date(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("03/04", [date(2027, 4, 3), date(2027, 3, 4)]),
        ("3-4-2027", [date(2027, 4, 3), date(2027, 3, 4)]),
        ("03.04.", [date(2027, 4, 3)]),  # with dots the day comes first
        ("04/04", [date(2027, 4, 4)]),
        ("13/04", [date(2027, 4, 13)]),
        ("04/13", [date(2027, 4, 13)]),
        ("29/02", [date(2028, 2, 29)]),
        ("40/40", []),
    ],
)
def test_numbers_that_can_be_read_either_way_round(typed: str, meant: list[date]) -> None:
    assert list(readings(typed, TODAY)) == meant


@given(st.text(max_size=80))
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert parse_date(text, TODAY) is None or isinstance(parse_date(text, TODAY), date)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 40))
def test_months_end_where_the_month_ends(today: date, months: int) -> None:
    found = months_ahead(today, months)
    assert (found.year * 12 + found.month) - (today.year * 12 + today.month) == months
    assert found.day == today.day or (found.day < today.day and (found + timedelta(days=1)).day == 1)


@given(st.integers(0, 2000), st.integers(0, 700))
def test_the_proposed_amount_shows_everything_by_half_time_where_it_can(unseen: int, days: int) -> None:
    exam = TODAY + timedelta(days=days)
    wanted = pace(unseen, TODAY, exam)
    assert FEWEST <= wanted.amount <= MOST and wanted.minutes >= 1
    if days >= 4 and wanted.amount < MOST:
        assert wanted.seen_by is not None and wanted.seen_by <= TODAY + timedelta(days=days // 2 + 1)
    assert at(wanted.amount, unseen, TODAY, exam) == wanted
