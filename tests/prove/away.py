"""F31: a database that goes away, or has no room."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.demo.telegram import Person
from tests.prove.people import Learner, all_of, owed
from tests.prove.proof import Figure, Run
from tests.prove.shaped import shaped
from tests.prove.world import POSTGRES, REPLICAS, SHAPES, Shape, World, eventually, world


async def hanging(run: Run, shape: Shape) -> Figure:
    """The same with a server that stands still: connections stay, and nothing answers."""
    impatient = "import bot.app; bot.app.PATIENCE = 1.0"
    return await away(run if run.full else replace(run, sabotage=impatient), shape, hangs=True)


async def away(run: Run, shape: Shape, *, hangs: bool = False) -> Figure:
    """PostgreSQL is stopped for a minute while people play and look things up."""
    seconds = 60.0 if run.full else 8.0 if hangs else 4.0
    total, dice = run.count(500, 60), run.random
    async with world(run, shape) as here:
        assert here.postgres is not None
        await here.start()
        players = [Learner(here.telegram.user(f"P{number}")) for number in range(8)]
        playing = [asyncio.create_task(one.play()) for one in players]
        askers = [here.telegram.user(f"A{number}") for number in range(25)]
        await asyncio.sleep(2)
        await (here.postgres.hang() if hangs else here.postgres.stop())
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
        late = here.balancer.statuses[statuses + 80 :] if here.balancer and not hangs else []
        wrong = [status for status in late if status != 503]
        alive = all(bot.running for bot in here.bots)
        await (here.postgres.go_on() if hangs else here.postgres.start())
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
        ended = f"; SIGTERM meanwhile: {await _stopped(here)}" if hangs else ""
    exits = 0 if alive else 1
    # replicas without a database know nothing of each other: each may answer a look-up once
    lost, twice = max(0, asked - replies), max(0, replies - asked * shape.replicas)
    good = (
        not (lost or twice or taken or exits or wrong or trouble)
        and recovered
        and run.within(recovery, 10)
        and found.fair
        and (not ended or ": exit 0" in ended or not run.timed)
    )
    good = good and drained and heard > 0
    line = (
        f"{seconds:.0f} s away: {taken} confirmed, {heard} of {asked} look-ups answered meanwhile, {exits} exits, "
        f"back after {recovery:.1f} s; {lost} look-ups lost, {twice} twice; {found}{ended}"
    )
    details = [f"confirmed before {confirmed}, held back {held_back}, drained {drained}, other statuses {wrong[:5]}"]
    return Figure(line, good, [*details, *trouble, here_said(here)])


async def _stopped(here: World) -> str:
    """SIGTERM while the server stands still: "exit 0" and the seconds, or that it took more than ten."""
    assert here.postgres is not None
    await here.postgres.hang()
    await asyncio.sleep(1)
    began = time.monotonic()
    code = await here.bot.terminate()
    seconds = time.monotonic() - began
    await here.postgres.go_on()
    return f"{'exit' if seconds <= 10 else 'too late, exit'} {code} in {seconds:.1f} s"


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
    seconds = 30.0 if run.full else 4.0
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


PROOFS = [
    *shaped("F31", "0 confirmed, answers, 0 lost, back <= 10 s", away, *POSTGRES, *REPLICAS, seconds=500),
    *shaped("F31", "0 confirmed, answers, 0 lost, back <= 10 s", hanging, *POSTGRES, seconds=500, what="hanging, "),
    *shaped("F31", "reads on, 0 lost, owner told once", full_disk, *SHAPES[:2], seconds=400, what="disk full, "),
]
