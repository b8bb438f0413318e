"""Markup: only ours, always valid, nothing lost."""

import random

from hypothesis import given
from hypothesis import strategies as st

from bot.chat import render
from bot.chat.render import MESSAGE_LIMIT, Markup
from bot.demo.telegram.markup import parse_html, units

HOSTILE = st.text(st.characters(), max_size=300) | st.sampled_from(
    [
        "<b>",
        "</b>",
        "<script>",
        "&lt;",
        "&",
        "\u202e",
        "👩‍👩‍👧‍👦",
        "\x00",
        "<a href='x'>",
        '"',
        "<blockquote expandable>",
    ]
)


@given(HOSTILE)
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    shown, entities = parse_html(f"<b>x</b>{render.escape(text)}x")
    wanted = "".join(c for c in text if c in "\t\n" or (ord(c) >= 32 and ord(c) != 127))
    assert shown.replace("\r", "") == f"x{wanted}x".replace("\r", "")
    assert len(entities) == 1


@given(st.text(max_size=300))
def test_any_markdown_becomes_valid_markup(text: str) -> None:
    parse_html(f"x{render.inline(text)}")


def test_the_notes_markdown() -> None:
    source = "**bold** and *italic*, `$LATEST` & a [link](https://example.org/?a=1&b=2)"
    assert render.inline(source) == (
        "<b>bold</b> and <i>italic</i>, <code>$LATEST</code> &amp; a "
        '<a href="https://example.org/?a=1&amp;b=2">link</a>'
    )
    assert render.inline("<b>not ours</b>") == "&lt;b&gt;not ours&lt;/b&gt;"


def rich(random_: random.Random) -> Markup:
    """A text of a random length with nested tags, long words, wide characters and references."""
    words = ["tea", "&lt;", "&amp;", "👩‍👩‍👧‍👦", "ü", "x" * 50, "\n", "\n\n", "𝒳" * 9]
    out: list[str] = []
    tags: list[str] = []
    for _ in range(random_.randint(1, 1500)):
        if random_.random() < 0.05 and len(tags) < 3:
            tag = random_.choice(["b", "i", "code", "u"])
            if tag not in tags:
                tags.append(tag)
                out.append(f"<{tag}>")
        elif tags and random_.random() < 0.08:
            out.append(f"</{tags.pop()}>")
        out.append(random_.choice(words) + " ")
    return Markup("".join(out) + "".join(f"</{tag}>" for tag in reversed(tags)))


def test_splitting_loses_nothing_and_fits() -> None:
    for seed in range(300):
        markup = rich(random.Random(seed))
        pieces = render.split(markup)
        shown = [parse_html(piece)[0] for piece in pieces if piece.strip()]
        assert all(len(text) <= MESSAGE_LIMIT and units(text) <= MESSAGE_LIMIT for text in shown)
        assert "".join("".join(shown).split()) == "".join(render.plain(markup).split())


@given(st.text(max_size=400), st.integers(2, 200))
def test_clipped_text_fits(text: str, most: int) -> None:
    clipped = render.clip(text, most)
    assert render.size(clipped) <= most
    assert clipped == text or clipped.endswith("…")


def test_what_matches_is_bold() -> None:
    def picks(word: str) -> bool:
        return word.lower() in {"long", "polling"}

    assert render.marked("Long polling < *long* **long**, `polling`", picks) == (
        "<b>Long polling</b> &lt; <i><b>long</b></i> <b>long</b>, <code>polling</code>"
    )


@given(st.text(max_size=300))
def test_bold_changes_no_word(text: str) -> None:
    shown, _ = parse_html(f"x{render.marked(text, lambda word: len(word) % 2 == 0)}")
    assert shown == parse_html(f"x{render.inline(text)}")[0]
