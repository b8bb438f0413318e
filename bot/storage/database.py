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
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.pool import NullPool

CONNECT = 5.0
"""Seconds in which a PostgreSQL server must answer a new connection."""

FAREWELL = 0.5
"""Seconds for telling a PostgreSQL server that a statement is no longer wanted."""

POOL = 10
"""Connections of one process to PostgreSQL."""

POOL_PATIENCE = 5.0
"""Seconds after which all of them are taken for stuck: a beat that waited in vain is tried once more before others
take this process for dead."""

STANDING = 10.0
"""Seconds after which the server ends a transaction that asks for nothing: whoever began it is dead, and its locks hold
up everybody. A lost machine says no farewell; else the server would wait for one for hours."""

UNUSED = 200.0
"""Seconds after which a connection may be cut without a word: load balancers do so after 240 and more."""

P = ParamSpec("P")
T = TypeVar("T")

SQLITE_PROFILE = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: only it survives a power cut
    "foreign_keys": 1,
    "busy_timeout": 5000,
}


GROUPED = 0.02
"""Seconds for which waiting transactions may join one that has begun."""


class BadDatabaseUrl(Exception):
    """DATABASE_URL is not one of sqlite:///file.db or postgresql://user:password@host/name."""


class DatabaseAway(Exception):
    """The database cannot be reached."""


class DiskFull(DatabaseAway):
    """There is no room on the database's disk. Nothing is lost; make room, and everything goes on."""


_SQLITE_AWAY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})
_POSTGRES_AWAY = ("08", "53", "57", "25P03")
"""SQLSTATE: the connection, a lack of resources, an operator's intervention; a transaction that stood still."""

_POSTGRES_FULL = "53100"
_POSTGRES_STALE = "InvalidCachedStatementError"
"""A migration changed what a statement returns; the driver prepares it anew the next time."""


class Database(Protocol):
    """What the rest of the program knows of a database."""

    url: URL
    broken: int
    """How many transactions ended with DatabaseAway: what became of those, nobody can say."""

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


def open_database(text: str, patience: float | None = None) -> Database:
    """A database for this URL; nothing is connected before the first transaction.

    patience: seconds after which a PostgreSQL server that does not answer a statement is away; None waits for ever.
    """
    url = parse_url(text)
    return SqliteDatabase(url) if url.drivername == "sqlite" else PostgresDatabase(url, patience)


