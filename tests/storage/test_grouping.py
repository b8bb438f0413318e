"""Transactions that share a commit: each is kept whole or not at all, whatever its neighbours do."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing

import pytest
import pytest_asyncio
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from bot.storage import operation
from bot.storage.database import (
    Database,
    DatabaseAway,
    SqliteDatabase,
    _postgres_trouble,
    parse_url,
    sqlite_file,
)
from tests.databases import SqliteFiles


@pytest_asyncio.fixture
async def sqlite_database(sqlite_files: SqliteFiles) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase(parse_url(sqlite_files.fresh()))
    yield database
    await database.close()


async def together(db: Database, *work: Callable[[Connection], object]) -> list[object]:
    """Run these while the writer is busy, so that they end up in one group; results, or errors."""
    asked = [asyncio.ensure_future(db.transaction(one)) for one in work]
    return await asyncio.gather(*asked, return_exceptions=True)


def keeping(name: str) -> Callable[[Connection], None]:
    return lambda tx: operation.put(tx, name, "kept")


def failing(tx: Connection) -> None:
    operation.put(tx, "half", "done")
    raise ZeroDivisionError


async def test_one_that_fails_takes_nothing_with_it(db: Database) -> None:
    first, broken, last = await together(db, keeping("first"), failing, keeping("last"))
    assert (first, last) == (None, None) and isinstance(broken, ZeroDivisionError)
    assert await db.read(operation.get, "first") == await db.read(operation.get, "last") == "kept"
    assert await db.read(operation.get, "half") is None


async def test_a_wrong_statement_is_an_error_of_its_own(db: Database) -> None:
    def wrong(tx: Connection) -> None:
        operation.put(tx, "half", "done")
        tx.exec_driver_sql("INSERT INTO operation (name) VALUES ('no value')")

    error, kept = await together(db, wrong, keeping("good"))
    assert isinstance(error, DBAPIError) and kept is None
    assert await db.read(operation.get, "half") is None
    assert await db.read(operation.get, "good") == "kept"


async def test_a_result_is_on_disk_when_it_is_told(sqlite_database: SqliteDatabase) -> None:
    file = sqlite_file(sqlite_database.url)
    assert file is not None
    with closing(sqlite3.connect(file)) as somebody:
        for number in range(20):
            await together(sqlite_database, *(keeping(f"{number}.{part}") for part in range(5)))
            (rows,) = somebody.execute("SELECT count(*) FROM operation WHERE value = 'kept'").fetchone()
            assert rows == 5 * (number + 1)


async def test_a_read_sees_what_was_committed_before_it(db: Database) -> None:
    async def writes_and_reads(name: str) -> None:
        await db.transaction(keeping(name))
        assert await db.read(operation.get, name) == "kept"

    await asyncio.gather(*(writes_and_reads(str(number)) for number in range(200)))


async def test_nothing_is_told_as_done_when_the_commit_fails(sqlite_database: SqliteDatabase) -> None:
    """A deferred constraint speaks up only at COMMIT: then nothing of the group is kept, and all hear of it."""

    def breaks_the_commit(tx: Connection) -> None:
        tx.exec_driver_sql("PRAGMA defer_foreign_keys=1")
        tx.exec_driver_sql("INSERT INTO exams (user_id, subject, day) VALUES (404, 'tea', '2027-01-01')")

    outcomes = await together(sqlite_database, keeping("before"), breaks_the_commit, keeping("after"))
    kept = [await sqlite_database.read(operation.get, name) for name in ("before", "after")]
    told = [not isinstance(outcomes[0], Exception), not isinstance(outcomes[2], Exception)]
    assert isinstance(outcomes[1], DBAPIError)
    assert told == [value == "kept" for value in kept]
    await sqlite_database.transaction(keeping("later"))


async def test_whoever_gave_up_waiting_is_passed_over(sqlite_database: SqliteDatabase) -> None:
    busy = asyncio.ensure_future(sqlite_database.transaction(lambda tx: [keeping(str(n))(tx) for n in range(200)]))
    given_up = asyncio.ensure_future(sqlite_database.transaction(keeping("given up")))
    await asyncio.sleep(0)
    given_up.cancel()
    await busy
    with pytest.raises(asyncio.CancelledError):
        await given_up
    await sqlite_database.transaction(keeping("next"))
    assert await sqlite_database.read(operation.get, "next") == "kept"


def test_no_free_connection_is_no_fault_of_an_update() -> None:
    """A busy pool is waited out like an absent server: it must not bring an update to the dead letters."""
    assert isinstance(_postgres_trouble(NoFreeConnection("pool")), DatabaseAway)
