"""The one place that makes Telegram's HTML and escapes what goes into it.

`Markup` is text that is safe to send with parse_mode HTML. It is only made here: from plain text by
escaping, from the notes' markdown, or from catalogue texts whose arguments were escaped.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import escape as escape_html
from html import unescape
from html.parser import HTMLParser
from typing import NewType

from markdown_it import MarkdownIt
from markdown_it.token import Token

Markup = NewType("Markup", str)

MESSAGE_LIMIT = 4096
"""Characters of one message after parsing; satisfied in code points and in UTF-16 units."""

_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TAG = re.compile(r"<[^>]*>")
_TAGS = {"strong": "b", "em": "i", "s": "s"}
_WORD = re.compile(r"(\w+)")
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def escape(text: str) -> Markup:
    """Any text as markup that shows exactly it (control characters, which Telegram refuses, are left out)."""
    return Markup(escape_html(_UNSHOWABLE.sub("", text), quote=False))


def bold(text: str) -> Markup:
    return Markup(f"<b>{escape(text)}</b>")


def join(parts: Iterable[str], between: str = "\n") -> Markup:
    """Markup parts under one another; empty ones are left out. `between` is plain text."""
    return Markup(escape(between).join(part for part in parts if part))


@lru_cache(maxsize=4096)
def inline(markdown: str) -> Markup:
    """A note's inline markdown (bold, italic, code, link) as markup."""
    tokens = _MARKDOWN.parseInline(markdown)[0].children or []
    return Markup("".join(map(_token, tokens)))


def marked(markdown: str, picks: Callable[[str], bool]) -> Markup:
    """Inline markdown with the words that `picks` chooses in bold."""
    strong = 0
    shown: list[str] = []
    for token in _MARKDOWN.parseInline(markdown)[0].children or []:
        strong += token.nesting if token.tag == "strong" else 0
        shown.append(_marked(token.content, picks) if token.type == "text" and not strong else _token(token))
    return Markup("".join(shown))


def _marked(text: str, picks: Callable[[str], bool]) -> str:
    """Neighbours share one pair of tags."""
    pieces = _WORD.split(text)
    shown = (bold(one) if place % 2 and picks(one) else escape(one) for place, one in enumerate(pieces))
    return "".join(shown).replace("</b> <b>", " ")


def _token(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    if token.type == "code_inline":
        return f"<code>{escape(token.content)}</code>"
    if token.type == "link_open":
        return f'<a href="{escape_html(str(token.attrs.get("href", "")))}">'
    if token.type == "link_close":
        return "</a>"
    if token.tag in _TAGS:
        return f"<{'/' if token.nesting < 0 else ''}{_TAGS[token.tag]}>"
    return escape(token.content)


def plain(markup: Markup) -> str:
    """What a reader sees of markup."""
    return unescape(_TAG.sub("", markup))


def size(text: str) -> int:
    """The length that Telegram may count: the larger of code points and UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, most: int) -> str:
    """Plain text shortened to `most` characters, with an ellipsis where something is missing."""
    if size(text) <= most:
        return text
    kept = text
    while size(kept) > most - 1:
        kept = kept[: most - 1 - (size(kept) - len(kept))] if size(kept) - len(kept) else kept[: most - 1]
    return kept.rstrip() + "…"


def split(markup: Markup, most: int = MESSAGE_LIMIT) -> tuple[Markup, ...]:
    """Markup in pieces that each fit one message: nothing is lost, tags are closed and opened again.

    Cuts after a line where one ends in the second half of a piece, else after a space, else anywhere.
    """
    if size(markup) <= most:
        return (markup,)
    splitter = _Splitter(most)
    splitter.feed(markup)
    splitter.close()
    return splitter.pieces()


class _Splitter(HTMLParser):
    """Walks markup once; a piece is a list of (text, tags around it)."""

    def __init__(self, most: int) -> None:
        super().__init__(convert_charrefs=True)
        self._most = most
        self._open: list[str] = []
        self._runs: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(self.get_starttag_text() or f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._runs.append((data, tuple(self._open)))

    def pieces(self) -> tuple[Markup, ...]:
        text = "".join(run for run, _ in self._runs)
        cuts = _cuts(text, self._most)
        return tuple(
            Markup(self._markup(start, end))
            for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)
            if text[start:end].strip()
        )

    def _markup(self, start: int, end: int) -> str:
        out, place = [], 0
        for run, tags in self._runs:
            part = run[max(0, start - place) : max(0, end - place)]
            place += len(run)
            if part:
                closing = (f"</{tag[1:].split()[0].rstrip('>')}>" for tag in reversed(tags))
                out.append("".join(tags) + escape(part) + "".join(closing))
        return "".join(out)


def _cuts(text: str, most: int) -> list[int]:
    cuts, start = [], 0
    while size(text[start:]) > most:
        end = start + most
        while size(text[start:end]) > most:
            end -= (size(text[start:end]) - most + 1) // 2
        start = _good_place(text, start, end)
        cuts.append(start)
    return cuts


def _good_place(text: str, start: int, end: int) -> int:
    half = start + (end - start) // 2
    for mark in ("\n\n", "\n", " "):
        place = text.rfind(mark, half, end)
        if place >= 0:
            return place + len(mark)
    return end


def bullets(lines: Sequence[str]) -> Markup:
    """Markup lines as a list."""
    return join(f"• {line}" for line in lines)
