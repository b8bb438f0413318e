"""Derive every card again from the review log, a batch at a time; an interrupted run goes on where it was.

Needed when the formula changes, or when a card is doubted: the log is the truth. On PostgreSQL an answer given
while its card is being derived may be taken into it only by the next run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, tuple_

from bot.storage import cards, operation
from bot.storage.reviews import Given, effective
from bot.storage.tables import reviews
from bot.study.memory import ALGORITHM, Memory

ROWS = 20_000
_NAME = "rebuild"
_COLUMNS = ("id", "amends", "kind", "question_id", "study_date", "correct", "guessed", "user_id")
_AFTER = (
    select(*(reviews.c[name] for name in _COLUMNS))
    .where(tuple_(reviews.c.user_id, reviews.c.question_id) > tuple_(bindparam("user"), bindparam("question")))
    .order_by(reviews.c.user_id, reviews.c.question_id, reviews.c.at, reviews.c.id)
    .limit(bindparam("most"))
)
Fold = Callable[[int, int, Sequence[Given]], Memory | None]
"""(learner, question, their answers) → the card."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a run is: the last learner and question that were done, and how many rows of the log."""

    user_id: int
    question_id: int
    done: int


BEGINNING = Place(-(2**62), 0, 0)


def total(tx: Connection) -> int:
    return int(tx.execute(select(func.count()).select_from(reviews)).scalar_one())


def place(tx: Connection) -> Place:
    """Where an interrupted run of this algorithm stopped, else the beginning."""
    kept = [int(part) for part in (operation.get(tx, _NAME) or "").split()]
    return Place(*kept[1:]) if kept[:1] == [ALGORITHM] and len(kept) == 4 else BEGINNING


def batch(tx: Connection, since: Place, fold: Fold, rows: int = ROWS) -> Place | None:
    """Derive the next cards and keep how far it got; None when all are done."""
    log = tx.execute(_AFTER, {"user": since.user_id, "question": since.question_id, "most": rows}).all()
    groups = [list(group) for _, group in groupby(log, key=lambda row: (row.user_id, row.question_id))]
    if len(log) == rows:
        if len(groups) == 1:  # one card with more answers than a batch holds
            return batch(tx, since, fold, rows * 2)
        groups.pop()  # perhaps not whole
    _derive(tx, groups, fold)
    if not groups:
        operation.put(tx, _NAME, "")
        return None
    last = groups[-1][-1]
    reached = Place(last.user_id, last.question_id, since.done + sum(map(len, groups)))
    operation.put(tx, _NAME, f"{ALGORITHM} {reached.user_id} {reached.question_id} {reached.done}")
    return reached


def _derive(tx: Connection, groups: Sequence[Sequence[Row[Any]]], fold: Fold) -> None:
    """Save each card; one whose answers were all taken back goes."""
    keys = [(group[0].user_id, group[0].question_id) for group in groups]
    derived = [(*key, fold(*key, effective(group))) for key, group in zip(keys, groups, strict=True)]
    kept = [(user, question, memory) for user, question, memory in derived if memory is not None]
    if kept:
        cards.save_all(tx, kept)
    for user, question, memory in derived:
        if memory is None:
            cards.delete(tx, user, [question])
