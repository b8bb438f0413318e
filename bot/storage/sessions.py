"""Sessions: a run of questions for one person in one live message, by /quiz or by the daily question."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from bot.storage.askings import Purpose
from bot.storage.tables import sessions


@dataclass(frozen=True, slots=True)
class Session:
    """queue: ids of the questions still to ask. size: how many there are in all."""

    id: int
    user_id: int
    chat_id: int
    purpose: Purpose
    subject: str
    topic: str | None
    queue: tuple[int, ...]
    size: int
    state: str
    opened_at: datetime
    study_date: date


def open_session(tx: Connection, session: Session) -> Session:
    """Store a session (its id is given here) and close any other of this person."""
    tx.execute(
        update(sessions).where(sessions.c.user_id == session.user_id, sessions.c.state == "open").values(state="closed")
    )
    values = {name: getattr(session, name) for name in Session.__slots__ if name != "id"}
    number = tx.execute(insert(sessions).values(values).returning(sessions.c.id)).scalar_one()
    return replace(session, id=number)


def find(tx: Connection, session_id: int) -> Session | None:
    return _one(tx, sessions.c.id == session_id)


def open_of(tx: Connection, user_id: int) -> Session | None:
    """The session this person is in the middle of."""
    return _one(tx, (sessions.c.user_id == user_id) & (sessions.c.state == "open"))


def shorten(tx: Connection, session: Session) -> Session:
    """Take the first question off the queue."""
    shorter = replace(session, queue=session.queue[1:])
    tx.execute(update(sessions).where(sessions.c.id == session.id).values(queue=shorter.queue))
    return shorter


def close(tx: Connection, session_id: int) -> None:
    tx.execute(update(sessions).where(sessions.c.id == session_id).values(state="closed"))


def _one(tx: Connection, condition: object) -> Session | None:
    query = select(*(sessions.c[name] for name in Session.__slots__)).where(condition)  # type: ignore[arg-type]
    row = tx.execute(query.order_by(sessions.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    fields = dict(zip(Session.__slots__, row, strict=True))
    return Session(**{**fields, "purpose": Purpose(fields["purpose"])})
