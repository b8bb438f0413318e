"""The rules that a whole subject must meet: references, unique ids, Telegram's limits. One rule, one function.

A rule yields (path, line, id, message, hint). Everything here is an error: such content cannot be
served. What a good item looks like beyond that is a matter of the content standard.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bot.library.mistakes import Report
from bot.library.model import Fact, Kind, Note, Stability, Subject
from bot.library.notes import ReadNote
from bot.library.questions import ReadQuestion

STEM, OPTION, EXPLANATION, LINE_FEEDS, WHY_NOT = 300, 100, 200, 2, 200
"""Telegram's limits for a quiz poll in characters (Bot API 10.0), and ours for a reason shown on demand."""

OPTIONS = (2, 12)
SUMMARY, FACT, NOTE = 300, 200, 4096
TOPIC_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""A topic's id travels in buttons of at most 64 bytes."""

ITEM_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True, slots=True)
class Loose:
    """What was read of a subject, with files and lines."""

    folder: Path
    notes: tuple[ReadNote, ...]
    questions: tuple[ReadQuestion, ...]


Found: TypeAlias = Iterator[tuple[Path, int, str, str, str]]
Rule: TypeAlias = Callable[[Subject, Loose], Found]


def look(subject: Subject, loose: Loose, report: Report) -> None:
    """Report whatever breaks a rule."""
    for rule in RULES:
        for path, line, id, message, hint in rule(subject, loose):
            report.add(path, line, rule.__name__.replace("_", "-"), message, id=id, hint=hint)


def _telegram_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def topic_ids(subject: Subject, loose: Loose) -> Found:
    known = {note.note.id for note in loose.notes}
    for one in loose.notes:
        if not TOPIC_ID.fullmatch(one.note.id):
            yield one.path, one.lines[""], one.note.id, "a topic id is 1-40 characters of a-z, 0-9 and -", ""
    for topic in subject.topics:
        if topic.id not in known:
            yield loose.folder / "subject.toml", 1, topic.id, "this topic has no note", f"write notes/{topic.id}.md"
    for lack in subject.not_covered:
        if lack.nearest is not None and lack.nearest not in known:
            yield loose.folder / "subject.toml", 1, lack.name, f"the nearest topic {lack.nearest!r} has no note", ""


def something_to_learn(subject: Subject, loose: Loose) -> Found:
    if not loose.notes:
        yield loose.folder / "notes", 1, subject.id, "there is no sound note in this subject", ""


def unique_facts(_subject: Subject, loose: Loose) -> Found:
    seen: dict[str, Path] = {}
    for one in loose.notes:
        for fact in one.note.facts:
            line = one.lines[fact.id]
            if fact.id in seen:
                yield one.path, line, fact.id, f"this fact id stands already in {seen[fact.id].name}", ""
            elif not fact.id.startswith(f"{one.note.id}."):
                yield one.path, line, fact.id, f"a fact's id begins with its topic: {one.note.id}.", ""
            seen[fact.id] = one.path


def unique_questions(_subject: Subject, loose: Loose) -> Found:
    seen: dict[str, Path] = {}
    for one in loose.questions:
        key = one.question.key
        if key in seen:
            yield one.path, one.line, key, f"this question id stands already in {seen[key].name}", ""
        if not ITEM_ID.fullmatch(key):
            yield one.path, one.line, key, "a question id is 1-80 letters, digits, dots, - and _", ""
        seen[key] = one.path


def unique_stems(_subject: Subject, loose: Loose) -> Found:
    seen: dict[str, str] = {}
    for one in loose.questions:
        stem = " ".join(one.question.stem.casefold().split())
        if stem in seen and seen[stem] != one.question.key:
            yield one.path, one.line, one.question.key, f"asks the same as {seen[stem]}", ""
        seen[stem] = one.question.key


def references(_subject: Subject, loose: Loose) -> Found:
    topics = {one.note.id for one in loose.notes}
    facts = {fact.id for one in loose.notes for fact in one.note.facts}
    keys = {one.question.key for one in loose.questions}
    for one in loose.questions:
        asked = one.question
        if asked.topic not in topics:
            yield one.path, one.line, asked.key, f"there is no note {asked.topic!r}", ""
        for fact in asked.facts:
            if fact not in facts:
                yield one.path, one.line, asked.key, f"there is no fact {fact!r}", ""
        for sibling in asked.siblings:
            if sibling not in keys:
                yield one.path, one.line, asked.key, f"there is no question {sibling!r}", ""


