"""What can be drawn, as values that a row of the outbox can hold. Every word in a picture stands in them.

A number stands beside every length, place and shade: nobody has to tell colours apart, or to guess from a scale.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, TypeAlias


class Look(StrEnum):
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Bar:
    """parts: lengths that stand one after the other, in the chart's unit. text: the same as a number."""

    label: str
    text: str
    parts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """full: the length that fills the width. legend: what each part is; one part needs none."""

    title: str
    rows: tuple[Bar, ...]
    full: float
    legend: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Shares from 0 to 1: a value between low and high, and what was expected. None: nothing to show."""

    label: str
    text: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class Spans:
    """legend: the names of value, interval and (where rows have it) what was expected."""

    title: str
    rows: tuple[Span, ...]
    legend: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """A column of a calendar. month: named where one begins. days: Monday first, None where there is no day."""

    month: str
    days: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """rows: weeks, the last of them with today, which is framed. weekdays: Monday first. legend: of the frame."""

    title: str
    rows: tuple[Week, ...]
    weekdays: tuple[str, ...]
    today: int
    legend: tuple[str, ...] = ()


Chart: TypeAlias = Bars | Spans | Calendar


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in a look: what is sent, and what is kept to be sent again."""

    chart: Chart
    look: Look


_KINDS: Mapping[str, tuple[type[Any], type[Any]]] = {
    "bars": (Bars, Bar),
    "spans": (Spans, Span),
    "calendar": (Calendar, Week),
}


def pack(drawing: Drawing) -> dict[str, Any]:
    """As plain values for JSON."""
    kind = next(name for name, (chart, _) in _KINDS.items() if isinstance(drawing.chart, chart))
    return {"kind": kind, "look": drawing.look.value, **asdict(drawing.chart)}


def unpack(values: Mapping[str, Any]) -> Drawing:
    """What `pack` packed, by way of JSON. Raises KeyError, TypeError or ValueError for anything else."""
    fields = dict(values)
    chart, row = _KINDS[fields.pop("kind")]
    look = Look(fields.pop("look"))
    rows = tuple(row(**{name: _frozen(value) for name, value in one.items()}) for one in fields.pop("rows"))
    return Drawing(chart(rows=rows, **{name: _frozen(value) for name, value in fields.items()}), look)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list | tuple) else value
