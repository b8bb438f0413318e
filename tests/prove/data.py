"""F27 and F28: the database's profile, many writers, and instants."""

import asyncio
import random
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import StatementError

from bot.storage import learners as people_rows
from bot.storage import operation
from bot.storage.database import SQLITE_PROFILE, open_database
from bot.storage.tables import learners
from bot.storage.tables import operation as operation_table
from tests.prove.proof import Figure, Run
from tests.prove.shaped import database, databases, in_process

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


PROOFS = [
    *databases("F27", "0 lost, 0 locked, 0 calls inside", writers, "", seconds=300),
    *databases("F28", "1,000 the same, naive refused", instants, "", seconds=120),
]
