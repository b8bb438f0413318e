"""G34: ten minutes of steady work; memory, file descriptors and tables stay as they are."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.demo.telegram import Person
from tests.prove.people import TOPICS, number_of
from tests.prove.proof import Figure, Run
from tests.prove.shaped import shaped
from tests.prove.world import SHAPES, Shape, World, world

RATE = 50
"""Updates a second."""

PEOPLE = 200
IDLE = 80.0
"""Seconds after which nobody holds a connection open that nobody uses."""

PAGE = 4096


@dataclass(frozen=True, slots=True)
class Sample:
    """Of one moment. memory: MiB. files: open descriptors. stored: bytes of the database. rows: of the inbox."""

    memory: float
    files: int
    stored: int
    rows: int

    @property
    def each(self) -> float:
        """Bytes that one update has left behind."""
        return self.stored / max(1, self.rows)


async def soak(run: Run, shape: Shape) -> Figure:
    """People look things up and answer questions, fifty updates a second, whatever happens."""
    seconds = run.count(600, 8)
    async with world(run, shape) as here:
        await here.start()
        acting = asyncio.create_task(_act(here, seconds))
        samples = await _watch(here, seconds, 40)
        acted = await acting
        drained = await here.drained(60)
        await here.settled()
        bodies = await here.number(
            "SELECT (SELECT count(*) FROM inbox WHERE state = 'done' AND body IS NOT NULL) "
            "+ (SELECT count(*) FROM outbox WHERE state IN ('sent', 'dropped') AND body IS NOT NULL)"
        )
        errors = here.said().count("Traceback")
        await asyncio.sleep(IDLE if run.full else 0)
        at_rest = await _sample(here)
    quarter = len(samples) // 4
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    growth = _typical(late, "memory") / _typical(early, "memory") - 1
    bloat = _typical(late, "each") / _typical(early, "each")
    files = at_rest.files - min(one.files for one in early)  # bursts of posts come and go
    good = drained and not bodies and not errors
    if run.full:  # a few seconds are all warm-up
        good = good and files <= 2 and growth <= 0.05 and bloat <= 1.2 and acted >= 0.95 * RATE * seconds
    line = (
        f"{acted} updates in {seconds} s: memory {growth:+.1%} of {_typical(early, 'memory'):.0f} MiB, "
        f"{files:+d} descriptors, bytes per update x {bloat:.2f}, {bodies} bodies kept"
    )
    grew = " ".join(f"{one.memory:.0f}" for one in samples)
    return Figure(line, good, [f"drained {drained}, {errors} tracebacks; MiB: {grew}, at rest {at_rest.memory:.0f}"])


async def _act(here: World, seconds: float) -> int:
    """Everybody in turn does the next thing; returns how many things were done."""
    people = [here.telegram.user(f"P{number}") for number in range(PEOPLE)]
    began, done = time.monotonic(), 0
    while (passed := time.monotonic() - began) < seconds:
        while done < passed * RATE:
            _next(people[done % PEOPLE], done)
            done += 1
        if done % 1_000 < RATE:
            here.telegram.log.clear()  # our own memory is not what is looked at
        await asyncio.sleep(0.02)
    return done


def _next(one: Person, turn: int) -> None:
    shown = next((message for message in reversed(one.chat.messages) if message.from_bot), None)
    if shown is None or turn // PEOPLE % 3 == 0:
        one.says(TOPICS[turn % 5])
    elif number_of(shown) is not None:
        one.presses("A", on=shown)
    elif any(label.startswith("Next") for row in shown.buttons for label in row):
        one.presses("Next", on=shown)
    else:
        one.says("/quiz 20")


async def _watch(here: World, seconds: float, times: int) -> list[Sample]:
    samples = []
    for _ in range(times):
        await asyncio.sleep(seconds / times)
        samples.append(await _sample(here))
    return samples


async def _sample(here: World) -> Sample:
    process = Path(f"/proc/{here.bot.pid}")
    pages = int((process / "statm").read_text("ascii").split()[1])
    if here.shape.kind == "sqlite":
        stored = await here.number("SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, "
                                   "pragma_freelist_count, pragma_page_size")  # fmt: skip
    else:
        stored = await here.number("SELECT pg_database_size(current_database())")
    rows = await here.number("SELECT count(*) FROM inbox")
    return Sample(pages * PAGE / 2**20, len(list((process / "fd").iterdir())), stored, rows)


def _typical(samples: Sequence[Sample], name: str) -> float:
    return median(float(getattr(one, name)) for one in samples)


PROOFS = shaped("G34", "memory <= +5 %, descriptors and tables steady", soak, SHAPES[0], SHAPES[3], seconds=1500)
