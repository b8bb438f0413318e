"""Questions that a learner wants to meet soon: *Remember this* under an answer."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from bot.storage.tables import remembered
from bot.storage.upsert import insert


def add(tx: Connection, user_id: int, questions: Iterable[int], now: datetime) -> None:
    for question in questions:
        row = {"user_id": user_id, "question_id": question, "at": now}
        tx.execute(insert(tx, remembered).values(row).on_conflict_do_nothing())


def of(tx: Connection, user_id: int) -> list[int]:
    """Question ids, the latest wish first."""
    rows = tx.execute(
        select(remembered.c.question_id)
        .where(remembered.c.user_id == user_id)
        .order_by(remembered.c.at.desc(), remembered.c.question_id)
    )
    return list(rows.scalars())
