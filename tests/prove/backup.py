"""F30: a backup made under load brings everything back."""

import asyncio
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, insert, text

from bot.demo.telegram import Person
from bot.storage.tables import learners, reviews
from tests.prove.people import Learner, all_of
from tests.prove.proof import Figure, Run
from tests.prove.server import BIN
from tests.prove.shaped import shaped
from tests.prove.world import POSTGRES, SHAPES, Shape, World, eventually, world
from tests.stage import tea

NOW = datetime(2026, 11, 24, tzinfo=UTC)


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
    good = (
        equal == len(wanted) >= rows * 0.95
        and whole
        and run.within(seconds, 60)
        and goes_on
        and refused
        and not trouble
    )
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


PROOFS = shaped("F30", "10,000 equal in <= 60 s", backups, SHAPES[0], POSTGRES[0], seconds=400, busy=True)
