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
from bot.storage import askings, dialogues, inbox, mocks
from bot.storage.askings import Form
from bot.storage.database import Database, DatabaseAway
from bot.storage.inbox import Arrival

log = structlog.get_logger()

ROOM = 256
"""Updates in memory beyond which other processes, where there are any, are left to help."""

TRIES = 3
"""Of one hint: a deadlock with what writes down that a poll was sent is over the next time."""

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
        for left in reversed(range(TRIES)):
            try:
                await self._polls.hear(poll)
                return
            except DatabaseAway:
                raise
            except Exception as error:
                if not left:
                    log.error("a poll's state was not understood", error=type(error).__name__)

    async def _store(self, stored: Sequence[dict[str, Any]], now: datetime) -> None:
        arrivals = [_arrival(raw, now) for raw in stored]
        ours = self._replicas.others == 0 or self.room > 0
        new = await self._db.transaction(self._keep, arrivals, self._owner if ours else None)
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

    def _keep(self, tx: Connection, arrivals: Sequence[Arrival], owner: str | None) -> list[Arrival]:
        fresh = inbox.store(tx, arrivals, owner)
        through = self._through(tx, arrivals)
        return [arrival for arrival in fresh if arrival.update_id not in through]

    def _claim(self, tx: Connection, most: int) -> list[Arrival]:
        found = inbox.claim(tx, self._owner, most)
        through = self._through(tx, found)
        return [arrival for arrival in found if arrival.update_id not in through]

    def _through(self, tx: Connection, arrivals: Sequence[Arrival]) -> set[int]:
        """What was answered from memory is done, also what a COMMIT that was cut off had stored.

        Not a text for which something waits: it looked like a question for the notes, and may be an answer.
        """
        answered = set(self._away.answered([arrival.update_id for arrival in arrivals]))
        done = [one for one in arrivals if one.update_id in answered and not _is_awaited(tx, one)]
        for arrival in done:
            inbox.done(tx, arrival.update_id)
        return {arrival.update_id for arrival in done}

    async def help_out(self) -> None:
        """Take what other processes have no room for or left behind, for ever."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                room = self.room  # it may be less when the answer is there, and even below nothing
                if room > 0 and await self._db.read(inbox.is_waiting):
                    await self.recover(room)
            except DatabaseAway:
                log.warning("database away; waiting updates wait on")
            except Exception:
                log.exception("looking for waiting updates failed; it goes on")


def _arrival(raw: dict[str, Any], now: datetime) -> Arrival:
    return Arrival(raw["update_id"], lane(raw), orjson.dumps(raw).decode(), now)


def _is_awaited(tx: Connection, arrival: Arrival) -> bool:
    """Whether a dialogue, a mock exam, or a question that is answered by typing is open with whoever wrote this."""
    person = arrival.lane
    asking = askings.open_of(tx, person)
    typed = asking is not None and (asking.form is Form.TYPED or asking.wanted is not None)
    asked = dialogues.find(tx, person, person, arrival.received_at)
    return typed or asked is not None or mocks.open_of(tx, person) is not None


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
