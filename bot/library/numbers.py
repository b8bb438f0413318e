"""A typed number with its unit, read as people write numbers.

A comma or space before groups of three digits is a thousands mark (1,000 · 1 000 · 1'000); any other comma is
a decimal one (0,5). Of comma and point together the last is the decimal mark (4,000.5 · 4.000,5). A single
point before three digits is read both ways (1.024 · 4.000), because both are common: it is right when either is.

A missing unit is believed. A unit is known in its plural and in any case; of time and data also in another
size (12 h = 720 minutes, and 1 GB = 1,000 MB = 1,024 MB). Every other unit is wrong.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from unicodedata import decimal, normalize

from bot.library.model import Number

LONGEST = 64

_ANSWER = re.compile(
    r"[=~≈]?\s?(?P<sign>[-+]?)\s?(?P<digits>\d[\d.,]*(?:[ '_]\d{3}(?!\d)[\d.,]*)*)\s?(?P<unit>[^\d]{0,40}?)[.!]?"
)
_MARKS = str.maketrans({"’": "'", "−": "-"})
_GROUPS = {mark: re.compile(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+") for mark in ",."}
_PLAIN = re.compile(r"\d+(?:\.\d+)?")

_SPELLINGS = {
    "millisecond": "ms msec millisecond milisegundo",
    "second": "s sec second seg segundo",
    "minute": "m min minute minuto",
    "hour": "h hr hour hora",
    "day": "d day dia",
    "week": "w wk week semana",
    "month": "mo month mes mese",
    "year": "y yr year ano",
    "%": "% percent pct",
    "byte": "b byte",
    "kb": "kb kilobyte",
    "mb": "mb megabyte",
    "gb": "gb gigabyte",
    "tb": "tb terabyte",
    "pb": "pb petabyte",
    "kib": "kib kibibyte",
    "mib": "mib mebibyte",
    "gib": "gib gibibyte",
    "tib": "tib tebibyte",
    "pib": "pib pebibyte",
}
"""Without a plural s, in the languages that the bot speaks."""

_SPELLED: Mapping[str, str] = {one: unit for unit, several in _SPELLINGS.items() for one in several.split()}
_SECONDS = {
    "millisecond": Fraction(1, 1000), "second": Fraction(1), "minute": Fraction(60), "hour": Fraction(3600),
    "day": Fraction(86_400), "week": Fraction(604_800),
}  # fmt: skip
_MONTHS = {"month": Fraction(1), "year": Fraction(12)}
_POWERS = {"byte": 0, "kb": 1, "mb": 2, "gb": 3, "tb": 4, "pb": 5}
_BINARY = {"kib": 1, "mib": 2, "gib": 3, "tib": 4, "pib": 5}


class Reading(StrEnum):
    """UNREADABLE: no number was found; the learner may have meant something else."""

    RIGHT = "right"
    WRONG = "wrong"
    WRONG_UNIT = "wrong unit"
    UNREADABLE = "unreadable"


def read_number(text: str, wanted: Number) -> Reading:
    """How a typed number stands to the wanted one."""
    match = _ANSWER.fullmatch(_plain(text))
    values = tuple(_values(match["digits"])) if match else ()
    if match is None or not values:
        return Reading.UNREADABLE
    sign = -1 if match["sign"] == "-" else 1
    factors = tuple(_factors(match["unit"], wanted))
    if not factors:
        return Reading.WRONG_UNIT
    fits = any(abs(sign * value * factor - wanted.value) <= wanted.tolerance for value in values for factor in factors)
    return Reading.RIGHT if fits else Reading.WRONG


def _plain(text: str) -> str:
    """Compatible forms resolved (full width, thin spaces), other scripts' digits made ours, spaces single."""
    if len(text.strip()) > LONGEST:
        return ""
    digits = (str(decimal(c)) if c.isdecimal() else c for c in normalize("NFKC", text.strip()))
    shown = "".join(c for c in digits if c.isprintable() or c.isspace())
    return " ".join(shown.translate(_MARKS).split())


def _values(digits: str) -> Iterator[Fraction]:
    """What the digits with their marks may mean."""
    digits = re.sub(r"[ '_]", "", digits.rstrip(".,"))
    marks = {mark for mark in ",." if mark in digits}
    if marks == {",", "."}:
        last = max(marks, key=digits.rindex)
        whole, _, rest = digits.rpartition(last)
        other = "," if last == "." else "."
        if _GROUPS[other].fullmatch(whole):
            yield from _number(f"{whole.replace(other, '')}.{rest}")
    elif marks == {","}:
        yield from _number(digits.replace(",", "" if _GROUPS[","].fullmatch(digits) else "."))
    elif marks:
        yield from _number(digits)
        if _GROUPS["."].fullmatch(digits):
            yield from _number(digits.replace(".", ""))
    else:
        yield from _number(digits)


def _number(text: str) -> Iterator[Fraction]:
    if _PLAIN.fullmatch(text):
        yield Fraction(text)


def _factors(unit: str, wanted: Number) -> Iterator[Fraction]:
    """How many of the wanted unit one of the typed unit is; nothing when it is another kind of thing."""
    typed = _unit(unit)
    known = {_unit(name) for name in (wanted.unit, *wanted.units) if name}
    if not typed or typed in known:
        yield Fraction(1)
        return
    for name in known:
        for table in (_SECONDS, _MONTHS):
            if typed in table and name in table:
                yield table[typed] / table[name]
        for base in (1000, 1024):
            own, other = _bytes(typed, base), _bytes(name, base)
            if own and other:
                yield Fraction(own, other)


def _bytes(unit: str, base: int) -> int:
    """0 for what is no amount of data. KB is taken as 1,000 and as 1,024; KiB is 1,024."""
    if unit in _POWERS:
        return int(base ** _POWERS[unit])
    return int(1024 ** _BINARY[unit]) if unit in _BINARY else 0


def _unit(text: str) -> str:
    """`Requests/sec.` and `request per second` are one unit."""
    words = text.casefold().replace("/", " per ").replace(".", " ").replace("í", "i").replace("ñ", "n").split()
    return " ".join(_SPELLED.get(word) or _SPELLED.get(_singular(word), _singular(word)) for word in words)


def _singular(word: str) -> str:
    plural = len(word) > 2 and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word
