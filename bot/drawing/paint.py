"""Charts as PNG bytes, made for a phone: 1080 pixels wide, three for each point of a small screen.

One axis covers the whole figure and counts in pixels from the top left, so that rows keep their size however
many there are. Agg is used by itself, without pyplot, which would keep every figure.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, lru_cache
from io import BytesIO
from itertools import accumulate
from typing import TypeAlias

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle
from numpy import asarray
from PIL import Image

from bot.drawing.charts import Bar, Bars, Calendar, Chart, Look, Span, Spans
from bot.drawing.looks import PALETTES, Palette

WIDTH = 1080
EDGE = 48
TITLE, LABEL, SMALL = 52, 42, 36
"""Heights of letters in pixels: 11 to 16 points on a phone that shows the picture 325 points wide."""

_DPI = 100
_FONT = "DejaVu Sans"
"""Comes with matplotlib, so every machine draws the same; Latin, Greek, Cyrillic and more."""

_HATCH = "///"
_HEAD = 130
"""Where the rows begin, below the title."""


def paint(chart: Chart, look: Look) -> bytes:
    """A chart as a PNG."""
    palette = PALETTES[look]
    match chart:
        case Bars():
            rows = tuple(replace(row, label=_shown(row.label, place)) for place, row in enumerate(chart.rows))
            return _bars(replace(chart, rows=rows), palette)
        case Spans():
            spans = tuple(replace(row, label=_shown(row.label, place)) for place, row in enumerate(chart.rows))
            return _spans(replace(chart, rows=spans), palette)
        case Calendar():
            return _calendar(chart, palette)


Mark: TypeAlias = "Callable[[_Sheet, float, float], None]"
"""Draws the sign of a legend around a place."""


class _Sheet:
    """An empty picture to draw on, in pixels from the top left."""

    def __init__(self, height: int, palette: Palette) -> None:
        self.palette = palette
        self.figure = Figure(figsize=(WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor=palette.ground)
        self.canvas = FigureCanvasAgg(self.figure)
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        self.axes.axis("off")

    def write(
        self, x: float, y: float, text: str, size: int = LABEL, *, color: str = "", bold: bool = False, at: str = "left"
    ) -> None:
        """A line of text whose middle is at y. parse_math: off, or two dollar signs would be read as a formula."""
        self.axes.text(
            x,
            y,
            _known(text),
            color=color or self.palette.text,
            fontproperties=_font(size, bold=bold),
            ha=at,
            va="center_baseline",
            parse_math=False,
        )

    def box(self, x: float, y: float, width: float, height: float, color: str, *, hatched: bool = False) -> None:
        if width <= 0:
            return
        edge = self.palette.ground if hatched else "none"
        hatch = _HATCH if hatched else None
        self.axes.add_patch(Rectangle((x, y), width, height, facecolor=color, edgecolor=edge, hatch=hatch, linewidth=0))

    def png(self) -> bytes:
        self.canvas.draw()  # type: ignore[no-untyped-call]  # matplotlib's backends carry no types
        out = BytesIO()
        pixels = asarray(self.canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        Image.fromarray(pixels).convert("RGB").save(out, "png")
        return out.getvalue()


# --- bars


def _bars(chart: Bars, palette: Palette) -> bytes:
    beside = all(_width(row.label, LABEL) < WIDTH / 3.2 for row in chart.rows)
    pitch = 84 if beside else 120
    height = _HEAD + pitch * len(chart.rows) + _legend_height(chart.legend) + EDGE // 2
    with _sheet(height, palette, chart.title) as sheet:
        texts = max((_width(row.text, LABEL, bold=True) for row in chart.rows), default=0) + 24
        labels = max((_width(row.label, LABEL) for row in chart.rows), default=0) + 28
        for place, row in enumerate(chart.rows):
            top = _HEAD + pitch * place
            if beside:
                left, width, y = EDGE + labels, WIDTH - 2 * EDGE - labels - texts, top + 20
                sheet.write(EDGE, top + 39, row.label)
                sheet.write(WIDTH - EDGE, top + 39, row.text, bold=True, at="right")
            else:
                left, width, y = EDGE, WIDTH - 2 * EDGE, top + 58
                sheet.write(EDGE, top + 28, _fitted(row.label, WIDTH - 2 * EDGE - texts))
                sheet.write(WIDTH - EDGE, top + 28, row.text, bold=True, at="right")
            _bar(sheet, row, left, y, width / (chart.full or 1), width)
        _legend(sheet, height, [(_swatch(n), name) for n, name in enumerate(chart.legend)])
        return sheet.png()


def _bar(sheet: _Sheet, row: Bar, left: float, y: float, unit: float, width: float) -> None:
    thick = 38
    sheet.box(left, y, width, thick, sheet.palette.track)
    ends = [left + unit * end for end in accumulate(row.parts)]
    for place, (begin, end) in enumerate(zip([left, *ends], ends, strict=False)):
        color = sheet.palette.second if place else sheet.palette.first
        sheet.box(begin, y, min(end, left + width) - begin, thick, color, hatched=place > 0)


# --- shares with an interval


def _spans(chart: Spans, palette: Palette) -> bytes:
    pitch, axis = 128, 64
    height = _HEAD + pitch * len(chart.rows) + axis + _legend_height(chart.legend) + EDGE // 2
    with _sheet(height, palette, chart.title) as sheet:
        bottom = _HEAD + pitch * len(chart.rows)
        for quarter in range(5):
            x = _at(quarter / 4)
            for place in range(len(chart.rows)):
                sheet.box(x - 1.5, _HEAD + pitch * place + 70, 3, 36, palette.track)
            sheet.write(x, bottom + 30, f"{25 * quarter} %", SMALL, color=palette.soft, at="center")
        for place, row in enumerate(chart.rows):
            _span(sheet, row, place, _HEAD + pitch * place)
        marks = [_dot, _band, _diamond]
        _legend(sheet, height, list(zip(marks, chart.legend, strict=False)))
        return sheet.png()


def _at(share: float) -> float:
    left, right = EDGE + 30, WIDTH - EDGE - 30
    return left + (right - left) * min(1.0, max(0.0, share))


def _span(sheet: _Sheet, row: Span, place: int, top: float) -> None:
    room = WIDTH - 2 * EDGE - _width(row.text, LABEL, bold=True) - 24
    sheet.write(EDGE, top + 28, _fitted(row.label, room))
    sheet.write(WIDTH - EDGE, top + 28, row.text, bold=True, at="right")
    y = top + 88
    sheet.axes.plot([_at(0), _at(1)], [y, y], color=sheet.palette.track, linewidth=6, solid_capstyle="butt", zorder=1)
    if row.low is not None and row.high is not None:
        _band(sheet, (_at(row.low) + _at(row.high)) / 2, y, max(6.0, _at(row.high) - _at(row.low)))
    if row.expected is not None:
        _diamond(sheet, _at(row.expected), y)
    if row.value is not None:
        _dot(sheet, _at(row.value), y)


def _band(sheet: _Sheet, x: float, y: float, width: float = 60) -> None:
    """An interval: a bar between two caps."""
    color, left, right = sheet.palette.first, x - width / 2, x + width / 2
    sheet.axes.add_patch(Rectangle((left, y - 7), width, 14, facecolor=color, linewidth=0, zorder=2))
    for end in (left, right):
        sheet.axes.add_patch(Rectangle((end - 3, y - 18), 6, 36, facecolor=color, linewidth=0, zorder=2))


def _dot(sheet: _Sheet, x: float, y: float) -> None:
    sheet.axes.add_patch(
        Circle((x, y), 17, facecolor=sheet.palette.first, edgecolor=sheet.palette.ground, linewidth=3, zorder=4)
    )


def _diamond(sheet: _Sheet, x: float, y: float) -> None:
    corners = [(x, y - 26), (x + 22, y), (x, y + 26), (x - 22, y)]
    sheet.axes.add_patch(
        Polygon(corners, facecolor=sheet.palette.ground, edgecolor=sheet.palette.second, linewidth=4, zorder=3)
    )


# --- days


def _calendar(chart: Calendar, palette: Palette) -> bytes:
    labels = max(_width(name, SMALL) for name in chart.weekdays) + 24
    cell = (WIDTH - 2 * EDGE - labels) / len(chart.rows)
    head = _HEAD + 56
    height = round(head + 7 * cell + _legend_height(chart.legend) + EDGE // 2)
    most = max((count for week in chart.rows for count in week.days if count), default=1)
    with _sheet(height, palette, chart.title) as sheet:
        for place, name in enumerate(chart.weekdays):
            sheet.write(EDGE, head + cell * (place + 0.5), name, SMALL, color=palette.soft)
        for column, week in enumerate(chart.rows):
            x = EDGE + labels + cell * column
            sheet.write(x + 4, _HEAD + 24, week.month, SMALL, color=palette.soft)
            for place, count in enumerate(week.days):
                if count is not None:
                    _day(sheet, x, head + cell * place, cell, count, most)
        x, y = EDGE + labels + cell * (len(chart.rows) - 1), head + cell * chart.today
        _frame(sheet, x + 3, y + 3, cell - 6)
        _legend(sheet, height, [(lambda s, x, y: _frame(s, x - 20, y - 20, 40), name) for name in chart.legend])
        return sheet.png()


def _day(sheet: _Sheet, x: float, y: float, cell: float, count: int, most: int) -> None:
    """A shade for how many, and the number on it; an empty day is a small dot."""
    palette = sheet.palette
    if not count:
        sheet.axes.add_patch(Circle((x + cell / 2, y + cell / 2), 6, facecolor=palette.soft, linewidth=0))
        return
    shade = min(len(palette.shades) - 1, len(palette.shades) * (count - 1) // most)
    sheet.box(x + 6, y + 6, cell - 12, cell - 12, palette.shades[shade])
    text = str(count) if count < 1000 else f"{count // 1000}k"
    size = LABEL if len(text) < 3 else SMALL
    sheet.write(x + cell / 2, y + cell / 2, text, size, color=palette.on_shades[shade], at="center")


def _frame(sheet: _Sheet, x: float, y: float, size: float) -> None:
    sheet.axes.add_patch(
        FancyBboxPatch(
            (x, y), size, size, "round,pad=0,rounding_size=10", fill=False, edgecolor=sheet.palette.text, linewidth=3
        )
    )


# --- parts of all


@contextmanager
def _sheet(height: int, palette: Palette, title: str) -> Iterator[_Sheet]:
    sheet = _Sheet(height, palette)
    sheet.write(EDGE, 66, _fitted(title, WIDTH - 2 * EDGE, TITLE, bold=True), TITLE, bold=True)
    yield sheet


def _legend_height(names: Sequence[str]) -> int:
    return 24 + 58 * len(names) if names else 0


def _legend(sheet: _Sheet, height: int, marks: "Sequence[tuple[Mark, str]]") -> None:
    top = height - EDGE // 2 - 58 * len(marks)
    for place, (mark, name) in enumerate(marks):
        y = top + 58 * place + 29
        mark(sheet, EDGE + 36, y)
        sheet.write(EDGE + 96, y, _fitted(name, WIDTH - 2 * EDGE - 96, SMALL), SMALL)


def _swatch(place: int) -> "Mark":
    def draw(sheet: _Sheet, x: float, y: float) -> None:
        color = sheet.palette.second if place else sheet.palette.first
        sheet.box(x - 30, y - 18, 60, 36, color, hatched=place > 0)

    return draw


def _font(size: int, *, bold: bool = False) -> FontProperties:
    return FontProperties(family=_FONT, size=size * 72 / _DPI, weight="bold" if bold else "normal")


@lru_cache(maxsize=1024)
def _width(text: str, size: int, *, bold: bool = False) -> float:
    """Pixels that a line of text takes."""
    font = get_font(findfont(_font(size, bold=bold)))
    font.set_size(size * 72 / _DPI, _DPI)
    font.set_text(_known(text), 0.0)
    return float(font.get_width_height()[0] / 64)


def _fitted(text: str, room: float, size: int = LABEL, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it would not fit into so many pixels."""
    if _width(text, size, bold=bold) <= room:
        return text
    most = bisect_right(range(len(text)), room, key=lambda kept: _width(text[:kept] + "…", size, bold=bold))
    return text[: max(0, most - 1)].rstrip() + "…"


def _shown(label: str, place: int) -> str:
    """A label that the content's author wrote; the row's number where the font can show nothing of it."""
    return _known(label) or str(place + 1)


def _known(text: str) -> str:
    """What the font has of a text, on one line."""
    return " ".join("".join(c for c in text if ord(c) in _characters() or c.isspace()).split())


@cache
def _characters() -> frozenset[int]:
    return frozenset(get_font(findfont(_font(LABEL))).get_charmap())
