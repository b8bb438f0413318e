"""Migrations and tables say the same; there and back; a fault in the middle leaves nothing behind."""

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, select, text

from bot.operate.backup import back_up
from bot.settings import shipped
from bot.storage import learners, months, questions, reviews, tables
from bot.storage.database import SQLITE_PROFILE, Database, open_database, parse_url, prepare_place
from bot.storage.migrate import Migrated, SchemaNewer, current_revision, migrate, run_alembic
from bot.storage.reviews import Review
from bot.storage.tables import REVISION, metadata
from tests.databases import Postgres, differences

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SCRIPTS = shipped("migrations")


async def test_tables_and_migrations_say_the_same(db: Database) -> None:
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


async def test_the_review_log_is_kept_by_month_on_postgresql(postgres_server: Postgres) -> None:
    """Answers go to the partition of their month; down and up again keeps every row and its number."""
    db = open_database(postgres_server.fresh())

    def answer(tx: Connection, number: int, day: date) -> None:
        learners.meet(tx, 7, "en", NOW)
        question = questions.register(tx, [("tea", "q")], NOW)["tea", "q"]
        assert reviews.add(tx, Review(7, question, number, NOW, day, True))
        assert not reviews.add(tx, Review(7, question, number, NOW, day, True)), "counted once"

    def where(tx: Connection) -> list[tuple[int, str]]:
        rows = tx.execute(text("SELECT asking_id, tableoid::regclass::text FROM reviews ORDER BY asking_id"))
        return [(row[0], row[1]) for row in rows]

    await db.transaction(answer, 1, date(2026, 10, 31))  # before anything was prepared
    for _ in range(2):
        await db.transaction(months.prepare, date(2026, 11, 25))
    await db.transaction(answer, 2, date(2026, 11, 30))
    await db.transaction(answer, 3, date(2026, 12, 1))
    await db.transaction(months.prepare, date(2026, 10, 31))  # a month that has begun stays where it is
    assert await db.read(where) == [(1, "reviews_other"), (2, "reviews_2026_11"), (3, "reviews_2026_12")]
    numbers = await db.read(lambda tx: list(tx.execute(select(tables.reviews.c.id)).scalars()))
    await db.transaction(run_alembic, SCRIPTS, "downgrade", "0004")
    assert {table for _, table in await db.read(where)} == {"reviews"}
    await db.transaction(run_alembic, SCRIPTS, "upgrade", REVISION)
    await db.transaction(answer, 4, date(2026, 12, 1))
    after = await db.read(lambda tx: list(tx.execute(select(tables.reviews.c.id)).scalars()))
    assert set(numbers) < set(after) and len(after) == 4
    await db.close()
