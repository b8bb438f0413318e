"""Sessions: a run of questions for one person in one live message, by /quiz or by the daily question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from bot.storage.askings import Purpose, State
from bot.storage.prepared import Prepared, Row
from bot.storage.tables import askings, sessions


@dataclass(frozen=True, slots=True)
class Session:
    """queue: ids of the questions still to ask. size: how many there are in all.

    again: missed ones, asked once more after those.
    """

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
    again: tuple[int, ...] = ()


_ROW = select(*(sessions.c[name] for name in Session.__slots__)).order_by(sessions.c.id.desc()).limit(1)
_BY_ID = Prepared(_ROW.where(sessions.c.id == bindparam("session")))
_OPEN = Prepared(_ROW.where(sessions.c.user_id == bindparam("user"), sessions.c.state == "open"))
_ASK = Prepared(
    update(sessions)
    .where(sessions.c.id == bindparam("session"))
    .values(queue=bindparam("rest"), again=bindparam("later"))
)
_CLOSE_OPEN = Prepared(
    update(sessions).where(sessions.c.user_id == bindparam("user"), sessions.c.state == "open").values(state="closed")
)
_STORED = tuple(name for name in Session.__slots__ if name != "id")
_INSERT = Prepared(insert(sessions).returning(sessions.c.id), _STORED)


def open_session(tx: Connection, session: Session) -> Session:
    """Store a session (its id is given here) and close any other of this person."""
    _CLOSE_OPEN.change(tx, {"user": session.user_id})
    row = _INSERT.one(tx, {name: getattr(session, name) for name in _STORED})
    assert row is not None
    return replace(session, id=row[0])


def find(tx: Connection, session_id: int) -> Session | None:
    return _session(_BY_ID.one(tx, {"session": session_id}))


def open_of(tx: Connection, user_id: int) -> Session | None:
    """The session this person is in the middle of."""
    return _session(_OPEN.one(tx, {"user": user_id}))


def plan(tx: Connection, session: Session, queue: Sequence[int], again: Sequence[int]) -> Session:
    """Change what is still to be asked."""
    _ASK.change(tx, {"session": session.id, "rest": tuple(queue), "later": tuple(again)})
    return replace(session, queue=tuple(queue), again=tuple(again))


def reopen(tx: Connection, session: Session) -> Session:
    """Go on with a session that was over, in place of any other of this person."""
    _CLOSE_OPEN.change(tx, {"user": session.user_id})
    tx.execute(update(sessions).where(sessions.c.id == session.id).values(state="open"))
    return replace(session, state="open")


def answered_on(tx: Connection, user_id: int, purpose: Purpose, day: date) -> int:
    """How many questions of such sessions somebody answered on a study date."""
    of_day = (sessions.c.user_id == user_id) & (sessions.c.purpose == purpose) & (sessions.c.study_date == day)
    answered = (askings.c.session_id == sessions.c.id) & (askings.c.state == State.ANSWERED)
    return int(tx.execute(select(func.count()).where(of_day, answered)).scalar_one())


def close(tx: Connection, session_id: int) -> None:
    tx.execute(update(sessions).where(sessions.c.id == session_id).values(state="closed"))


def _session(row: Row | None) -> Session | None:
    if row is None:
        return None
    fields = dict(zip(Session.__slots__, row, strict=True))
    return Session(**{**fields, "purpose": Purpose(fields["purpose"])})
