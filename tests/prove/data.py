"""F. Data: the profile, instants, migrations, backups; and a database that goes away, or has no room."""

import asyncio
import contextlib
import os
import random
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, insert, select, text
from sqlalchemy.exc import StatementError

from bot.demo.telegram import Person
from bot.settings import shipped
from bot.storage import learners as people_rows
from bot.storage import operation
from bot.storage.database import SQLITE_PROFILE, Database, open_database
from bot.storage.migrate import run_alembic
from bot.storage.tables import REVISION, cards, learners, metadata, questions, reviews
from bot.storage.tables import operation as operation_table
from tests.prove.people import Learner, all_of, owed
from tests.prove.proof import Figure, Run
from tests.prove.server import BIN
from tests.prove.shaped import database, databases, in_process, shaped
from tests.prove.world import REPLICAS, SHAPES, Shape, World, eventually, world
from tests.stage import tea

SCRIPTS = shipped("migrations")
NOW = datetime(2026, 11, 24, tzinfo=UTC)

# --- 27: profile and writers


async def writers(run: Run, kind: str) -> Figure:
    """Fifty at once add one to the same number; and no call to Telegram is made inside a write transaction."""
    each = run.count(100, 10)
    async with database(run, kind) as url:
        db = open_database(url)
        held = select(operation_table.c.value).where(operation_table.c.name == "count").with_for_update()

        def add_one(tx: Connection) -> None:
            operation.put(tx, "count", str(int(tx.execute(held).scalar_one()) + 1))

        async def write() -> int:
            locked = 0
            for _ in range(each):
                try:
                    await db.transaction(add_one)
                except Exception as error:
                    locked += 1
                    print(repr(error))
            return locked

        await db.transaction(operation.put, "count", "0")
        locked = sum(await asyncio.gather(*(write() for _ in range(50))))
        count = int(await db.read(operation.get, "count") or 0)
        profile = await db.transaction(_profile) if kind == "sqlite" else SQLITE_PROFILE
        await db.close()
    calls, during = await _calls_in_transactions(run, kind)
    good = count == 50 * each and not locked and profile == SQLITE_PROFILE and not during and calls > 0
    line = f"{count} of {50 * each}, {locked} locked; {during} of {calls} calls inside a transaction"
    return Figure(line, good)


def _profile(tx: Connection) -> dict[str, object]:
    return {name: tx.exec_driver_sql(f"PRAGMA {name}").scalar() for name in SQLITE_PROFILE}


async def _calls_in_transactions(run: Run, kind: str) -> tuple[int, int]:
    """How many calls to Telegram a conversation makes, and how many from within a transaction's function."""
    inner = Run(run.seed, run.scale, run.folder / "inner")
    inner.folder.mkdir()
    async with in_process(inner, kind) as stage:
        calls = during = 0
        inside: set[object] = set()
        real = stage.db.transaction

        async def watched(f: Any, *args: Any, **kwargs: Any) -> Any:
            task = asyncio.current_task()

            def marked(tx: Connection, *a: Any, **k: Any) -> Any:
                inside.add(task)
                try:
                    return f(tx, *a, **k)
                finally:
                    inside.discard(task)

            return await real(marked, *args, **kwargs)

        def count(_method: str, _parameters: Any) -> None:
            nonlocal calls, during
            calls += 1
            during += asyncio.current_task() in inside

        stage.db.transaction = watched  # type: ignore[method-assign]
        stage.request.fault = count
        talkers = [stage.person(f"P{number}") for number in range(5)]
        for one in talkers:
            one.person.says("/quiz 3")
            one.person.says("matcha")
        await stage.listen()
    return calls, during


# --- 28: instants


async def instants(run: Run, kind: str) -> Figure:
    """Any instant, in any zone, comes back as it went in; one without a zone is refused."""
    total, dice = run.count(1_000, 100), run.random
    async with database(run, kind) as url:
        db = open_database(url)
        wanted = {number: _instant(dice) for number in range(1, total + 1)}
        rows = [{"user_id": user, "created_at": NOW, "blocked_at": at} for user, at in wanted.items()]
        await db.transaction(lambda tx: tx.execute(insert(learners), rows))
        columns = select(learners.c.user_id, learners.c.blocked_at)
        found = await db.read(lambda tx: {row[0]: row[1] for row in tx.execute(columns)})
        ordered = await db.read(
            lambda tx: list(tx.execute(select(learners.c.user_id).order_by(learners.c.blocked_at)).scalars())
        )
        refused = False
        try:
            await db.transaction(people_rows.meet, 10**6, "en", NOW.replace(tzinfo=None))
        except StatementError:
            refused = True
        await db.close()
    same = sum(found[user] == at for user, at in wanted.items())
    sorted_right = [wanted[user] for user in ordered] == sorted(wanted.values())
    good = same == total and refused and sorted_right
    return Figure(
        f"{same} of {total} the same, order {'kept' if sorted_right else 'lost'}, naive refused: {refused}", good
    )


