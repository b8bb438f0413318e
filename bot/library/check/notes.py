"""A good note: N1-N8, and the truth rules as far as they concern notes."""

import re
from collections.abc import Iterable
from datetime import timedelta

from bot.library.answer import plain
from bot.library.check.rule import Finding, Findings, NoteRule, Pack, warning
from bot.library.model import Note, RemarkKind, Stability
from bot.library.notes import ReadNote

SUMMARY, FACT, SENTENCES = 300, 200, 2
WORDS = (60, 180)
VISIBLE = 1200
YEAR = timedelta(days=366)
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z]|$)")
_MARKUP = {
    "a heading": re.compile(r"^#{1,6}\s"),
    "a table": re.compile(r"^\|.*\|\s*$"),
    "an image": re.compile(r"!\[[^\]]*\]\("),
    "a numbered list": re.compile(r"^\d+[.)]\s"),
    "a line": re.compile(r"^(?:-{3,}|\*{3,}|_{3,})$"),
    "HTML": re.compile(r"</?[a-z]+(?:\s[^<>]*)?/?>"),
}
_CODE = re.compile(r"`[^`]*`")


def note_sources(_pack: Pack, one: ReadNote) -> Findings:
    if not one.note.sources and not all(fact.sources for fact in one.note.facts):
        yield Finding("", "the note names no source", "sources: [https://…]")
    for source in one.note.sources:
        if not source.startswith("https://"):
            yield Finding("", f"a source is an https address, not {source!r}")


def fact_ends(_pack: Pack, one: ReadNote) -> Findings:
    """What is volatile has to be looked at again within a year."""
    for fact in one.note.facts:
        if fact.stability is Stability.VOLATILE:
            if fact.review_by is None:
                yield Finding(fact.id, "a volatile fact needs review_by", "{volatile, review_by: …}", id=fact.id)
            elif fact.as_of is not None and fact.review_by - fact.as_of > YEAR:
                yield Finding(fact.id, "review_by is more than 12 months after as_of", id=fact.id)


def fact_overdue(pack: Pack, one: ReadNote) -> Findings:
    for fact in one.note.facts:
        if fact.review_by is not None and fact.review_by < pack.today:
            yield warning(fact.id, f"was to be reviewed by {fact.review_by}", "check it and move as_of on", fact.id)


def audited_facts(pack: Pack, one: ReadNote) -> Findings:
    """A line that is wrong or misleading is used only by a fact that says it knows."""
    if pack.source is None:
        return
    for fact in one.note.facts:
        for line in fact.covers:
            found = pack.source.lines.get(line)
            for audit in found.audits if found else ():
                if audit.severity in "AB" and audit.id not in _audits_of(one.note, line):
                    message = f"{line} is wrong or old ({audit.id}), and no fact on it names the audit"
                    yield Finding(fact.id, message, f"{{audit: {audit.id}}}", id=fact.id)


def _audits_of(note: Note, line: str) -> frozenset[str]:
    return frozenset(audit for fact in note.facts if line in fact.covers for audit in fact.audits)


def note_names(pack: Pack, one: ReadNote) -> Findings:
    """Old names only in aliases and Then / now; there they have to be, for look-up."""
    for place, text in texts_of(one.note, without=RemarkKind.THEN_NOW):
        for old, today in old_names(pack, text):
            yield Finding(place, f"{old!r} is called {today!r} today", "old names only in aliases and Then / now")


def old_names(pack: Pack, text: str) -> Iterable[tuple[str, str]]:
    """The outdated names in a text, each with the one of today."""
    for old, today in pack.loose.subject.wording.old_names.items():
        if old in text and re.search(rf"(?<!\w){re.escape(old)}s?(?!\w)", text):
            yield old, today


def front_matter(pack: Pack, one: ReadNote) -> Findings:
    if not one.note.aliases:
        yield Finding("", "aliases is missing", "what people call it: [dax, dynamodb accelerator]")
    if not one.note.exam and pack.loose.subject.domains:
        yield Finding("", "exam is missing", "the tasks of the exam that it belongs to")


def summary_length(_pack: Pack, one: ReadNote) -> Findings:
    if len(one.note.summary) > SUMMARY:
        yield Finding("summary", f"the summary has more than {SUMMARY} characters")
    if len(_SENTENCE_END.findall(plain(one.note.summary))) > SENTENCES:
        yield warning("summary", f"the summary has more than {SENTENCES} sentences")


def fact_length(_pack: Pack, one: ReadNote) -> Findings:
    for fact in one.note.facts:
        if len(fact.text) > FACT:
            yield Finding(fact.id, f"a fact has more than {FACT} characters", "make two", id=fact.id)


def note_length(_pack: Pack, one: ReadNote) -> Findings:
    texts = _texts(one.note)
    words = sum(len(text.split()) for text in texts)
    if not WORDS[0] <= words <= WORDS[1]:
        yield warning("", f"the note has {words} words; aim at {WORDS[0]}-{WORDS[1]}")
    visible = sum(len(text) + 1 for text in texts)
    if visible > VISIBLE:
        yield warning("", f"the note has {visible} characters; aim below {VISIBLE:,}")


def _texts(note: Note) -> list[str]:
    return [plain(text) for text in (note.summary, *(f.text for f in note.facts), *(r.text for r in note.remarks))]


def note_markup(_pack: Pack, one: ReadNote) -> Findings:
    """Only what Telegram shows everywhere."""
    for place, text in texts_of(one.note):
        for what, pattern in _MARKUP.items():
            if pattern.search(_CODE.sub("", text)):
                yield Finding(
                    place, f"{what} cannot be shown in a message", "bold, italic, code, links and bullets can"
                )


def texts_of(note: Note, without: RemarkKind | None = None) -> Iterable[tuple[str, str]]:
    """(place, text) of all that a note shows, but one kind of remark."""
    yield "", note.title
    yield "summary", note.summary
    yield from ((fact.id, fact.text) for fact in note.facts)
    yield from (("", remark.text) for remark in note.remarks if remark.kind is not without)


RULES: tuple[tuple[str, NoteRule], ...] = (
    ("T1", note_sources),
    ("T2", fact_ends),
    ("T2", fact_overdue),
    ("T3", audited_facts),
    ("T8", note_names),
    ("N1", front_matter),
    ("N2", summary_length),
    ("N3", fact_length),
    ("N4", note_length),
    ("N5", note_markup),
)
