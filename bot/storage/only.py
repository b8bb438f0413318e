"""One process for one SQLite file: the embedded database keeps what is in flight in this process's memory."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 12.0
"""Seconds: a process that stops needs at most ten."""


class OnlyOne(Exception):
    """Another Studybot works on this database file. Stop it first, or give this one its own DATA_DIR."""


@contextmanager
def only_one(file: Path | None, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the file's lock while working; None (PostgreSQL) needs none. Raises OnlyOne.

    The lock goes with the process, however it ends. Waits a little, because a restart may overlap.
    """
    if file is None:
        yield
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.with_name(f"{file.name}.lock").open("a") as lock:
        _take(lock.fileno(), time.monotonic() + patience)
        yield


def _take(lock: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise OnlyOne(OnlyOne.__doc__) from None
            time.sleep(0.1)
