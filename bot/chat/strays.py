"""What this process holds in the database and not in memory.

When a connection breaks in the middle of a COMMIT, nobody can say whether it was done. The transaction is tried
again and finds its work done, and what it had taken for this process was never handed over: such rows carry our
name, and nobody works on them. After a broken transaction they are looked for, and freed when they are found twice.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass

import structlog

from bot.storage import leases
from bot.storage.database import Database

log = structlog.get_logger()

Numbers = Callable[[], Set[int]]


@dataclass(frozen=True, slots=True)
class Held:
    """Updates and parcels by their numbers."""

    updates: Set[int] = frozenset()
    parcels: Set[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.updates or self.parcels)

    def without(self, other: "Held") -> "Held":
        return Held(self.updates - other.updates, self.parcels - other.parcels)

    def and_also(self, other: "Held") -> "Held":
        return Held(self.updates & other.updates, self.parcels & other.parcels)


class Strays:
    """owner: the name of this process in leases. updates, parcels: what is in its memory."""

    def __init__(self, db: Database, owner: str, updates: Numbers, parcels: Numbers) -> None:
        self._db = db
        self._owner = owner
        self._updates = updates
        self._parcels = parcels
        self._broken = 0
        self._suspects = Held()

    async def look(self) -> bool:
        """Free what was astray at this look and at the one before; True when there was such a thing."""
        if self._broken == self._db.broken and not self._suspects:
            return False
        broken = self._db.broken
        held = Held(*await self._db.read(leases.held, self._owner))
        astray = held.without(Held(self._updates(), self._parcels()))
        sure = astray.and_also(self._suspects)
        if sure:
            log.warning(
                "taken up again after a broken transaction", updates=len(sure.updates), parcels=len(sure.parcels)
            )
            await self._db.transaction(leases.free, self._owner, sure.updates, sure.parcels)
        self._broken, self._suspects = broken, astray.without(sure)
        return bool(sure)
