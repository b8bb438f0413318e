"""INSERT that gives way when the row is there: the one statement the two databases spell by dialect."""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(tx: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT on which `on_conflict_do_nothing` and `on_conflict_do_update` can be called."""
    return sqlite.insert(table) if tx.dialect.name == "sqlite" else postgresql.insert(table)