def _instant(dice: random.Random) -> datetime:
    offset = timezone(timedelta(minutes=dice.randrange(-14 * 60, 14 * 60)))
    start = datetime(1990, 1, 1, tzinfo=UTC)
    return (start + timedelta(microseconds=dice.randrange(60 * 365 * 86_400 * 10**6))).astimezone(offset)


# --- 29: migrations


def _revisions() -> list[str]:
    return sorted(path.name[:4] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))


async def migrations(run: Run, kind: str) -> Figure:
    """With rows in it: every revision up, down and up; then a fault at every n-th statement of each step."""
    rows = run.count(10_000, 500)
    steps = faults = lost = 0
    async with database(run, kind) as url:
        db = open_database(url)
        await db.transaction(_fill, rows)
        before = await db.read(_counts)
        known = ["base", *_revisions()]
        for lower, upper in zip(known[-2:0:-1], known[:1:-1], strict=False):
            for command, target in (("downgrade", lower), ("upgrade", upper)):
                hit = await _faults_at_each(db, command, target, 1 if run.full else 3)
                faults += hit[0]
                lost += hit[1]
                await db.transaction(run_alembic, SCRIPTS, command, target)
                steps += 1
            lost += await _missing(db, before)
            await db.transaction(run_alembic, SCRIPTS, "downgrade", lower)
        await db.transaction(run_alembic, SCRIPTS, "upgrade", REVISION)
        lost += await _missing(db, before)
        differences = await db.read(_differences)
        await db.close()
    good = not lost and not differences and steps == 2 * (len(known) - 2) and faults > 0
    line = f"{rows} rows, {steps} steps, {faults} faults: {lost} rows lost, {differences} differences to the tables"
    return Figure(line, good)


def _fill(tx: Connection, rows: int) -> None:
    """Learners, their answers and cards: what must never be lost."""
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


def _counts(tx: Connection) -> dict[str, int]:
    tables = ("learners", "reviews", "cards", "questions")
    return {name: int(tx.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()) for name in tables}


async def _missing(db: Database, before: dict[str, int]) -> int:
    after = await db.read(_counts)
    return sum(abs(before[name] - after[name]) for name in before)


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


def _differences(tx: Connection) -> int:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    return len(compare_metadata(MigrationContext.configure(tx, opts={"compare_type": True}), metadata))


# --- 30: backup


async def backups(run: Run, shape: Shape) -> Figure:
    """People play while a backup is made; everything is wiped; the backup comes back, and the bot goes on."""
    rows = run.count(10_000, 400)
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    async with world(run, shape) as here:
        await here.db.transaction(_fill_beside, rows)
        await here.start()
        people = [Learner(here.telegram.user(f"P{number}", id=9_000_000 + number)) for number in range(8)]
        playing = [asyncio.create_task(one.play()) for one in people]
        await asyncio.sleep(2)
        environment = {"PATH": path, "DATABASE_URL": here.url, "DATA_DIR": str(run.folder / "kept"), "BOT_TOKEN": "1:x"}
        given = {number for one in people for number in one.pressed}
        code, said = await _command(environment, "backup")
        file = Path(said.split()[-1]) if code == 0 and said.split() else None
        await asyncio.sleep(1)
        for one in people:
            one.stopping = True
        trouble = await all_of(playing)
        await here.drained()
        busy = ""
        if file is not None and shape.kind == "sqlite":
            busy = (await _command(environment, "restore", str(file)))[1]
        for bot in here.bots:
            await bot.terminate()
        wanted = await here.rows(_PRELOADED)
        await _wipe(here)
        began = time.monotonic()
        restored = await _command(environment, "restore", str(file)) if file is not None else (1, said)
        seconds = time.monotonic() - began
        got = await here.rows(_PRELOADED) if restored[0] == 0 else []
        whole = restored[0] == 0 and await _consistent(here)
        kept = await here.number("SELECT count(*) FROM reviews WHERE user_id >= 9000000") if whole else 0
        goes_on = restored[0] == 0 and await _answers_again(here, people[0].person)
    equal = sum(a == b for a, b in zip(sorted(wanted), sorted(got), strict=False)) if len(wanted) == len(got) else 0
    refused = shape.kind != "sqlite" or "Stop the bot first" in busy
    good = equal == len(wanted) >= rows * 0.95 and whole and seconds <= 60 and goes_on and refused and not trouble
    line = f"{equal} of {len(wanted)} answers equal, restored in {seconds:.1f} s, whole: {whole}, goes on: {goes_on}"
    return Figure(line, good, [said, busy, restored[1], f"{kept} live answers, {len(given)} before", *trouble])


