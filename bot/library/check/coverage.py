"""Section 6 and T3-T4: every examined line of the source is covered, and what in it is wrong is asked against."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

from bot.library.check.rule import Pack, PackRule, Placed
from bot.library.check.source import Audit, Line, Source
from bot.library.mistakes import Severity
from bot.library.model import Kind, Question

_NUMBER = re.compile(r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)(?![\d%])")


def lines_covered(pack: Pack) -> Iterator[Placed]:
    if pack.source is None:
        return
    told = {line for note in pack.loose.subject.notes for fact in note.facts for line in fact.covers}
    asked = {line for question in pack.loose.subject.questions for line in question.covers}
    for line in pack.source.lines.values():
        if line.examined and line.id not in told:
            yield _at(pack.source, line, f"no fact covers this line ({line.topic})")
        if line.examined and line.id not in asked:
            yield _at(pack.source, line, f"no question covers this line ({line.topic})")


def known_lines(pack: Pack) -> Iterator[Placed]:
    """A line or an audit that is named must exist."""
    if pack.source is None:
        return
    lines = pack.source.lines.keys()
    for note in pack.loose.notes:
        for fact in note.note.facts:
            for unknown in sorted(set(fact.covers) - lines):
                yield Placed(note.path, note.lines[fact.id], fact.id, f"there is no line {unknown} in the source")
    for one in pack.loose.questions:
        for unknown in sorted(set(one.question.covers) - lines):
            yield Placed(one.path, one.line_of("covers"), one.question.key, f"there is no line {unknown} in the source")


def dangers_asked(pack: Pack) -> Iterator[Placed]:
    """What is dangerously wrong in the source has a question that offers the old value, and not as its key."""
    if pack.source is None:
        return
    by_audit = questions_by_audit(pack)
    for audit, line in pack.source.serious.values():
        if audit.severity != "A":
            continue
        asked = by_audit.get(audit.id, [])
        if not asked:
            yield _at(pack.source, line, f"{audit.id} has no question: {audit.old_value}")
        elif not any(offers_old(question, audit) for question in asked):
            message = f"no question on {audit.id} offers the old value {audit.old_value!r}"
            yield _at(pack.source, line, message, Severity.WARNING)


def old_value_is_no_key(pack: Pack) -> Iterator[Placed]:
    if pack.source is None:
        return
    audits = pack.source.serious
    for one in pack.loose.questions:
        for id in one.question.audits:
            old = old_number(audits[id][0]) if id in audits else None
            if old is not None and any(_only(one.question.options[key]) == old for key in one.question.answer):
                yield Placed(one.path, one.line_of("answer"), one.question.key, f"the key is the old value of {id}")


def questions_by_audit(pack: Pack) -> Mapping[str, list[Question]]:
    found: dict[str, list[Question]] = defaultdict(list)
    for question in pack.loose.subject.questions:
        for audit in question.audits:
            found[audit].append(question)
    return found


def offers_old(question: Question, audit: Audit) -> bool:
    """Whether the old value can be chosen. Only numbers can be looked for: of a wording it is believed."""
    old = old_number(audit)
    if old is None or question.kind in {Kind.MATCHING, Kind.ORDERING}:
        return True
    wrong = [option for index, option in enumerate(question.options) if index not in question.answer]
    places = [*wrong, question.stem] if question.kind is Kind.TRUEFALSE else wrong
    return any(old in _numbers(text) for text in places)


def old_number(audit: Audit) -> Fraction | None:
    """The one number in an old value."""
    found = _numbers(audit.old_value)
    return found.pop() if len(found) == 1 else None


def _numbers(text: str) -> set[Fraction]:
    return {Fraction(number.replace(",", "")) for number in _NUMBER.findall(text)}


def _only(text: str) -> Fraction | None:
    found = _numbers(text)
    return found.pop() if len(found) == 1 and len(text) < 20 else None


def _at(source: Source, line: Line, message: str, severity: Severity = Severity.ERROR) -> Placed:
    return Placed(source.path, line.row, line.id, message, severity=severity)


RULES: tuple[tuple[str, PackRule], ...] = (
    ("S6", lines_covered),
    ("S6", known_lines),
    ("T4", dangers_asked),
    ("T4", old_value_is_no_key),
)
