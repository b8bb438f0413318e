"""Drawings as PNG bytes, painted by a process beside this one.

matplotlib takes 80 MB and the interpreter's lock; here neither memory nor the event loop feels it. The process
starts with the first picture, ends by itself when nobody wants one, and is replaced when it dies.
"""

import asyncio
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Timer
from typing import Any

import orjson
import structlog

from bot.drawing.__main__ import receive, send

log = structlog.get_logger()

PATIENCE = 15.0
"""Seconds for one picture, the start of the process included; then it is said in words."""

MOST_WAITING = 40
"""Pictures that may wait for their turn (a tenth of a second each); more are said in words."""

_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "SYSTEMROOT", "XDG_CACHE_HOME", "MPLCONFIGDIR")
"""Of the environment: the token is none of the painter's business."""


class CannotDraw(Exception):
    """There is no picture of this; its words have to do."""


class Studio:
    """One picture after the other, in a thread that waits for the process."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="studio")
        self._painter: subprocess.Popen[bytes] | None = None
        self._waiting = 0
        self._open = True

    async def draw(self, packed: dict[str, Any]) -> bytes:
        """The PNG of a packed drawing. Raises CannotDraw."""
        if not self._open or self._waiting >= MOST_WAITING:
            raise CannotDraw
        self._waiting += 1
        try:
            body = orjson.dumps(packed)
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._draw, body)
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """Nobody waits for a picture any more: the one that is being painted is given up."""
        if not self._open:
            return
        self._open = False
        if self._painter is not None:
            self._painter.kill()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._dismiss)
        self._thread.shutdown()

    # --- in the thread

    def _draw(self, body: bytes) -> bytes:
        """A painter that had gone home, or that died, is followed by a new one once."""
        picture = (self._ask(body) if self._painter is not None else None) or self._ask(body)
        if not picture:
            log.warning("a picture could not be painted; it is said in words")
            raise CannotDraw
        return picture

    def _ask(self, body: bytes) -> bytes:
        """The picture; empty when the painter could not, is gone, or took too long."""
        if not self._open:
            return b""
        try:
            painter = self._painter = self._painter or _hire()
        except OSError:
            return b""
        assert painter.stdin is not None and painter.stdout is not None
        watch = Timer(PATIENCE, painter.kill)
        watch.start()
        try:
            send(painter.stdin, body)
            picture = receive(painter.stdout)
        except OSError:
            picture = b""
        finally:
            watch.cancel()
        if not picture:
            self._dismiss()
        return picture

    def _dismiss(self) -> None:
        painter, self._painter = self._painter, None
        if painter is None:
            return
        painter.kill()
        painter.wait()
        for stream in (painter.stdin, painter.stdout):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                pass  # what was not written is not wanted any more


def _hire() -> subprocess.Popen[bytes]:
    """A new painter, in a session of its own: Ctrl-C is for the bot, which sends it home."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "bot.drawing"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**environment, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,
    )
