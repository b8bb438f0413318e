"""Colours. Blue and orange stay apart in every kind of colour blindness (Okabe and Ito); shades differ in lightness.

A test holds every pair against WCAG 2.2: 4.5 to 1 for text, 3 to 1 for what has to be seen.
"""

from dataclasses import dataclass

from bot.drawing.charts import Look


@dataclass(frozen=True, slots=True)
class Palette:
    """first, second: the parts of a bar, what was and what was expected. shades: of a day, from few to many.

    track: where a bar could reach to. on_shades: the number on each shade.
    """

    ground: str
    text: str
    soft: str
    track: str
    first: str
    second: str
    shades: tuple[str, ...]
    on_shades: tuple[str, ...]


PALETTES = {
    Look.LIGHT: Palette(
        ground="#ffffff",
        text="#16202a",
        soft="#55616d",
        track="#e4e9ee",
        first="#1f63a8",
        second="#a85a00",
        shades=("#d3e5f6", "#94c1ea", "#3f82c4", "#123f70"),
        on_shades=("#16202a", "#16202a", "#000000", "#ffffff"),
    ),
    Look.DARK: Palette(
        ground="#17212b",
        text="#f2f5f8",
        soft="#a9b6c3",
        track="#2d3a47",
        first="#6fb2f0",
        second="#ffb454",
        shades=("#25425f", "#356a9c", "#6fb2f0", "#cfe6fb"),
        on_shades=("#ffffff", "#ffffff", "#0b141c", "#0b141c"),
    ),
}
