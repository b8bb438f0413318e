"""`coverage.tsv`: the lines of the source that a subject grew from, and what in them is no longer true."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.library.mistakes import Report

COVERAGE = "coverage.tsv"
COLUMNS = ("line", "topic", "role", "audits", "severities", "old_value")
EXAMINED = frozenset({"fact", "item", "example"})
SERIOUS = frozenset("AB")
"""A: wrong today, and dangerous in an exam; B: misleading. C and D (wording, spelling) change no answer."""


@dataclass(frozen=True, slots=True)
class Audit:
    """Something in a line that is wrong or old. old_value: what it says, as far as it was noted."""

    id: str
    severity: str
    old_value: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """row: of the table, from 1."""

    id: str
    topic: str
    role: str
    audits: tuple[Audit, ...]
    row: int

    @property
    def examined(self) -> bool:
        return self.role in EXAMINED


@dataclass(frozen=True, slots=True)
class Source:
    path: Path
    lines: Mapping[str, Line]

    @property
    def serious(self) -> Mapping[str, tuple[Audit, Line]]:
        """The audits of severity A and B, each with the first line that it is about."""
        found: dict[str, tuple[Audit, Line]] = {}
        for line in self.lines.values():
            for audit in line.audits:
                if audit.severity in SERIOUS:
                    found.setdefault(audit.id, (audit, line))
        return found


def read_source(path: Path, text: str, report: Report) -> Source:
    """The lines that are sound; whatever is wrong is reported."""
    lines: dict[str, Line] = {}
    rows = text.rstrip("\n").split("\n")
    if tuple(rows[0].split("\t")) != COLUMNS:
        report.add(path, 1, "coverage", "unknown columns", hint=f"tabs between {', '.join(COLUMNS)}")
        return Source(path, lines)
    for number, row in enumerate(rows[1:], 2):
        cells = row.split("\t")
        if len(cells) != len(COLUMNS):
            report.add(path, number, "coverage", f"{len(cells)} columns instead of {len(COLUMNS)}")
        elif cells[0] in lines:
            report.add(path, number, "coverage", "this line stands twice", id=cells[0])
        else:
            lines[cells[0]] = Line(cells[0], cells[1], cells[2], tuple(_audits(*cells[3:6])), number)
    return Source(path, lines)


def _audits(ids: str, severities: str, old: str) -> Iterator[Audit]:
    """`A061,A063 | B,A | five classes; 3-5 hours`: old values are those of the serious ones, in order."""
    values = iter(re.split(r";\s*", old))
    for id, severity in zip(ids.split(","), severities.split(","), strict=False):
        if id:
            yield Audit(id, severity, next(values, "") if severity in SERIOUS else "")
