"""Questions that a learner wants to find again."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.storage.tables import bookmarks
from bot.storage.upsert import insert


def add(tx: Connection, user_id: int, question: int, now: datetime) -> None:
    row = {"user_id": user_id, "question_id": question, "at": now}
    tx.execute(insert(tx, bookmarks).values(row).on_conflict_do_nothing())


def remove(tx: Connection, user_id: int, question: int) -> bool:
    """False when it was not kept."""
    mine = (bookmarks.c.user_id == user_id) & (bookmarks.c.question_id == question)
    return bool(tx.execute(delete(bookmarks).where(mine)).rowcount)


def has(tx: Connection, user_id: int, question: int) -> bool:
    mine = (bookmarks.c.user_id == user_id) & (bookmarks.c.question_id == question)
    return tx.execute(select(bookmarks.c.at).where(mine)).first() is not None


def of(tx: Connection, user_id: int) -> list[int]:
    """Question ids, the latest first."""
    mine = select(bookmarks.c.question_id).where(bookmarks.c.user_id == user_id)
    return list(tx.execute(mine.order_by(bookmarks.c.at.desc(), bookmarks.c.question_id)).scalars())
