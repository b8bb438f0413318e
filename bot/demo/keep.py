"""Writes what the demo shows into its file, soon after each change and never half.

A save is quick, so most changes are on disk a few milliseconds later; under load, saves take at most a share of the
time and each holds everything since the last. Whoever promises something to a person waits for the save with
`kept` or `then`.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import structlog

log = structlog.get_logger()

REST = 4
"""After a save nothing is saved for this many times as long as it took."""

LONGEST_REST = 0.2
AGAIN = 1.0
"""Seconds after which a save that failed is tried again."""


class Keeper:
    """body: makes what the file should hold."""

    def __init__(self, file: Path, body: Callable[[], bytes]) -> None:
        self._file = file
        self._body = body
        self._timer: asyncio.TimerHandle | None = None
        self._rested = 0.0
        """The loop's time from which the next save may be made."""
        self._waiting: list[Callable[[], None]] = []
        self._failing = False

    def changed(self) -> None:
        """The file is out of date: save as soon as the last save is long enough ago."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_at(self._rested, self.save)

    def then(self, act: Callable[[], None]) -> None:
        """Call `act` when all that has happened so far is saved: at once, when it is."""
        if self._timer is None:
            act()
        else:
            self._waiting.append(act)

    async def kept(self) -> None:
        """Return when all that has happened so far is saved."""
        done = asyncio.Event()
        self.then(done.set)
        await done.wait()

    def save(self) -> None:
        """Save now. A crash leaves the old file or the new one.

        Where the disk refuses, the demo goes on without a promise and tries again.
        """
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        began = time.perf_counter()
        try:
            self._write()
            self._failing = False
        except OSError as error:
            self._complain(error)
        loop = asyncio.get_running_loop()
        if self._failing:
            self._timer = loop.call_later(AGAIN, self.save)
        self._rested = loop.time() + min(LONGEST_REST, REST * (time.perf_counter() - began))
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            act()

    def _write(self) -> None:
        draft = self._file.with_suffix(".new")
        draft.write_bytes(self._body())
        draft.replace(self._file)

    def _complain(self, error: OSError) -> None:
        if not self._failing:
            log.error("the demo cannot save what was said", reason=error.strerror, file=str(self._file))
        self._failing = True

    def stop(self) -> None:
        """Save a last time."""
        self.save()
        if self._timer is not None:
            self._timer.cancel()
