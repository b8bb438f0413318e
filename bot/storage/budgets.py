"""Sending budgets as one row each: the generic cell rate algorithm (GCRA, ITU-T I.371).

The row holds the theoretical arrival time; reserving moves it on. The same code serves one process and
many, because the row lives in the transaction that claims or stores what is to be sent.

Its time is of a clock that nobody sets: the only process of a SQLite file counts by its own monotonic clock, and
begins anew with each start; many processes count by the one clock of their PostgreSQL server.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, Float, bindparam, cast, func, select, update

from bot.storage.prepared import Prepared
from bot.storage.tables import budgets
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Rate:
    """per_second: messages a second, 0 = no limit. burst: how many may go at once after a rest."""

    per_second: float
    burst: int = 3


_SERVER = cast(func.extract("epoch", func.clock_timestamp()), Float)
_MINE = budgets.c.name == bindparam("budget")
_FREE_AT = Prepared(select(budgets.c.free_at).where(_MINE))
_FREE_AT_SERVER = select(budgets.c.free_at, _SERVER).where(_MINE).with_for_update()
_MOVE = Prepared(update(budgets).where(_MINE).values(free_at=bindparam("at")))


def reserve(tx: Connection, name: str, rate: Rate, count: int, moment: float) -> float:
    """Take `count` places; returns how many seconds from now the last of them may go.

    moment: seconds on the monotonic clock of the only process; PostgreSQL's own counts there.
    """
    if rate.per_second <= 0 or count == 0:
        return 0.0
    row = _row(tx, name, moment)
    if row is None:
        tx.execute(insert(tx, budgets).on_conflict_do_nothing(), {"name": name, "free_at": 0.0})
        row = _row(tx, name, moment)  # somebody else's, when they were first
        assert row is not None
    free_at, now = row
    free_at = max(free_at, now) + count / rate.per_second
    _MOVE.change(tx, {"budget": name, "at": free_at})
    return max(0.0, free_at - now - rate.burst / rate.per_second)


def _row(tx: Connection, name: str, moment: float) -> tuple[float, float] | None:
    """(free at, now)"""
    if tx.dialect.name == "postgresql":
        found = tx.execute(_FREE_AT_SERVER, {"budget": name}).one_or_none()
        return (found[0], found[1]) if found else None
    row = _FREE_AT.one(tx, {"budget": name})
    return (row[0], moment) if row else None


def forget(tx: Connection) -> None:
    """The only process starts: what an earlier one reserved was counted by another clock."""
    tx.execute(budgets.delete())
