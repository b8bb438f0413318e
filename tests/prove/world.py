"""A world to break things in: the simulated Telegram, one database, and replicas as a user starts them."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, text

from bot.demo.telegram import Telegram
from bot.demo.telegram.server import Server
from bot.storage.database import Database, open_database
from tests.databases import migrate_now
from tests.ports import free_port
from tests.processes.bots import BotProcess, until
from tests.prove.balancer import Balancer
from tests.prove.proof import Run
from tests.prove.server import PostgresProcess
from tests.stage import SUBJECTS

PATIENCE = 60.0


@dataclass(frozen=True)
class Shape:
    """kind: sqlite or postgresql. way: polling or webhook."""

    kind: str
    way: str
    replicas: int = 1

    def __str__(self) -> str:
        many = f", {self.replicas} replicas" if self.replicas > 1 else ""
        return f"{self.kind}, {self.way}{many}"


SHAPES = tuple(Shape(kind, way) for kind in ("sqlite", "postgresql") for way in ("polling", "webhook"))
REPLICAS = (Shape("postgresql", "polling", 3), Shape("postgresql", "webhook", 3))
POLLING = tuple(shape for shape in SHAPES if shape.way == "polling")
POSTGRES = tuple(shape for shape in SHAPES if shape.kind == "postgresql")
TWO_AND_MANY = (SHAPES[0], SHAPES[3], REPLICAS[1])
"""One of each database and way in, and several replicas: where more shapes would only take more time."""


class World:
    """Made by `world`. Everything in it ends with it."""

    def __init__(self, run: Run, shape: Shape, url: str, postgres: PostgresProcess | None, limits: bool) -> None:
        self.run = run
        self.shape = shape
        self.url = url
        self.postgres = postgres
        self.telegram = Telegram(lambda: datetime.now(UTC), limits=limits, seed=run.seed)
        self.server = Server(self.telegram)
        self.bots: list[BotProcess] = []
        self.balancer: Balancer | None = None
        self._db: Database | None = None

    async def open(self, settings: Mapping[str, str]) -> None:
        await self.server.start()
        ports = [free_port() for _ in range(self.shape.replicas)]
        hook: dict[str, str] = {}
        if self.shape.way == "webhook":
            self.balancer = Balancer(ports)
            await self.balancer.start()
            hook = {"WEBHOOK_URL": f"http://127.0.0.1:{self.balancer.port}"}
        for number, port in enumerate(ports):
            folder = self.run.folder / f"replica{number}"
            folder.mkdir()
            chosen = {"DATABASE_URL": self.url, "PORT": str(port), "LOG_LEVEL": "INFO", **hook, **settings}
            self.bots.append(BotProcess(folder, self.server, self.run.sabotage, **chosen))

    @property
    def bot(self) -> BotProcess:
        return self.bots[0]

    async def start(self) -> None:
        """Start every replica, and return when updates are taken."""
        for bot in self.bots:
            await bot.start()
        await self.taking()

    async def taking(self) -> None:
        """Wait until every replica serves, and the server knows where updates go."""
        for bot in self.bots:
            await bot.ready(2 * PATIENCE)
        if self.shape.way == "webhook":
            await until(lambda: self.telegram.webhook["url"], PATIENCE)
        else:
            asked = self.server.asked
            await until(lambda: self.server.asked > asked or self.telegram.allowed is not None, PATIENCE)

    async def close(self) -> None:
        for bot in self.bots:
            if bot.running:
                await bot.kill()
        if self._db is not None:
            await self._db.close()
        if self.balancer is not None:
            await self.balancer.stop()
        await self.server.stop()

    # --- what stands in the database

    @property
    def db(self) -> Database:
        """Read beside the replicas."""
        if self._db is None:
            self._db = open_database(self.url)
        return self._db

    async def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        def read(tx: Connection) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in tx.execute(text(sql), values)]

        return await self.db.read(read)

    async def number(self, sql: str, **values: Any) -> int:
        return int((await self.rows(sql, **values))[0][0] or 0)

    async def waiting(self) -> int:
        """Updates stored and not handled."""
        return await self.number("SELECT count(*) FROM inbox WHERE state = 'new'")

    async def drained(self, patience: float = PATIENCE) -> bool:
        """Wait until Telegram holds nothing back and the inbox is empty; False when that does not come."""

        async def empty() -> bool:
            return not self.telegram.updates and not await self.waiting()

        return await eventually(empty, patience)

    async def settled(self, patience: float = PATIENCE, *, held: bool = False) -> bool:
        """Wait until nothing is on its way out; with `held`, also what may have arrived and is sent once more."""
        states = "'ready', 'claimed', 'sending'" + (", 'held'" if held else "")

        async def quiet() -> bool:
            return not await self.number(f"SELECT count(*) FROM outbox WHERE state IN ({states})")

        return await eventually(quiet, patience)

    def said(self) -> str:
        """Everything the replicas logged."""
        return "\n".join(bot.said() for bot in self.bots)


async def eventually(condition: Callable[[], Awaitable[bool]], patience: float) -> bool:
    """Wait until something is the case; False when that does not come."""
    ends = time.monotonic() + patience
    while not await condition():
        if time.monotonic() > ends:
            return False
        await asyncio.sleep(0.2)
    return True


@asynccontextmanager
async def world(run: Run, shape: Shape, *, limits: bool = False, **settings: str) -> AsyncIterator[World]:
    """An empty, migrated database and replicas that are not started yet."""
    postgres = None
    if shape.kind == "postgresql":
        postgres = PostgresProcess()
        await postgres.start()
        url = await postgres.create("studybot")
    else:
        (run.folder / "data").mkdir(mode=0o700, exist_ok=True)
        url = f"sqlite:///{run.folder / 'data' / 'studybot.db'}"
    made: World | None = None
    try:
        await asyncio.to_thread(migrate_now, url)
        made = World(run, shape, url, postgres, limits)
        await made.open({"CONTENT_DIR": str(SUBJECTS / "tea"), **settings})
        yield made
    finally:
        if made is not None:
            await made.close()
        if postgres is not None:
            await postgres.close()
