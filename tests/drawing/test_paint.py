"""Pictures can be read on a phone, in light and dark, and without telling colours apart."""

import warnings
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from PIL import Image

from bot.drawing import paint
from bot.drawing.charts import Bar, Bars, Drawing, Look
from bot.drawing.looks import PALETTES
from bot.drawing.paint import EDGE, LABEL, SMALL, WIDTH
from tests.drawing.charts import BARS, EACH, drawings

PHONE = 360
"""Points of a narrow phone; a picture is shown no narrower than nine tenths of it."""


def picture(drawing: Drawing) -> "Image.Image":
    return Image.open(BytesIO(paint.paint(drawing.chart, drawing.look)))


def luminance(color: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", Look)
def test_contrast(look: Look) -> None:
    palette = PALETTES[look]
    for text in (palette.text, palette.soft):
        assert contrast(text, palette.ground) >= 4.5
    for shade, text in zip(palette.shades, palette.on_shades, strict=True):
        assert contrast(shade, text) >= 4.5
    for bar in (palette.first, palette.second):
        assert contrast(bar, palette.ground) >= 3


@pytest.mark.parametrize("look", Look)
def test_shades_differ_in_lightness_alone(look: Look) -> None:
    """Whoever sees no colours at all sees their order."""
    light = [luminance(shade) for shade in PALETTES[look].shades]
    steps = [contrast(a, b) for a, b in pairwise(PALETTES[look].shades)]
    assert light == sorted(light, reverse=look is Look.LIGHT) and min(steps) > 1.3


def test_letters_are_large_enough_on_a_phone() -> None:
    shown = 0.9 * PHONE / WIDTH
    assert SMALL * shown >= 10 and LABEL * shown >= 12


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("chart", EACH, ids=lambda chart: type(chart).__name__)
def test_a_picture_that_telegram_takes(chart: object, look: Look) -> None:
    made = picture(Drawing(chart, look))  # type: ignore[arg-type]  # pytest's parameters have no type
    assert made.format == "PNG" and made.width == WIDTH
    assert made.width + made.height <= 10_000 and made.height <= 20 * made.width
    ground = PALETTES[look].ground
    red, green, blue = (int(ground[n : n + 2], 16) for n in (1, 3, 5))
    assert made.getpixel((2, 2)) == (red, green, blue)


def test_the_same_values_are_the_same_bytes() -> None:
    assert paint.paint(BARS, Look.DARK) == paint.paint(BARS, Look.DARK)


@settings(max_examples=15, deadline=None)
@given(drawings)
def test_anything_can_be_painted(drawing: Drawing) -> None:
    """Control characters, dollar signs, other scripts: no error and no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert picture(drawing).width == WIDTH


def test_nothing_is_written_over_the_edge() -> None:
    made = picture(Drawing(BARS, Look.LIGHT)).convert("L")
    for left in (0, WIDTH - EDGE // 2):
        assert made.crop((left, 0, left + EDGE // 2, made.height)).getextrema() == (255, 255)


def test_a_label_that_the_font_lacks_is_a_number() -> None:
    def made(*labels: str) -> bytes:
        return paint.paint(Bars("x", tuple(Bar(label, "1", (1,)) for label in labels), 1), Look.LIGHT)

    assert made("抹茶", "Sencha 煎茶") == made("1", "Sencha")
