"""The review log by month on PostgreSQL: old months can be moved or put away whole, and vacuum meets small tables."""

from datetime import date

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

AHEAD = 2
"""Months that have their partition before they begin."""

PATIENCE = "500ms"
"""For a new partition the log must be free for a moment; while it waits for that, every answer waits behind it."""

LOCK = 0x4D4F_4E54_4853
"""Two processes do not make the same partition at once."""

_LOCKED = "55P03"


class Busy(Exception):
    """Somebody reads the whole review log, a dump for instance."""


def prepare(tx: Connection, today: date) -> None:
    """Make the partitions of this month and of those to come. A month that began without one stays in reviews_other.

    Raises Busy where that would hold up answers: with months AHEAD, another hour will do.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
    try:
        cover(tx, today, _month(today, AHEAD))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _LOCKED:
            raise Busy(Busy.__doc__) from None
        raise


def cover(tx: Connection, first: date, last: date) -> None:
    """The same for every month from one date to another: before older answers are copied in."""
    if tx.dialect.name != "postgresql":
        return
    tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    month = _month(first, 0)
    while month <= last:
        after = _month(month, 1)
        name = f"reviews_{month:%Y_%m}"
        if not _exists(tx, name) and not _began(tx, month, after):
            span = f"FROM ('{month}') TO ('{after}')"
            tx.execute(text(f"CREATE TABLE {name} PARTITION OF reviews FOR VALUES {span}"))  # dates and a name of ours
        month = after


def _month(day: date, ahead: int) -> date:
    """The first day of a month."""
    months = day.year * 12 + day.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)


def _exists(tx: Connection, name: str) -> bool:
    return bool(tx.execute(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": name}).scalar())


def _began(tx: Connection, first: date, after: date) -> bool:
    """Whether the month has rows already: they lie in the default partition, and cannot lie in two."""
    query = text("SELECT EXISTS (SELECT FROM reviews_other WHERE study_date >= :first AND study_date < :after)")
    return bool(tx.execute(query, {"first": first, "after": after}).scalar())
