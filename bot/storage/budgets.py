"""Sending budgets as one row each: the generic cell rate algorithm (GCRA, ITU-T I.371).

The row holds the theoretical arrival time; reserving moves it on. The same code serves one process and
many, because the row lives in the transaction that claims or stores what is to be sent.

Its time is of a clock that nobody sets: the only process of a SQLite file counts by its own monotonic clock, and
begins anew with each start; many processes count by the one clock of their PostgreSQL server.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Float, bindparam, case, cast, func, update

from bot.storage.prepared import Prepared
from bot.storage.tables import budgets
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Rate:
    """per_second: messages a second, 0 = no limit. burst: how many may go at once after a rest."""

    per_second: float
    burst: int = 3


def _take(now: ColumnElement[float]) -> Prepared:
    """The row moved on; returns (free at, now)."""
    later = case((budgets.c.free_at > now, budgets.c.free_at), else_=now) + bindparam("step", type_=Float)
    mine = budgets.c.name == bindparam("budget")
    return Prepared(update(budgets).where(mine).values(free_at=later).returning(budgets.c.free_at, now.label("now")))


_TAKE = _take(bindparam("moment", type_=Float))
_TAKE_SERVER = _take(cast(func.extract("epoch", func.clock_timestamp()), Float))


def reserve(tx: Connection, name: str, rate: Rate, count: int, moment: float) -> float:
    """Take `count` places; returns how many seconds from now the last of them may go.

    moment: seconds on the monotonic clock of the only process; PostgreSQL's own counts there.
    """
    if rate.per_second <= 0 or count == 0:
        return 0.0
    take = _TAKE_SERVER if tx.dialect.name == "postgresql" else _TAKE
    wanted = {"budget": name, "moment": moment, "step": count / rate.per_second}
    row = take.one(tx, wanted)
    if row is None:
        tx.execute(insert(tx, budgets).on_conflict_do_nothing(), {"name": name, "free_at": 0.0})
        row = take.one(tx, wanted)  # in somebody else's, when they were first
        assert row is not None
    ahead: float = row[0] - row[1]
    return max(0.0, ahead - rate.burst / rate.per_second)


def forget(tx: Connection) -> None:
    """The only process starts: what an earlier one reserved was counted by another clock."""
    tx.execute(budgets.delete())
