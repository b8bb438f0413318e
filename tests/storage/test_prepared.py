"""Statements of the hot path, as SQLite plans them: a database that has grown must not make them slower."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from bot import storage
from bot.storage import cards, learners, outbox, questions
from bot.storage.database import Database, open_database
from bot.storage.outbox import Kind, Letter
from bot.storage.prepared import Prepared
from bot.study.memory import Memory
from tests.databases import SqliteFiles

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
BEN = 77

SMALL = {
    "SCAN CONSTANT ROW": "of no table",
    "SCAN early_votes": "votes wait there for moments",
    "SCAN mocks USING INDEX ix_mocks_open": "of those that run",
    "SCAN outbox USING INDEX ix_outbox_free": "in the order of sending, up to the limit",
}
SORTED = {("early_votes", "_OF_CHATS"), ("early_votes", "_OF_PERSONS"), ("remembered", "_OF")}
"""Few rows each."""

NOT_SQLITE = {("budgets", "_TAKE_SERVER"), ("turns", "_LOCK")}
"""Of functions that only PostgreSQL has."""


def prepared() -> Iterator[tuple[tuple[str, str], Prepared]]:
    for found in iter_modules(storage.__path__):
        for name, value in vars(import_module(f"bot.storage.{found.name}")).items():
            if isinstance(value, Prepared):
                yield (found.name, name), value


def steps(tx: Connection, sql: str) -> Sequence[str]:
    driver = tx.connection.driver_connection
    assert driver is not None
    return [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?"))]


async def test_no_statement_of_the_hot_path_reads_or_sorts_a_table_that_grows(sqlite_files: SqliteFiles) -> None:
    db = open_database(sqlite_files.fresh())

    def slow(tx: Connection) -> list[object]:
        found: list[object] = []
        for name, one in prepared():
            for step in () if name in NOT_SQLITE else steps(tx, one.sql(tx)):
                reads = step.startswith("SCAN") and not any(step.startswith(small) for small in SMALL)
                if reads or ("TEMP B-TREE" in step and name not in SORTED):
                    found.append((name, step))
        return found

    assert sum(1 for _ in prepared()) > 50
    assert await db.read(slow) == []
    await db.close()


async def test_constants_stand_in_the_text_so_that_partial_indexes_fit(sqlite_files: SqliteFiles) -> None:
    db = open_database(sqlite_files.fresh())
    found = dict(prepared())
    assert "state = 'open'" in await db.read(found["mocks", "_OPEN"].sql)
    assert "IN ('ready', 'claimed', 'sending', 'held')" in await db.read(found["outbox", "_FREE"].sql)
    await db.close()


async def test_replies_are_claimed_before_pushes_and_what_rests_stays(db: Database) -> None:
    def work(tx: Connection) -> list[int]:
        outbox.plan_push(tx, [(user, date(2026, 11, 24), 0, NOW) for user in range(1, 40)], NOW)
        outbox.queue(tx, [Letter(BEN, BEN, Kind.MESSAGE, "sendMessage", {"text": "later"})], NOW + timedelta(hours=1))
        outbox.queue(tx, [Letter(BEN, BEN, Kind.MESSAGE, "sendMessage", {"text": "now"})], NOW)
        return [parcel.chat_id for parcel in outbox.claim(tx, NOW, "me", 3)]

    assert await db.transaction(work) == [BEN, 1, 2]
    assert len(await db.transaction(outbox.claim, NOW, "me", 100)) == 37
    assert await db.transaction(outbox.claim, NOW, "me", 100) == []


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 30), max_size=40), st.sets(st.integers(1, 30), max_size=30))
async def test_of_any_number_of_questions_those_with_a_card_are_known(
    db: Database, asked: list[int], held: set[int]
) -> None:
    def work(tx: Connection) -> set[int]:
        for table in ("cards", "questions"):
            tx.execute(text(f"DELETE FROM {table}"))
        learners.meet(tx, BEN, "en", NOW)
        numbers = questions.register(tx, [("tea", f"tea.{n}") for n in range(1, 31)], NOW)
        of = {n: numbers["tea", f"tea.{n}"] for n in range(1, 31)}
        memory = Memory(due=NOW, stability=3.0, difficulty=5.0, last_review=NOW, reviews=1, lapses=0)
        cards.save_all(tx, [(BEN, of[n], memory) for n in held])
        known = cards.known(tx, BEN, [of[n] for n in asked])
        return {n for n in of if of[n] in known}

    assert await db.transaction(work) == set(asked) & held
