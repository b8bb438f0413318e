"""What a rule is, and what it sees."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from bot.library.check.source import Source
from bot.library.mistakes import Severity
from bot.library.notes import ReadNote
from bot.library.questions import ReadQuestion
from bot.library.rules import Loose


@dataclass(frozen=True, slots=True)
class Pack:
    """A subject under examination. today: decides what is overdue. source: what its notes must cover, if it says so."""

    loose: Loose
    today: date
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """field: where in the item, for the line. id: of the part, when it is not the item itself."""

    field: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    id: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding about the pack as a whole, with its own place."""

    path: Path
    line: int
    id: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR


Findings: TypeAlias = Iterator[Finding]
NoteRule: TypeAlias = Callable[[Pack, ReadNote], Findings]
QuestionRule: TypeAlias = Callable[[Pack, ReadQuestion], Findings]
PackRule: TypeAlias = Callable[[Pack], Iterator[Placed]]
"""Rules stand in tables beside their number in the content standard; a rule's name is its function's."""


def warning(field: str, message: str, hint: str = "", id: str = "") -> Finding:
    """Something to look at: a target, or a sign that misleads at times."""
    return Finding(field, message, hint, Severity.WARNING, id)
