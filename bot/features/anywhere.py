"""Where we are not a member: inline mode (`@bot dax`, `+DAX+` in a sentence) and guest mode."""

import re
from collections.abc import Sequence
from html import escape

from bot.chat import render
from bot.chat.buttons import Key, Rows, Url
from bot.chat.links import unseal
from bot.chat.render import Markup
from bot.chat.turn import Article, Feature, Query
from bot.library.finding import Finding, Hit, Outcome
from bot.library.model import TopicId
from bot.practice import note, shared, told

SHOWN = 5
MOST_LINKS = 5
_MARKED = re.compile(r"\+([^+\n]{2,60})\+")
"""A term in a sentence that is to become a link."""


def inline(query: Query) -> Sequence[Article]:
    """Results for `@bot words`: what was found; else the nearest topics; for no words help and recent topics."""
    name, _, sealed = query.text.strip().partition("-")
    if name == shared.NAME and (named := unseal(query.bot.key, sealed)) is not None:
        return [_quiz(query, sealed, named[1])]
    if not query.text.strip():
        return [_help(query), *_topics(query, (*query.recent, *query.subject.topic_ids))]
    linked = _linked(query)
    finding = query.index.look_up(_MARKED.sub(r"\1", query.text))
    return [*linked, *_found(query, finding)]


def _found(query: Query, finding: Finding) -> list[Article]:
    if not finding.hits or finding.outcome not in {Outcome.ANSWER, Outcome.CLOSEST}:
        return _topics(query, finding.nearest or query.subject.topic_ids)
    others = [told.alone(finding, place) for place in range(len(finding.hits))]
    first = [finding] if finding.answered else []
    by_topic: dict[TopicId, Finding] = {}
    for one in (*first, *others):
        by_topic.setdefault(one.hits[0].topic, one)
    return [_article(query, one) for one in list(by_topic.values())[:SHOWN]]


def _quiz(query: Query, sealed: str, size: int) -> Article:
    """A quiz that somebody shares: nothing in it tells how they did."""
    text = query.speech.markup("shared-quiz", count=size)
    rows = shared.invitation(query.speech, query.bot.username, sealed)
    return Article(shared.NAME, query.speech.plain("shared-quiz-title"), render.plain(text), text, rows)


def guest(query: Query) -> Article:
    """One answer where somebody calls us as a guest; without words about the message they replied to."""
    finding = query.index.look_up(query.text)
    if finding.outcome is Outcome.EMPTY and query.replied_text:
        finding = query.index.explain(query.replied_text)
    text = told.answer(query.speech, query.subject, finding)
    rows = _to_private(query, finding.hits[0]) if finding.answered else ()
    return Article("guest", query.bot.username, "", text, rows)


def _article(query: Query, finding: Finding) -> Article:
    topic = query.subject.note(finding.hits[0].topic)
    text = told.answer(query.speech, query.subject, finding)
    first = render.plain(text).split("\n")[1]
    return Article(topic.id, topic.title, first, text, _to_private(query, finding.hits[0]))


def _topics(query: Query, topics: Sequence[TopicId]) -> list[Article]:
    known = [topic for topic in dict.fromkeys(topics) if query.subject.has(topic)]
    return [_note_article(query, topic) for topic in known[:SHOWN]]


def _note_article(query: Query, topic: TopicId) -> Article:
    found = query.subject.note(topic)
    summary = render.inline(found.summary)
    text = render.join([render.bold(found.title), summary, note.checked(query.speech, found)])
    return Article(topic, found.title, render.plain(summary), text, _to_private(query, Hit(topic, (), 1.0)))


def _help(query: Query) -> Article:
    speech, bot = query.speech, query.bot.username
    text = speech.markup("inline-how", bot=bot, question=query.subject.example)
    return Article("how", speech.plain("inline-how-title"), render.plain(text), text)


def _linked(query: Query) -> list[Article]:
    """The sentence itself, with a link where a marked term is one of the notes'."""
    linked = 0

    def put(found: re.Match[str]) -> str:
        nonlocal linked
        term = query.index.look_up(found[1])
        if not term.answered or linked == MOST_LINKS:
            return render.escape(found[0])
        linked += 1
        title = query.subject.note(term.hits[0].topic).title
        return (
            f'<a href="{escape(told.link(query.bot.username, query.subject, term.hits[0]))}">{render.escape(title)}</a>'
        )

    parts = _MARKED.split(query.text)
    matches = iter(_MARKED.finditer(query.text))
    text = "".join(put(next(matches)) if place % 2 else render.escape(part) for place, part in enumerate(parts))
    if not linked:
        return []
    shown = Markup(text)
    return [Article("sentence", query.speech.plain("inline-sentence"), render.plain(shown), shown)]


def _to_private(query: Query, hit: Hit) -> Rows:
    return ((Key(query.speech.plain("button-more"), Url(told.link(query.bot.username, query.subject, hit))),),)


def from_memory(query: Query) -> Markup | None:
    """The words of an answer that needs nothing but the notes: the database may be away."""
    finding = query.index.look_up(query.text)
    return told.answer(query.speech, query.subject, finding) if finding.answered else None


feature = Feature(inline=inline, guest=guest, from_memory=from_memory)
