"""Locks on files, which go with their process, however it ends.

One process for one SQLite file: the embedded database keeps what is in flight in this process's memory. And a file
for each process of this machine, so that the next one knows at once who was killed.
"""

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

    Waits a little, because a restart may overlap.
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


@contextmanager
def signed_on(folder: Path, owner: str) -> Iterator[list[str]]:
    """Hold a lock named `owner` in `folder` while working; yields the names of processes that ended without leaving.

    Where the folder cannot be written, nobody is known to be gone, and others notice by the beat (storage.replicas).
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mine = (folder / owner).open("w")
    except OSError:
        yield []
        return
    with mine:
        fcntl.flock(mine.fileno(), fcntl.LOCK_EX)
        gone = [file for file in sorted(folder.iterdir()) if _is_free(file)]
        for file in gone:
            file.unlink(missing_ok=True)
        yield [file.name for file in gone]
        (folder / owner).unlink(missing_ok=True)


def _is_free(file: Path) -> bool:
    try:
        with file.open() as lock:
            fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
