"""Pictures of somebody's progress: how long they take, what the loop and the bot's memory feel meanwhile.

From the press to the call that carries the photo, over the simulated Telegram. *Cold*: the painting process and
matplotlib start first. *Again*: nothing has changed, so Telegram's file id is sent.
"""

import asyncio
import resource
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, insert

from bot.chat.studio import Studio
from bot.library.load import load
from bot.library.model import Library
from bot.practice import record
from bot.settings import shipped
from bot.storage import cards
from bot.storage.tables import reviews
from bot.study.grade import grade
from bot.study.memory import Memory, review
from bot.study.plan import noon
from tests.databases import SqliteFiles
from tests.stage import START, Stage, Talker, on_stage

VIEWS = ("activity", "topics", "due", "readiness", "calibration")
COLD = 5
BEAT = 0.002
"""Seconds between two looks at the loop's clock."""


def study(tx: Connection, stage: Stage, user: int, count: int, a_day: int) -> None:
    """So many answers, the last ones yesterday."""
    random, memories, today = Random(1), dict[int, Memory](), START.date()
    numbers = stage.app.services.content.numbers_of(stage.library.default)
    rows = []
    for place in range(count):
        number, day = random.choice(numbers), today - timedelta(days=1 + (count - place) // a_day)
        row = {"user_id": user, "question_id": number, "asking_id": 10**7 + place, "study_date": day}
        correct = random.random() < 0.75
        at = noon(day) + timedelta(seconds=place % a_day)
        rows.append({**row, "at": at, "correct": correct, "guessed": False, "kind": "answer"})
        right = grade(correct, guessed=False)
        memories[number] = review(memories.get(number), right, day, record.seed(user, number))
    tx.execute(insert(reviews), rows)
    cards.save_all(tx, [(user, number, memory) for number, memory in memories.items()])


class Lag:
    """How late the loop comes back to a task that only sleeps: milliseconds, the worst of them."""

    def __init__(self) -> None:
        self.worst = 0.0
        self._task = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(BEAT)
            self.worst = max(self.worst, 1000 * (time.perf_counter() - began - BEAT))

    def end(self) -> float:
        self._task.cancel()
        return self.worst


def peak() -> float:
    """The most memory that this process ever had, in MB; its children's is not in it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@asynccontextmanager
async def somebody(files: SqliteFiles, library: Library, count: int, a_day: int) -> AsyncIterator[tuple[Stage, Talker]]:
    async with on_stage(files.fresh(), library) as stage:
        maya = stage.person("Maya")
        await maya.says("/start")
        await stage.db.transaction(study, stage, maya.id, count, a_day)
        yield stage, maya


async def shown(stage: Stage, maya: Talker, data: str) -> float:
    """Seconds from the press to its picture. The stage's own waiting would keep the loop busy, so it sleeps."""
    maya.person.sends_press(data, maya.last)
    before = len(stage.telegram.log)
    began = time.perf_counter()
    await stage.app.intake.receive(stage.telegram.take_updates())
    while not any("Media" in call.method for call in stage.telegram.log[before:]):  # noqa: ASYNC110  # another party
        await asyncio.sleep(BEAT)
    return time.perf_counter() - began


async def cold(stage: Stage, maya: Talker) -> float:
    """With a studio that has nobody in it, as after a start of the bot."""
    door = stage.app.sender._pictures
    door._studio, door._files, door._painted = Studio(), type(door._files)(), type(door._painted)()
    taken = await shown(stage, maya, f"1pg.{VIEWS[1]}.{'dark' if maya.last.edits % 2 else 'light'}")
    await stage.app.settle()
    return taken


async def measure(stage: Stage, maya: Talker) -> dict[str, str]:
    """The middle and the worst of each."""
    await maya.says("/progress")
    lag, memory = Lag(), peak()
    colds = []
    for _ in range(COLD):
        colds.append(await cold(stage, maya))
        await stage.app.sender._pictures._studio.close()
    await cold(stage, maya)
    times = {"cold": colds, "warm": list[float](), "again": list[float]()}
    for kind in ("warm", "again"):
        for look in ("light", "dark"):
            for view in VIEWS:
                times[kind].append(await shown(stage, maya, f"1pg.{view}.{look}"))
                await stage.app.settle()
    grown = peak() - memory
    await stage.app.sender._pictures._studio.close()
    figures = {kind: f"{median(each):.2f} / {max(each):.2f} s" for kind, each in times.items()}
    return {**figures, "lag": f"{lag.end():.0f} ms", "memory": f"{grown:.0f} MB"}


ROWS = (
    ("cold", f"first picture after a start ({COLD})", "<= 1.2 s"),
    ("warm", "another view (10)", "<= 0.4 s"),
    ("again", "the same once more (10)", ""),
    ("lag", "worst loop lag meanwhile", "<= 50 ms"),
    ("memory", "memory of the bot, more", ""),
)


async def main() -> None:
    table = Table("middle / worst", "300 answers", "100,000 answers", "wanted", title="Progress in pictures")
    columns = []
    with tempfile.TemporaryDirectory() as folder:
        files, library = SqliteFiles(Path(folder)), load(shipped("content")).library
        for count, a_day in ((300, 20), (100_000, 200)):
            async with somebody(files, library, count, a_day) as (stage, maya):
                columns.append(await measure(stage, maya))
    for kind, name, wanted in ROWS:
        table.add_row(name, *(column[kind] for column in columns), wanted)
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main())
