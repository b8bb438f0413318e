"""A folder of subjects against the content standard: every mistake of every kind at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from bot.library.check import coverage, feedback, kinds, notes, options, pack, stems
from bot.library.check.rule import Finding, NoteRule, Pack, PackRule, Placed, QuestionRule
from bot.library.check.source import COVERAGE, Source, read_source
from bot.library.load import read_subjects, read_text
from bot.library.mistakes import Mistake, Report, Severity
from bot.library.model import Standard

NOTE_RULES = notes.RULES
QUESTION_RULES = (*stems.RULES, *options.RULES, *kinds.RULES, *feedback.RULES)
PACK_RULES = (*pack.RULES, *coverage.RULES)
ENGLISH_QUESTIONS = (*stems.ENGLISH, *options.ENGLISH, *kinds.ENGLISH)
"""Rules about words: they are silent about a subject in another language."""

ENGLISH_PACKS = pack.ENGLISH
UNREAD = frozenset({"schema", "yaml", "toml", "file"})
"""Mistakes after which an item is left out."""


@dataclass(frozen=True, slots=True)
class Examined:
    """One subject and what was found in it."""

    pack: Pack
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """subjects: those that could be read; mistakes: of the whole folder, in order of file and line."""

    subjects: tuple[Examined, ...]
    mistakes: tuple[Mistake, ...]

    @property
    def errors(self) -> int:
        return sum(mistake.is_error for mistake in self.mistakes)


def check(folder: Path, today: date) -> Checked:
    """Every subject under a folder. today: what is overdue is counted from it."""
    report = Report(folder)
    subjects = []
    for loose, mistakes in read_subjects(folder, report):
        before = len(report.found) - len(mistakes)
        pack = Pack(loose, today, _source(loose.folder / COVERAGE, report))
        look(pack, report, whole=not any(mistake.rule in UNREAD for mistake in report.found[before:]))
        subjects.append(Examined(pack, tuple(sorted(report.found[before:]))))
    return Checked(tuple(subjects), tuple(sorted(report.found)))


def _source(path: Path, report: Report) -> Source | None:
    text = read_text(path, report) if path.exists() else None
    return None if text is None else read_source(path, text, report)


def look(pack: Pack, report: Report, *, whole: bool) -> None:
    """Hold a subject against every rule. In a draft nothing of it is an error.

    whole: nothing had to be left out. Else the rules about the pack would only complain of what is missing.
    """
    draft = pack.loose.subject.standard is Standard.DRAFT
    for rule, found in chain(_of_items(pack), _of_pack(pack) if whole else ()):
        severity = Severity.WARNING if draft else found.severity
        report.add(found.path, found.line, rule, found.message, id=found.id, hint=found.hint, severity=severity)


def _of_items(pack: Pack) -> Iterator[tuple[str, Placed]]:
    for code, about_note in NOTE_RULES:
        for note in pack.loose.notes:
            for found in about_note(pack, note):
                line = note.lines.get(found.field, note.lines[""])
                yield name_of(code, about_note), _placed(found, note.path, line, note.note.id)
    for code, about_question in (*QUESTION_RULES, *(ENGLISH_QUESTIONS if _english(pack) else ())):
        for one in pack.loose.questions:
            for found in about_question(pack, one):
                placed = _placed(found, one.path, one.line_of(found.field), one.question.key)
                yield name_of(code, about_question), placed


def _of_pack(pack: Pack) -> Iterator[tuple[str, Placed]]:
    for code, rule in (*PACK_RULES, *(ENGLISH_PACKS if _english(pack) else ())):
        for found in rule(pack):
            yield name_of(code, rule), found


def _english(pack: Pack) -> bool:
    return pack.loose.subject.language.startswith("en")


def _placed(found: Finding, path: Path, line: int, id: str) -> Placed:
    return Placed(path, line, found.id or id, found.message, found.hint, found.severity)


def name_of(code: str, rule: NoteRule | QuestionRule | PackRule) -> str:
    """`Q7 option-count`: the number in the content standard, then the name."""
    return f"{code} {rule.__name__.replace('_', '-')}"
