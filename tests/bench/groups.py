"""`python -m tests.bench.groups`: many groups in a round at once, 10,000 daily posts, the board of a large group.

The rounds run on the real application with its own clocks, over the simulated Telegram with its limits enforced. The
clock runs FASTER than the wall, so that the questions last about as long as 4,600 messages at the configured rate;
sending keeps to its rate by the wall.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, func, insert, select

from bot.app import App, build, open_storage, shelve
from bot.chat.content import Content
from bot.chat.texts import catalogue
from bot.demo.telegram import Chat, Message, Person, SimulatedRequest, Telegram
from bot.library.load import load
from bot.practice import daily_poll
from bot.settings import Settings, shipped
from bot.storage import outbox, standings
from bot.storage.chat_dailies import EVERY_DAY
from bot.storage.database import Database
from bot.storage.tables import board_members, chat_dailies, chats, rounds, votes
from bot.storage.tables import standings as standings_table
from bot.study.board import Period, least

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
FASTER = 2.0
RATE = 25.0
POSTS = 10_000
MEMBERS = 5_000
LONGEST = 600.0
"""Seconds after which rounds that still run are counted as such."""


class FastClock:
    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self) -> datetime:
        return START + timedelta(seconds=(time.monotonic() - self._began) * FASTER)


@dataclass
class Crowds:
    """Groups of voters who answer every poll, and one person in private who looks things up all the while."""

    telegram: Telegram
    voters: int
    random: Random = field(default_factory=lambda: Random(1))
    cast: int = 0
    waits: list[float] = field(default_factory=list)
    members: dict[int, list[Person]] = field(default_factory=dict)
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    def gather(self, groups: int) -> list[Chat]:
        gathered = []
        for number in range(groups):
            people = [self.telegram.user(f"P{number}-{place}") for place in range(self.voters)]
            chat = self.telegram.group(f"Group {number}", *people)
            self.members[chat.id] = people
            gathered.append(chat)
        return gathered

    def see(self, message: Message) -> None:
        """A new poll: everybody votes within some seconds."""
        poll = message.poll
        if poll is not None and not poll.closed and not poll.votes and message.chat.id in self.members:
            for voter in self.members[message.chat.id]:
                self._later(self.random.uniform(0.2, 3.0), partial(self._vote, voter, message))

    def _vote(self, voter: Person, message: Message) -> None:
        poll = message.poll
        if poll is not None and not poll.closed:
            voter.votes(message, self.random.randrange(len(poll.options)))
            self.cast += 1

    def _later(self, seconds: float, act: Callable[[], object]) -> None:
        async def after() -> None:
            await asyncio.sleep(seconds)
            act()

        task = asyncio.create_task(after())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def ask_in_private(self) -> None:
        """Look something up again and again, and note how long the answer takes."""
        reader = self.telegram.user("Reader")
        reader.says("/start")
        while True:
            await asyncio.sleep(1.5)
            before, began = len(reader.chat.messages), time.monotonic()
            reader.says("what is dax")
            while not any(  # noqa: ASYNC110  # the simulated Telegram has no event for one chat
                message.from_bot for message in reader.chat.messages[before:]
            ):
                await asyncio.sleep(0.005)
            self.waits.append(time.monotonic() - began)


async def feed(app: App, telegram: Telegram) -> None:
    """What polling does."""
    while True:
        telegram.close_polls()
        if updates := telegram.take_updates():
            for start in range(0, len(updates), 100):
                await app.intake.receive(updates[start : start + 100])
        if len(telegram.log) > 5_000:
            telegram.log.clear()
        await asyncio.sleep(0.02)


async def play(groups: int, voters: int, questions: int, folder: Path) -> list[tuple[str, str]]:
    """All groups through one round each."""
    clock = FastClock()
    telegram = Telegram(clock, limits=True)
    chosen = Settings(
        _env_file=None, bot_token=SecretStr(telegram.token), send_rate=RATE, data_dir=folder, log_level="ERROR"
    )
    db, _ = await open_storage(chosen, clock)
    content = await shelve(db, load(shipped("content")).library, clock())
    request = SimulatedRequest(telegram)
    app = await build(chosen, db, content, (request, request), clock)
    crowds = Crowds(telegram, voters)
    telegram.on_change = crowds.see
    await app.start()
    helpers = [asyncio.create_task(feed(app, telegram)), asyncio.create_task(crowds.ask_in_private())]
    began, cpu = time.monotonic(), time.process_time()
    for chat in crowds.gather(groups):
        crowds.members[chat.id][0].says(f"/quiz@studybot {questions} fast", chat)
    await _start_all(db, crowds)
    while await db.read(_running) and time.monotonic() - began < LONGEST:  # noqa: ASYNC110
        await asyncio.sleep(0.5)
    for helper in helpers:
        helper.cancel()
    await app.intake.receive(telegram.take_updates())
    while app.lanes.busy:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    seconds, spent = time.monotonic() - began, time.process_time() - cpu
    unfinished = await db.read(_running)
    kept = await db.read(lambda tx: tx.execute(select(func.count()).select_from(votes)).scalar_one())
    await app.stop()
    await db.close()
    waits = sorted(crowds.waits)
    return [
        (f"{groups} groups, {voters} voters, {questions} questions", f"{seconds:.0f} s, {spent:.0f} s of CPU"),
        ("rounds played to the end", str(groups - unfinished)),
        ("answers given, kept, lost", f"{crowds.cast}, {kept}, {crowds.cast - kept}"),
        ("private reply p50, p95", f"{waits[len(waits) // 2]:.2f} s, {waits[int(len(waits) * 0.95)]:.2f} s"),
        ("calls that Telegram would refuse", str(len(telegram.violations))),
    ]


async def _start_all(db: Database, crowds: Crowds) -> None:
    """Press *Start* in every lobby as it appears."""
    waiting = dict(crowds.members)
    while waiting:
        for chat_id, people in list(waiting.items()):
            chat = people[0].telegram.chats[chat_id]
            if any(message.keyboard for message in chat.messages):
                people[0].presses("Start", chat=chat)
                del waiting[chat_id]
        await asyncio.sleep(0.1)
    while not await db.read(_running):  # noqa: ASYNC110
        await asyncio.sleep(0.1)


def _running(tx: Connection) -> int:
    return tx.execute(select(func.count()).where(rounds.c.state != "over")).scalar_one()


async def posts(folder: Path) -> list[tuple[str, str]]:
    """Plan the daily question of many groups, and make each as the sender would: CPU a post, and at RATE."""
    chosen = Settings(_env_file=None, data_dir=folder)
    db, _ = await open_storage(chosen, lambda: START)
    content = await shelve(db, load(shipped("content")).library, START)
    await db.transaction(_many_chats)
    began = time.process_time()
    while await db.transaction(daily_poll.plan, START) == daily_poll.BATCH:
        pass
    planned = time.process_time() - began
    maker, made = daily_poll.Maker(catalogue(), "studybot"), 0
    began = time.process_time()
    while count := await db.transaction(_make, maker, content):
        made += count
    spent = time.process_time() - began
    await db.close()
    share = 100 * RATE * (spent + planned) / made
    return [
        (f"{made} daily posts planned", f"{planned:.1f} s of CPU"),
        ("made and stored, each", f"{1000 * spent / made:.2f} ms of CPU"),
        (f"at {RATE:.0f} a second", f"{share:.1f} % of a core"),
    ]


def _many_chats(tx: Connection) -> None:
    ids = [-1_000_000_000_000 - number for number in range(POSTS)]
    plain = {"kind": "supergroup", "present": True, "recent": (), "created_at": START, "title": "Group"}
    tx.execute(insert(chats), [{"chat_id": number, **plain} for number in ids])
    daily = {"minute": 540, "weekdays": EVERY_DAY, "next_due_at": START, "next_date": START.date(), "quiet": 0}
    tx.execute(insert(chat_dailies), [{"chat_id": number, **daily} for number in ids])


def _make(tx: Connection, maker: daily_poll.Maker, content: Content) -> int:
    claimed = outbox.claim(tx, START, "bench", 10)
    for parcel in claimed:
        *before, body = maker.make(tx, content, parcel, START)
        outbox.put(tx, before, START, "bench")
        outbox.give_body(tx, parcel, body)
        outbox.drop(tx, parcel.id, START, "bench")
    return len(claimed)


async def board(folder: Path) -> list[tuple[str, str]]:
    chosen = Settings(_env_file=None, data_dir=folder)
    db, _ = await open_storage(chosen, lambda: START)
    await db.transaction(_many_members)
    times, spent = [], time.process_time()
    for _ in range(20):
        began = time.perf_counter()
        await db.read(standings.of, -1, "2026-W48", least(Period.WEEK), 5, by_right=False)
        await db.read(standings.of, -1, "2026-W48", 1, 5, by_right=True)
        await db.read(standings.together, -1, "2026-W48")
        times.append(time.perf_counter() - began)
    spent = time.process_time() - spent
    await db.close()
    took = f"{1000 * sorted(times)[10]:.1f} ms, {1000 * spent / 20:.1f} ms of CPU"
    return [(f"the board of {MEMBERS} members, all of them named", took)]


def _many_members(tx: Connection) -> None:
    dice = Random(2)
    rows = [
        {"chat_id": -1, "period": period, "user_id": user, "answers": 50, "right": dice.randrange(50)}
        for user in range(1, MEMBERS + 1)
        for period in ("2026-W48", "2026-11", "all")
    ]
    tx.execute(insert(standings_table), rows)
    tx.execute(insert(board_members), [{"chat_id": -1, "user_id": u, "name": f"P{u}"} for u in range(1, MEMBERS + 1)])


async def main(groups: int = 200, voters: int = 10, questions: int = 20) -> None:
    table = Table(title="Studying together")
    table.add_column("what")
    table.add_column("measured", justify="right")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        found = [
            *await board(place / "board"),
            *await posts(place / "posts"),
            *await play(groups, voters, questions, place / "rounds"),
        ]
    for row in found:
        table.add_row(*row)
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