class SqliteDatabase:
    """One writer thread with its own connection, one reader thread with another."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._engine = _sqlite_engine(url)
        self._writer = _Seat(self._engine, "database-writer", immediate=True)
        self._reader = _Seat(self._engine, "database-reader", immediate=False)
        self.broken = 0

    async def transaction(self, f: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await self._writer.run(lambda tx: f(tx, *args, **kwargs))
        except DatabaseAway:
            self.broken += 1
            raise

    async def read(self, f: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._reader.run(lambda tx: f(tx, *args, **kwargs))

    async def close(self) -> None:
        await self._reader.close()
        await self._writer.close()
        self._engine.dispose()


@dataclass(slots=True)
class _Job:
    """One transaction on its way through a seat; `done` belongs to the loop of whoever waits."""

    work: Callable[[Connection], Any]
    done: "asyncio.Future[Any]"
    result: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        if self.done.cancelled():
            return
        if self.error is None:
            self.done.set_result(self.result)
        else:
            self.done.set_exception(self.error)


class _Seat:
    """A thread that owns one connection; transactions run there in the order they came.

    Writes that wait at the same time share one BEGIN, one COMMIT and so one wait for the disk: that wait
    is most of what a small transaction costs (measured: 1-3 ms of 4). Each runs in a savepoint of its own,
    so one that fails takes nothing with it, and nobody hears of a result before it is on disk. Reads share
    nothing: each sees what was committed before it was asked for.
    """

    def __init__(self, engine: Engine, name: str, *, immediate: bool) -> None:
        self._engine = engine
        self._begin = "BEGIN IMMEDIATE" if immediate else "BEGIN"
        self._grouped = GROUPED if immediate else 0.0
        self._name = name
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._connection: Connection | None = None

    async def run(self, f: Callable[[Connection], T]) -> T:
        if self._thread is None:
            self._thread = Thread(target=self._serve, name=self._name, daemon=True)
            self._thread.start()
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put(_Job(f, done))
        return await done

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            group: list[_Job] = []
            try:
                self._commit(job, group)
            except BaseException as error:
                told = _told(error)
                for one in group or [job]:
                    one.error = one.error or told
                self._clean_up(told)
            _tell(group or [job])
        self._disconnect()

    def _commit(self, job: _Job, group: list[_Job]) -> None:
        """Run a job, and those that come meanwhile, in one transaction."""
        tx = self._connection = self._connection or self._connect()
        with tx.begin():
            driver = tx.connection.driver_connection
            assert driver is not None
            until = monotonic() + self._grouped
            following: _Job | None = job
            while following is not None:
                group.append(following)
                _run(tx, driver, following)
                following = self._waiting() if monotonic() < until else None

    def _waiting(self) -> _Job | None:
        try:
            job = self._jobs.get_nowait()
        except Empty:
            return None
        if job is None:  # closing: once this group is through
            self._jobs.put(None)
        return job

    def _connect(self) -> Connection:
        return self._engine.connect().execution_options(begin=self._begin)

    def _clean_up(self, error: BaseException) -> None:
        """A failed COMMIT leaves SQLite inside the transaction; and a file that was away may be another one."""
        if isinstance(error, DiskFull) and self._connection is not None:
            driver = self._connection.connection.driver_connection
            assert driver is not None
            driver.rollback()
        else:
            self._disconnect()

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError, sqlite3.Error):
                connection.close()

    async def close(self) -> None:
        if self._thread is not None:
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)


def _run(tx: Connection, driver: sqlite3.Connection, job: _Job) -> None:
    """One job in its savepoint. Raises only when the whole transaction is lost: disk full, I/O error, file gone."""
    if job.done.cancelled():
        return
    driver.execute("SAVEPOINT job")
    try:
        job.result = job.work(tx)
    except BaseException as error:
        job.error = _told(error)
        if isinstance(job.error, DatabaseAway) or not driver.in_transaction:
            raise
        driver.execute("ROLLBACK TO job")
    driver.execute("RELEASE job")


def _told(error: BaseException) -> BaseException:
    """What everybody knows: DatabaseAway for what passes, else SQLAlchemy's errors, also where the driver was used."""
    if isinstance(error, sqlite3.Error):
        error = DBAPIError.instance(None, None, error, sqlite3.Error, hide_parameters=True)
    return (_sqlite_trouble(error) if isinstance(error, OperationalError) else None) or error