def poll_limits(_subject: Subject, loose: Loose) -> Found:
    for one in loose.questions:
        asked = one.question
        if not 1 <= _telegram_length(asked.stem) <= STEM:
            yield one.path, one.line, asked.key, f"the stem must have 1-{STEM} characters", ""
        if not OPTIONS[0] <= len(asked.options) <= OPTIONS[1]:
            yield one.path, one.line, asked.key, f"there must be {OPTIONS[0]}-{OPTIONS[1]} options", ""
        for option in asked.options:
            if not 1 <= _telegram_length(option) <= OPTION:
                yield one.path, one.line, asked.key, f"an option must have 1-{OPTION} characters: {option[:40]!r}", ""
        if _telegram_length(asked.explanation) > EXPLANATION:
            yield one.path, one.line, asked.key, f"the explanation has more than {EXPLANATION} characters", ""
        if asked.explanation.count("\n") > LINE_FEEDS:
            yield one.path, one.line, asked.key, f"the explanation has more than {LINE_FEEDS} line feeds", ""


def one_key(_subject: Subject, loose: Loose) -> Found:
    for one in loose.questions:
        asked = one.question
        if asked.kind in {Kind.SINGLE, Kind.TRUEFALSE} and len(asked.answer) != 1:
            yield one.path, one.line, asked.key, "there must be exactly one right option", ""
        if asked.kind is Kind.TRUEFALSE and len(asked.options) < 4:
            hint = "two that begin with True, two with False"
            yield one.path, one.line, asked.key, "a bare true or false can be guessed: give each a reason", hint


def distinct_options(_subject: Subject, loose: Loose) -> Found:
    for one in loose.questions:
        folded = [" ".join(option.casefold().split()) for option in one.question.options]
        if len(set(folded)) != len(folded):
            yield one.path, one.line, one.question.key, "two options are the same", ""


def reasons(_subject: Subject, loose: Loose) -> Found:
    for one in loose.questions:
        asked = one.question
        for place, option in enumerate(asked.options):
            if place in asked.answer:
                continue
            why = asked.why_not.get(place)
            if why is None:
                yield one.path, one.line, asked.key, f"why_not has no line for {option!r}", ""
            elif _telegram_length(why) > WHY_NOT:
                yield one.path, one.line, asked.key, f"why_not for {option!r} has more than {WHY_NOT} characters", ""


def note_limits(_subject: Subject, loose: Loose) -> Found:
    for one in loose.notes:
        note = one.note
        if len(note.summary) > SUMMARY:
            yield one.path, one.lines["summary"], note.id, f"the summary has more than {SUMMARY} characters", ""
        for fact in note.facts:
            if len(fact.text) > FACT:
                yield one.path, one.lines[fact.id], fact.id, f"a fact has more than {FACT} characters", "make two"
        if not note.facts:
            yield one.path, one.lines[""], note.id, "a note needs at least one fact", ""
        if _whole(note) > NOTE:
            yield one.path, one.lines[""], note.id, f"the note does not fit one message of {NOTE} characters", ""


def _whole(note: Note) -> int:
    texts = [note.title, note.summary, *(f.text for f in note.facts), *(r.text for r in note.remarks)]
    return sum(map(_telegram_length, texts)) + 20 * len(texts)


def volatile_has_an_end(_subject: Subject, loose: Loose) -> Found:
    for note in loose.notes:
        for fact in note.note.facts:
            if _endless(fact):
                yield note.path, note.lines[fact.id], fact.id, "a volatile fact needs review_by", ""
    for one in loose.questions:
        if one.question.stability is Stability.VOLATILE and one.question.review_by is None:
            yield one.path, one.line, one.question.key, "a volatile question needs review_by", ""


def _endless(fact: Fact) -> bool:
    return fact.stability is Stability.VOLATILE and fact.review_by is None


RULES: tuple[Rule, ...] = (
    topic_ids,
    something_to_learn,
    unique_facts,
    unique_questions,
    unique_stems,
    references,
    poll_limits,
    one_key,
    distinct_options,
    reasons,
    note_limits,
    volatile_has_an_end,
)
