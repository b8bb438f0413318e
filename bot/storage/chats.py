"""Groups and channels: whether we may write there, and what was asked there lately."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.storage.tables import askings, chats, dialogues, inbox, learners, outbox, sessions, stewards
from bot.storage.upsert import insert

REMEMBERED = 100
"""How many of the last questions of a chat are not asked there again."""


@dataclass(frozen=True, slots=True)
class Chat:
    chat_id: int
    kind: str
    subject: str | None
    language: str | None
    present: bool
    recent: tuple[int, ...]
    title: str | None = None
    zone: str | None = None
    pace: str | None = None
    starters: str | None = None
    lookups: str | None = None
    thread_id: int | None = None
    polls: bool | None = None
    trouble: str | None = None


def meet(tx: Connection, chat_id: int, kind: str, now: datetime, title: str = "") -> Chat:
    """The chat behind an update, made at the first one. Where something is written, we are present."""
    found = find(tx, chat_id)
    if found is None:
        row = {"chat_id": chat_id, "kind": kind, "present": True, "recent": (), "created_at": now, "title": title}
        tx.execute(insert(tx, chats).values(row).on_conflict_do_nothing())
        return Chat(chat_id, kind, None, None, True, (), title)
    if not found.present or (title and title != found.title):
        found = replace(found, present=True, title=title or found.title)
        change(tx, chat_id, present=True, title=found.title)
    return found


def find(tx: Connection, chat_id: int) -> Chat | None:
    row = tx.execute(
        select(*(chats.c[name] for name in Chat.__slots__)).where(chats.c.chat_id == chat_id)
    ).one_or_none()
    return Chat(*row) if row else None


def change(tx: Connection, chat_id: int, /, **values: object) -> None:
    tx.execute(update(chats).where(chats.c.chat_id == chat_id).values(**values))


def whom_to_tell(tx: Connection, chat_id: int, starter_id: int) -> list[int]:
    """The admins who set this chat up with us; where nobody did, whoever began, if we may write to them."""
    found = list(tx.execute(select(stewards.c.user_id).where(stewards.c.chat_id == chat_id)).scalars())
    reachable = learners.c.user_id.in_(found or [starter_id]) & learners.c.blocked_at.is_(None)
    return list(tx.execute(select(learners.c.user_id).where(reachable).order_by(learners.c.user_id)).scalars())


def asked(tx: Connection, chat: Chat, question_id: int) -> None:
    """Remember that this question was asked here."""
    change(tx, chat.chat_id, recent=(question_id, *chat.recent)[:REMEMBERED])


def move(tx: Connection, old: int, new: int) -> None:
    """A group became a supergroup: every row that names it follows, in one transaction.

    What the new chat already has wins: Telegram tells it in both chats, and people may write there first.
    """
    taken = find(tx, new) is not None
    if taken:
        tx.execute(chats.delete().where(chats.c.chat_id == old))
    there = select(dialogues.c.user_id).where(dialogues.c.chat_id == new)
    tx.execute(dialogues.delete().where(dialogues.c.chat_id == old, dialogues.c.user_id.in_(there)))
    for table in (askings, sessions, outbox, dialogues) + (() if taken else (chats,)):
        tx.execute(update(table).where(table.c.chat_id == old).values(chat_id=new))
    tx.execute(update(inbox).where(inbox.c.lane == old, inbox.c.state == "new").values(lane=new))
