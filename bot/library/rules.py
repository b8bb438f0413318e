"""The rules without which a subject cannot be served: references, unique ids, Telegram's limits.

One rule, one function; it yields (path, line, id, message, hint), and all of it is an error. What a good
item looks like beyond that is a matter of the content standard: see `check`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from bot.library.about import SUBJECT
from bot.library.mistakes import Report
from bot.library.model import Kind, Note, Question, Subject
from bot.library.moves import ReadMoves
from bot.library.notes import ReadNote
from bot.library.questions import ReadQuestion

STEM, OPTION, EXPLANATION, LINE_FEEDS = 300, 100, 200, 2
"""Telegram's limits for a quiz poll in characters (Bot API 10.0)."""

OPTIONS = (2, 12)
"""Telegram's for a poll; beyond the twelfth there is no letter, for steps and pairs neither."""

ARRANGED = 3000
"""Characters of a question with its steps or pairs: it is one message, with room for letters and marks."""

NOTE = 4096
TOPIC_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""A topic's id travels in buttons of at most 64 bytes."""

ITEM_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True, slots=True)
class Loose:
    """A subject together with the files and lines that its parts come from."""

    subject: Subject
    folder: Path
    notes: tuple[ReadNote, ...]
    questions: tuple[ReadQuestion, ...]
    moves: ReadMoves


Found: TypeAlias = Iterator[tuple[Path, int, str, str, str]]
Rule: TypeAlias = Callable[[Loose], Found]


def look(loose: Loose, report: Report) -> None:
    """Report whatever breaks a rule."""
    for rule in RULES:
        for path, line, id, message, hint in rule(loose):
            report.add(path, line, rule.__name__.replace("_", "-"), message, id=id, hint=hint)


