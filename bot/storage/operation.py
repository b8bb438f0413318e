"""Facts about running: one text value under a name, such as which bot this database belongs to."""

from sqlalchemy import Connection, bindparam, select

from bot.storage.prepared import Prepared
from bot.storage.tables import operation
from bot.storage.upsert import insert

_GET = Prepared(select(operation.c.value).where(operation.c.name == bindparam("what")))


def get(tx: Connection, name: str) -> str | None:
    row = _GET.one(tx, {"what": name})
    return row[0] if row else None


def put(tx: Connection, name: str, value: str) -> None:
    row = insert(tx, operation).values(name=name, value=value)
    tx.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def add(tx: Connection, name: str, value: str) -> str:
    """Write a value where there is none yet; returns the one that is there now."""
    tx.execute(insert(tx, operation).values(name=name, value=value).on_conflict_do_nothing())
    return get(tx, name) or value
