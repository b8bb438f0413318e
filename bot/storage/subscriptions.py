"""Daily reminders: who is due is one indexed column, so an idle look costs the same for a million people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from bot.storage.prepared import Prepared
from bot.storage.tables import learners, subscriptions
from bot.storage.upsert import insert
from bot.study.plan import Due, Rhythm


@dataclass(frozen=True, slots=True)
class Subscription:
    """Somebody's daily questions. amount: a day. due: the next push, None = off until they start again.

    only_due: no push when nothing is due. weekly: a summary of each week. unanswered: days in a row that were asked
    in vain before asked_on, the last study date that was asked.
    """

    user_id: int
    amount: int
    rhythm: Rhythm
    due: Due | None = None
    paused_until: datetime | None = None
    only_due: bool = False
    weekly: bool = False
    unanswered: int = 0
    asked_on: date | None = None

    def with_amount(self, amount: int) -> "Subscription":
        """In a window each question has its own moment."""
        return replace(self, amount=amount, rhythm=replace(self.rhythm, times=amount))

    def is_paused(self, now: datetime) -> bool:
        return self.paused_until is not None and self.paused_until > now


@dataclass(frozen=True, slots=True)
class DueSubscription:
    """A reminder whose time has come, with the zone it is counted in."""

    user_id: int
    rhythm: Rhythm
    due: Due
    zone: str | None
    blocked: bool


_KEYS = ("user_id", "slot")
_RHYTHM = tuple(subscriptions.c[name] for name in ("minute", "hours", "until", "amount", "gap", "days_off"))
_NEXT = tuple(subscriptions.c[name] for name in ("next_due_at", "next_date", "next_place"))
_REST = tuple(subscriptions.c[name] for name in ("paused_until", "only_due", "weekly", "unanswered", "asked_on"))
_MINE = (subscriptions.c.user_id == bindparam("user"), subscriptions.c.slot == 0)
_FIND = Prepared(select(*_RHYTHM, *_NEXT, *_REST).where(*_MINE))
_DUE = Prepared(
    select(subscriptions.c.user_id, *_RHYTHM, *_NEXT, learners.c.zone, learners.c.blocked_at)
    .join(learners, learners.c.user_id == subscriptions.c.user_id)
    .where(subscriptions.c.next_due_at <= bindparam("now"))
    .order_by(subscriptions.c.next_due_at)
    .limit(bindparam("most"))
    .with_for_update(of=subscriptions, skip_locked=True)
)
_ADVANCE = Prepared(
    update(subscriptions)
    .where(*_MINE)
    .values(next_due_at=bindparam("at"), next_date=bindparam("day"), next_place=bindparam("place"))
)
_ASKED = Prepared(
    update(subscriptions).where(*_MINE).values(asked_on=bindparam("day"), unanswered=bindparam("in_vain"))
)


def find(tx: Connection, user_id: int) -> Subscription | None:
    row = _FIND.one(tx, {"user": user_id})
    return Subscription(user_id, row[3], _rhythm(*row[:6]), _due(*row[6:9]), *row[9:]) if row else None


def _rhythm(
    minute: int, hours: tuple[int, ...], until: int | None, amount: int, gap: int, off: tuple[int, ...]
) -> Rhythm:
    return Rhythm((minute, *hours), until, amount, gap, off)


def _due(at: datetime | None, day: date | None, place: int) -> Due | None:
    return Due(at, day, place) if at is not None and day is not None else None


def save(tx: Connection, subscription: Subscription) -> None:
    """Insert or replace somebody's reminders."""
    values = _values(subscription)
    changes = {name: value for name, value in values.items() if name not in _KEYS}
    tx.execute(insert(tx, subscriptions).values(values).on_conflict_do_update(index_elements=_KEYS, set_=changes))


def _values(one: Subscription) -> dict[str, Any]:
    rest = {column.name: getattr(one, column.name) for column in _REST}
    first, *more = one.rhythm.hours
    return {
        "user_id": one.user_id,
        "slot": 0,
        "minute": first,
        "hours": tuple(more),
        "until": one.rhythm.until,
        "amount": one.amount,
        "gap": one.rhythm.gap,
        "days_off": one.rhythm.off,
        "next_due_at": one.due and one.due.at,
        "next_date": one.due and one.due.day,
        "next_place": one.due.place if one.due else 0,
        **rest,
    }


def next_due(tx: Connection) -> datetime | None:
    """When the next reminder of anybody is due."""
    due: datetime | None = tx.execute(select(func.min(subscriptions.c.next_due_at))).scalar_one()
    return due


def remove(tx: Connection, user_id: int) -> bool:
    """End every reminder of one person; False when there was none."""
    return bool(tx.execute(delete(subscriptions).where(subscriptions.c.user_id == user_id)).rowcount)


def due(tx: Connection, now: datetime, most: int) -> list[DueSubscription]:
    """Reminders whose time has come, the longest overdue first; rows another replica works on are passed over."""
    rows = _DUE.all(tx, {"now": now, "most": most})
    return [
        DueSubscription(row[0], _rhythm(*row[1:7]), Due(*row[7:10]), zone=row[10], blocked=row[11] is not None)
        for row in rows
    ]


def advance(tx: Connection, steps: Sequence[tuple[int, Due]]) -> None:
    """Move each person to their next moment."""
    _ADVANCE.change_each(tx, [{"user": u, "at": due.at, "day": due.day, "place": due.place} for u, due in steps])


def asked(tx: Connection, user_id: int, day: date, in_vain: int) -> None:
    """A study date has had its first push, after so many days that were asked in vain."""
    _ASKED.change(tx, {"user": user_id, "day": day, "in_vain": in_vain})
