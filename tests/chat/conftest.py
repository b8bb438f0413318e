"""The same stage as the conversations have."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.databases import SqliteFiles
from tests.stage import Stage, on_stage


@pytest_asyncio.fixture
async def sqlite_stage(sqlite_files: SqliteFiles) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_files.fresh()) as opened:
        yield opened
