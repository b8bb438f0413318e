"""Dates as people type them: 18 jan, 18/1/2027, 2027-01-18, in six weeks, next friday, the 18th, mañana."""

import re
from datetime import date, timedelta
from functools import cache
from unicodedata import combining, normalize

from babel.dates import get_day_names, get_month_names

LANGUAGES = ("en", "es")
_NAMED = {"today": 0, "hoy": 0, "tomorrow": 1, "manana": 1, "day after tomorrow": 2, "pasado manana": 2}
_ISO = re.compile(r"(\d{4})([-/. ]?)(\d{1,2})\2(\d{1,2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([-/. ]+)(\d{1,2})(?:[-/. ]+(\d{4}|\d{2}))?\.?", re.ASCII)
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|º)?[-./ ]*(?:of |de )?([a-z]+)\.?,?(?:[-/ ]+(?:de |del )?(\d{4}|\d{2}))?", re.ASCII
)
_MONTH_FIRST = re.compile(r"([a-z]+)\.?[- ]+(\d{1,2})(?:st|nd|rd|th)?(?:,?[- ]+(\d{4}|\d{2}))?", re.ASCII)
_DAY_ONLY = re.compile(r"(?:(?:on )?the |(?:el )?(?:dia )?)(\d{1,2})(?:st|nd|rd|th|º)?", re.ASCII)
_AHEAD = re.compile(r"(?:in|en|dentro de) (\d{1,3}|[a-z]+) (day|dia|week|semana|month|mes)(?:s|es)?", re.ASCII)
_NEXT = re.compile(
    r"(?:next|proxim[oa]|el proximo|la proxima) (week|month|semana|mes)|(?:la |el )?(semana|mes) que viene", re.ASCII
)
_WEEKDAY = re.compile(r"(?:(?:on|next|this|el|este|el proximo) )?([a-z]+?)(?:\.)?(?: que viene)?", re.ASCII)
_COUNTS = {
    word: number
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "un dos tres cuatro cinco seis siete ocho nueve diez once doce",
        "a",
        "an",
        "una",
    )
    for number, word in enumerate(words.split(), 1)
}


def readings(text: str, today: date) -> tuple[date, ...]:
    """The dates that a text can mean: none for what is no date, two for numbers that can be read either way round.

    A day without a year is the next one. Numbers alone are day and month: 18/1; where both orders are possible and
    not the same (03/04), both are given, day first. With dots the day comes first in every country that writes so.
    """
    plain = _without_weekday(_plain(text[:60]))
    if match := _NUMBERS.fullmatch(plain):
        first, second, year = int(match[1]), int(match[3]), match[4]
        ways = (_next(first, second, year, today), _next(second, first, year, today))
        found = [day for day in ways if day is not None]
        return tuple(dict.fromkeys(found[:1] if "." in match[2] else found))
    day = _single(plain, today)
    return () if day is None else (day,)


def parse_date(text: str, today: date) -> date | None:
    """The likeliest of the readings; None for what is no date."""
    return next(iter(readings(text, today)), None)


def _single(plain: str, today: date) -> date | None:
    """Forms that can be read in one way only."""
    if plain in _NAMED:
        return today + timedelta(days=_NAMED[plain])
    if match := _ISO.fullmatch(plain):
        return _date(int(match[1]), int(match[3]), int(match[4]))
    if match := _AHEAD.fullmatch(plain):
        count = int(match[1]) if match[1].isdigit() else _COUNTS.get(match[1])
        return None if count is None else _ahead(count, match[2][0], today)
    if match := _NEXT.fullmatch(plain):
        return _ahead(1, (match[1] or match[2])[0], today)
    return _in_words(plain, today)


def _in_words(plain: str, today: date) -> date | None:
    """Forms with the name of a month or a weekday, or the number of a day."""
    if (match := _DAY_FIRST.fullmatch(plain)) and (month := _month(match[2])):
        return _next(int(match[1]), month, match[3], today)
    if (match := _MONTH_FIRST.fullmatch(plain)) and (month := _month(match[1])):
        return _next(int(match[2]), month, match[3], today)
    if (match := _DAY_ONLY.fullmatch(plain)) and not plain.isdigit():
        return _next_numbered(int(match[1]), today)
    match = _WEEKDAY.fullmatch(plain)
    weekday = _weekday(match[1]) if match else None
    return None if weekday is None else today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _without_weekday(plain: str) -> str:
    """Monday, 18 January: the number counts; a weekday that does not fit it is shown in the echo."""
    first, _, rest = plain.partition(" ")
    named = _weekday(first.rstrip(",.")) is not None
    return rest if named and any(map(str.isdigit, rest)) else plain


def _next_numbered(number: int, today: date) -> date | None:
    """The next 18th, in this month or one of the following."""
    for ahead in range(3):
        year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        found = _date(year, month + 1, number)
        if found is not None and found >= today:
            return found
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


def _weekday(name: str) -> int | None:
    """0 = Monday; None for what names no weekday. Three letters are enough where they name one day only."""
    found = {number for day, number in _weekdays() if day.startswith(name) and len(name) >= 3}
    return found.pop() if len(found) == 1 else None


@cache
def _weekdays() -> tuple[tuple[str, int], ...]:
    return tuple(
        (_plain(name), number)
        for language in LANGUAGES
        for number, name in get_day_names("wide", locale=language).items()
    )


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
