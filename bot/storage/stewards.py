"""Which admins set which groups and channels up with us. Whether they still may is asked of Telegram each time."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.storage.chats import Chat
from bot.storage.tables import chats, stewards
from bot.storage.upsert import insert


def add(tx: Connection, chat_id: int, user_id: int, now: datetime) -> None:
    row = {"chat_id": chat_id, "user_id": user_id, "since": now}
    tx.execute(insert(tx, stewards).on_conflict_do_nothing(), row)


def remove(tx: Connection, chat_id: int, user_id: int) -> None:
    tx.execute(delete(stewards).where(stewards.c.chat_id == chat_id, stewards.c.user_id == user_id))


def chats_of(tx: Connection, user_id: int) -> list[Chat]:
    """The groups and channels of one admin in which we still are."""
    columns = [chats.c[name] for name in Chat.__slots__]
    query = select(*columns).join(stewards, stewards.c.chat_id == chats.c.chat_id)
    mine = query.where(stewards.c.user_id == user_id, chats.c.present).order_by(chats.c.title, chats.c.chat_id)
    return [Chat(*row) for row in tx.execute(mine)]
