"""All data from one database into another, empty one: from SQLite to PostgreSQL when it has outgrown one machine.

Tables go in the order of their references, in batches; both sides are counted afterwards. What only concerns
running processes stays behind.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Table, func, insert, select

from bot.storage import months
from bot.storage.database import Database
from bot.storage.tables import metadata, replicas, reviews

BATCH = 5_000
BEATS = 5.0
"""Seconds in which a running process beats at least once."""

STAYS = frozenset({"replicas", "leases", "budgets"})

Progress = Callable[[str, int, int], None]
"""(table, rows copied, rows in all), after each batch."""


class CannotTransfer(Exception):
    """The data was not copied; the message says why, and the source is as it was."""


@dataclass(frozen=True, slots=True)
class Copied:
    table: str
    rows: int


async def transfer(source: Database, target: Database, progress: Progress) -> list[Copied]:
    """Copy everything. Both databases are at this code's schema. Raises CannotTransfer."""
    for table in tables():
        if await target.read(_count, table):
            raise CannotTransfer(f"The target is not empty: {table.name} has rows. Give it a fresh database.")
    await _nobody_works(source, target)
    first, last = await source.read(_span)
    if first is not None:
        await target.transaction(months.cover, first, last)
    copied = [await _copy(source, target, table, progress) for table in tables()]
    for one in copied:
        table = metadata.tables[one.table]
        there, here = await target.read(_count, table), await source.read(_count, table)
        if there != here:
            raise CannotTransfer(f"{one.table} has {here} rows, and {there} arrived. Is the bot stopped? Try again.")
    await target.transaction(_number_on)
    return copied


async def _nobody_works(*databases: Database) -> None:
    """Raises where a process beats. One that was killed has left its row, and does not."""
    before = [await db.read(_beats) for db in databases]
    if any(before):
        await asyncio.sleep(BEATS)
    for db, then in zip(databases, before, strict=True):
        if set(await db.read(_beats)) - set(then):
            raise CannotTransfer("A Studybot is running on one of these databases. Stop it first.")


def _beats(tx: Connection) -> list[tuple[str, int]]:
    return [(row[0], row[1]) for row in tx.execute(select(replicas.c.owner, replicas.c.beat))]


def _span(tx: Connection) -> tuple[date | None, date]:
    """The first and the last study date of the review log."""
    first, last = tx.execute(select(func.min(reviews.c.study_date), func.max(reviews.c.study_date))).one()
    return first, last


def tables() -> list[Table]:
    """What is copied, each table after those it refers to."""
    return [table for table in metadata.sorted_tables if table.name not in STAYS]


async def _copy(source: Database, target: Database, table: Table, progress: Progress) -> Copied:
    total, done = await source.read(_count, table), 0
    last: Sequence[Any] | None = None
    progress(table.name, 0, total)
    while rows := await source.read(_after, table, last):
        await target.transaction(_put, table, rows)
        done += len(rows)
        last = [rows[-1][column.name] for column in table.primary_key]
        progress(table.name, done, total)
    return Copied(table.name, done)


def _count(tx: Connection, table: Table) -> int:
    return tx.execute(select(func.count()).select_from(table)).scalar_one()


def _after(tx: Connection, table: Table, last: Sequence[Any] | None) -> list[dict[str, Any]]:
    """The next rows in the order of the primary key."""
    key = list(table.primary_key)
    query = select(table).order_by(*key).limit(BATCH)
    if last is not None:
        query = query.where(_beyond(key, last))
    return [dict(row) for row in tx.execute(query).mappings()]


def _beyond(key: Sequence[Any], last: Sequence[Any]) -> Any:
    """(a, b) > (x, y), spelt out: not every type of ours can be compared inside a row value."""
    first, value = key[0], last[0]
    if len(key) == 1:
        return first > value
    return (first > value) | ((first == value) & _beyond(key[1:], last[1:]))


def _put(tx: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    tx.execute(insert(table), rows)


def _number_on(tx: Connection) -> None:
    """PostgreSQL numbers rows from a sequence that does not know what was copied."""
    if tx.dialect.name != "postgresql":
        return
    for column in _numbered():
        highest = select(func.max(column)).scalar_subquery()
        sequence = func.pg_get_serial_sequence(column.table.name, column.name)
        tx.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.isnot(None))))


def _numbered() -> Iterator[Column[Any]]:
    return (column for table in tables() if (column := table.autoincrement_column) is not None)
