"""Questions that a learner wants to meet soon: *Remember this* under an answer."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from bot.storage.prepared import Prepared
from bot.storage.tables import remembered
from bot.storage.upsert import insert

_OF = Prepared(
    select(remembered.c.question_id)
    .where(remembered.c.user_id == bindparam("user"))
    .order_by(remembered.c.at.desc(), remembered.c.question_id)
)


def add(tx: Connection, user_id: int, questions: Iterable[int], now: datetime) -> None:
    for question in questions:
        row = {"user_id": user_id, "question_id": question, "at": now}
        tx.execute(insert(tx, remembered).values(row).on_conflict_do_nothing())


def of(tx: Connection, user_id: int) -> list[int]:
    """Question ids, the latest wish first."""
    return [row[0] for row in _OF.all(tx, {"user": user_id})]
