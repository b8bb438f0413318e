"""Mock exams: one row each, beside the session that holds their questions; kept to compare them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, or_, select, update

from bot.storage.prepared import Prepared, Row
from bot.storage.tables import mocks

SOON = timedelta(minutes=5)
"""Before the end, of a mock exam that takes at least three times as long, it is said how much time is left."""

_LONG = 3 * SOON.seconds // 60


class State(StrEnum):
    """LEFT: ended by /stop; not compared with others."""

    OPEN = "open"
    OVER = "over"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Mock:
    """minutes: with the extra time. place: of the question that is shown, from 1. flagged: places to come back to.

    domains: title → (right, all). What is only known at the end is None before.
    """

    session_id: int
    user_id: int
    subject: str
    size: int
    minutes: int
    begun_at: datetime
    ends_at: datetime
    state: State = State.OPEN
    place: int = 1
    flagged: tuple[int, ...] = ()
    warned: bool = False
    over_at: datetime | None = None
    answered: int | None = None
    correct: int | None = None
    domains: Mapping[str, tuple[int, int]] = field(default_factory=dict)


_COLUMNS = select(*(mocks.c[name] for name in Mock.__slots__))
_BY_ID = Prepared(_COLUMNS.where(mocks.c.session_id == bindparam("mock")).with_for_update())
_OPEN = Prepared(_COLUMNS.where(mocks.c.user_id == bindparam("user"), mocks.c.state == State.OPEN).with_for_update())
_THIS = (mocks.c.session_id == bindparam("mock"), mocks.c.state == State.OPEN)
_MOVE = Prepared(
    update(mocks).where(*_THIS).values(place=bindparam("at"), flagged=bindparam("marks"), warned=bindparam("told"))
)
_DUE = Prepared(
    select(mocks.c.session_id, mocks.c.user_id).where(
        mocks.c.state == State.OPEN,
        or_(
            mocks.c.ends_at <= bindparam("now"),
            and_(mocks.c.ends_at <= bindparam("soon"), mocks.c.minutes >= _LONG, mocks.c.warned.is_(False)),
        ),
    )
)


def add(tx: Connection, mock: Mock) -> None:
    tx.execute(insert(mocks), [{name: getattr(mock, name) for name in Mock.__slots__}])


def find(tx: Connection, session_id: int) -> Mock | None:
    return _mock(_BY_ID.one(tx, {"mock": session_id}))


def open_of(tx: Connection, user_id: int) -> Mock | None:
    """The one this person is in the middle of, held until the end of the transaction."""
    rows = _OPEN.all(tx, {"user": user_id})  # sorted here: for every text of everybody, a sorter costs SQLite 60 µs
    return _mock(max(rows, key=lambda row: row[0], default=None))


def keep(tx: Connection, mock: Mock) -> None:
    """Where somebody is, and what they flagged."""
    _MOVE.change(tx, {"mock": mock.session_id, "at": mock.place, "marks": mock.flagged, "told": mock.warned})


def finish(tx: Connection, mock: Mock) -> bool:
    """Keep the result; False when it was over before."""
    values = {name: getattr(mock, name) for name in ("state", "over_at", "answered", "correct", "domains")}
    open_one = (mocks.c.session_id == mock.session_id) & (mocks.c.state == State.OPEN)
    return bool(tx.execute(update(mocks).where(open_one).values(**values)).rowcount)


def results(tx: Connection, user_id: int, subject: str, most: int) -> list[Mock]:
    """Those that were ended, the latest first."""
    query = _COLUMNS.where(mocks.c.user_id == user_id, mocks.c.subject == subject, mocks.c.state == State.OVER)
    rows = tx.execute(query.order_by(mocks.c.begun_at.desc()).limit(most)).all()
    return [found for row in rows if (found := _mock(tuple(row))) is not None]


def due(tx: Connection, now: datetime) -> list[tuple[int, int]]:
    """(mock, learner) where time is over, or will be soon and nobody said so yet."""
    return [(row[0], row[1]) for row in _DUE.all(tx, {"now": now, "soon": now + SOON})]


def _mock(row: Row | Sequence[Any] | None) -> Mock | None:
    if row is None:
        return None
    fields = dict(zip(Mock.__slots__, row, strict=True))
    domains = {title: (right, size) for title, (right, size) in (fields["domains"] or {}).items()}
    return Mock(**{**fields, "state": State(fields["state"]), "domains": domains})
