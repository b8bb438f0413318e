"""Facts about running: one text value under a name, such as which bot this database belongs to."""

from sqlalchemy import Connection, select

from bot.storage.tables import operation
from bot.storage.upsert import insert


def get(tx: Connection, name: str) -> str | None:
    return tx.execute(select(operation.c.value).where(operation.c.name == name)).scalar()


def put(tx: Connection, name: str, value: str) -> None:
    row = insert(tx, operation).values(name=name, value=value)
    tx.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
