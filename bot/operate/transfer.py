"""All data from one database into another, empty one: from SQLite to PostgreSQL when it has outgrown one machine.

Tables go in the order of their references, in batches; both sides are counted afterwards. What only concerns
running processes stays behind.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, func, insert, select

from bot.storage.database import Database
from bot.storage.tables import metadata

BATCH = 5_000
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
    copied = [await _copy(source, target, table, progress) for table in tables()]
    for one in copied:
        found = await target.read(_count, metadata.tables[one.table])
        if found != one.rows:
            raise CannotTransfer(f"{one.table}: {one.rows} rows were read and {found} arrived. Try again.")
    await target.transaction(_number_on)
    return copied


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
