"""PostgreSQL's transactions when they are broken off: nothing is half kept, and nothing stays locked."""

import asyncio
import time
import traceback
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import TypeAlias

import pytest
import pytest_asyncio
from sqlalchemy import Connection, Float, bindparam, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from bot.storage import database, inbox, months, operation
from bot.storage.database import Database, DatabaseAway, open_database
from bot.storage.inbox import Arrival
from bot.storage.prepared import Prepared
from bot.storage.tables import inbox as inbox_table
from tests.databases import Postgres

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)

SECRET = "what somebody wrote"

Work: TypeAlias = Callable[[Connection, float], None]


@pytest_asyncio.fixture
async def here(postgres_server: Postgres) -> AsyncIterator[Database]:
    opened = open_database(postgres_server.fresh(), patience=0.5)
    yield opened
    await opened.close()


def store(tx: Connection, number: int) -> int:
    """By a statement that goes straight to the driver."""
    return len(inbox.store(tx, [Arrival(number, 1, "{}", NOW)], None))


def sleep(tx: Connection, seconds: float) -> None:
    """By one of SQLAlchemy's, with a row locked by one of the driver's."""
    store(tx, 1)
    tx.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": seconds})


SLEEP = Prepared(select(func.pg_sleep(bindparam("seconds", type_=Float))))


def doze(tx: Connection, seconds: float) -> None:
    """The same, all of it by the driver's."""
    store(tx, 1)
    SLEEP.all(tx, {"seconds": seconds})


def at_work(tx: Connection) -> int:
    """Statements of others that the server works on."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state = 'active'"
    return int(tx.execute(text(f"{others} AND datname = current_database()")).scalar_one())


def backend(tx: Connection) -> int:
    return int(tx.execute(text("SELECT pg_backend_pid()")).scalar_one())


def cut(tx: Connection) -> None:
    """End every other connection to this database, as a restart of the server does."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    tx.execute(text(f"{others} AND datname = current_database()"))


def cut_myself(tx: Connection) -> None:
    store(tx, 1)
    tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


async def test_statements_of_both_ways_are_kept_or_dropped_together(here: Database) -> None:
    def half(tx: Connection) -> None:
        assert store(tx, 1) == 1
        operation.put(tx, "key", "value")
        tx.execute(text("SELECT no_such_column FROM inbox"))

    with pytest.raises(DBAPIError):
        await here.transaction(half)
    assert await here.read(inbox.count_new) == 0
    assert await here.read(operation.get, "key") is None
    assert await here.transaction(store, 1) == 1


async def test_a_connection_that_the_server_closed_is_not_met_again(here: Database) -> None:
    await asyncio.gather(*(here.transaction(store, number) for number in range(5)))
    await here.transaction(cut)
    await asyncio.sleep(0.1)
    stored = await asyncio.gather(*(here.transaction(store, number) for number in range(10)))
    assert sum(stored) == 5
    assert here.broken == 0


async def test_what_one_connection_can_do_is_done_in_one(here: Database) -> None:
    """Each plans all statements anew."""
    await asyncio.gather(*(here.read(sleep, 0.1) for _ in range(4)))
    assert len({await here.read(backend) for _ in range(8)}) == 1


async def test_a_connection_that_was_long_unused_is_made_anew(here: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands between may have forgotten it without telling."""
    first = await here.read(backend)
    assert await here.read(backend) == first
    monkeypatch.setattr(database, "UNUSED", 0.0)
    assert await here.read(backend) != first


async def test_a_transaction_whose_connection_breaks_is_gone_and_the_next_one_works(here: Database) -> None:
    with pytest.raises(DatabaseAway):
        await here.transaction(cut_myself)
    assert here.broken == 1
    assert await here.transaction(store, 1) == 1


async def test_a_transaction_that_stands_still_lets_go_of_its_locks(
    here: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As that of a machine that is gone without a farewell does; ours finds out when it goes on."""
    monkeypatch.setattr(database, "STANDING", 0.2)

    def stand(tx: Connection) -> None:
        store(tx, 1)
        time.sleep(0.5)
        store(tx, 2)

    with pytest.raises(DatabaseAway):
        await here.transaction(stand)
    assert await here.transaction(store, 1) == 1


async def test_whoever_reads_the_whole_review_log_holds_up_no_answer(postgres_server: Postgres) -> None:
    """A new partition needs the log for itself, and while it waits for it all others wait behind it."""
    db = open_database(postgres_server.fresh())

    def dump(tx: Connection) -> None:
        tx.execute(text("SELECT count(*) FROM reviews"))
        tx.execute(text("SELECT pg_sleep(3)"))

    reading = asyncio.create_task(db.transaction(dump))
    await asyncio.sleep(0.2)
    with pytest.raises(months.Busy):
        await db.transaction(months.prepare, NOW.date())
    assert not reading.done()
    await reading
    await db.transaction(months.prepare, NOW.date())
    name = f"reviews_{NOW:%Y_%m}"
    assert await db.read(lambda tx: tx.execute(text("SELECT to_regclass(:name)"), {"name": name}).scalar())
    await db.close()


@pytest.mark.parametrize("work", [sleep, doze])
async def test_a_statement_without_an_answer_in_time_lets_go_of_its_locks(here: Database, work: Work) -> None:
    with pytest.raises(DatabaseAway):
        await here.transaction(work, 20.0)
    assert await here.read(at_work) == 0
    assert await here.transaction(store, 1) == 1


@pytest.mark.parametrize("what", [sleep, doze])
async def test_a_cancelled_transaction_lets_go_of_its_locks(here: Database, what: Work) -> None:
    work = asyncio.create_task(here.transaction(what, 20.0))
    await asyncio.sleep(0.1)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert await here.read(at_work) == 0
    assert await here.transaction(store, 1) == 1
    assert here.broken == 0


@pytest.mark.parametrize("straight", [True, False])
async def test_a_refusal_of_the_server_is_an_error_that_everybody_knows_and_quotes_no_row(
    here: Database, straight: bool
) -> None:
    def write(tx: Connection) -> None:
        tx.execute(text("ALTER TABLE inbox ADD CHECK (lane > 0)"))
        if straight:
            inbox.store(tx, [Arrival(1, -1, SECRET, NOW)], None)
        else:
            values = {"update_id": 1, "lane": -1, "body": SECRET, "received_at": NOW, "state": "new"}
            tx.execute(insert(inbox_table), values)

    with pytest.raises(DBAPIError) as refused:
        await here.transaction(write)
    assert "violates check constraint" in str(refused.value)
    assert SECRET not in "".join(traceback.format_exception(refused.value))
