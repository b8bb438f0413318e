"""Dates as people type them: 18 jan, 18/1/2027, 2027-01-18, in 6 weeks, mañana."""

import re
from datetime import date, timedelta
from functools import cache
from unicodedata import combining, normalize

from babel.dates import get_month_names

LANGUAGES = ("en", "es")
_TOMORROW = frozenset({"tomorrow", "manana"})
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})(?:[-/. ]+(\d{4}|\d{2}))?\.?", re.ASCII)
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-. ]*(?:of |de )?([a-z]+)\.?,?(?: (?:de |del )?(\d{4}|\d{2}))?", re.ASCII
)
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}|\d{2}))?", re.ASCII)
_AHEAD = re.compile(r"(?:in|en|dentro de) (\d{1,3}) (day|dia|week|semana|month|mes)(?:s|es)?", re.ASCII)


def parse_date(text: str, today: date) -> date | None:
    """The date that was typed; a day without a year is the next one. None for what is no date.

    Numbers alone are read day first (18/1), month first only where nothing else is possible (1/18).
    """
    plain = _plain(text[:60])
    if plain in _TOMORROW:
        return today + timedelta(days=1)
    if match := _AHEAD.fullmatch(plain):
        return _ahead(int(match[1]), match[2][0], today)
    if match := _ISO.fullmatch(plain):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMBERS.fullmatch(plain):
        return _next(int(match[1]), int(match[2]), match[3], today) or _next(
            int(match[2]), int(match[1]), match[3], today
        )
    if match := _DAY_FIRST.fullmatch(plain):
        return _next(int(match[1]), _month(match[2]), match[3], today)
    if match := _MONTH_FIRST.fullmatch(plain):
        return _next(int(match[2]), _month(match[1]), match[3], today)
    return None


def months_ahead(today: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    number = today.year * 12 + today.month - 1 + months
    year, month = divmod(number, 12)
    for day in range(today.day, 27, -1):
        if (found := _date(year, month + 1, day)) is not None:
            return found
    return date(year, month + 1, min(today.day, 28))


def _plain(text: str) -> str:
    letters = normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not combining(letter)).split())


def _ahead(count: int, unit: str, today: date) -> date:
    if unit == "m":
        return months_ahead(today, count)
    return today + timedelta(days=count * (7 if unit in "ws" else 1))


def _month(name: str) -> int:
    """1 to 12; 0 for what names no month. Three letters are enough, four where three would be two months."""
    found = {number for month, number in _months() if month.startswith(name) and len(name) >= 3}
    return found.pop() if len(found) == 1 else 0


@cache
def _months() -> tuple[tuple[str, int], ...]:
    return tuple(
        (_plain(name), number)
        for language in LANGUAGES
        for number, name in get_month_names("wide", locale=language).items()
    )


def _next(day: int, month: int, year: str | None, today: date) -> date | None:
    if year is not None:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    found = (_date(today.year + ahead, month, day) for ahead in range(9))  # 29 February comes every 4 or 8 years
    return next((one for one in found if one is not None and one >= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
