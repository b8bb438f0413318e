"""`moves.toml`: what became of questions whose id is gone, so that no learner loses history.

    [renamed]
    "dax.what" = "dax.what.single"
    [split]
    "dax.both" = ["dax.hit.single", "dax.miss.single"]
    [retired]
    "dax.price" = { since = 2026-11-25, reason = "prices are not examined" }

The file only grows: an id that was ever asked is never given to another question.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.library.mistakes import Report
from bot.library.model import Moves, QuestionKey, Retired

MOVES = "moves.toml"
TABLES = ("renamed", "split", "retired")


@dataclass(frozen=True, slots=True)
class ReadMoves:
    """The moves with their file, for mistakes that show only later."""

    moves: Moves
    path: Path
    text: str

    def line_of(self, old: str) -> int:
        return line_of(self.text, old)


def read_moves(path: Path, text: str, report: Report) -> ReadMoves:
    """Without moves when the file cannot be read as it is; whatever is wrong is reported."""
    return ReadMoves(_moves(path, text, report), path, text)


def _moves(path: Path, text: str, report: Report) -> Moves:
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no TOMLDecodeError
        report.add(path, 1, "toml", f"not TOML: {error}")
        return Moves()
    fine = True
    for name, table in tables.items():
        if name not in TABLES or not isinstance(table, dict):
            report.add(
                path, line_of(text, name), "moves", f"unknown table {name!r}", hint=f"known: {', '.join(TABLES)}"
            )
            fine = False
    return _tables(tables, path, text, report) if fine else Moves()


def _tables(tables: Mapping[str, Mapping[str, Any]], path: Path, text: str, report: Report) -> Moves:
    def wrong(old: str, hint: str) -> None:
        report.add(path, line_of(text, old), "moves", "not in the form of this table", id=old, hint=hint)

    renamed, split, retired = {}, {}, {}
    for old, new in tables.get("renamed", {}).items():
        if isinstance(new, str):
            renamed[QuestionKey(old)] = QuestionKey(new)
        else:
            wrong(old, '"old.id" = "new.id"')
    for old, several in tables.get("split", {}).items():
        if isinstance(several, list) and len(several) > 1 and all(isinstance(new, str) for new in several):
            split[QuestionKey(old)] = tuple(map(QuestionKey, several))
        else:
            wrong(old, '"old.id" = ["new.id", "other.id"]')
    for old, end in tables.get("retired", {}).items():
        if isinstance(end, dict) and type(end.get("since")) is date:
            retired[QuestionKey(old)] = Retired(end["since"], str(end.get("reason", "")))
        else:
            wrong(old, '"old.id" = { since = 2026-11-25, reason = "why" }')
    return Moves(renamed, split, retired)


def line_of(text: str, name: str) -> int:
    """Where a name stands in a TOML text, which its parser does not tell."""
    for line, written in enumerate(text.split("\n"), 1):
        if written.lstrip().lstrip("[\"'").startswith(name):
            return line
    return 1
