"""Mistakes in content: collected, never raised one by one, so that an author sees all of them at once."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Form(StrEnum):
    """How mistakes are written: for people, for programs, for the lines of a pull request."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """path: relative to the content folder. line: from 1. rule: its short name. hint: what to do."""

    path: str
    line: int
    rule: str
    message: str
    id: str = ""
    hint: str = ""
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        about = f" {self.id}:" if self.id else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.path}:{self.line}: {self.severity} [{self.rule}]{about} {self.message}{hint}"


class Report:
    """Collects mistakes while files are read."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.found: list[Mistake] = []

    def add(
        self,
        path: Path,
        line: int,
        rule: str,
        message: str,
        *,
        id: str = "",
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        place = path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else path.name
        self.found.append(Mistake(place, line, rule, message, id, hint, severity))
