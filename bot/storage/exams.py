"""Exam dates, one per learner and subject."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, select

from bot.storage.tables import exams
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class ExamDate:
    """amount: questions a day that were agreed on, None before that."""

    user_id: int
    subject: str
    day: date
    amount: int | None = None


def find(tx: Connection, user_id: int, subject: str) -> ExamDate | None:
    mine = (exams.c.user_id == user_id) & (exams.c.subject == subject)
    row = tx.execute(select(exams.c.day, exams.c.amount).where(mine)).one_or_none()
    return row and ExamDate(user_id, subject, *row)


def save(tx: Connection, exam: ExamDate) -> None:
    values = {"day": exam.day, "amount": exam.amount}
    tx.execute(
        insert(tx, exams)
        .values(user_id=exam.user_id, subject=exam.subject, **values)
        .on_conflict_do_update(index_elements=["user_id", "subject"], set_=values)
    )


def remove(tx: Connection, user_id: int, subject: str) -> None:
    tx.execute(delete(exams).where((exams.c.user_id == user_id) & (exams.c.subject == subject)))
