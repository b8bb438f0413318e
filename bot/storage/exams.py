"""Exam dates, one per learner and subject: the plan towards it, and what came of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, select

from bot.storage.prepared import Prepared
from bot.storage.tables import exams
from bot.storage.upsert import insert


class Outcome(StrEnum):
    """What somebody told of their exam."""

    PASSED = "passed"
    FAILED = "failed"
    MOVED = "moved"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class ExamDate:
    """amount: questions a day that were agreed on, None before that.

    begun: the study date of the plan, and `unseen` how many questions were new then. asked: whether we asked how it
    went.
    """

    user_id: int
    subject: str
    day: date
    amount: int | None = None
    begun: date | None = None
    unseen: int | None = None
    asked: bool = False
    outcome: str | None = None


_KEYS = ("user_id", "subject")
_FIND = Prepared(
    select(*(exams.c[name] for name in ExamDate.__slots__)).where(
        exams.c.user_id == bindparam("user"), exams.c.subject == bindparam("what")
    )
)


def find(tx: Connection, user_id: int, subject: str) -> ExamDate | None:
    row = _FIND.one(tx, {"user": user_id, "what": subject})
    return ExamDate(*row) if row else None


def save(tx: Connection, exam: ExamDate) -> None:
    values = {name: getattr(exam, name) for name in ExamDate.__slots__}
    changes = {name: value for name, value in values.items() if name not in _KEYS}
    tx.execute(insert(tx, exams).values(values).on_conflict_do_update(index_elements=_KEYS, set_=changes))


def remove(tx: Connection, user_id: int, subject: str) -> None:
    tx.execute(delete(exams).where((exams.c.user_id == user_id) & (exams.c.subject == subject)))
