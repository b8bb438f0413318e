"""What somebody reads after a look-up, chosen from the note: the fact first, then what belongs to it."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from markdown_it import MarkdownIt

from bot.library.model import Note, RemarkKind, Subject, TopicId
from bot.library.search import Finding, Hit

ROOM = 520
"""Characters of one side: short enough to read on a lock screen's second glance, at most 700 in all."""

SIDE_ROOM = 300
MOST_LINES = 5
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True)
class Part:
    """One note's share of an answer. lines: inline markdown, the first one answers. changed: then / now."""

    topic: TopicId
    title: str
    lines: tuple[str, ...]
    changed: str
    as_of: date


def compose(subject: Subject, finding: Finding) -> tuple[Part, ...]:
    """The best note, or for a comparison every side; nothing when there is no hit."""
    if finding.comparison:
        return tuple(_part(subject, hit, SIDE_ROOM) for hit in finding.hits)
    return tuple(_part(subject, hit, ROOM) for hit in finding.hits[:1])


def each(subject: Subject, finding: Finding) -> tuple[Part, ...]:
    """Every hit by itself, best first."""
    return tuple(_part(subject, hit, ROOM) for hit in finding.hits)


def _part(subject: Subject, hit: Hit, room: int) -> Part:
    note = subject.note(hit.topic)
    lines: list[str] = []
    left = room
    for line in _in_order(note, hit):
        length = len(plain(line))
        if lines and (length > left or len(lines) == MOST_LINES):
            break
        lines.append(line)
        left -= length
    changed = next((r.text for r in note.remarks if r.kind is RemarkKind.THEN_NOW), "")
    return Part(note.id, note.title, tuple(lines), changed if len(plain(changed)) <= left else "", note.as_of)


def _in_order(note: Note, hit: Hit) -> list[str]:
    """The lines that answer, best first, then the summary, then the rest of the note in its order."""
    texts: dict[str, str] = {"": note.summary}
    texts.update((fact.id, fact.text) for fact in note.facts)
    first = [texts[fact] for fact in hit.facts]
    return list(dict.fromkeys([*first, note.summary, *texts.values()]))


@lru_cache(maxsize=4096)
def plain(markdown: str) -> str:
    """What a reader sees of inline markdown."""
    tokens = _MARKDOWN.parseInline(markdown)[0].children or []
    return "".join("\n" if token.type.endswith("break") else token.content for token in tokens)
