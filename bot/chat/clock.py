"""What time it is, and what happens as it passes: APScheduler calls plain functions of the time.

There is no job per person and no stored job: who is due is a column (storage.subscriptions).
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from time import monotonic

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.storage.database import DatabaseAway

log = structlog.get_logger()

LATE = 3
"""Times its rest after which a tick is missed."""

Clock = Callable[[], datetime]
Tick = Callable[[datetime], Awaitable[object]]


def system_clock() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


class Ticker:
    """Calls `tick(clock())` every so many seconds, never two at once, and goes on after an error."""

    def __init__(self, tick: Tick, clock: Clock, every: float) -> None:
        self._tick = tick
        self._clock = clock
        self._every = every
        self._begun = monotonic()
        self._watching: asyncio.TimerHandle | None = None
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._job = self._scheduler.add_job(
            self._run,
            "interval",
            seconds=every,
            next_run_time=datetime.now(UTC),  # what came due while nobody ran does not wait
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        self._running: asyncio.Task[object] | None = None

    async def _run(self) -> None:
        self._running, self._begun = asyncio.current_task(), monotonic()
        try:
            await self._tick(self._clock())
        except DatabaseAway:
            log.warning("database away; the next tick tries again")
        except asyncio.CancelledError:
            return  # only stopping cancels it, and APScheduler would report that as a failure
        except Exception:
            log.exception("tick failed; it runs again")
        finally:
            self._running = None

    def start(self) -> None:
        self._scheduler.start()
        self._watch()

    def _watch(self) -> None:
        """APScheduler goes by the clock on the wall: set back an hour, it would call nobody for an hour."""
        if self._running is None and monotonic() - self._begun > LATE * self._every:
            log.warning("no tick came for a while (was the clock set back?); ticking on")
            self._job.modify(next_run_time=datetime.now(UTC))
        self._watching = asyncio.get_running_loop().call_later(self._every, self._watch)

    async def stop(self) -> None:
        """End what runs; nothing begins any more."""
        if not self._scheduler.running:
            return
        if self._watching is not None:
            self._watching.cancel()
        self._scheduler.pause()
        await asyncio.sleep(0)  # what is about to begin begins: cancelled before that, APScheduler would report it
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])
        self._scheduler.shutdown(wait=False)
