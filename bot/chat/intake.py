"""Every update comes in here, from polling and from the webhook: stored first, confirmed afterwards."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zlib import crc32

import orjson

from bot.chat.inline import GUEST, KIND, Inline
from bot.chat.lanes import Lanes
from bot.storage import inbox
from bot.storage.database import Database
from bot.storage.inbox import Arrival


class Intake:
    """owner: the name of this process in leases."""

    def __init__(self, db: Database, lanes: Lanes, inline: Inline, clock: Callable[[], datetime], owner: str) -> None:
        self._db = db
        self._lanes = lanes
        self._inline = inline
        self._clock = clock
        self._owner = owner

    async def receive(self, updates: Sequence[dict[str, Any]]) -> None:
        """Returns when the updates are on disk; from then on they may be confirmed."""
        now = self._clock()
        for raw in updates:
            if isinstance(raw.get(KIND), dict):
                self._inline.take(raw[KIND])
            if isinstance(raw.get(GUEST), dict):
                self._inline.take_guest(raw[GUEST])
        stored = [raw for raw in updates if _fits(raw.get("update_id")) and not {KIND, GUEST} & raw.keys()]
        if not stored:
            return
        arrivals = [_arrival(raw, now) for raw in stored]
        self._lanes.take(await self._db.transaction(inbox.store, arrivals, self._owner))

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
