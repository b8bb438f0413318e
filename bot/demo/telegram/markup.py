"""Telegram's HTML → text and entities, as strict as Telegram: unknown, unclosed and crossed tags are refused."""

import re
from html import escape
from typing import Any

Entity = dict[str, Any]
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*)\s*>")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}


class BadMarkup(Exception):
    """In Telegram's words."""


def units(text: str) -> int:
    """The length in UTF-16 units, in which entities are counted."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text that is shown and its entities, in order. Raises BadMarkup."""
    text, place, length = "", 0, 0
    opened: list[tuple[str, Entity]] = []
    entities: list[Entity] = []
    while place < len(source):
        char = source[place]
        if char == "<":
            match = _TAG.match(source, place)
            if match is None:
                raise BadMarkup(f"Unsupported start tag at byte offset {len(source[:place].encode())}")
            if match[1]:
                _close(match, opened, entities, length, source)
            else:
                _open(match, opened, length, source)
            place = match.end()
            continue
        piece, place = _text(source, place)
        text += piece
        length += units(piece)
    if opened:
        raise BadMarkup(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return _trimmed(text, sorted(entities, key=lambda e: (e["offset"], -e["length"])))


def _text(source: str, place: int) -> tuple[str, int]:
    if source[place] == "&" and (match := _REFERENCE.match(source, place)):
        number = int(match[1]) if match[1] else int(match[2], 16) if match[2] else 0
        return (chr(number) if 0 < number < 0x110000 else "") or _NAMED.get(match[3] or "", ""), match.end()
    end = place + 1
    while end < len(source) and source[end] not in "<&":
        end += 1
    return source[place:end], end


def _open(match: re.Match[str], opened: list[tuple[str, Entity]], at: int, source: str) -> None:
    tag = match[2].lower()
    attributes = {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(match[3])}
    if tag not in _KINDS or (tag == "span" and attributes.get("class") != "tg-spoiler"):
        raise BadMarkup(f'Unsupported start tag "{tag}" at byte offset {len(source[: match.start()].encode())}')
    kind = "expandable_blockquote" if tag == "blockquote" and "expandable" in attributes else _KINDS[tag]
    entity: Entity = {"type": kind, "offset": at, "length": 0}
    if tag == "a":
        entity["url"] = attributes.get("href", "")
    if tag == "tg-emoji":
        entity["custom_emoji_id"] = attributes.get("emoji-id", "")
    if tag == "code" and attributes.get("class", "").startswith("language-"):
        entity["language"] = attributes["class"].removeprefix("language-")
    opened.append((tag, entity))


def _close(match: re.Match[str], opened: list[tuple[str, Entity]], done: list[Entity], at: int, source: str) -> None:
    offset = len(source[: match.start()].encode())
    tag = match[2].lower()
    if not opened:
        raise BadMarkup(f"Unexpected end tag at byte offset {offset}")
    name, entity = opened.pop()
    if name != tag:
        raise BadMarkup(f'Unmatched end tag at byte offset {offset}, expected "</{name}>", found "</{tag}>"')
    entity["length"] = at - entity["offset"]
    if entity["length"] and entity.get("url", "x"):
        done.append(entity)


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Telegram cuts white space at both ends; entities that pointed there shrink."""
    left = units(text) - units(text.lstrip())
    text = text.strip()
    end = units(text)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - left)
        stop = min(end, entity["offset"] + entity["length"] - left)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return text, kept


_BACK = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "spoiler": "tg-spoiler", "code": "code"}


def render_html(text: str, entities: list[Entity]) -> str:
    """The HTML that would show this text with these entities."""
    wide = text.encode("utf-16-le", "surrogatepass")
    marks: dict[int, list[str]] = {}
    ends: dict[int, list[str]] = {}
    for entity in entities:
        start, stop = entity["offset"], entity["offset"] + entity["length"]
        opening, closing = _tags(entity)
        marks.setdefault(start, []).append(opening)
        ends.setdefault(stop, []).insert(0, closing)
    out, last = [], 0
    for place in sorted({*marks, *ends, len(wide) // 2}):
        out.append(escape(wide[2 * last : 2 * place].decode("utf-16-le", "surrogatepass"), quote=False))
        out += ends.get(place, [])
        out += marks.get(place, [])
        last = place
    return "".join(out)


def _tags(entity: Entity) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "text_link":
        return f'<a href="{escape(entity["url"])}">', "</a>"
    if kind == "pre":
        return "<pre>", "</pre>"
    if kind in {"blockquote", "expandable_blockquote"}:
        return ("<blockquote>" if kind == "blockquote" else "<blockquote expandable>"), "</blockquote>"
    tag = _BACK.get(kind)
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")
