"""What somebody reads after a look-up, chosen from the note: the fact first, then what belongs to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from markdown_it import MarkdownIt

from bot.library.finding import SUMMARY, Finding, Hit
from bot.library.model import Note, RemarkKind, Subject, TopicId
from bot.library.search_index import stems_of, texts_of

ROOM = 570
LIST_ROOM = 560
"""Characters of one note: short enough to read on a lock screen's second glance, at most 700 in all."""

SIDE_ROOM = 300
EITHER_ROOM = (380, 160)
MOST_LINES = 6
BRIEF = 200
"""Characters below which another line follows, however little it says about the question."""

TELLING = 0.46
"""The share of the best line's score from which on a further line is worth reading."""

REPEATED = 0.8
"""The share of its words that were shown already, from which on a line says nothing new."""

_GOES_ON = re.compile(r"(?:Its|It|They|Their|These|Both|This)\b")
"""The beginning of a line that speaks on of the line before."""

_MARKDOWN = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a note, in inline markdown. kind: of a remark. place: in the note."""

    text: str
    kind: RemarkKind | None
    place: int


@dataclass(frozen=True, slots=True)
class Part:
    """One note's share of an answer. lines: the first one answers. changed: then / now."""

    topic: TopicId
    title: str
    lines: tuple[Told, ...]
    changed: str
    as_of: date


def compose(subject: Subject, finding: Finding) -> tuple[Part, ...]:
    """The best note, or for a comparison every side; nothing when there is no hit."""
    if finding.comparison:
        return tuple(_part(subject, hit, SIDE_ROOM) for hit in finding.hits)
    if finding.either:
        first, second = finding.hits[:2]
        return (_part(subject, first, EITHER_ROOM[0]), _part(subject, second, EITHER_ROOM[1]))
    return tuple(_part(subject, hit, LIST_ROOM if finding.listing else ROOM) for hit in finding.hits[:1])


def _part(subject: Subject, hit: Hit, room: int) -> Part:
    note = subject.note(hit.topic)
    texts, kinds = texts_of(note), (None,) * (1 + len(note.facts)) + tuple(remark.kind for remark in note.remarks)
    then = kinds.index(RemarkKind.THEN_NOW) if RemarkKind.THEN_NOW in kinds else None
    lines: list[Told] = []
    changed = ""
    shown: set[str] = set()
    left = room
    for place, score in _ranked(note, hit):
        text = texts[place]
        length, words = len(plain(text)), stems_of(text)
        if lines and (length > left or len(lines) == MOST_LINES or (score < TELLING and room - left >= BRIEF)):
            break
        if lines and len(words & shown) >= REPEATED * len(words):
            continue
        if place == then and lines:
            changed = text
        else:
            lines.append(Told(text, kinds[place], place))
        shown |= words
        left -= length
    return Part(note.id, note.title, tuple(lines), changed, note.as_of)


def shorter(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The same without one line of the part with the most; where each has one, without the last part; () with one."""
    place = max(range(len(parts)), key=lambda at: len(parts[at].lines))
    most = parts[place]
    if len(most.lines) > 1:
        return (*parts[:place], replace(most, lines=most.lines[:-1]), *parts[place + 1 :])
    return tuple(parts[:-1])


def further(subject: Subject, hit: Hit, shown: Part) -> Hit | None:
    """What *More* begins with: the lines of a note that its answer had no room for, in their order of use."""
    told = {line.place for line in shown.lines}
    places = dict.fromkeys((*hit.lines, *range(len(subject.note(hit.topic).facts) + 1)))
    left = tuple(place for place in places if place not in told)
    return Hit(hit.topic, left, hit.score, (1.0,) * len(left)) if left else None


def _ranked(note: Note, hit: Hit) -> list[tuple[int, float]]:
    """The lines that answer with their scores, what goes on from the best, then the summary and the other facts."""
    scores = (*hit.scores, *(0.0,) * (len(hit.lines) - len(hit.scores)))
    ranked: dict[int, float] = {}
    for place, score in zip(hit.lines, scores, strict=False):
        ranked.setdefault(place, score)
        while score == 1.0 and place < len(note.facts) and _GOES_ON.match(note.facts[place].text):
            place += 1
            ranked.setdefault(place, score)
    for place in range(SUMMARY, len(note.facts) + 1):
        ranked.setdefault(place, 0.0)
    return list(ranked.items())


@lru_cache(maxsize=4096)
def plain(markdown: str) -> str:
    """What a reader sees of inline markdown."""
    tokens = _MARKDOWN.parseInline(markdown)[0].children or []
    return "".join("\n" if token.type.endswith("break") else token.content for token in tokens)
