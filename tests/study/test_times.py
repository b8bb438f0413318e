"""Times of day and windows, as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.study.times import parse_time, parse_window


@pytest.mark.parametrize(
    ("typed", "minute"),
    [("22:40", 1360), ("7", 420), ("7h30", 450), ("10.40 pm", 1360), ("12 am", 0), ("12pm", 720), ("0:00", 0)],
)
def test_times(typed: str, minute: int) -> None:
    assert parse_time(typed) == minute


@pytest.mark.parametrize("typed", ["", "25:00", "7:60", "13 pm", "noon", "-1", "1" * 30])
def test_what_is_no_time(typed: str) -> None:
    assert parse_time(typed) is None


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("9-17", 540, 1020),
        ("9:00 - 17:30", 540, 1050),
        ("9:00\u201317:00", 540, 1020),
        ("from 9 to 17", 540, 1020),
        ("between 9am and 5 pm", 540, 1020),
        ("9h to 17h30", 540, 1050),
        ("de 9 a 17", 540, 1020),
        ("entre las 9 y las 17", 540, 1020),
        ("22:00-2:00", 1320, 120),
    ],
)
def test_windows(typed: str, start: int, end: int) -> None:
    assert parse_window(typed) == (start, end)


@pytest.mark.parametrize("typed", ["", "9", "9-", "9-17-20", "morning to evening", "9 to 25"])
def test_what_is_no_window(typed: str) -> None:
    assert parse_window(typed) is None


@given(st.text(max_size=80))
def test_any_text_is_a_window_or_none(text: str) -> None:
    window = parse_window(text)
    assert window is None or all(0 <= minute < 1440 for minute in window)