def _sqlite_trouble(error: OperationalError) -> DatabaseAway | None:
    """What an error of the driver means; None for a mistake of ours, such as a missing table."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(DiskFull.__doc__)
    return DatabaseAway(str(error.orig)) if code in _SQLITE_AWAY else None


def _tell(group: Sequence[_Job]) -> None:
    """Hand over results, once for each loop that waits: waking a loop costs as much as a statement."""
    for loop in {id(job.done.get_loop()): job.done.get_loop() for job in group}.values():
        mine = [job for job in group if job.done.get_loop() is loop]
        with suppress(RuntimeError):  # nobody is left to hear it
            loop.call_soon_threadsafe(_tell_all, mine)


def _tell_all(group: Sequence[_Job]) -> None:
    for job in group:
        job.tell()


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
    """A pool of asyncpg connections.

    The transaction is the driver's: then statements that go straight to it (storage.prepared) and those of SQLAlchemy,
    which it believes to commit by themselves, are parts of the same one.
    """

    def __init__(self, url: URL, patience: float | None = None) -> None:
        from sqlalchemy.ext.asyncio import create_async_engine  # loads the whole ORM, for SQLite in vain

        self.url = url
        self._engine = create_async_engine(
            url,
            pool_size=POOL,
            max_overflow=0,  # one that is closed after use would have planned its statements in vain
            pool_use_lifo=True,  # statements are planned in as few connections as it takes
            pool_timeout=POOL_PATIENCE,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            connect_args={
                "timeout": CONNECT,
                "command_timeout": patience,
                "statement_cache_size": 512,
                "max_cached_statement_lifetime": 0,
            },
        )
        if patience is not None:
            event.listen(self._engine.sync_engine, "connect", _not_for_ever)
        event.listen(self._engine.sync_engine, "checkin", _used)
        event.listen(self._engine.sync_engine, "checkout", _still_there)
        self.broken = 0

    async def transaction(self, f: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            async with self._engine.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                assert driver is not None
                async with _begun(driver):
                    return await connection.run_sync(f, *args, **kwargs)
        except Exception as error:
            trouble = _postgres_trouble(error)
            if trouble is None:
                known = _without_rows(error)
                if known is error:
                    raise
                raise known.with_traceback(error.__traceback__) from None
            self.broken += 1
            raise trouble from error

    async def read(self, f: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.transaction(f, *args, **kwargs)

    async def close(self) -> None:
        with suppress(TimeoutError):  # one that does not answer is left alone
            async with asyncio.timeout(FAREWELL):
                await self._engine.dispose()


def _not_for_ever(connection: Any, _record: Any) -> None:
    """A statement, no parameter of the connection: connection poolers refuse those that they do not know."""
    limit = f"SET idle_in_transaction_session_timeout = {round(STANDING * 1000)}"
    connection.run_async(lambda driver: driver.execute(limit))


def _used(_connection: Any, record: Any) -> None:
    record.info["used"] = monotonic()


def _still_there(connection: Any, record: Any, _proxy: Any) -> None:
    """A connection that is closed, or may be, is made anew: known without asking, which would cost a statement."""
    used = record.info.get("used")
    if connection.driver_connection.is_closed() or (used is not None and monotonic() - used > UNUSED):
        connection.driver_connection.terminate()  # nobody may be there to answer a farewell
        raise DisconnectionError


@asynccontextmanager
async def _begun(driver: Any) -> AsyncIterator[None]:
    """A transaction of asyncpg's connection. One that cannot be ended in order loses its connection, and its locks."""
    transaction = driver.transaction()
    inside, over = False, False
    try:
        await transaction.start()
        inside = True
        try:
            yield
        except OSError:  # no answer in time: nor would there be one to a rollback
            raise
        except Exception:
            if not driver.is_closed():
                await transaction.rollback()
            over = True
            raise
        inside = False
        await transaction.commit()
        over = True
    except Exception as error:
        if driver.is_closed():
            raise ConnectionResetError from error
        raise
    finally:
        if not over:
            if inside:  # the server may be at work on a statement: it is told to stop, else its locks would stay
                with suppress(Exception):
                    await driver.close(timeout=FAREWELL)
            driver.terminate()


def _postgres_trouble(error: Exception) -> DatabaseAway | None:
    """What an error of the driver means, while connecting or later; None for everything that is not its absence."""
    if isinstance(error, OSError | NoFreeConnection):
        return DatabaseAway(type(error).__name__)
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = str(getattr(cause, "sqlstate", None) or "")
    if state == _POSTGRES_FULL:
        return DiskFull(DiskFull.__doc__)
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    stale = type(cause).__name__ == _POSTGRES_STALE
    return DatabaseAway(type(cause).__name__) if lost or stale or state.startswith(_POSTGRES_AWAY) else None


def _without_rows(error: Exception) -> Exception:
    """SQLAlchemy's errors, also where the driver was used; none quotes what is in a row, as PostgreSQL's do."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    driver = type(cause).__module__.startswith("asyncpg.")
    if cause is None or not (driver or hasattr(cause, "sqlstate")):
        return error
    said = str(cause.args[0]) if cause.args else ""
    cause.args = (said.partition(": ")[0] if "query argument" in said else said.partition("\nDETAIL")[0],)
    cause.detail = None  # type: ignore[attr-defined]
    return DBAPIError(error.statement if isinstance(error, DBAPIError) else None, None, cause, hide_parameters=True)


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
