"""This process among others on one PostgreSQL database: it beats, buries the dead, and leads what one does for all.

An embedded database (SQLite) has one process: it is alone, and leads everything.
"""

import asyncio
from collections.abc import Sequence
from itertools import count
from time import monotonic

import structlog

from bot.chat.clock import Clock
from bot.storage import replicas
from bot.storage.database import Database, DatabaseAway, sqlite_file

log = structlog.get_logger()

BEAT = 2.0
"""Seconds between two beats."""

SWEEP = 5
"""Every so many beats: what a process took in the moment it left, after it had let go of everything."""

DEAD = 10.0
"""Seconds without a beat after which a process counts as dead; with BEAT, somebody takes over within 15 s."""

FAREWELL = 1.0
"""Seconds that the database has to hear that we leave."""


class Watch:
    """Which beats stood still, and for how long by this process's own clock."""

    def __init__(self, patience: float = DEAD) -> None:
        self._patience = patience
        self._seen: dict[str, tuple[int, float]] = {}

    def dead(self, beats: dict[str, int], now: float) -> list[str]:
        """Those whose beat has not changed for `patience` seconds. now: monotonic seconds."""
        self._seen = {
            owner: known if (known := self._seen.get(owner)) and known[0] == beat else (beat, now)
            for owner, beat in beats.items()
        }
        return [owner for owner, (_, since) in self._seen.items() if now - since >= self._patience]


class Replicas:
    """owner: the name of this process in leases."""

    def __init__(self, db: Database, owner: str, clock: Clock) -> None:
        self._db = db
        self._owner = owner
        self._clock = clock
        self._watch = Watch()
        self._leading: set[str] = set()
        self._beating: asyncio.Task[None] | None = None
        self.alone = sqlite_file(db.url) is not None
        """Whether no other process can be there."""
        self.others = 0

    async def start(self, gone: Sequence[str] = ()) -> None:
        """Take our place. From now on what we take is ours until we stop or stand still.

        gone: processes of this machine that were killed; nobody needs to wait for their beat to stand still.
        """
        if self.alone:
            await self._db.transaction(replicas.alone, self._owner, self._clock())
            return
        for owner in gone:
            await self._db.transaction(replicas.leave, owner)
        await self._beat()
        await self._db.transaction(replicas.free_orphans)
        self._beating = asyncio.create_task(self._keep_beating())

    async def _keep_beating(self) -> None:
        for number in count(1):
            await asyncio.sleep(BEAT)
            try:
                await self._beat()
                if number % SWEEP == 0:
                    await self._db.transaction(replicas.free_orphans)
            except DatabaseAway:
                log.warning("database away; no sign of life can be given")
            except Exception:
                log.exception("a beat failed; it goes on")

    async def _beat(self) -> None:
        beats = await self._db.transaction(replicas.beat, self._owner, self._clock())
        if not beats.known:
            self._leading.clear()  # we stood still for so long that others took over
        self.others = len(beats.of) - 1
        for owner in self._watch.dead(beats.of, monotonic()):
            if owner != self._owner and await self._db.transaction(replicas.bury, owner, beats.of[owner]):
                log.warning("another process is gone; its work is taken over")

    async def lead(self, name: str) -> bool:
        """Take a job that one process does for all, if nobody has it."""
        if self.alone or await self._db.transaction(replicas.lead, name, self._owner):
            self._leading.add(name)
        return name in self._leading

    def leads(self, name: str) -> bool:
        return name in self._leading

    async def stop(self) -> None:
        """Leave our place to others, where the database can still be told."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
        if not self.alone:
            try:
                async with asyncio.timeout(FAREWELL):
                    await self._db.transaction(replicas.leave, self._owner)
            except (DatabaseAway, TimeoutError):
                log.warning("database away; others will notice that this process is gone")
