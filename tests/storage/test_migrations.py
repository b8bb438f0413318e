"""Migrations and tables say the same; there and back; a fault in the middle leaves nothing behind."""

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from bot.operate.backup import back_up
from bot.settings import shipped
from bot.storage import learners
from bot.storage.database import SQLITE_PROFILE, Database, open_database, parse_url, prepare_place
from bot.storage.migrate import Migrated, SchemaNewer, current_revision, migrate, run_alembic
from bot.storage.tables import REVISION, metadata

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SCRIPTS = shipped("migrations")


async def test_tables_and_migrations_say_the_same(db: Database) -> None:
    def differences(tx: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(tx, opts={"compare_type": True}), metadata))

    assert await db.read(differences) == []


async def test_every_constraint_has_a_name(db: Database) -> None:
    def unnamed(tx: Connection) -> list[str]:
        found = inspect(tx)
        keys = [key for table in metadata.tables for key in found.get_foreign_keys(table)]
        return [str(key) for key in keys if not key["name"]]

    assert await db.read(unnamed) == []


async def test_down_and_up_again(db: Database) -> None:
    await db.transaction(run_alembic, SCRIPTS, "downgrade", "base")
    assert await db.read(lambda tx: inspect(tx).get_table_names()) == ["alembic_version"]
    await db.transaction(run_alembic, SCRIPTS, "upgrade", REVISION)
    assert await db.read(current_revision) == REVISION
    await db.transaction(learners.meet, 1, "en", NOW)


async def test_the_newest_revision_is_the_one_the_code_wants() -> None:
    newest = sorted(path.name for path in (SCRIPTS / "versions").glob("[0-9]*.py"))[-1]
    assert newest.startswith(f"{REVISION}_")


async def test_a_current_database_is_left_alone(db: Database) -> None:
    assert await migrate(db, SCRIPTS, NOW, pytest.fail) is Migrated.CURRENT


async def test_a_newer_database_is_refused(db: Database) -> None:
    await db.transaction(lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(SchemaNewer, match="newer Studybot"):
        await migrate(db, SCRIPTS, NOW, pytest.fail)


async def test_an_older_database_is_backed_up_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    db = open_database(url)
    await migrate(db, SCRIPTS, NOW, pytest.fail)
    await db.transaction(learners.meet, 1, "en", NOW)
    await db.transaction(lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '0000'")))
    made = []

    def backup(found: str) -> None:
        made.append(back_up(db.url, tmp_path / "backups", found, NOW))
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        await migrate(db, SCRIPTS, NOW, backup)
    await db.close()
    (copy,) = made
    assert copy is not None and stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT count(*) FROM learners").fetchone() == (1,)


async def test_a_fault_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'x.db'}")

    def half(tx: Connection) -> None:
        run_alembic(tx, SCRIPTS, "upgrade", REVISION)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await db.transaction(half)
    assert await db.read(lambda tx: inspect(tx).get_table_names()) == []
    await db.close()


async def test_places_are_private(tmp_path: Path) -> None:
    file = tmp_path / "data" / "x.db"
    prepare_place(parse_url(f"sqlite:///{file}"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_the_profile_of_sqlite(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'x.db'}")

    def profile(tx: Connection) -> dict[str, object]:
        return {name: tx.exec_driver_sql(f"PRAGMA {name}").scalar() for name in SQLITE_PROFILE}

    assert await db.transaction(profile) == SQLITE_PROFILE
    await db.close()


@pytest.mark.parametrize(
    "text_", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+asyncpg://u:p@h/d?sslmode=require"]
)
def test_urls_as_hosting_platforms_write_them(text_: str) -> None:
    url = parse_url(text_)
    assert url.drivername == "postgresql+asyncpg"
    assert "sslmode" not in url.query
