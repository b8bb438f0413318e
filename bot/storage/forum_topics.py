"""The topics of forums, as far as they were met: Telegram tells bots no list of them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select, update

from bot.storage.tables import forum_topics
from bot.storage.upsert import insert

GENERAL = 0
"""How the topic that every forum has, and whose messages carry no number, is written here."""


@dataclass(frozen=True, slots=True)
class Topic:
    """name: None until Telegram told it. is_open: False when it was closed, deleted or refused a message."""

    thread_id: int
    name: str | None
    is_open: bool = True


_COLUMNS = tuple(forum_topics.c[name] for name in Topic.__slots__)


def meet(tx: Connection, chat_id: int, thread_id: int, name: str | None) -> None:
    """Somebody wrote in a topic, so it is open. name: the one it was made with; a newer one that is known stays."""
    before = find(tx, chat_id, thread_id)
    _keep(tx, chat_id, Topic(thread_id, (before.name if before else None) or name), before)


def told(tx: Connection, chat_id: int, thread_id: int, name: str | None, is_open: bool | None) -> None:
    """Telegram says how a topic is from now on; what it does not say stays as it was."""
    before = find(tx, chat_id, thread_id)
    known = before or Topic(thread_id, None)
    is_open = known.is_open if is_open is None else is_open
    _keep(tx, chat_id, Topic(thread_id, name or known.name, is_open), before)


def _keep(tx: Connection, chat_id: int, now: Topic, before: Topic | None) -> None:
    """Write only what differs from before: most commands change nothing."""
    if now != before:
        thread_id, values = now.thread_id, {"name": now.name, "is_open": now.is_open}
        statement = insert(tx, forum_topics).values(chat_id=chat_id, thread_id=thread_id, **values)
        tx.execute(statement.on_conflict_do_update(index_elements=["chat_id", "thread_id"], set_=values))


def close(tx: Connection, chat_id: int, thread_id: int) -> None:
    """It is closed or gone."""
    tx.execute(update(forum_topics).where(_place(chat_id, thread_id)).values(is_open=False))


def find(tx: Connection, chat_id: int, thread_id: int) -> Topic | None:
    row = tx.execute(select(*_COLUMNS).where(_place(chat_id, thread_id))).one_or_none()
    return Topic(*row) if row else None


def of(tx: Connection, chat_id: int) -> list[Topic]:
    """The known topics of a forum without General: the open ones first, of these the newest."""
    query = select(*_COLUMNS).where(forum_topics.c.chat_id == chat_id)
    order = (forum_topics.c.is_open.desc(), forum_topics.c.thread_id.desc())
    return [Topic(*row) for row in tx.execute(query.order_by(*order))]


def any_shut(tx: Connection, chat_id: int, threads: Collection[int]) -> bool:
    """Whether one of these topics is closed or gone, as far as that is known."""
    shut = select(forum_topics.c.thread_id).where(forum_topics.c.chat_id == chat_id, forum_topics.c.is_open.is_(False))
    return tx.execute(shut.where(forum_topics.c.thread_id.in_(threads)).limit(1)).first() is not None


def _place(chat_id: int, thread_id: int) -> ColumnElement[bool]:
    return (forum_topics.c.chat_id == chat_id) & (forum_topics.c.thread_id == thread_id)
