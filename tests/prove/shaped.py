"""Rows that are the same on several shapes, and rows that need no process of their own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from tests.databases import migrate_now
from tests.prove.proof import Figure, Proof, Run
from tests.prove.server import PostgresProcess
from tests.prove.world import Shape
from tests.stage import Stage, on_stage

KINDS = ("sqlite", "postgresql")


def shaped(
    item: str,
    wanted: str,
    prove: Callable[[Run, Shape], Awaitable[Figure]],
    *shapes: Shape,
    seconds: float,
    what: str = "",
    busy: bool = False,
) -> list[Proof]:
    """One row for each shape."""

    async def on(shape: Shape, run: Run) -> Figure:
        return await prove(run, shape)

    return [Proof(item, f"{what}{shape}", wanted, partial(on, shape), seconds, busy) for shape in shapes]


def databases(
    item: str,
    wanted: str,
    prove: Callable[[Run, str], Awaitable[Figure]],
    variant: str,
    *,
    seconds: float,
    busy: bool = False,
) -> list[Proof]:
    """One row for each kind of database."""

    async def on(kind: str, run: Run) -> Figure:
        return await prove(run, kind)

    return [Proof(item, f"{variant}{kind}", wanted, partial(on, kind), seconds, busy) for kind in KINDS]


@asynccontextmanager
async def database(run: Run, kind: str) -> AsyncIterator[str]:
    """The URL of an empty, migrated database of a server of our own."""
    if kind == "sqlite":
        url = f"sqlite:///{run.folder / 'studybot.db'}"
        migrate_now(url)
        yield url
        return
    postgres = PostgresProcess()
    try:
        await postgres.start()
        url = await postgres.create("studybot")
        migrate_now(url)
        yield url
    finally:
        await postgres.close()


@asynccontextmanager
async def in_process(run: Run, kind: str) -> AsyncIterator[Stage]:
    """The real application over the simulated Telegram, with a clock that is moved, on a real database."""
    async with database(run, kind) as url, on_stage(url) as stage:
        yield stage
