"""From a folder to a Library: everything that is sound, and every mistake at once. Never raises for content."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.library.mistakes import Mistake, Report
from bot.library.model import (
    Domain,
    Exam,
    Library,
    NotCovered,
    Note,
    Question,
    Subject,
    SubjectId,
    TopicId,
    TopicInfo,
)
from bot.library.notes import ReadNote, read_note
from bot.library.questions import ReadQuestion, read_questions
from bot.library.rules import Loose, look

SUBJECT = "subject.toml"


@dataclass(frozen=True, slots=True)
class Loaded:
    """library: the subjects without errors. mistakes: of all of them, in order of file and line."""

    library: Library
    mistakes: tuple[Mistake, ...]

    @property
    def errors(self) -> tuple[Mistake, ...]:
        return tuple(mistake for mistake in self.mistakes if mistake.is_error)


def load(folder: Path) -> Loaded:
    """Load every subject under `folder`, or the one that it is."""
    report = Report(folder)
    subjects: dict[SubjectId, Subject] = {}
    for place in _subjects(folder, report):
        before = len(report.found)
        subject = _subject(place, report)
        if subject is not None and not any(mistake.is_error for mistake in report.found[before:]):
            subjects[subject.id] = subject
    return Loaded(Library(subjects), tuple(sorted(report.found)))


def _subjects(folder: Path, report: Report) -> list[Path]:
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


def _subject(folder: Path, report: Report) -> Subject | None:
    about = _toml(folder / SUBJECT, report)
    read = [note for path in _files(folder / "notes", ".md") if (note := _note(path, report))]
    asked = [q for path in _files(folder / "questions", ".yaml", ".yml") for q in _questions(path, report)]
    if about is None:
        return None
    loose = Loose(folder, tuple(read), tuple(asked))
    try:
        subject = _assemble(about, folder, [one.note for one in read], [one.question for one in asked])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        report.add(folder / SUBJECT, 1, "schema", f"a value is missing or of the wrong kind: {error}")
        return None
    look(subject, loose, report)
    return subject


def _assemble(about: Mapping[str, Any], folder: Path, notes: list[Note], questions: list[Question]) -> Subject:
    topics = tuple(
        TopicInfo(
            TopicId(str(t["id"])), int(t.get("importance", 3)), int(t.get("questions", 0)), tuple(t.get("domains", ()))
        )
        for t in about.get("topics", ())
    )
    order = {topic.id: place for place, topic in enumerate(topics)}
    notes.sort(key=lambda note: (order.get(note.id, len(order)), note.id))
    place = {note.id: number for number, note in enumerate(notes)}
    questions.sort(key=lambda question: place.get(question.topic, len(place)))
    exam = about.get("exam", {})
    return Subject(
        id=SubjectId(str(about.get("id", folder.name))),
        title=str(about["title"]),
        language=str(about.get("language", "en")),
        example=str(about.get("example", f"what is {notes[0].title}" if notes else "")),
        exam=Exam(str(exam.get("code", "")), str(exam.get("name", "")), exam.get("retake_days")),
        domains=tuple(Domain(int(d["id"]), str(d["title"]), float(d["weight"])) for d in about.get("domains", ())),
        topics=topics,
        notes=tuple(notes),
        questions=tuple(questions),
        not_covered=tuple(
            NotCovered(
                str(n["name"]),
                tuple(map(str, n.get("aliases", ()))),
                str(n["page"]),
                TopicId(n["nearest"]) if n.get("nearest") else None,
            )
            for n in about.get("not_covered", ())
        ),
        standard=str(about.get("standard", "full")),
    )


def _toml(path: Path, report: Report) -> dict[str, Any] | None:
    text = _text(path, report)
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        report.add(path, 1, "toml", f"not TOML: {error}")
        return None


def _note(path: Path, report: Report) -> ReadNote | None:
    text = _text(path, report)
    return None if text is None else read_note(path, text, report)


def _questions(path: Path, report: Report) -> Iterable[ReadQuestion]:
    text = _text(path, report)
    return [] if text is None else read_questions(path, text, report)


def _files(folder: Path, *endings: str) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix in endings)


def _text(path: Path, report: Report) -> str | None:
    try:
        return path.read_bytes().decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError:
        report.add(path, 1, "file", "not UTF-8 text")
    except OSError as error:
        report.add(path, 1, "file", f"cannot be read: {error.strerror}")
    return None
