"""The write-ahead inbox: an update is stored before Telegram is told that it arrived.

The effect of an update and its *done* mark commit together, so a redelivery or a crash changes nothing
twice. Rows stay, without their body, for longer than Telegram redelivers: that is the dedupe window.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql

from bot.storage.prepared import Prepared
from bot.storage.tables import dead_letters, inbox

DEDUPE_WINDOW = timedelta(days=7)
"""Telegram keeps updates for 24 h; update ids may restart after an idle week, so older rows must be gone."""

DEAD_LETTERS_KEPT = timedelta(days=14)
MOST_ATTEMPTS = 5
PRUNED = 500
"""Rows that one batch deletes."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One raw update. lane: the person, else the chat; updates of a lane are handled in order."""

    update_id: int
    lane: int
    body: str
    received_at: datetime
    attempts: int = 0


_STORE = postgresql.insert(inbox).on_conflict_do_nothing()
_STORE_ONE = Prepared(_STORE, ("update_id", "lane", "body", "received_at", "state", "attempts", "lease_owner"))
_DONE = Prepared(
    update(inbox)
    .where(inbox.c.update_id == bindparam("number"), inbox.c.state == "new")
    .values(state="done", body=None, lease_owner=None)
)
_FREE = (
    select(inbox.c.update_id, inbox.c.lane, inbox.c.body, inbox.c.received_at, inbox.c.attempts)
    .where(inbox.c.state == "new", inbox.c.lease_owner.is_(None))
    .order_by(inbox.c.update_id)  # not by the time: a clock may have been set back
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(inbox)
    .where(inbox.c.update_id == bindparam("number"))
    .values(attempts=inbox.c.attempts + 1, lease_owner=bindparam("me"))
)

_OLD = select(inbox.c.update_id).where(inbox.c.received_at < bindparam("before"), inbox.c.state != "new")
_PRUNE = Prepared(inbox.delete().where(inbox.c.update_id.in_(_OLD.limit(bindparam("most")))))


def store(tx: Connection, arrivals: Sequence[Arrival], owner: str | None) -> list[Arrival]:
    """Keep new updates, and return them; those seen before are left out. owner: who handles them, None = anybody."""
    rows = [
        {
            "update_id": a.update_id,
            "lane": a.lane,
            "body": a.body,
            "received_at": a.received_at,
            "state": "new",
            "attempts": 0,
            "lease_owner": owner,
        }
        for a in arrivals
    ]
    if tx.dialect.name == "sqlite" or len(rows) == 1:
        return [arrival for arrival, row in zip(arrivals, rows, strict=True) if _STORE_ONE.change(tx, row)]
    new = set(tx.execute(_STORE.values(rows).returning(inbox.c.update_id)).scalars())
    fresh = []
    for arrival in arrivals:
        if arrival.update_id in new:
            new.discard(arrival.update_id)
            fresh.append(arrival)
    return fresh


def claim(tx: Connection, owner: str, most: int) -> list[Arrival]:
    """Take what was stored and nobody works on, oldest first: the work left by a stop, a crash or a busy process.

    Each is counted as one more attempt, so that an update that kills the process is not tried for ever.
    """
    rows = [Arrival(*row) for row in tx.execute(_FREE, {"most": most})]
    if rows:
        tx.execute(_CLAIM, [{"number": row.update_id, "me": owner} for row in rows])
    return rows


def is_waiting(tx: Connection) -> bool:
    """Whether there is an update that nobody works on."""
    free = select(inbox.c.update_id).where(inbox.c.state == "new", inbox.c.lease_owner.is_(None)).limit(1)
    return tx.execute(free).first() is not None


def done(tx: Connection, update_id: int) -> bool:
    """Mark an update as handled; False when it already was, and then its effect must not be kept."""
    return bool(_DONE.change(tx, {"number": update_id}))


def bury(tx: Connection, arrival: Arrival, reason: str, user_id: int | None) -> None:
    """Put an update that cannot be handled aside, with the reason."""
    tx.execute(
        insert(dead_letters).values(
            update_id=arrival.update_id,
            user_id=user_id,
            body=arrival.body,
            reason=reason[:200],
            at=arrival.received_at,
        )
    )
    closing = update(inbox).where(inbox.c.update_id == arrival.update_id)
    tx.execute(closing.values(state="dead", body=None, lease_owner=None))


def prune(tx: Connection, now: datetime, most: int = PRUNED) -> int:
    """Delete a small batch of rows older than the dedupe window; returns how many."""
    return _PRUNE.change(tx, {"before": now - DEDUPE_WINDOW, "most": most})


def prune_dead(tx: Connection, now: datetime) -> None:
    """Delete dead letters past their time."""
    tx.execute(dead_letters.delete().where(dead_letters.c.at < now - DEAD_LETTERS_KEPT))


def count_new(tx: Connection) -> int:
    """How many updates wait."""
    return tx.execute(select(func.count()).where(inbox.c.state == "new")).scalar_one()


def newest(tx: Connection) -> int:
    """The highest update id that is remembered; 0 when none is."""
    return tx.execute(select(func.max(inbox.c.update_id))).scalar_one() or 0


def holds(tx: Connection, words: Sequence[str]) -> bool:
    """Whether an update that waits to be handled has one of these in it, letter by letter."""
    if not words:
        return False
    found = or_(*(inbox.c.body.contains(one, autoescape=True) for one in words))
    return tx.execute(select(inbox.c.update_id).where(inbox.c.state == "new", found).limit(1)).first() is not None
