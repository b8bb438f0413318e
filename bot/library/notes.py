"""One note: front matter, `summary:`, facts as bullets with ids, remarks as paragraphs."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.library.fields import Reader
from bot.library.mistakes import Report
from bot.library.model import Fact, FactId, Note, Phrasing, Remark, RemarkKind, Stability, TopicId
from bot.library.strict import Fields, NotStrict, parse

NOTE_KEYS = ("id", "title", "aliases", "exam", "as_of", "sources", "stability", "review_by", "asked")
_FACT = re.compile(r"- \[(?P<id>[^\]\s]+)\] (?P<text>.+)")
_BRACES = re.compile(r"\s*(\{[^{}]*\})\s*$")
_LINES = re.compile(r"\s*\((L\d{3}(?:\s*[-,]\s*L\d{3})*)\)\s*$")
_REMARKS = {
    "**Then / now:**": RemarkKind.THEN_NOW,
    "Then / now:": RemarkKind.THEN_NOW,
    "**Trap:**": RemarkKind.TRAP,
    "Trap:": RemarkKind.TRAP,
    "**When:**": RemarkKind.WHEN,
    "When:": RemarkKind.WHEN,
}


@dataclass(frozen=True, slots=True)
class ReadNote:
    """A note with the lines on which its parts stand, for mistakes that show only later."""

    note: Note
    path: Path
    lines: dict[str, int]


def read_note(path: Path, text: str, report: Report) -> ReadNote | None:
    """None when there is nothing to keep; whatever is wrong is reported."""
    head, body, body_line = _front_matter(path, text, report)
    if head is None:
        return None
    reader = Reader(head, path, report, path.stem)
    reader.known(NOTE_KEYS)
    as_of = reader.day("as_of")
    asked = _asked(reader)
    note = Note(
        id=TopicId(reader.text("id")),
        title=reader.text("title"),
        aliases=reader.texts("aliases", ()),
        exam=reader.texts("exam", ()),
        as_of=as_of or date.min,
        sources=reader.texts("sources", ()),
        summary="",
        facts=(),
        remarks=(),
    )
    if reader.ok and note.id != path.stem:
        reader.wrong(reader.line("id"), f"the id {note.id!r} is not the file's name")
    parts = _read_body(body, body_line, note, path, report)
    if parts is not None:
        _facts_known(asked, {fact.id for fact, _ in parts.facts}, reader)
    if not reader.ok or parts is None:
        return None
    lines = {"": head.line, "summary": body_line}
    lines.update({fact.id: line for fact, line in parts.facts})
    full = Note(
        note.id,
        note.title,
        note.aliases,
        note.exam,
        note.as_of,
        note.sources,
        parts.summary,
        tuple(fact for fact, _ in parts.facts),
        tuple(parts.remarks),
        asked,
    )
    return ReadNote(full, path, lines)


def _asked(reader: Reader) -> tuple[Phrasing, ...]:
    """`asked: {"a learner's words": topic.fact, "another's": [topic.fact, topic.other], "a third's": []}`."""
    within = reader.within("asked") if reader.has("asked") else None
    if within is None:
        return ()
    return tuple(Phrasing(text, tuple(map(FactId, within.one_or_more(text)))) for text in within.names)


def _facts_known(asked: Sequence[Phrasing], facts: Set[FactId], reader: Reader) -> None:
    for phrasing in asked:
        for fact in phrasing.facts:
            if fact not in facts:
                reader.wrong(reader.line("asked"), f"asked: this note has no fact {fact!r}")


def _front_matter(path: Path, text: str, report: Report) -> tuple[Fields | None, list[str], int]:
    lines = text.split("\n")
    if lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:]):
        report.add(path, 1, "schema", "the front matter between two lines of --- is missing", id=path.stem)
        return None, [], 0
    end = next(place for place, line in enumerate(lines[1:], 1) if line.strip() == "---")
    try:
        tree = parse("\n".join(lines[1:end]), first_line=2)
    except NotStrict as error:
        report.add(path, error.line, "yaml", error.message, id=path.stem, hint=error.hint)
        return None, [], 0
    if not isinstance(tree, Fields):
        report.add(path, 2, "schema", "the front matter must map names to values", id=path.stem)
        return None, [], 0
    return tree, lines[end + 1 :], end + 2


@dataclass(slots=True)
class _Parts:
    summary: str
    facts: list[tuple[Fact, int]]
    remarks: list[Remark]


def _read_body(body: list[str], first: int, note: Note, path: Path, report: Report) -> _Parts | None:
    parts = _Parts("", [], [])
    fine = True
    for line, raw in enumerate(body, first):
        text = raw.strip()
        if not text:
            continue
        if text.startswith("summary:") and not parts.summary:
            parts.summary = text.removeprefix("summary:").strip()
        elif text.startswith("- "):
            fact = _read_fact(text, line, note, path, report)
            fine = fine and fact is not None
            if fact is not None:
                parts.facts.append((fact, line))
        else:
            parts.remarks.append(_read_remark(text))
    if not parts.summary:
        report.add(path, first, "schema", "the line summary: is missing", id=path.stem)
        return None
    return parts if fine else None


def _read_remark(text: str) -> Remark:
    for start, kind in _REMARKS.items():
        if text.startswith(start):
            return Remark(kind, text.removeprefix(start).strip())
    return Remark(RemarkKind.OTHER, text)


def _read_fact(text: str, line: int, note: Note, path: Path, report: Report) -> Fact | None:
    """`- [topic.slug] text (L001, L002) {volatile, review_by: 2027-06-01, audit: A001}`."""
    match = _FACT.fullmatch(text)
    if match is None:
        hint = "- [topic.name] One fact."
        report.add(path, line, "schema", "a bullet must begin with the id of its fact", id=path.stem, hint=hint)
        return None
    rest, extra = _strip(_BRACES, match["text"])
    rest, covers = _strip(_LINES, rest)
    if not extra:  # the two may stand in either order
        rest, extra = _strip(_BRACES, rest)
    fields = _extra(extra, line, path, report, match["id"])
    if fields is None:
        return None
    reader = Reader(fields, path, report, match["id"])
    reader.known(("volatile", "stable", "review_by", "audit", "sources", "as_of"))
    volatile = reader.get("volatile") is not None
    fact = Fact(
        id=FactId(match["id"]),
        text=rest.strip(),
        covers=_line_ids(covers),
        sources=reader.one_or_more("sources") or note.sources,
        as_of=reader.day("as_of", needed=False) or note.as_of,
        stability=Stability.VOLATILE if volatile else Stability.STABLE,
        review_by=reader.day("review_by", needed=False),
        audits=reader.one_or_more("audit"),
    )
    return fact if reader.ok else None


def _strip(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.search(text)
    return (text[: match.start()], match[1]) if match else (text, "")


def _extra(text: str, line: int, path: Path, report: Report, id: str) -> Fields | None:
    try:
        tree = parse(text, first_line=line) if text else Fields({}, {}, line)
    except NotStrict as error:
        report.add(path, error.line, "yaml", error.message, id=id, hint=error.hint)
        return None
    return tree if isinstance(tree, Fields) else None


def _line_ids(text: str) -> tuple[str, ...]:
    """`L003-L005, L009` names four lines."""
    found: list[str] = []
    for part in text.split(","):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if ends:
            found.extend(f"L{number:03}" for number in range(ends[0], ends[-1] + 1))
    return tuple(found)
