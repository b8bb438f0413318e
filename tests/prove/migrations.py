"""F29: every revision up, down and up with rows in it, a fault in the middle of each; and versions side by side."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Date, Float, Table, Text, event, insert, inspect, text

from bot.demo.telegram.server import Server
from bot.settings import shipped
from bot.storage.database import Database, open_database
from bot.storage.migrate import beside_others, run_alembic
from bot.storage.tables import REVISION, cards, learners, metadata, questions, reviews
from bot.storage.types import Indexes, Json, Utc
from tests.databases import differences
from tests.ports import free_port
from tests.processes.bots import BotProcess, new_server
from tests.prove.people import Learner, all_of, owed, progress
from tests.prove.proof import Figure, Proof, Run
from tests.prove.server import PostgresProcess
from tests.prove.shaped import database, databases, shaped
from tests.prove.world import REPLICAS, SHAPES, Shape, World, world

SCRIPTS = shipped("migrations")
FIRST = frozenset({"learners", "questions", "reviews", "cards"})
"""Tables that the first revision made, and that no later one may take away."""

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def _revisions() -> list[str]:
    return sorted(path.name[:4] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))


async def migrations(run: Run, kind: str) -> Figure:
    """With rows in it: every revision up, down and up; then a fault at every n-th statement of each step."""
    rows = run.count(10_000, 500)
    steps = faults = lost = 0
    async with database(run, kind) as url:
        db = open_database(url)
        await db.transaction(_fill, rows)
        filled = await db.read(_counts)
        known = ["base", *_revisions()]
        for lower, upper in zip(known[-2:0:-1], known[:1:-1], strict=False):
            for command, target in (("downgrade", lower), ("upgrade", upper)):
                hit = await _faults_at_each(db, command, target, 1 if run.full else 3)
                faults += hit[0]
                lost += hit[1]
                await db.transaction(run_alembic, SCRIPTS, command, target)
                steps += 1
                if command == "downgrade":  # a table that this takes away comes back empty
                    now = await db.read(_counts)
                    filled = {name: count for name, count in filled.items() if name in now or name in FIRST}
                lost += await _missing(db, filled)
            await db.transaction(run_alembic, SCRIPTS, "downgrade", lower)
        await db.transaction(run_alembic, SCRIPTS, "upgrade", REVISION)
        lost += await _missing(db, filled)
        odd = await db.read(differences)
        await db.close()
    good = not lost and not odd and steps == 2 * (len(known) - 2) and faults > 0
    line = f"{rows} rows, {steps} steps, {faults} faults: {lost} rows lost, {len(odd)} differences to the tables"
    return Figure(line, good)


def _fill(tx: Connection, rows: int) -> None:
    """Learners, their answers and cards, and some rows of everything else."""
    people = max(1, rows // 20)
    tx.execute(insert(questions), [{"id": n, "subject": "tea", "key": f"q{n}"} for n in range(1, 21)])
    tx.execute(insert(learners), [{"user_id": u, "created_at": NOW, "zone": "UTC"} for u in range(1, people + 1)])
    answered = [
        {
            "user_id": u,
            "question_id": q,
            "asking_id": u * 100 + q,
            "at": NOW,
            "study_date": NOW.date(),
            "correct": True,
            "guessed": False,
            "kind": "answer",
        }
        for u in range(1, people + 1)
        for q in range(1, 21)
    ]
    tx.execute(insert(reviews), answered)
    card = {"due": NOW, "stability": 1.0, "difficulty": 5.0, "last_review": NOW, "reviews": 1, "lapses": 0}
    tx.execute(
        insert(cards),
        [{"user_id": u, "question_id": q, "algorithm": 1, **card} for u in range(1, people + 1) for q in range(1, 21)],
    )

    for table in metadata.sorted_tables:
        if table.name not in FIRST:
            tx.execute(insert(table), [_row(table, number) for number in range(1, people + 1)])


def _row(table: Table, number: int) -> dict[str, Any]:
    """What a row needs, as different from the others as a key must be."""
    needed = [c for c in table.columns if not c.nullable and c.server_default is None]
    return {c.name: _value(c, number) for c in needed if c is not table.autoincrement_column}


def _value(column: Column[Any], number: int) -> Any:
    if any(key.column.table.name == "questions" for key in column.foreign_keys):
        return 1 + number % 20
    values = {Utc: NOW, Date: NOW.date(), Boolean: False, Float: 1.0, Json: {}, Indexes: (), Text: str(number)}
    return values.get(type(column.type), number)


def _counts(tx: Connection) -> dict[str, int]:
    names = [name for name in inspect(tx).get_table_names() if name in metadata.tables]
    return {name: int(tx.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()) for name in names}


async def _missing(db: Database, before: dict[str, int]) -> int:
    after = await db.read(_counts)
    return sum(abs(count - after.get(name, 0)) for name, count in before.items())


class Fault(Exception):
    """On purpose."""


async def _faults_at_each(db: Database, command: str, target: str, step: int) -> tuple[int, int]:
    """(faults, rows lost): the step is broken off after each n-th statement, and everything must be as before."""
    before, schema = await db.read(_counts), await db.read(_schema)
    faults = lost = 0
    while True:
        after = 1 + faults * step

        def broken(tx: Connection, after: int = after) -> None:
            count = 0

            def strike(*_: Any) -> None:
                nonlocal count
                count += 1
                if count > after:
                    raise Fault

            event.listen(tx, "before_cursor_execute", strike)
            try:
                run_alembic(tx, SCRIPTS, command, target)
            finally:
                event.remove(tx, "before_cursor_execute", strike)

        try:
            await db.transaction(_undone, broken)
        except Undone:
            return faults, lost
        except Exception as error:
            if not isinstance(error, Fault) and not isinstance(error.__cause__, Fault):
                raise
        faults += 1
        lost += await _missing(db, before) + (await db.read(_schema) != schema)


class Undone(Exception):
    """The whole step went through without meeting its fault; it is taken back."""


def _undone(tx: Connection, broken: Any) -> None:
    broken(tx)
    raise Undone


def _schema(tx: Connection) -> list[str]:
    if tx.dialect.name == "sqlite":
        return sorted(str(row[0]) for row in tx.execute(text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")))
    sql = "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns"
    return sorted(str(row[0]) for row in tx.execute(text(f"{sql} WHERE table_schema = 'public'")))


# --- versions side by side


async def newer(run: Run, shape: Shape) -> Figure:
    """A newer version expands the schema under a running bot: that one goes on, another old one does not start."""
    async with world(run, shape) as here:
        await here.start()
        people = [Learner(here.telegram.user(f"P{number}")) for number in range(8)]
        playing = [asyncio.create_task(one.play()) for one in people]
        await progress(people, 5)
        await beside_others(here.db, _expand)
        before = sum(len(one.pressed) for one in people)
        await progress(people, run.count(300, 20))
        goes_on = sum(len(one.pressed) for one in people) - before
        folder = run.folder / "older"
        folder.mkdir()
        if shape.kind == "sqlite":
            for one in people:
                one.stopping = True
            trouble = await all_of(playing)
            await here.drained()
            await here.bot.terminate()
        code, said = await _start_older(folder, here)
        for one in people:
            one.stopping = True
        trouble = await all_of(playing)
        drained = here.shape.kind == "sqlite" or await here.drained()
        found = await owed(here, people)
    refused = code == 1 and "made by a newer Studybot" in said and "Traceback" not in said
    good = refused and goes_on >= 20 and found.fair and drained and not trouble
    line = f"schema of the future: {goes_on} more answers by the running one; an old one is refused: {refused}; {found}"
    return Figure(line, good, [*trouble, said[-500:]])


def _expand(tx: Connection) -> None:
    """What an expanding migration of some later version may do."""
    for table in ("learners", "inbox", "outbox", "askings", "reviews", "cards", "sessions", "subscriptions"):
        tx.execute(text(f"ALTER TABLE {table} ADD COLUMN of_the_future INTEGER"))
    tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))


async def _start_older(folder: Path, here: World) -> tuple[int, str]:
    settings = {"DATABASE_URL": here.url, "DATA_DIR": str(here.run.folder / "data"), "PORT": str(free_port())}
    bot = BotProcess(folder, here.server, **settings)
    await bot.start()
    return await bot.ended()


async def at_once(run: Run) -> Figure:
    """Three start at the same moment on an empty database: one migrates, all run."""
    times, running, odd = run.count(10, 1), 0, list[str]()
    server, postgres = new_server(), PostgresProcess()
    await server.start()
    try:
        await postgres.start()
        for number in range(times):
            url = await postgres.create(f"empty{number}")
            bots = [await _started(run.folder / f"{number}-{place}", server, url) for place in range(3)]
            for bot in bots:
                await bot.ready()
                running += bot.running
                odd += [line for line in bot.said().splitlines() if "Traceback" in line or "error" in line]
            db = open_database(url)
            odd += map(str, await db.read(differences))
            await db.close()
            await asyncio.gather(*(bot.kill() for bot in bots))
    finally:
        await postgres.close()
        await server.stop()
    return Figure(f"{times} x three: {running} run, {len(odd)} errors", running == 3 * times and not odd, odd)


async def _started(folder: Path, server: Server, url: str) -> BotProcess:
    folder.mkdir()  # noqa: ASYNC240  # takes no time
    bot = BotProcess(folder, server, DATABASE_URL=url, LOG_LEVEL="INFO")
    await bot.start()
    return bot


PROOFS = [
    *databases("F29", "0 rows lost", migrations, "", seconds=600, busy=True),
    *shaped("F29", "goes on, refused", newer, SHAPES[0], REPLICAS[1], seconds=300, what="older version, "),
    Proof("F29", "three at once, postgresql", "one migrates, all run", at_once, seconds=300),
]
