"""One database belongs to one bot, whoever comes when."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, text

from bot.app import open_storage
from bot.settings import Settings
from bot.storage.database import Database, open_database
from bot.storage.ownership import OtherBot, bot_of, claim

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def chosen(url: str, token: str) -> Settings:
    return Settings(_env_file=None, bot_token=SecretStr(token), database_url=url)


@pytest.mark.parametrize(("token", "bot"), [("424242:abc", 424242), ("abc", None), ("", None), ("٣:x", None)])
def test_a_token_begins_with_its_bot(token: str, bot: int | None) -> None:
    assert bot_of(token) == bot


async def test_of_bots_that_come_at_once_one_has_the_database(db: Database) -> None:
    async def come(bot: int) -> int | None:
        try:
            await db.transaction(claim, bot, bot)
        except OtherBot:
            return None
        return bot

    first = [one for one in await asyncio.gather(*map(come, range(1, 6))) if one is not None]
    assert len(first) == 1
    assert [await come(bot) for bot in range(1, 6)] == [bot if bot in first else None for bot in range(1, 6)]


async def test_another_bot_changes_nothing_not_even_an_older_schema(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ours.db'}"
    db, _ = await open_storage(chosen(url, "1:x"), lambda: NOW, 1)

    await db.transaction(claim, 1, 1)

    def grow_old(tx: Connection) -> None:
        tx.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    await db.transaction(grow_old)
    await db.close()
    with pytest.raises(OtherBot):
        await open_storage(chosen(url, "2:x"), lambda: NOW, 2)
    db = open_database(url)
    found = await db.read(lambda tx: tx.execute(text("SELECT version_num FROM alembic_version")).scalar())
    await db.close()
    assert found == "0001"
