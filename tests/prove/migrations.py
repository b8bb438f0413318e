"""F29: every revision up, down and up with rows in it, and a fault in the middle of each."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, event, insert, text

from bot.settings import shipped
from bot.storage.database import Database, open_database
from bot.storage.migrate import run_alembic
from bot.storage.tables import REVISION, cards, learners, metadata, questions, reviews
from tests.prove.proof import Figure, Run
from tests.prove.shaped import database, databases

SCRIPTS = shipped("migrations")
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


PROOFS = databases("F29", "0 rows lost", migrations, "", seconds=600)