def telegram_length(text: str) -> int:
    """Telegram counts UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def topic_ids(loose: Loose) -> Found:
    known = {note.note.id for note in loose.notes}
    for one in loose.notes:
        if not TOPIC_ID.fullmatch(one.note.id):
            yield one.path, one.lines[""], one.note.id, "a topic id is 1-40 characters of a-z, 0-9 and -", ""
    for topic in loose.subject.topics:
        if topic.id not in known:
            yield loose.folder / SUBJECT, 1, topic.id, "this topic has no note", f"write notes/{topic.id}.md"
    for lack in loose.subject.not_covered:
        if lack.nearest is not None and lack.nearest not in known:
            yield loose.folder / SUBJECT, 1, lack.name, f"the nearest topic {lack.nearest!r} has no note", ""


def something_to_learn(loose: Loose) -> Found:
    if not loose.notes:
        yield loose.folder / "notes", 1, loose.subject.id, "there is no sound note in this subject", ""


def unique_facts(loose: Loose) -> Found:
    seen: dict[str, Path] = {}
    for one in loose.notes:
        for fact in one.note.facts:
            line = one.lines[fact.id]
            if fact.id in seen:
                yield one.path, line, fact.id, f"this fact id stands already in {seen[fact.id].name}", ""
            elif not fact.id.startswith(f"{one.note.id}."):
                yield one.path, line, fact.id, f"a fact's id begins with its topic: {one.note.id}.", ""
            seen[fact.id] = one.path


def unique_questions(loose: Loose) -> Found:
    seen: dict[str, Path] = {}
    for one in loose.questions:
        key = one.question.key
        if key in seen:
            yield one.path, one.line, key, f"this question id stands already in {seen[key].name}", ""
        if not ITEM_ID.fullmatch(key):
            yield one.path, one.line, key, "a question id is 1-80 letters, digits, dots, - and _", ""
        seen[key] = one.path


def references(loose: Loose) -> Found:
    topics = {one.note.id for one in loose.notes}
    facts = {fact.id for one in loose.notes for fact in one.note.facts}
    keys = {one.question.key for one in loose.questions}
    for one in loose.questions:
        asked = one.question
        if asked.topic not in topics:
            yield one.path, one.line_of("topic"), asked.key, f"there is no note {asked.topic!r}", ""
        for fact in asked.facts:
            if fact not in facts:
                yield one.path, one.line_of("facts"), asked.key, f"there is no fact {fact!r}", ""
        for sibling in asked.siblings:
            if sibling not in keys:
                yield one.path, one.line_of("siblings"), asked.key, f"there is no question {sibling!r}", ""


def poll_limits(loose: Loose) -> Found:
    for one in loose.questions:
        key = one.question.key
        stems = {one.question.stem, *(form.choice_stem for form in forms(one.question))}
        if one.question.generator is not None:
            stems.add(one.question.generator.longest_stem)
        if not all(1 <= telegram_length(stem) <= STEM for stem in stems):
            yield one.path, one.line_of("stem"), key, f"the stem must have 1-{STEM} characters", ""
        if telegram_length(one.question.explanation) > EXPLANATION:
            message = f"the explanation has more than {EXPLANATION} characters"
            yield one.path, one.line_of("explanation"), key, message, ""
        if one.question.explanation.count("\n") > LINE_FEEDS:
            message = f"the explanation has more than {LINE_FEEDS} line feeds"
            yield one.path, one.line_of("explanation"), key, message, ""


def option_limits(loose: Loose) -> Found:
    for one in loose.questions:
        asked, line = one.question, options_line(one)
        if not OPTIONS[0] <= len(asked.options) <= OPTIONS[1]:
            yield one.path, line, asked.key, f"there must be {OPTIONS[0]}-{OPTIONS[1]} options", ""
        for option in asked.options:
            if not 1 <= telegram_length(option) <= OPTION:
                yield one.path, line, asked.key, f"an option must have 1-{OPTION} characters: {option[:40]!r}", ""


def arranged_limits(loose: Loose) -> Found:
    """Steps and pairs are shown in one message, and each has a letter."""
    for one in loose.questions:
        asked = one.question
        line = one.line_of("sequence" if asked.sequence else "pairs")
        if len(asked.sequence) > OPTIONS[1]:
            yield one.path, line, asked.key, f"there must be at most {OPTIONS[1]} steps", ""
        for left, _ in asked.pairs:
            if not 1 <= telegram_length(left) <= OPTION:
                yield one.path, line, asked.key, f"a left side must have 1-{OPTION} characters: {left[:40]!r}", ""
        shown = (asked.stem, *asked.sequence, *chain.from_iterable(asked.pairs))
        if sum(map(telegram_length, shown)) > ARRANGED:
            message = f"stem and parts together have more than {ARRANGED:,} characters"
            yield one.path, line, asked.key, message, "they are one message"


def forms(question: Question) -> Iterator[Question]:
    """The choice forms in which a question is put: one for each pair of a matching one."""
    if question.pairs:
        yield from (question.paired(place) for place in range(len(question.pairs)))
    else:
        yield question


def options_line(one: ReadQuestion) -> int:
    """Where the options stand, whatever they are called for its kind."""
    return next((one.lines[name] for name in ("options", "poll_form", "pairs", "generate") if one.has(name)), one.line)


def right_options(loose: Loose) -> Found:
    for one in loose.questions:
        asked, line = one.question, one.line_of("answer")
        if asked.kind is not Kind.MULTI and len(asked.answer) != 1:
            yield one.path, line, asked.key, "there must be exactly one right option", ""
        elif not 1 <= len(asked.answer) < max(2, len(asked.options)):
            yield one.path, line, asked.key, "some options must be right and some wrong", ""


def distinct_options(loose: Loose) -> Found:
    for one in loose.questions:
        counted = Counter(" ".join(option.casefold().split()) for option in one.question.options)
        if any(times > 1 for times in counted.values()):
            yield one.path, options_line(one), one.question.key, "two options are the same", ""


def notes_can_be_sent(loose: Loose) -> Found:
    for one in loose.notes:
        if not one.note.facts:
            yield one.path, one.lines[""], one.note.id, "a note needs at least one fact", ""
        if _whole(one.note) > NOTE:
            yield one.path, one.lines[""], one.note.id, f"the note does not fit one message of {NOTE} characters", ""


def _whole(note: Note) -> int:
    texts = [note.title, note.summary, *(f.text for f in note.facts), *(r.text for r in note.remarks)]
    return sum(map(telegram_length, texts)) + 20 * len(texts)


def moves(loose: Loose) -> Found:
    """An id that is gone leads to questions that exist, in one step, and is not asked again."""
    read, went = loose.moves, loose.moves.moves
    keys = {one.question.key for one in loose.questions}
    gone = Counter([*went.renamed, *went.split, *went.retired])
    for old, times in gone.items():
        if times > 1:
            yield read.path, read.line_of(old), old, "stands in more than one table", ""
        if old in keys:
            yield read.path, read.line_of(old), old, "is asked again, with its old history", "an id is never reused"
    for old, several in went.moved.items():
        for new in several:
            if new in gone:
                message, hint = f"leads to {new!r}, which is gone too", "name the question of today"
                yield read.path, read.line_of(old), old, message, hint
            elif new not in keys:
                yield read.path, read.line_of(old), old, f"leads to {new!r}, which does not exist", ""


RULES: tuple[Rule, ...] = (
    topic_ids,
    something_to_learn,
    unique_facts,
    unique_questions,
    references,
    poll_limits,
    option_limits,
    arranged_limits,
    right_options,
    distinct_options,
    notes_can_be_sent,
    moves,
)
