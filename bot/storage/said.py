"""What is said once to somebody in a subject: milestones, and the question for an exam date."""

from datetime import datetime

from sqlalchemy import Connection, select

from bot.storage.tables import said
from bot.storage.upsert import insert


def before(tx: Connection, user_id: int, subject: str) -> set[tuple[str, int]]:
    """(what, number) of everything that was said."""
    query = select(said.c.what, said.c.number).where(said.c.user_id == user_id, said.c.subject == subject)
    return {(what, number) for what, number in tx.execute(query)}


def add(tx: Connection, user_id: int, subject: str, what: str, number: int, now: datetime) -> bool:
    """Note that it is said now; False when it was said before."""
    row = {"user_id": user_id, "subject": subject, "what": what, "number": number, "at": now}
    return bool(tx.execute(insert(tx, said).values(row).on_conflict_do_nothing()).rowcount)
