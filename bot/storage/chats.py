"""Groups and channels: whether we may write there, and what was asked there lately."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Table, bindparam, select, update

from bot.storage.tables import (
    askings,
    board_members,
    chat_dailies,
    chats,
    dialogues,
    forum_topics,
    inbox,
    learners,
    outbox,
    rounds,
    sessions,
    standings,
    stewards,
    tallies,
    votes,
)
from bot.storage.upsert import insert

_UNIQUE: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (chats, ()),
    (chat_dailies, ()),
    (stewards, ("user_id",)),
    (board_members, ("user_id",)),
    (standings, ("period", "user_id")),
    (dialogues, ("user_id",)),
    (forum_topics, ("thread_id",)),
)
"""Tables of which a chat has one row, or one for each of these keys."""

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
    rounds_thread: int | None = None
    board_thread: int | None = None
    linked_chat_id: int | None = None
    linked_name: str | None = None

    def binds(self, thread_id: int) -> bool:
        """Whether something of this forum is bound to a topic other than General."""
        return thread_id in self.bound

    @property
    def bound(self) -> set[int]:
        """The topics other than General that something of this forum is bound to."""
        return {one for one in (self.thread_id, self.rounds_thread, self.board_thread) if one}


_FIND = select(*(chats.c[name] for name in Chat.__slots__)).where(chats.c.chat_id == bindparam("chat"))
_CONFIGURED = select(chat_dailies.c.chat_id).where(chat_dailies.c.chat_id == bindparam("chat"))


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
    row = tx.execute(_FIND, {"chat": chat_id}).one_or_none()
    return Chat(*row) if row else None


def change(tx: Connection, chat_id: int, /, **values: object) -> None:
    tx.execute(update(chats).where(chats.c.chat_id == chat_id).values(**values))


def whom_to_tell(tx: Connection, chat_id: int, starter_id: int) -> list[int]:
    """The admins who set this chat up with us; where nobody did, whoever began, if we may write to them."""
    found = list(tx.execute(select(stewards.c.user_id).where(stewards.c.chat_id == chat_id)).scalars())
    reachable = learners.c.user_id.in_(found or [starter_id]) & learners.c.blocked_at.is_(None)
    return list(tx.execute(select(learners.c.user_id).where(reachable).order_by(learners.c.user_id)).scalars())


def mended(tx: Connection, chat_id: int, trouble: str) -> None:
    """What its admins were told about works again."""
    tx.execute(update(chats).where(chats.c.chat_id == chat_id, chats.c.trouble == trouble).values(trouble=None))


def asked(tx: Connection, chat: Chat, question_id: int) -> None:
    """Remember that this question was asked here."""
    change(tx, chat.chat_id, recent=(question_id, *chat.recent)[:REMEMBERED])


def move(tx: Connection, old: int, new: int) -> None:
    """A group became a supergroup: every row that names it follows, in one transaction.

    What was set in the new chat wins: Telegram tells it in both chats, and people may write there first.
    """
    if find(tx, old) is not None and tx.execute(_CONFIGURED, {"chat": new}).first() is None:
        tx.execute(chats.delete().where(chats.c.chat_id == new))  # met before the news came; nothing is set there
    for table, keys in _UNIQUE:
        _merge(tx, table, keys, old, new)
    if tx.execute(select(rounds.c.id).where((rounds.c.chat_id == new) & (rounds.c.state != "over"))).first():
        open_before = (rounds.c.chat_id == old) & (rounds.c.state != "over")
        tx.execute(update(rounds).where(open_before).values(state="over", due_at=None))
    # messages have other numbers in the new chat: what was to be removed there would be something else
    tx.execute(outbox.delete().where(outbox.c.chat_id == old, outbox.c.kind == "delete", outbox.c.state == "ready"))
    for moved in (askings, sessions, outbox, rounds, votes, tallies):
        tx.execute(update(moved).where(moved.c.chat_id == old).values(chat_id=new))
    pushes = (outbox.c.user_id == old) & (outbox.c.chat_id == new)
    doubled = select(outbox.c.id).where(outbox.c.user_id == new, outbox.c.slot.isnot(None)).limit(1)
    tx.execute(update(outbox).where(pushes).values(user_id=None if tx.execute(doubled).first() else new))
    tx.execute(update(inbox).where(inbox.c.lane == old, inbox.c.state == "new").values(lane=new))


def _merge(tx: Connection, table: Table, keys: tuple[str, ...], old: int, new: int) -> None:
    """Rows of the old number go over where the new one has none yet; what is left of the old ones goes."""
    other = table.alias()
    same = [other.c[key] == table.c[key] for key in keys]
    taken = select(other.c.chat_id).where(other.c.chat_id == new, *same).exists()
    tx.execute(update(table).where(table.c.chat_id == old, ~taken).values(chat_id=new))
    tx.execute(table.delete().where(table.c.chat_id == old))
