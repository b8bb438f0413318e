"""Every update comes in here, from polling and from the webhook: stored first, confirmed afterwards."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zlib import crc32

import orjson
import structlog
from sqlalchemy import Connection

from bot.chat import inline, polls
from bot.chat.away import Away
from bot.chat.inline import Inline
from bot.chat.lanes import Lanes
from bot.chat.polls import Polls
from bot.chat.replicas import Replicas
from bot.storage import inbox
from bot.storage.database import Database, DatabaseAway
from bot.storage.inbox import Arrival

log = structlog.get_logger()

ROOM = 256
"""Updates in memory beyond which other processes, where there are any, are left to help."""

EVERYTHING = 100_000
LOOK = 0.2
"""Seconds between two looks for updates that nobody works on."""

UNSTORED = frozenset({inline.KIND, inline.GUEST, polls.KIND})
"""Kinds of updates that need no row: nobody waits for them later. Votes without names are the exception."""


class Intake:
    """owner: the name of this process in leases."""

    def __init__(
        self,
        db: Database,
        lanes: Lanes,
        inline: Inline,
        clock: Callable[[], datetime],
        owner: str,
        replicas: Replicas,
        away: Away,
    ) -> None:
        self._db = db
        self._lanes = lanes
        self._inline = inline
        self._clock = clock
        self._owner = owner
        self._replicas = replicas
        self._away = away
        self._polls = Polls(db, clock)

    async def receive(self, updates: Sequence[dict[str, Any]]) -> None:
        """Returns when the updates are on disk; from then on they may be confirmed."""
        now = self._clock()
        for raw in updates:
            if isinstance(raw.get(inline.KIND), dict):
                self._inline.take(raw[inline.KIND])
            if isinstance(raw.get(inline.GUEST), dict):
                self._inline.take_guest(raw[inline.GUEST])
        stored = [raw for raw in updates if _fits(raw.get("update_id")) and _is_waited_for(raw)]
        try:
            for raw in updates:  # first: votes that are stored must find their poll, whenever we are killed
                if isinstance(raw.get(polls.KIND), dict):
                    await self._hear(raw[polls.KIND])
            if stored:
                await self._store(stored, now)
        except DatabaseAway as error:
            await self._away.receive(stored, error)
            raise

    async def _hear(self, poll: dict[str, Any]) -> None:
        """A poll's state is a hint that nobody waits for: what is wrong with one stops nothing."""
        try:
            await self._polls.hear(poll)
        except DatabaseAway:
            raise
        except Exception as error:
            log.error("a poll's state was not understood", error=type(error).__name__)

    async def _store(self, stored: Sequence[dict[str, Any]], now: datetime) -> None:
        arrivals = [_arrival(raw, now) for raw in stored]
        ours = self._replicas.others == 0 or self.room > 0
        answered = self._away.answered([arrival.update_id for arrival in arrivals])
        new = await self._db.transaction(inbox.store, arrivals, self._owner if ours else None, answered)
        if ours:
            self._lanes.take(new)

    @property
    def room(self) -> int:
        """How many more updates this process wants to have in memory."""
        return ROOM - len(self._lanes)

    async def recover(self, most: int = EVERYTHING) -> int:
        """Take up what was stored and nobody works on; returns how many."""
        found = await self._db.transaction(self._claim, most)
        self._lanes.take(found)
        return len(found)

    def _claim(self, tx: Connection, most: int) -> list[Arrival]:
        """Storing one may have broken off when it was stored already, and then it was answered from memory."""
        found = inbox.claim(tx, self._owner, most)
        answered = self._away.answered([arrival.update_id for arrival in found])
        for number in answered:
            inbox.done(tx, number)
        return [arrival for arrival in found if arrival.update_id not in answered]

    async def help_out(self) -> None:
        """Take what other processes have no room for or left behind, for ever."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                if self.room > 0 and await self._db.read(inbox.is_waiting):
                    await self.recover(self.room)
            except DatabaseAway:
                log.warning("database away; waiting updates wait on")
            except Exception:
                log.exception("looking for waiting updates failed; it goes on")


def _arrival(raw: dict[str, Any], now: datetime) -> Arrival:
    return Arrival(raw["update_id"], lane(raw), orjson.dumps(raw).decode(), now)


def _is_waited_for(raw: dict[str, Any]) -> bool:
    return not (raw.keys() & UNSTORED) or polls.is_anonymous(raw.get(polls.KIND))


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
