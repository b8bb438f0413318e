"""`subject.toml`: what a subject is called, how it is examined, how its topics are ordered and weighed."""

from collections.abc import Mapping
from dataclasses import dataclass
from os.path import abspath
from pathlib import Path
from typing import Any

from bot.library.mistakes import Report
from bot.library.model import (
    Domain,
    Exam,
    Moves,
    NotCovered,
    Note,
    Question,
    Standard,
    Subject,
    SubjectId,
    TopicId,
    TopicInfo,
    Wording,
)

SUBJECT = "subject.toml"


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands in the other files of a subject."""

    notes: tuple[Note, ...]
    questions: tuple[Question, ...]
    moves: Moves


def assemble(about: Mapping[str, Any], folder: Path, parts: Parts, report: Report) -> Subject | None:
    """The subject, its notes in the order of its topics; None when a value is missing or of the wrong kind."""
    try:
        return _assemble(about, folder, parts)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        report.add(folder / SUBJECT, 1, "schema", f"a value is missing or of the wrong kind: {error}")
        return None


def _assemble(about: Mapping[str, Any], folder: Path, parts: Parts) -> Subject:
    topics = tuple(_topic(topic) for topic in about.get("topics", ()))
    order = {topic.id: place for place, topic in enumerate(topics)}
    notes = sorted(parts.notes, key=lambda note: (order.get(note.id, len(order)), note.id))
    place = {note.id: number for number, note in enumerate(notes)}
    return Subject(
        id=SubjectId(str(about.get("id", own_name(folder)))),
        title=str(about["title"]),
        language=str(about.get("language", "en")),
        example=str(about.get("example", f"what is {notes[0].title}" if notes else "")),
        exam=_exam(about.get("exam", {})),
        domains=tuple(Domain(int(d["id"]), str(d["title"]), float(d["weight"])) for d in about.get("domains", ())),
        topics=topics,
        notes=tuple(notes),
        questions=tuple(sorted(parts.questions, key=lambda question: place.get(question.topic, len(place)))),
        not_covered=tuple(_lack(lack) for lack in about.get("not_covered", ())),
        standard=Standard(about.get("standard", Standard.FULL)),
        moves=parts.moves,
        wording=_wording(about.get("wording", {})),
    )


def own_name(folder: Path) -> str:
    """The name of a folder, also of `.`"""
    return Path(abspath(folder)).name  # noqa: PTH100  # a link keeps the name it was given


def _exam(exam: Mapping[str, Any]) -> Exam:
    """Numbers that are left out stay unknown."""
    numbers = [exam.get(name) for name in ("retake_days", "questions", "minutes")]
    days, questions, minutes = (None if number is None else int(number) for number in numbers)
    return Exam(str(exam.get("code", "")), str(exam.get("name", "")), days, questions, minutes)


def _topic(topic: Mapping[str, Any]) -> TopicInfo:
    domains = tuple(int(domain) for domain in topic.get("domains", ()))
    return TopicInfo(
        TopicId(str(topic["id"])), int(topic.get("importance", 3)), int(topic.get("questions", 0)), domains
    )


def _lack(lack: Mapping[str, Any]) -> NotCovered:
    nearest = TopicId(str(lack["nearest"])) if lack.get("nearest") else None
    return NotCovered(str(lack["name"]), tuple(map(str, lack.get("aliases", ()))), str(lack["page"]), nearest)


def _wording(wording: Mapping[str, Any]) -> Wording:
    old = {str(name): str(today) for name, today in wording.get("old_names", {}).items()}
    return Wording(old, frozenset(map(str, wording.get("known", ()))))
