"""A stage on SQLite for most conversations; on both databases where the test asks for `both`."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.databases import SqliteFiles
from tests.stage import Stage, on_stage


@pytest_asyncio.fixture
async def stage(sqlite_files: SqliteFiles) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_files.fresh()) as opened:
        yield opened


@pytest_asyncio.fixture
async def both(database_url: str) -> AsyncIterator[Stage]:
    async with on_stage(database_url) as opened:
        yield opened
