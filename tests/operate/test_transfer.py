"""Moving house: everything from SQLite to PostgreSQL, counted, and the bot goes on there."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text

from bot.operate import transfer as transferring
from bot.operate.transfer import STAYS, CannotTransfer, tables, transfer
from bot.storage import learners, operation, questions, replicas
from bot.storage.database import open_database
from bot.storage.only import OnlyOne, only_one, signed_on
from bot.storage.tables import cards, metadata
from tests.databases import Postgres, SqliteFiles
from tests.stage import on_stage

NOW = datetime(2026, 11, 25, tzinfo=UTC)
PEOPLE, CARDS = 120, 100


def fill(tx: Connection) -> None:
    """More cards than one batch, under a key of two columns."""
    numbers = sorted(questions.register(tx, [("big", f"q{number}") for number in range(CARDS)], NOW).values())
    for person in range(1, PEOPLE + 1):
        learners.meet(tx, person * 10**10, "en", NOW)
    about = {"due": NOW, "stability": 2.5, "difficulty": 5.0, "last_review": NOW, "reviews": 1, "lapses": 0}
    rows = [
        {"user_id": person * 10**10, "question_id": number, "algorithm": 1, **about}
        for person in range(1, PEOPLE + 1)
        for number in numbers
    ]
    tx.execute(insert(cards), rows)


def everything(tx: Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: sorted((tuple(row) for row in tx.execute(select(table))), key=repr)
        for table in metadata.sorted_tables
        if table.name not in STAYS
    }


@pytest.mark.parametrize("back", [False, True], ids=["to PostgreSQL", "and back"])
async def test_everything_moves_and_the_bot_goes_on(
    sqlite_files: SqliteFiles, postgres_server: Postgres, back: bool
) -> None:
    old_url, new_url = sqlite_files.fresh(), postgres_server.fresh()
    if back:
        old_url, new_url = new_url, old_url
    async with on_stage(old_url) as stage:
        maya = stage.person("Maya")
        await maya.says("/quiz 3")
        await maya.presses("A")
        await stage.db.transaction(fill)
    source, target = open_database(old_url), open_database(new_url)
    seen: list[tuple[str, int, int]] = []
    copied = await transfer(source, target, lambda *step: seen.append(step))
    assert await source.read(everything) == await target.read(everything)
    if not back:
        kept = "SELECT count(*), count(*) FILTER (WHERE tableoid = 'reviews_other'::regclass) FROM reviews"
        assert await target.read(lambda tx: tuple(tx.execute(text(kept)).one())) == (1, 0), "each in its month"
    assert {one.table for one in copied} == {table.name for table in tables()}
    assert ("cards", PEOPLE * CARDS + 1, PEOPLE * CARDS + 1) in seen
    with pytest.raises(CannotTransfer, match="not empty"):
        await transfer(source, target, lambda *_step: None)
    await source.close()
    await target.close()
    async with on_stage(new_url) as stage:
        stage.telegram.next_update += 1_000  # the same Telegram goes on counting
        maya = stage.person("Maya")
        assert (await maya.says("/progress")).text.startswith("1 of 20 seen")
        assert "1 of 2" in (await maya.says("/quiz 2")).seen[-1].text  # new rows get numbers that are free


def studybot(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *arguments]
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_on_the_command_line(tmp_path: Path, sqlite_files: SqliteFiles) -> None:
    source, target = sqlite_files.fresh(), f"sqlite:///{tmp_path / 'new.db'}"
    done = studybot(tmp_path, "migrate", "--from", source, "--to", target)
    assert done.returncode == 0, done.stderr
    assert "tables copied, and counted on both sides." in done.stdout
    for arguments, words in (
        (("--from", source), "--from and --to go together"),
        (("--from", source, "--to", source), "the same database"),
        (("--from", f"sqlite:///{tmp_path}/nothing.db", "--to", target), "There is no file"),
        (("--from", source, "--to", "mysql://x"), "DATABASE_URL is not one of"),
    ):
        refused = studybot(tmp_path, "migrate", *arguments)
        assert refused.returncode in {1, 2} and words in refused.stderr and "Traceback" not in refused.stderr


@pytest.mark.parametrize("running", ["source", "target"])
async def test_a_database_on_which_a_bot_runs_is_not_copied(
    sqlite_files: SqliteFiles, postgres_server: Postgres, running: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transferring, "BEATS", 0.1)
    source, target = open_database(sqlite_files.fresh()), open_database(postgres_server.fresh())
    alive = source if running == "source" else target
    await alive.transaction(replicas.beat, "killed", NOW)  # its row stays, and beats no more
    await transfer(source, target, lambda *_step: None)

    async def beats() -> None:
        while True:
            await alive.transaction(replicas.beat, "alive", NOW)
            await asyncio.sleep(0.01)

    beating = asyncio.create_task(beats())
    await asyncio.sleep(0.05)
    with pytest.raises(CannotTransfer, match="running"):
        await transfer(source, target, lambda *_step: None)
    beating.cancel()
    await asyncio.gather(beating, return_exceptions=True)
    await source.close()
    await target.close()


async def test_nothing_is_lost_where_nothing_was(sqlite_files: SqliteFiles, postgres_server: Postgres) -> None:
    source, target = open_database(sqlite_files.fresh()), open_database(postgres_server.fresh())
    await target.transaction(operation.put, "bot", "1")
    with pytest.raises(CannotTransfer, match="operation has rows"):
        await transfer(source, target, lambda *_step: None)
    await source.close()
    await target.close()


def test_who_was_killed_is_known_to_the_next_one(tmp_path: Path) -> None:
    folder = tmp_path / "processes"
    with signed_on(folder, "first") as gone:
        assert gone == []
        with signed_on(folder, "second") as gone:
            assert gone == [], "the first one lives"
    assert list(folder.iterdir()) == [], "both left in order"
    (folder / "killed").touch()  # its lock went with it, its file stays
    with signed_on(folder, "third") as gone:
        assert gone == ["killed"]
    (tmp_path / "file").touch()
    with signed_on(tmp_path / "file", "fourth") as gone:
        assert gone == [], "a folder that cannot be made stops nobody"


def test_one_process_for_one_file(tmp_path: Path) -> None:
    file = tmp_path / "studybot.db"
    with only_one(file), pytest.raises(OnlyOne, match="Another Studybot"), only_one(file, patience=0.2):
        pass
    with only_one(file), only_one(None):
        pass
