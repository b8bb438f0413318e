"""Daily reminders: who is due is one indexed column, so an idle look costs the same for a million people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, delete, func, select, update

from bot.storage.prepared import Prepared
from bot.storage.tables import learners, subscriptions
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Subscription:
    """One daily reminder. minute: 0-1439 after local midnight. next_due_at: None = off."""

    user_id: int
    slot: int
    minute: int
    amount: int
    paused_until: datetime | None
    next_due_at: datetime | None
    next_date: date | None


@dataclass(frozen=True, slots=True)
class DueSubscription:
    """A reminder whose time has come, with the zone it is counted in."""

    user_id: int
    slot: int
    minute: int
    due_at: datetime
    day: date
    zone: str | None
    blocked: bool


_COLUMNS = tuple(subscriptions.c[name] for name in Subscription.__slots__)
_DUE = (
    select(
        subscriptions.c.user_id,
        subscriptions.c.slot,
        subscriptions.c.minute,
        subscriptions.c.next_due_at,
        subscriptions.c.next_date,
        learners.c.zone,
        learners.c.blocked_at,
    )
    .join(learners, learners.c.user_id == subscriptions.c.user_id)
    .where(subscriptions.c.next_due_at <= bindparam("now"))
    .order_by(subscriptions.c.next_due_at)
    .limit(bindparam("most"))
    .with_for_update(of=subscriptions, skip_locked=True)
)
_FIND = Prepared(
    select(*_COLUMNS).where(subscriptions.c.user_id == bindparam("user"), subscriptions.c.slot == bindparam("which"))
)
_ADVANCE = Prepared(
    update(subscriptions)
    .where(subscriptions.c.user_id == bindparam("user"), subscriptions.c.slot == bindparam("which"))
    .values(next_due_at=bindparam("at"), next_date=bindparam("day"))
)


def find(tx: Connection, user_id: int, slot: int = 0) -> Subscription | None:
    row = _FIND.one(tx, {"user": user_id, "which": slot})
    return Subscription(*row) if row else None


def save(tx: Connection, subscription: Subscription) -> None:
    """Insert or replace one reminder."""
    values = {name: getattr(subscription, name) for name in Subscription.__slots__}
    keys = {"user_id", "slot"}
    tx.execute(
        insert(tx, subscriptions)
        .values(values)
        .on_conflict_do_update(index_elements=keys, set_={k: v for k, v in values.items() if k not in keys})
    )


def next_due(tx: Connection) -> datetime | None:
    """When the next reminder of anybody is due."""
    due: datetime | None = tx.execute(select(func.min(subscriptions.c.next_due_at))).scalar_one()
    return due


def set_amount(tx: Connection, user_id: int, amount: int) -> None:
    """Change the number of questions a day."""
    tx.execute(update(subscriptions).where(subscriptions.c.user_id == user_id).values(amount=amount))


def remove(tx: Connection, user_id: int) -> bool:
    """End every reminder of one person; False when there was none."""
    return bool(tx.execute(delete(subscriptions).where(subscriptions.c.user_id == user_id)).rowcount)


def due(tx: Connection, now: datetime, most: int) -> list[DueSubscription]:
    """Reminders whose time has come, the longest overdue first; rows another replica works on are passed over."""
    rows = tx.execute(_DUE, {"now": now, "most": most})
    return [DueSubscription(*row[:6], blocked=row[6] is not None) for row in rows]


def advance(tx: Connection, steps: Sequence[tuple[int, int, datetime, date]]) -> None:
    """Move each (user, slot) to its next (instant, study date)."""
    _ADVANCE.change_each(tx, [{"user": u, "which": s, "at": at, "day": day} for u, s, at, day in steps])
