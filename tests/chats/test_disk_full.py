"""The database's disk is full: notes are still answered, nothing is confirmed or lost, the owner hears of it once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import Connection

from bot.storage import reviews
from bot.storage.database import DatabaseAway, DiskFull
from tests.chats.questions import right_letter
from tests.databases import SqliteFiles
from tests.stage import Stage, on_stage

OWNER = 1001


def limit_pages(tx: Connection, more: int) -> None:
    """Let the file grow by so many pages and no further: SQLite's own way to be full."""
    pages = tx.exec_driver_sql("PRAGMA page_count").scalar_one()
    tx.exec_driver_sql(f"PRAGMA max_page_count = {pages + more}")


async def comes_again(stage: Stage, updates: list[dict[str, object]], times: int = 3) -> None:
    """Telegram brings unconfirmed updates again and again."""
    for _ in range(times):
        with pytest.raises(DiskFull):
            await stage.app.intake.receive(updates)
        await stage.app.settle()


async def test_a_full_disk(sqlite_files: SqliteFiles) -> None:
    async with on_stage(sqlite_files.fresh(), owners=(OWNER,)) as stage:
        olga, maya = stage.person("Olga"), stage.person("Maya")
        assert olga.id == OWNER
        await olga.says("/start")
        question = await maya.says("/quiz 1")
        said = len(maya.chat.shown)

        await stage.db.transaction(limit_pages, 0)
        # an update of two megabytes needs pages that are not there, whatever is free inside the file
        maya.person.says("what is matcha")
        maya.person.presses(right_letter(stage, question.message))
        updates = stage.telegram.take_updates()
        updates[1]["padding"] = "x" * 2_000_000
        await comes_again(stage, updates)
        new = [message.text for message in maya.chat.shown[said:] if message.from_bot]
        assert [text.split("\n")[0] for text in new] == ["Matcha"], "answered once, from memory"
        assert await stage.db.read(reviews.totals, maya.id) == (0, 0)
        told = [m.text for m in olga.chat.shown if "disk" in m.text]
        assert told == [stage.app.services.texts.speech("en").plain("owner-disk-full")]

        await stage.db.transaction(limit_pages, 100_000)
        await stage.app.intake.receive(updates)
        await stage.app.settle()
        assert await stage.db.read(reviews.totals, maya.id) == (1, 1), "nothing was lost"
        assert maya.last.text.startswith("Matcha") and question.message.text.startswith("Right. ")
        assert sum(m.text.startswith("Matcha") for m in maya.chat.shown) == 1, "and nothing is said twice"


def without_patience(tx: Connection) -> None:
    tx.exec_driver_sql("PRAGMA busy_timeout = 0")


@contextmanager
def somebody_writes(url: str) -> Iterator[None]:
    """Another program holds the file."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


async def test_a_polls_state_takes_no_look_up_away(sqlite_files: SqliteFiles) -> None:
    """The votes of others come along all day, and nobody waits for them."""
    url = sqlite_files.fresh()
    async with on_stage(url) as stage:
        maya = stage.person("Maya")
        await stage.db.transaction(without_patience)
        maya.person.says("what is matcha")
        updates = [
            {"update_id": 1, "poll": {"id": "7", "question": "?", "options": []}},
            *stage.telegram.take_updates(),
        ]
        with somebody_writes(url), pytest.raises(DatabaseAway):
            await stage.app.intake.receive(updates)
        assert maya.last.text.startswith("Matcha")


async def test_a_text_that_something_waits_for_is_taken_when_the_database_is_back(sqlite_files: SqliteFiles) -> None:
    """From memory it looked like a question for the notes, which answers nothing that was asked."""
    url = sqlite_files.fresh()
    async with on_stage(url) as stage:
        maya = stage.person("Maya")
        await maya.says("/daily")
        await stage.db.transaction(without_patience)
        maya.person.says("oolong")
        updates = stage.telegram.take_updates()
        with somebody_writes(url), pytest.raises(DatabaseAway):
            await stage.app.intake.receive(updates)
        assert maya.last.text.startswith("Oolong")
        await stage.app.intake.receive(updates)
        await stage.app.settle()
        assert maya.last.text == "Do you mean one of these?"
