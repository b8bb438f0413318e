"""A copy of the database before something could go wrong with it."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.engine import URL

from bot.storage.database import sqlite_file

log = structlog.get_logger()


class BackupFailed(Exception):
    """The backup could not be made, so nothing was changed."""


def back_up(url: URL, folder: Path, label: str, now: datetime) -> Path | None:
    """Copy a database into `folder`; None when PostgreSQL's own tool is not installed here.

    SQLite's backup interface copies a consistent state while others write.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"studybot-{label}-{now:%Y%m%d-%H%M%S}"
    file = sqlite_file(url)
    return _copy(file, folder / f"{name}.db") if file else _dump(url, folder / f"{name}.dump")


def _copy(source: Path, target: Path) -> Path:
    os.close(os.open(target, os.O_CREAT | os.O_RDWR, 0o600))
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        raise BackupFailed(f"{BackupFailed.__doc__} ({error})") from None
    return target


def _dump(url: URL, target: Path) -> Path | None:
    tool = shutil.which("pg_dump")
    if tool is None:
        log.warning("no pg_dump here, so no backup was made; run: pg_dump --format=custom DATABASE_URL")
        return None
    plain = url.set(drivername="postgresql", query={})
    environment = {**os.environ, "PGPASSWORD": str(plain.password or "")}
    address = plain.set(password=None).render_as_string(hide_password=False)
    command = [tool, "--format=custom", f"--file={target}", f"--dbname={address}"]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=600, check=False)  # noqa: S603
    if done.returncode != 0:
        raise BackupFailed(BackupFailed.__doc__)
    target.chmod(0o600)
    return target
