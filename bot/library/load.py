"""From a folder to a Library: everything that is sound, and every mistake at once. Never raises for content."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any

from bot.library.about import SUBJECT, Parts, assemble
from bot.library.mistakes import Mistake, Report
from bot.library.model import Library, Subject, SubjectId
from bot.library.moves import MOVES, ReadMoves, read_moves
from bot.library.notes import ReadNote, read_note
from bot.library.questions import ReadQuestion, read_questions
from bot.library.rules import Loose, look
from bot.library.strict import MAX_BYTES


@dataclass(frozen=True, slots=True)
class Loaded:
    """library: the subjects without errors. mistakes: of all of them, in order of file and line."""

    library: Library
    mistakes: tuple[Mistake, ...]

    @property
    def errors(self) -> tuple[Mistake, ...]:
        return tuple(mistake for mistake in self.mistakes if mistake.is_error)


def load(folder: Path, *, one: bool = False) -> Loaded:
    """Load every subject under `folder`, or the one that it is. one: it is a subject, even with its file missing."""
    report = Report(folder)
    subjects: dict[SubjectId, Subject] = {}
    for place in [folder] if one else subject_folders(folder, report):
        before = len(report.found)
        loose = read_subject(place, report)
        if loose is not None and not any(mistake.is_error for mistake in report.found[before:]):
            subjects[loose.subject.id] = loose.subject
    return Loaded(Library(subjects), tuple(sorted(report.found)))


def subject_folders(folder: Path, report: Report) -> list[Path]:
    """The folder itself when it is a subject, else those inside it."""
    if (folder / SUBJECT).is_file():
        return [folder]
    try:
        found = sorted(child for child in folder.iterdir() if child.is_dir() and not child.name.startswith("."))
    except OSError as error:
        report.add(folder, 1, "file", f"the content folder cannot be read: {error.strerror}", hint="see CONTENT_DIR")
        return []
    if not found:
        report.add(folder, 1, "file", "there is no subject in this folder")
    return found


def read_subject(folder: Path, report: Report) -> Loose | None:
    """A subject with the lines of its parts, held against the rules without which it cannot be served.

    None when there is none; with mistakes it is what is left of it.
    """
    about = _toml(folder / SUBJECT, report)
    notes = tuple(note for path in _files(folder / "notes", ".md") if (note := _note(path, report)))
    asked = tuple(one for path in _files(folder / "questions", ".yaml", ".yml") for one in _questions(path, report))
    moves = _moves(folder / MOVES, report)
    if about is None:
        return None
    parts = Parts(tuple(one.note for one in notes), tuple(one.question for one in asked), moves.moves)
    subject = assemble(about, folder, parts, report)
    if subject is None:
        return None
    loose = Loose(subject, folder, notes, asked, moves)
    look(loose, report)
    return loose


def _toml(path: Path, report: Report) -> dict[str, Any] | None:
    text = read_text(path, report)
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        report.add(path, 1, "toml", f"not TOML: {error}")
        return None


def _moves(path: Path, report: Report) -> ReadMoves:
    text = read_text(path, report) if path.exists() else None
    return read_moves(path, text or "", report)


def _note(path: Path, report: Report) -> ReadNote | None:
    text = read_text(path, report)
    return None if text is None else read_note(path, text, report)


def _questions(path: Path, report: Report) -> Iterable[ReadQuestion]:
    text = read_text(path, report)
    return [] if text is None else read_questions(path, text, report)


def _files(folder: Path, *endings: str) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix in endings)


def read_text(path: Path, report: Report) -> str | None:
    """The text of a file of at most 1 MiB; None when it cannot be read."""
    try:
        if (wrong := _unreadable(path)) is not None:
            report.add(path, 1, "file", wrong)
            return None
        return path.read_bytes().decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError:
        report.add(path, 1, "file", "not UTF-8 text")
    except OSError as error:
        report.add(path, 1, "file", f"cannot be read: {error.strerror}")
    return None


def _unreadable(path: Path) -> str | None:
    """What is looked at before reading, because reading could take for ever."""
    about = path.stat()
    if not S_ISREG(about.st_mode):
        return "not a file"
    return "larger than 1 MiB: split it" if about.st_size > MAX_BYTES else None
