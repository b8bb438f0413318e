"""The daily question of groups and channels: when it comes, on which days, and the one that stands open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, select, update

from bot.storage.prepared import Prepared
from bot.storage.tables import chat_dailies, chats
from bot.storage.upsert import insert

EVERY_DAY = 0b111_1111
WORKDAYS = 0b001_1111


@dataclass(frozen=True, slots=True)
class ChatDaily:
    """See the table for what each field is."""

    chat_id: int
    minute: int
    weekdays: int
    topic: str | None
    next_due_at: datetime | None
    next_date: date | None
    served: date | None
    asking_id: int | None
    quiet: int
    paused: str | None


@dataclass(frozen=True, slots=True)
class DueChat:
    """A chat whose time has come, with the zone it is counted in."""

    daily: ChatDaily
    zone: str | None
    present: bool


_COLUMNS = tuple(chat_dailies.c[name] for name in ChatDaily.__slots__)
_FIND = select(*_COLUMNS).where(chat_dailies.c.chat_id == bindparam("chat")).with_for_update()
_DUE = Prepared(
    select(*_COLUMNS, chats.c.zone, chats.c.present)
    .join(chats, chats.c.chat_id == chat_dailies.c.chat_id)
    .where(chat_dailies.c.next_due_at <= bindparam("now"))
    .order_by(chat_dailies.c.next_due_at)
    .limit(bindparam("most"))
    .with_for_update(of=chat_dailies, skip_locked=True)
)
_ADVANCE = (
    update(chat_dailies)
    .where(chat_dailies.c.chat_id == bindparam("chat"))
    .values(next_due_at=bindparam("at"), next_date=bindparam("day"), served=bindparam("last"))
)


def find(tx: Connection, chat_id: int) -> ChatDaily | None:
    row = tx.execute(_FIND, {"chat": chat_id}).one_or_none()
    return ChatDaily(*row) if row else None


def add(tx: Connection, daily: ChatDaily) -> None:
    """Where nothing is set yet: of two admins who connect a chat at once, neither undoes what the other chose."""
    values = {name: getattr(daily, name) for name in ChatDaily.__slots__}
    tx.execute(insert(tx, chat_dailies).values(values).on_conflict_do_nothing())


def save(tx: Connection, daily: ChatDaily) -> None:
    values = {name: getattr(daily, name) for name in ChatDaily.__slots__}
    changes = {name: value for name, value in values.items() if name != "chat_id"}
    statement = insert(tx, chat_dailies).values(values)
    tx.execute(statement.on_conflict_do_update(index_elements=["chat_id"], set_=changes))


def change(tx: Connection, chat_id: int, /, **values: object) -> None:
    tx.execute(update(chat_dailies).where(chat_dailies.c.chat_id == chat_id).values(**values))


def due(tx: Connection, now: datetime, most: int) -> list[DueChat]:
    """Chats whose time has come, the longest overdue first; rows another process works on are passed over."""
    rows = _DUE.all(tx, {"now": now, "most": most})
    return [DueChat(ChatDaily(*row[:-2]), row[-2], row[-1]) for row in rows]


def advance(tx: Connection, steps: Sequence[tuple[int, datetime, date, date | None]]) -> None:
    """Move each chat to its next (instant, date); the last is the newest date that was planned."""
    tx.execute(_ADVANCE, [{"chat": c, "at": at, "day": day, "last": last} for c, at, day, last in steps])


def next_due(tx: Connection) -> datetime | None:
    """When the next daily question of any chat is due."""
    due_at: datetime | None = tx.execute(select(func.min(chat_dailies.c.next_due_at))).scalar_one()
    return due_at
