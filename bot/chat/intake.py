"""Every update comes in here, from polling and from the webhook: stored first, confirmed afterwards."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zlib import crc32

import orjson

from bot.chat import inline, polls
from bot.chat.inline import Inline
from bot.chat.lanes import Lanes
from bot.chat.meanwhile import Meanwhile
from bot.chat.polls import Polls
from bot.storage import inbox
from bot.storage.database import Database, DatabaseAway
from bot.storage.inbox import Arrival

UNSTORED = frozenset({inline.KIND, polls.KIND})
"""Kinds of updates that need no row: nobody waits for them later."""


class Intake:
    """owner: the name of this process in leases."""

    def __init__(
        self,
        db: Database,
        lanes: Lanes,
        inline: Inline,
        meanwhile: Meanwhile,
        clock: Callable[[], datetime],
        owner: str,
    ) -> None:
        self._db = db
        self._lanes = lanes
        self._inline = inline
        self._meanwhile = meanwhile
        self._clock = clock
        self._owner = owner
        self._polls = Polls(db, clock)

    async def receive(self, updates: Sequence[dict[str, Any]]) -> None:
        """Returns when the updates are on disk; from then on they may be confirmed. Raises DatabaseAway."""
        try:
            await self._receive(updates)
        except DatabaseAway as error:
            self._meanwhile.take(updates, error)
            raise
        self._meanwhile.over()

    async def _receive(self, updates: Sequence[dict[str, Any]]) -> None:
        now = self._clock()
        for raw in updates:
            if isinstance(raw.get(inline.KIND), dict):
                self._inline.take(raw[inline.KIND])
        stored = [raw for raw in updates if _fits(raw.get("update_id")) and not (raw.keys() & UNSTORED)]
        if stored:
            arrivals = [_arrival(raw, now) for raw in stored]
            self._lanes.take(await self._db.transaction(inbox.store, arrivals, self._owner))
        for raw in updates:
            if isinstance(raw.get(polls.KIND), dict):
                await self._polls.hear(raw[polls.KIND])

    async def recover(self) -> int:
        """Take up what an earlier run stored and did not finish; returns how many."""
        found = await self._db.transaction(inbox.unfinished, 100_000)
        self._lanes.take(found)
        return len(found)


def _arrival(raw: dict[str, Any], now: datetime) -> Arrival:
    return Arrival(raw["update_id"], lane(raw), orjson.dumps(raw).decode(), now)


def _fits(number: Any) -> bool:
    return isinstance(number, int) and abs(number) < 2**52


def lane(raw: dict[str, Any]) -> int:
    """The person behind a raw update, else the chat, else the poll; 0 when there is none of them."""
    payload: Any = next((value for key, value in raw.items() if key != "update_id" and isinstance(value, dict)), {})
    for field in ("from", "user"):
        if (number := _id(payload.get(field))) is not None:
            return number
    for holder in (payload, payload.get("message")):
        if isinstance(holder, dict) and (number := _id(holder.get("chat"))) is not None:
            return number
    return -crc32(str(payload["id"]).encode()) if "id" in payload else 0


def _id(value: Any) -> int | None:
    """The id of a person or chat, if it is one that Telegram could have given (52 bits)."""
    number = value.get("id") if isinstance(value, dict) else None
    return number if isinstance(number, int) and abs(number) < 2**52 else None
