"""Lanes: the updates of one person (else chat) one after another, different people side by side.

The effect of an update and its *done* mark commit together, inside the handler's transaction. A lane
tries again after an error, with growing rests; after five tries, or when an update cannot be parsed,
the update goes to the dead letters and the lane goes on.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

import structlog

from bot.storage import inbox
from bot.storage.database import Database, DatabaseAway
from bot.storage.inbox import MOST_ATTEMPTS, Arrival
from bot.storage.turns import NotYet

log = structlog.get_logger()

RESTS = (0.05, 0.5, 2.0, 5.0)
"""Seconds before the second, third, fourth and fifth try."""

WAITING = 0.02
"""Seconds between two looks whether another process is through with this lane."""

PARALLEL = 64
"""Updates handled at the same time."""

VOTES = 24
"""Votes in polls handled at the same time: whole groups vote within seconds, and nobody waits for an answer."""


class Unreadable(Exception):
    """An update that cannot be parsed; trying again would not help."""


Handle = Callable[[Arrival], Awaitable[None]]
GiveUp = Callable[[Arrival], Awaitable[None]]


class Lanes:
    """`handle` raises when an update failed; `give_up` tells the person, once, that it did not work."""

    def __init__(self, db: Database, handle: Handle, give_up: GiveUp) -> None:
        self._db = db
        self._handle = handle
        self._give_up = give_up
        self._waiting: dict[int, deque[Arrival]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._seats = asyncio.Semaphore(PARALLEL)
        self._voters = asyncio.Semaphore(VOTES)
        self._stopping = False

    def take(self, arrivals: Iterable[Arrival]) -> None:
        """Queue stored updates; returns at once."""
        for arrival in arrivals:
            lane = self._waiting.get(arrival.lane)
            if lane is not None:
                lane.append(arrival)
                continue
            self._waiting[arrival.lane] = deque([arrival])
            task = asyncio.create_task(self._run(arrival.lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    @property
    def busy(self) -> bool:
        return bool(self._tasks)

    def numbers(self) -> set[int]:
        """The updates in memory."""
        return {arrival.update_id for lane in self._waiting.values() for arrival in lane}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    async def stop(self, patience: float) -> None:
        """Finish what is in flight within `patience` seconds; the rest stays in the inbox."""
        self._stopping = True
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, lane: int) -> None:
        queue = self._waiting[lane]
        try:
            while queue and not self._stopping:
                async with self._voters if _is_vote(queue[0]) else self._seats:
                    through = await self._settle(queue[0])
                if through:
                    queue.popleft()
                    continue
                await asyncio.sleep(WAITING)  # without a seat: what others wait for may be behind it
                in_order = sorted(queue, key=lambda arrival: arrival.update_id)
                queue.clear()
                queue.extend(in_order)
        finally:
            del self._waiting[lane]

    async def _settle(self, arrival: Arrival) -> bool:
        """Handle one update, whatever it takes; afterwards it is done or a dead letter.

        False: an earlier one comes first, in another process or, when they came out of order, further back here.
        """
        attempt = arrival.attempts
        while True:
            try:
                await self._handle(arrival)
                return True
            except NotYet:
                return False
            except DatabaseAway:
                log.warning("database away; an update waits", update_id=arrival.update_id)
                await asyncio.sleep(RESTS[1])
            except Unreadable as error:
                await self._bury(arrival, f"unreadable: {error}")
                return True
            except Exception as error:
                attempt += 1
                log.exception("update failed", update_id=arrival.update_id, attempt=attempt)
                if attempt >= MOST_ATTEMPTS:
                    await self._bury(arrival, type(error).__name__)
                    await self._give_up(arrival)
                    return True
                await asyncio.sleep(RESTS[min(attempt, len(RESTS)) - 1])

    async def _bury(self, arrival: Arrival, reason: str) -> None:
        log.error("update put aside", update_id=arrival.update_id, reason=reason)
        while True:
            try:
                await self._db.transaction(inbox.bury, arrival, reason, arrival.lane if arrival.lane > 0 else None)
                return
            except DatabaseAway:
                await asyncio.sleep(RESTS[1])


def _is_vote(arrival: Arrival) -> bool:
    """By the key, which no text in an update can look like: JSON writes its quotes with a backslash."""
    return '"poll_answer":' in arrival.body
