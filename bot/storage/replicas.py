"""Who works on this database: each process has a row that it beats, and what it works on carries its name.

Nobody compares clocks: a process is dead for another when its beat stood still for a while on the other's
own monotonic clock. What a dead process had taken is free again in the same transaction that removes it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.sql import ColumnElement

from bot.storage import budgets
from bot.storage.tables import inbox, leases, outbox, replicas
from bot.storage.upsert import insert

_BEAT = update(replicas).where(replicas.c.owner == bindparam("me")).values(beat=replicas.c.beat + 1)


@dataclass(frozen=True, slots=True)
class Beats:
    """of: process → its beat. known: whether this process still had its row, or had been taken for dead."""

    of: dict[str, int]
    known: bool


def beat(tx: Connection, owner: str, now: datetime) -> Beats:
    """Show that this process is alive; returns everybody's beats."""
    known = bool(tx.execute(_BEAT, {"me": owner}).rowcount)
    if not known:
        tx.execute(insert(tx, replicas).on_conflict_do_nothing(), {"owner": owner, "beat": 0, "since": now})
    rows = tx.execute(select(replicas.c.owner, replicas.c.beat)).all()
    return Beats({row.owner: row.beat for row in rows}, known)


def bury(tx: Connection, owner: str, seen: int) -> bool:
    """Remove a process whose beat is still the one that was seen; what it had taken is free again."""
    gone = tx.execute(replicas.delete().where(replicas.c.owner == owner, replicas.c.beat == seen)).rowcount
    if gone:
        free_orphans(tx)
    return bool(gone)


def leave(tx: Connection, owner: str) -> None:
    """This process stops: others take over at once."""
    tx.execute(replicas.delete().where(replicas.c.owner == owner))
    free_orphans(tx)


def alone(tx: Connection, owner: str, now: datetime) -> None:
    """The only process of an embedded database starts: nobody else holds anything."""
    tx.execute(replicas.delete())
    budgets.forget(tx)
    beat(tx, owner, now)
    free_orphans(tx)


def free_orphans(tx: Connection) -> None:
    """Free what carries the name of a process that is not there."""
    for table, open_states in ((inbox, ["new"]), (outbox, ["claimed", "sending"])):
        orphaned = table.c.state.in_(open_states) & _is_gone(table.c.lease_owner)
        key = next(iter(table.primary_key))
        tx.execute(select(key).where(orphaned).order_by(key).with_for_update())  # as everybody else locks them
        tx.execute(update(table).where(orphaned).values(lease_owner=None))
    tx.execute(leases.delete().where(_is_gone(leases.c.owner)))


def _is_gone(owner: ColumnElement[str]) -> ColumnElement[bool]:
    return owner.isnot(None) & owner.not_in(select(replicas.c.owner))


def lead(tx: Connection, name: str, owner: str) -> bool:
    """Take a job that one process does for all, if nobody has it; returns whether it is ours."""
    tx.execute(insert(tx, leases).on_conflict_do_nothing(), {"name": name, "owner": owner})
    return tx.execute(select(leases.c.owner).where(leases.c.name == name)).scalar() == owner
