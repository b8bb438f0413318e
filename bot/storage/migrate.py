"""Bring a database to this code's schema: backup first where there is data, one process at a time.

Alembic is imported only when there is something to do: a normal start reads one row instead.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.storage.database import Database, prepare_place
from bot.storage.tables import REVISION

ADVISORY_LOCK = 0x5354_5544_5942_4F54
"""PostgreSQL: whoever holds this migrates, the others wait and find nothing left to do."""

DEADLOCK = "40P01"
TRIES, REST = 10, 0.5
"""Of a migration that meets deadlocks, and seconds between them."""


class SchemaNewer(Exception):
    """This database was made by a newer Studybot. Update the program, or restore a backup made before."""


class Migrated(StrEnum):
    CREATED = "created"
    UPGRADED = "upgraded"
    CURRENT = "current"


async def migrate(db: Database, scripts: Path, now: datetime, backup: Callable[[str], Any]) -> Migrated:
    """Upgrade `db` to REVISION with the Alembic scripts in `scripts`.

    `backup` is called with the found revision before an existing schema is changed; it raises to stop.
    Raises SchemaNewer when the database is ahead of the code.
    """
    prepare_place(db.url)
    found = await db.transaction(current_revision)
    if found == REVISION:
        return Migrated.CURRENT
    if found is not None:
        if found > REVISION:
            raise SchemaNewer(SchemaNewer.__doc__)
        backup(found)
    await beside_others(db, _upgrade, scripts)
    return Migrated.CREATED if found is None else Migrated.UPGRADED


async def beside_others(db: Database, f: Callable[..., None], *args: Any) -> None:
    """Change the schema while processes of the version before are at work.

    It locks table after table, and they do in another order: of a deadlock that comes of it this may be the victim.
    """
    for left in reversed(range(TRIES)):
        try:
            await db.transaction(f, *args)
            return
        except DBAPIError as error:
            if not left or getattr(error.orig, "sqlstate", None) != DEADLOCK:
                raise
            await asyncio.sleep(REST)


def current_revision(tx: Connection) -> str | None:
    """The revision a database is at; None when it is empty. Revisions are numbers with four digits."""
    if not inspect(tx).has_table("alembic_version"):
        return None
    return tx.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(tx: Connection, scripts: Path) -> None:
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        found = current_revision(tx)  # while this one waited for the lock, others migrated
        if found is not None and found > REVISION:
            raise SchemaNewer(SchemaNewer.__doc__)
    run_alembic(tx, scripts, "upgrade", REVISION)


def run_alembic(tx: Connection, scripts: Path, command: str, revision: str) -> None:
    """Run an Alembic command on an open transaction: DDL commits or vanishes as a whole on both databases."""
    from alembic import command as commands
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = tx
    getattr(commands, command)(config, revision)
