"""Dialogue state: what the next text of somebody means, until it expires."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from bot.storage.prepared import Prepared
from bot.storage.tables import dialogues
from bot.storage.upsert import insert

LIFETIME = timedelta(hours=1)
"""A question of ours that was not answered within this time is forgotten; a text is a look-up again."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    kind: str
    data: Any


_FIND = Prepared(
    select(dialogues.c.kind, dialogues.c.data).where(
        dialogues.c.user_id == bindparam("user"),
        dialogues.c.chat_id == bindparam("chat"),
        dialogues.c.expires_at > bindparam("now"),
    )
)
_END = Prepared(
    delete(dialogues).where(dialogues.c.user_id == bindparam("user"), dialogues.c.chat_id == bindparam("chat"))
)


def find(tx: Connection, user_id: int, chat_id: int, now: datetime) -> Dialogue | None:
    row = _FIND.one(tx, {"user": user_id, "chat": chat_id, "now": now})
    return None if row is None else Dialogue(*row)


def begin(tx: Connection, user_id: int, chat_id: int, dialogue: Dialogue, now: datetime) -> None:
    """Wait for a text; a dialogue that was open is replaced."""
    values = {"kind": dialogue.kind, "data": dialogue.data, "expires_at": now + LIFETIME}
    tx.execute(
        insert(tx, dialogues)
        .values(user_id=user_id, chat_id=chat_id, **values)
        .on_conflict_do_update(index_elements=["user_id", "chat_id"], set_=values)
    )


def end(tx: Connection, user_id: int, chat_id: int) -> bool:
    """Stop waiting; False when nothing was waited for."""
    return bool(_END.change(tx, {"user": user_id, "chat": chat_id}))
