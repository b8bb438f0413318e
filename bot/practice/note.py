"""A note as a chat shows it: title, summary, facts, *then / now*, traps, and when it was checked."""

from collections.abc import Set
from datetime import date
from functools import lru_cache

from bot.chat import render
from bot.chat.render import Markup
from bot.chat.texts import Speech
from bot.library.answer import Told
from bot.library.model import Note, Remark, RemarkKind
from bot.library.search_index import stems, stems_of

PAGE = 1000
"""Characters of a page, as a reader counts them: about one phone screen."""

_LABELS = {RemarkKind.THEN_NOW: "label-then-now", RemarkKind.TRAP: "label-trap", RemarkKind.WHEN: "label-when"}


def whole(speech: Speech, note: Note) -> Markup:
    """The note in one message."""
    return render.join([render.bold(note.title), *_parts(speech, note), checked(speech, note)])


def pages(speech: Speech, note: Note) -> list[Markup]:
    """The note in pages; every page begins with the title."""
    title = render.bold(note.title)
    pages: list[list[Markup]] = [[]]
    room = PAGE
    for part in _parts(speech, note):
        length = len(render.plain(part))
        if pages[-1] and length > room:
            pages.append([])
            room = PAGE
        pages[-1].append(part)
        room -= length
    pages[-1].append(checked(speech, note))
    return [render.join([title, *page]) for page in pages]


def checked(speech: Speech, *notes: Note) -> Markup:
    """Where this comes from and how old it is; of several notes, how old the oldest."""
    return _checked(speech, ", ".join(note.title for note in notes), min(note.as_of for note in notes))


@lru_cache(maxsize=1024)
def _checked(speech: Speech, topics: str, as_of: date) -> Markup:
    return Markup(f"<i>{speech.markup('note-checked', topic=topics, date=speech.day_short(as_of))}</i>")


def remark(speech: Speech, one: Remark) -> Markup:
    """A remark under its label."""
    label = _LABELS.get(one.kind)
    text = render.inline(one.text)
    return Markup(f"<b>{speech.markup(label)}</b> {text}") if label else text


def told(speech: Speech, line: Told, asked: Set[str] = frozenset()) -> Markup:
    """A line of an answer: a remark under its label, a fact with what was asked for (stems) in bold."""
    if line.kind:
        return remark(speech, Remark(line.kind, line.text))
    return _marked(line.text, stems_of(line.text) & asked)


@lru_cache(maxsize=8192)
def _marked(text: str, asked: frozenset[str]) -> Markup:
    return render.marked(text, lambda word: not asked.isdisjoint(stems(word))) if asked else render.inline(text)


def _parts(speech: Speech, note: Note) -> list[Markup]:
    facts = [Markup(f"• {render.inline(fact.text)}") for fact in note.facts]
    return [render.inline(note.summary), *facts, *(remark(speech, one) for one in note.remarks)]
