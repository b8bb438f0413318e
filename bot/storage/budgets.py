"""Sending budgets as one row each: the generic cell rate algorithm (GCRA, ITU-T I.371).

The row holds the theoretical arrival time; reserving moves it on. The same code serves one process and
many, because the row lives in the transaction that claims or stores what is to be sent.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.storage.prepared import Prepared
from bot.storage.tables import budgets
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Rate:
    """per_second: messages a second, 0 = no limit. burst: how many may go at once after a rest."""

    per_second: float
    burst: int = 3


_FREE_AT = Prepared(select(budgets.c.free_at).where(budgets.c.name == bindparam("budget")).with_for_update())
_MOVE = Prepared(update(budgets).where(budgets.c.name == bindparam("budget")).values(free_at=bindparam("at")))


def reserve(tx: Connection, name: str, rate: Rate, count: int, now: datetime) -> float:
    """Take `count` places; returns how many seconds from now the last of them may go."""
    if rate.per_second <= 0 or count == 0:
        return 0.0
    moment = now.timestamp()
    row = _FREE_AT.one(tx, {"budget": name})
    if row is None:
        tx.execute(insert(tx, budgets).on_conflict_do_nothing(), {"name": name, "free_at": moment})
        row = _FREE_AT.one(tx, {"budget": name})  # somebody else's, when they were first
        assert row is not None
    free_at: float = max(row[0], moment) + count / rate.per_second
    _MOVE.change(tx, {"budget": name, "at": free_at})
    return max(0.0, free_at - moment - rate.burst / rate.per_second)
