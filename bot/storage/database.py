"""One way to run a transaction, the same on SQLite and PostgreSQL.

A transaction is a plain function `f(tx, ...) -> values`. On SQLite it runs in the one writer thread
(measured: four to seven times the throughput of async drivers, and no "database is locked"); on
PostgreSQL it runs on a pooled asyncpg connection through `run_sync`. It never awaits, so nothing can
talk to Telegram while rows are locked.
"""

import asyncio
import os
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

P = ParamSpec("P")
T = TypeVar("T")

SQLITE_PROFILE = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: only it survives a power cut
    "foreign_keys": 1,
    "busy_timeout": 5000,
}


CONNECT_SECONDS, COMMAND_SECONDS = 5.0, 30.0
"""How long PostgreSQL may take; one that stands still is away, and updates wait at Telegram."""


class BadDatabaseUrl(Exception):
    """DATABASE_URL is not one of sqlite:///file.db or postgresql://user:password@host/name."""


class DatabaseAway(Exception):
    """The database cannot be reached."""


class DatabaseFull(DatabaseAway):
    """The disk is full: what is stored can be read, and nothing can be added."""


class Database(Protocol):
    """What the rest of the program knows of a database."""

    url: URL

    async def transaction(self, f: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `f` in one write transaction: all of it is kept, or on any exception none of it."""
        ...

    async def read(self, f: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `f` on a consistent snapshot, beside the writer."""
        ...

    async def close(self) -> None: ...


def parse_url(text: str) -> URL:
    """The URL of a database, in any form that hosting platforms write it."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise BadDatabaseUrl(BadDatabaseUrl.__doc__) from None  # the text may hold a password
    kind = url.drivername.split("+")[0]
    if kind in {"postgres", "postgresql"}:
        return _postgres_url(url)
    if kind == "sqlite" and url.database:
        return url.set(drivername="sqlite")
    raise BadDatabaseUrl(BadDatabaseUrl.__doc__)


def _postgres_url(url: URL) -> URL:
    """libpq's `sslmode` is not a keyword of asyncpg.connect; its own word for it is `ssl`."""
    query = dict(url.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return url.set(drivername="postgresql+asyncpg", query=query)


def open_database(text: str) -> Database:
    """A database for this URL; nothing is connected before the first transaction."""
    url = parse_url(text)
    return SqliteDatabase(url) if url.drivername == "sqlite" else PostgresDatabase(url)


class SqliteDatabase:
    """One writer thread with its own connection, one reader thread with another."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._engine = _sqlite_engine(url)
        self._writer = _Seat(self._engine, "database-writer", immediate=True)
        self._reader = _Seat(self._engine, "database-reader", immediate=False)

    async def transaction(self, f: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._writer.run(lambda tx: f(tx, *args, **kwargs))

    async def read(self, f: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._reader.run(lambda tx: f(tx, *args, **kwargs))

    async def close(self) -> None:
        await self._reader.close()
        await self._writer.close()
        self._engine.dispose()


class _Seat:
    """A thread that owns one connection; work is done there in the order it came."""

    def __init__(self, engine: Engine, name: str, *, immediate: bool) -> None:
        self._engine = engine
        self._begin = "BEGIN IMMEDIATE" if immediate else "BEGIN"
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._connection: Connection | None = None

    async def run(self, f: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._work, f)

    def _work(self, f: Callable[[Connection], T]) -> T:
        tx = self._connection = self._connection or self._connect()
        try:
            with tx.begin():
                return f(tx)
        except OperationalError as error:
            raise _named(error) from error

    def _connect(self) -> Connection:
        try:
            return self._engine.connect().execution_options(begin=self._begin)
        except OperationalError as error:
            raise DatabaseAway(str(error.orig)) from None

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._disconnect)
        self._thread.shutdown()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()


_FULL = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")
"""What SQLite says when a write found no room; at a quota it is an error of input and output."""


def _named(error: OperationalError) -> Exception:
    """The error as what it means for us, where it is the disk's and not the statement's."""
    name = getattr(error.orig, "sqlite_errorname", "")
    return DatabaseFull(name) if name.startswith(_FULL) else error


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "cached_statements": 512},
    )
    event.listen(engine, "connect", _apply_profile)
    event.listen(engine, "begin", _begin)
    return engine


def _apply_profile(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours: the driver's own comes too late and too weak
    for name, value in SQLITE_PROFILE.items():
        connection.execute(f"PRAGMA {name}={value}")
    for name, value in SQLITE_PROFILE.items():
        if connection.execute(f"PRAGMA {name}").fetchone()[0] != value:
            raise DatabaseAway(f"this SQLite does not accept {name}={value}")


def _begin(tx: Connection) -> None:
    """Straight to the driver: a statement through SQLAlchemy would cost as much as the whole BEGIN."""
    driver: sqlite3.Connection | None = tx.connection.driver_connection
    assert driver is not None
    driver.execute(tx.get_execution_options().get("begin", "BEGIN IMMEDIATE"))


class PostgresDatabase:
    """A pool of asyncpg connections."""

    def __init__(self, url: URL, pool_size: int = 10) -> None:
        self.url = url
        self._engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"timeout": CONNECT_SECONDS, "command_timeout": COMMAND_SECONDS},
        )

    async def transaction(self, f: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            async with self._engine.begin() as connection:
                return await connection.run_sync(f, *args, **kwargs)
        except (OSError, TimeoutError) as error:
            raise DatabaseAway(type(error).__name__) from error
        except DBAPIError as error:
            if error.connection_invalidated or _is_away(error.orig):
                raise DatabaseAway(type(error.orig).__name__) from error
            raise
        except Exception as error:
            if _is_away(error):  # a driver's own error: the connection did not come about
                raise DatabaseAway(type(error).__name__) from error
            raise

    async def read(self, f: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.transaction(f, *args, **kwargs)

    async def close(self) -> None:
        await self._engine.dispose()


_STATES = ("08", "53", "57P")
"""SQLSTATE classes of PostgreSQL: no connection; out of disk, memory or connections; shutting down or starting."""


def _is_away(error: BaseException | None) -> bool:
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or ""
    return isinstance(state, str) and state.startswith(_STATES)


def sqlite_file(url: URL) -> Path | None:
    """Where a SQLite database lives; None for PostgreSQL."""
    return Path(url.database) if url.drivername == "sqlite" and url.database else None


def prepare_place(url: URL) -> None:
    """Make the folder (0700) and the file (0600) of a SQLite database before anybody else can read them."""
    file = sqlite_file(url)
    if file is None:
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    file.chmod(stat.S_IRUSR | stat.S_IWUSR)