_PRELOADED = "SELECT user_id, question_id, asking_id, correct FROM reviews WHERE user_id < 9000000"


def _fill_beside(tx: Connection, rows: int) -> None:
    """Answers of people who do not play now, to the questions of the subject that is played."""
    from bot.chat.content import keys
    from bot.storage.questions import register

    numbers = sorted(register(tx, keys(tea()), NOW).values())
    people = max(1, rows // len(numbers))
    tx.execute(insert(learners), [{"user_id": u, "created_at": NOW} for u in range(1, people + 1)])
    fixed = {"at": NOW, "study_date": NOW.date(), "correct": True, "guessed": False, "kind": "answer"}
    answered = [
        {"user_id": u, "question_id": q, "asking_id": 10**9 + u * 100 + q, **fixed}
        for u in range(1, people + 1)
        for q in numbers
    ]
    tx.execute(insert(reviews), answered)


async def _command(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    """`studybot …` as somebody types it; exit code and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 120)
    return process.returncode or 0, output.decode().strip()


async def _wipe(here: World) -> None:
    if here.shape.kind == "sqlite":
        await here.db.close()
        here._db = None
        for file in (here.run.folder / "data").glob("studybot.db*"):
            file.unlink()
        return
    await here.db.transaction(lambda tx: tx.execute(text("DROP SCHEMA public CASCADE")))
    await here.db.transaction(lambda tx: tx.execute(text("CREATE SCHEMA public")))


async def _consistent(here: World) -> bool:
    """A moment in the life of the database, not a mixture: each live answer is on its card and in its asking."""
    answers = await here.number("SELECT count(*) FROM reviews WHERE kind = 'answer' AND user_id >= 9000000")
    on_cards = await here.number("SELECT sum(reviews) FROM cards WHERE user_id >= 9000000")
    closed = await here.number("SELECT count(*) FROM askings WHERE state = 'answered' AND user_id >= 9000000")
    return answers == on_cards == closed


async def _answers_again(here: World, person: Person) -> bool:
    await here.start()
    mark = len(person.chat.messages) + 1
    person.says("matcha")

    async def answered() -> bool:
        return len(person.chat.messages) > mark

    return await eventually(answered, 30)


# --- 31: database away, disk full


async def away(run: Run, shape: Shape) -> Figure:
    """PostgreSQL is stopped for a minute while people play and look things up."""
    seconds = 60.0 if run.full else 6.0
    total, dice = run.count(500, 60), run.random
    async with world(run, shape) as here:
        assert here.postgres is not None
        await here.start()
        players = [Learner(here.telegram.user(f"P{number}")) for number in range(8)]
        playing = [asyncio.create_task(one.play()) for one in players]
        askers = [here.telegram.user(f"A{number}") for number in range(25)]
        await asyncio.sleep(2)
        await here.postgres.stop()
        began = time.monotonic()
        confirmed = _confirmed(here)
        statuses = len(here.balancer.statuses) if here.balancer else 0
        await asyncio.sleep(0.5)
        first = here.telegram.next_update
        asked = 0
        answered_away = 0.0
        while time.monotonic() - began < seconds:
            if asked < total:
                askers[asked % 25].says("matcha")
                asked += 1
            await asyncio.sleep(seconds * 0.6 / total * dice.random() * 2)
            if not answered_away and any(m.from_bot for one in askers for m in one.chat.messages):
                answered_away = time.monotonic() - began
        heard = sum(m.from_bot for one in askers for m in one.chat.messages)
        held_back = sum(update["update_id"] > first for update in here.telegram.updates)
        taken = asked - sum(_is_look_up(update) for update in here.telegram.updates)
        wrong = [s for s in here.balancer.statuses[statuses + 80 :] if s != 503] if here.balancer else []
        alive = all(bot.running for bot in here.bots)
        await here.postgres.start()
        back = time.monotonic()
        probe = here.telegram.user("Probe")
        probe.says("/progress")
        recovered = await _recovered(here, probe)
        recovery = time.monotonic() - back
        for one in players:
            one.stopping = True
        trouble = await all_of(playing)
        drained = await here.drained(60)
        await here.settled(30)
        found = await owed(here, players)
        replies = sum(m.from_bot for one in askers for m in one.chat.messages)
    exits = 0 if alive else 1
    # replicas without a database know nothing of each other: each may answer a look-up once
    lost, twice = max(0, asked - replies), max(0, replies - asked * shape.replicas)
    good = not (lost or twice or taken or exits or wrong or trouble) and recovered and recovery <= 10 and found.fair
    good = good and drained and heard > 0
    line = (
        f"{seconds:.0f} s away: {taken} confirmed, {heard} of {asked} look-ups answered meanwhile, {exits} exits, "
        f"back after {recovery:.1f} s; {lost} look-ups lost, {twice} twice; {found}"
    )
    details = [f"confirmed before {confirmed}, held back {held_back}, drained {drained}, other statuses {wrong[:5]}"]
    return Figure(line, good, [*details, *trouble, here_said(here)])


def here_said(here: World) -> str:
    odd = [line for line in here.said().splitlines() if "error" in line.lower()]
    return "\n".join(odd[:8])[:2000]


def _confirmed(here: World) -> int:
    return here.telegram.next_update - len(here.telegram.updates)


def _is_look_up(update: dict[str, Any]) -> bool:
    message = update.get("message")
    return isinstance(message, dict) and message.get("text") == "matcha"


async def _recovered(here: World, probe: Person) -> bool:
    async def answered() -> bool:
        return any(m.from_bot for m in probe.chat.messages)

    return await eventually(answered, 60)


@asynccontextmanager
async def small_disk(folder: Path, megabytes: int) -> AsyncIterator[bool]:
    """A tmpfs of this size at the folder; False where mounting is not possible."""
    folder.mkdir(exist_ok=True, mode=0o700)  # noqa: ASYNC240  # takes no time
    mount = await asyncio.create_subprocess_exec(
        "mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(folder),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    mounted = await mount.wait() == 0
    try:
        yield mounted
    finally:
        if mounted:
            await (await asyncio.create_subprocess_exec("umount", "-l", str(folder))).wait()


async def full_disk(run: Run, shape: Shape) -> Figure:
    """The disk fills up under a running bot, and is emptied again."""
    seconds = 30.0 if run.full else 5.0
    disk = run.folder / "data"
    async with small_disk(disk, 8) as mounted:
        if not mounted:
            return Figure("no small disk can be mounted here", False)
        async with world(run, shape, OWNER_IDS="77", DATA_DIR=str(disk)) as here:
            await here.start()
            owner = here.telegram.user("Owner", id=77)
            owner.chat.started = True
            players = [Learner(here.telegram.user(f"P{number}")) for number in range(6)]
            playing = [asyncio.create_task(one.play()) for one in players]
            asker = here.telegram.user("Asker")
            await asyncio.sleep(1)
            stuffing = disk / "stuffing"
            await _stuff(stuffing)
            began, asked = time.monotonic(), 0
            while time.monotonic() - began < seconds:
                asker.says("matcha")
                asked += 1
                await _stuff(stuffing)
                await asyncio.sleep(0.5)
            heard = sum(m.from_bot for m in asker.chat.messages)
            warned = sum("disk is full" in m.text for m in owner.chat.messages)
            alive = here.bot.running
            waiting = len(here.telegram.updates)
            stuffing.unlink()
            room = time.monotonic()
            probe = here.telegram.user("Probe")
            probe.says("/progress")
            recovered = await _recovered(here, probe)
            recovery = time.monotonic() - room
            for one in players:
                one.stopping = True
            trouble = await all_of(playing)
            drained = await here.drained(60) and recovered
            await here.settled(90)
            found = await owed(here, players)
            replies = sum(m.from_bot for m in asker.chat.messages)
            with closing(sqlite3.connect(disk / "studybot.db")) as opened:
                whole = opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            odd = here_said(here)
    good = alive and heard > 0 and warned == 1 and found.fair and whole and drained
    good = good and not trouble and replies >= asked
    line = (
        f"{seconds:.0f} s full: {heard} of {asked} look-ups answered, {waiting} updates waited, owner told {warned}x, "
        f"{'no exit' if alive else 'exited'}, back after {recovery:.1f} s; {found}; whole: {whole}"
    )
    return Figure(line, good, [*trouble, f"replies {replies}, drained {drained}", odd])


async def _stuff(file: Path) -> None:
    """Take all room there is."""
    with contextlib.suppress(OSError), file.open("ab", buffering=0) as stuffing:
        for size in (65_536, 4_096, 1):
            with contextlib.suppress(OSError):
                while stuffing.write(b"x" * size) == size:
                    pass


PG = tuple(shape for shape in SHAPES if shape.kind == "postgresql")
PROOFS = [
    *databases("F27", "0 lost, 0 locked, 0 calls inside", writers, "", seconds=300),
    *databases("F28", "1,000 the same, naive refused", instants, "", seconds=120),
    *databases("F29", "0 rows lost", migrations, "", seconds=600),
    *shaped("F30", "10,000 equal in <= 60 s", backups, SHAPES[0], PG[0], seconds=400),
    *shaped("F31", "0 confirmed, answers, 0 lost, back <= 10 s", away, *PG, *REPLICAS, seconds=500),
    *shaped("F31", "reads on, 0 lost, owner told once", full_disk, *SHAPES[:2], seconds=400, what="disk full, "),
]
