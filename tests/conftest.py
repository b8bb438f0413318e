"""What every test can ask for."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from bot.operate.logging import set_up
from bot.storage.database import Database, open_database
from tests.databases import Postgres, SqliteFiles, postgres

os.environ.setdefault("PTB_TIMEDELTA", "1")  # as app.build does; parametrized errors are made before


@pytest.fixture(autouse=True)
def logs_as_in_operation() -> None:
    set_up("DEBUG", "text")


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with postgres(tmp_path_factory.mktemp("pg")) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated, empty database; every test that asks runs on both."""
    maker: SqliteFiles | Postgres = request.getfixturevalue(
        "sqlite_files" if request.param == "sqlite" else "postgres_server"
    )
    return maker.fresh()


@pytest_asyncio.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url)
    yield database
    await database.close()
