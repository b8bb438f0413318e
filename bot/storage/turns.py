"""Whose turn an update is, where several processes share the inbox: one lane is handled by one process at a time.

Inside one process the lanes keep the order. Between processes an advisory lock keeps two from working on the
same lane at once, an earlier update of the lane goes first, and so does what another process is still sending
to the same chat: its answer must not arrive after the next one.
"""

from sqlalchemy import BigInteger, Boolean, Connection, bindparam, exists, func, select

from bot.storage.inbox import Arrival
from bot.storage.prepared import Prepared
from bot.storage.tables import inbox, outbox


class NotYet(Exception):
    """Something of the same lane comes first. Try again in a moment."""


_LOCK = Prepared(select(func.pg_try_advisory_xact_lock(bindparam("lane", type_=BigInteger), type_=Boolean)))
_EARLIER = exists().where(
    inbox.c.lane == bindparam("lane"), inbox.c.state == "new", inbox.c.update_id < bindparam("number")
)
_ON_ITS_WAY = exists().where(
    outbox.c.chat_id == bindparam("chat"),
    outbox.c.state.in_(["claimed", "sending"]),
    outbox.c.lease_owner.is_distinct_from(bindparam("me")),  # also what a dead one left: it goes first
)
_BUSY = Prepared(select(_EARLIER | _ON_ITS_WAY))


def take(tx: Connection, arrival: Arrival, chat_id: int, owner: str) -> None:
    """Begin with an update. Raises NotYet. On SQLite there is one process, and nothing to wait for."""
    if tx.dialect.name != "postgresql":
        return
    if _LOCK.all(tx, {"lane": arrival.lane}) != [(True,)]:
        raise NotYet
    here = {"lane": arrival.lane, "number": arrival.update_id, "chat": chat_id, "me": owner}
    if _BUSY.all(tx, here) != [(False,)]:
        raise NotYet
