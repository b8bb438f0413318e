"""A copy of the database before something could go wrong with it, and the way back."""

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


class NotABackup(Exception):
    """This file is no backup of Studybot."""


class InUse(Exception):
    """Stop the bot first: this database is in use."""


class NoTool(Exception):
    """PostgreSQL's own tool is not installed here."""


def restore(url: URL, file: Path) -> None:
    """Put a backup in the place of whatever is in the database. Raises NotABackup, InUse, NoTool, BackupFailed."""
    place = sqlite_file(url)
    if place is None:
        _load(url, file)
        return
    _check(file)
    try:
        with closing(sqlite3.connect(file)) as kept, closing(_alone(place)) as now:
            kept.backup(now)
    except sqlite3.Error as error:
        raise BackupFailed(f"The backup could not be restored ({error}).") from None


def _check(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as kept:
            whole = kept.execute("PRAGMA integrity_check").fetchone()
            known = kept.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        raise NotABackup(NotABackup.__doc__) from None
    if whole != ("ok",) or known is None:
        raise NotABackup(NotABackup.__doc__)


def _alone(place: Path) -> sqlite3.Connection:
    """The database, when nobody else has it open."""
    now = sqlite3.connect(place, timeout=0.5)
    try:
        now.execute("PRAGMA locking_mode=EXCLUSIVE")
        now.execute("BEGIN EXCLUSIVE")
        now.execute("COMMIT")
    except sqlite3.OperationalError:
        now.close()
        raise InUse(InUse.__doc__) from None
    except sqlite3.DatabaseError:  # a broken file is what a backup is for
        now.close()
        place.unlink()
        return sqlite3.connect(place)
    return now


def _load(url: URL, file: Path) -> None:
    tool = shutil.which("pg_restore")
    if tool is None:
        by_hand = "pg_restore --clean --if-exists --no-owner --single-transaction --dbname=DATABASE_URL"
        raise NoTool(f"{NoTool.__doc__} Run: {by_hand} {file}")
    with file.open("rb") as opened:
        begins = opened.read(5)
    if begins != b"PGDMP":
        raise NotABackup(NotABackup.__doc__)
    address, environment = _address(url)
    command = [tool, "--clean", "--if-exists", "--no-owner", "--single-transaction", f"--dbname={address}", str(file)]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=3600, check=False)  # noqa: S603
    if done.returncode != 0:
        raise BackupFailed(f"The backup could not be restored ({_last_line(done.stderr)}).")


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else "no reason was given"


def _address(url: URL) -> tuple[str, dict[str, str]]:
    """The address for PostgreSQL's tools, and the environment with the password, which never is an argument."""
    host = {"host": str(url.query["host"])} if "host" in url.query else {}
    plain = url.set(drivername="postgresql", query=host)
    environment = {**os.environ, "PGPASSWORD": str(plain.password or "")}
    return plain.set(password=None).render_as_string(hide_password=False), environment


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
    address, environment = _address(url)
    command = [tool, "--format=custom", f"--file={target}", f"--dbname={address}"]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=600, check=False)  # noqa: S603
    if done.returncode != 0:
        raise BackupFailed(f"{BackupFailed.__doc__} ({_last_line(done.stderr)})")
    target.chmod(0o600)
    return target
