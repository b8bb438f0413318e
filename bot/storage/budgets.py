"""Sending budgets as one row each: the generic cell rate algorithm (GCRA, ITU-T I.371).

The row holds the theoretical arrival time; reserving moves it on. The same code serves one process and
many, because the row lives in the transaction that claims or stores what is to be sent.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.storage.tables import budgets
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Rate:
    """per_second: messages a second, 0 = no limit. burst: how many may go at once after a rest."""

    per_second: float
    burst: int = 3


_FREE_AT = select(budgets.c.free_at).where(budgets.c.name == bindparam("budget")).with_for_update()
_MOVE = update(budgets).where(budgets.c.name == bindparam("budget")).values(free_at=bindparam("at"))


def reserve(tx: Connection, name: str, rate: Rate, count: int, now: datetime) -> float:
    """Take `count` places; returns how many seconds from now the last of them may go."""
    if rate.per_second <= 0 or count == 0:
        return 0.0
    moment = now.timestamp()
    free_at: float | None = tx.execute(_FREE_AT, {"budget": name}).scalar()
    if free_at is None:
        tx.execute(insert(tx, budgets).on_conflict_do_nothing(), {"name": name, "free_at": moment})
        free_at = tx.execute(_FREE_AT, {"budget": name}).scalar_one()  # somebody else's, when they were first
    free_at = max(free_at, moment) + count / rate.per_second
    tx.execute(_MOVE, {"budget": name, "at": free_at})
    return max(0.0, free_at - moment - rate.burst / rate.per_second)
