"""The write-ahead inbox: an update is stored before Telegram is told that it arrived.

The effect of an update and its *done* mark commit together, so a redelivery or a crash changes nothing
twice. Rows stay, without their body, for longer than Telegram redelivers: that is the dedupe window.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql

from bot.storage.prepared import Prepared
from bot.storage.tables import dead_letters, inbox

DEDUPE_WINDOW = timedelta(days=7)
"""Telegram keeps updates for 24 h; update ids may restart after an idle week, so older rows must be gone."""

DEAD_LETTERS_KEPT = timedelta(days=14)
MOST_ATTEMPTS = 5


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
    .values(state="done", body=None, lease_owner=None, lease_until=None)
)
_UNFINISHED = (
    select(inbox.c.update_id, inbox.c.lane, inbox.c.body, inbox.c.received_at, inbox.c.attempts)
    .where(inbox.c.state == "new")
    .order_by(inbox.c.received_at, inbox.c.update_id)
    .limit(bindparam("most"))
)


def store(tx: Connection, arrivals: Sequence[Arrival], owner: str) -> list[Arrival]:
    """Keep new updates, and return them; those seen before are left out."""
    if not arrivals:
        return []
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


def unfinished(tx: Connection, most: int) -> list[Arrival]:
    """What was stored and not handled, oldest first: the work left by a stop or a crash.

    Each is counted as one more attempt, so that an update that kills the process is not tried for ever.
    """
    rows = [Arrival(*row) for row in tx.execute(_UNFINISHED, {"most": most})]
    if rows:
        numbers = [{"number": row.update_id} for row in rows]
        again = update(inbox).where(inbox.c.update_id == bindparam("number")).values(attempts=inbox.c.attempts + 1)
        tx.execute(again, numbers)
    return rows


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
    tx.execute(closing.values(state="dead", body=None, lease_owner=None, lease_until=None))


def prune(tx: Connection, now: datetime, most: int = 500) -> int:
    """Delete a small batch of rows older than the dedupe window, and dead letters past their time."""
    tx.execute(dead_letters.delete().where(dead_letters.c.at < now - DEAD_LETTERS_KEPT))
    old = select(inbox.c.update_id).where(inbox.c.received_at < now - DEDUPE_WINDOW, inbox.c.state != "new")
    return tx.execute(inbox.delete().where(inbox.c.update_id.in_(old.limit(most)))).rowcount


def count_new(tx: Connection) -> int:
    """How many updates wait."""
    return tx.execute(select(func.count()).where(inbox.c.state == "new")).scalar_one()
