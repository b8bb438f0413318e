"""B8 and B9: Telegram's limits, and connections that break while something is sent."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection, insert

from bot.demo.telegram import Chat, Person
from bot.demo.telegram.faults import AMBIGUOUS, SURELY_NOT_DONE, Fault, Faults
from bot.storage.tables import outbox
from tests.processes.bots import until
from tests.prove.people import TITLES, TOPICS, number_of
from tests.prove.proof import Figure, Run
from tests.prove.shaped import shaped
from tests.prove.world import POLLING, REPLICAS, Shape, world

# --- 8: enforced limits


async def limited(run: Run, shape: Shape) -> Figure:
    """A broadcast to 500 chats, 20 messages each, while people go on asking; Telegram counts."""
    chats, each = run.count(500, 20), 20 if run.full else 2
    asked_every = 2.0 if run.full else 0.5
    async with world(run, shape, limits=True, SEND_RATE="25") as here:
        await here.start()
        people = [here.telegram.user(f"P{number}") for number in range(chats)]
        for one in people:
            one.chat.started = True
        await here.db.transaction(_broadcast, [one.id for one in people], each)
        askers = [here.telegram.user(f"Asker{number}") for number in range(8)]
        waits: list[float] = []
        asking = asyncio.create_task(_ask(askers, asked_every, waits))
        goal = chats * each
        done = await _wait_sent(people, goal, goal / 25 * 1.5 + 60)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await here.settled()
        dropped = await here.number("SELECT count(*) FROM outbox WHERE state = 'dropped'")
        calls = [c for c in here.telegram.log if c.method == "sendMessage"]
        refused = sum(c.error.startswith("Too Many") for c in calls)
        twice = _same_text_twice(people)
    waits.sort()
    p95 = waits[int(len(waits) * 0.95)] if waits else 99.0
    good = done == goal and not dropped and not twice and refused <= len(calls) * 0.001
    good = good and run.within(p95, 1.0)
    line = f"{done} of {goal} sent, {dropped} dropped, {twice} twice, {refused} x 429, reply p95 {p95:.2f} s"
    return Figure(line, good)


def _broadcast(tx: Connection, people: Sequence[int], each: int) -> None:
    """What a feature that tells everybody something would put into the outbox."""
    now = datetime.now(UTC)
    rows = [
        {
            "user_id": user,
            "chat_id": user,
            "kind": "message",
            "method": "sendMessage",
            "body": {"chat_id": user, "text": f"News {number}"},
            "priority": 2,
            "state": "ready",
            "created_at": now,
            "not_before": now,
        }
        for number in range(each)
        for user in people
    ]
    tx.execute(insert(outbox), rows)


async def flood(run: Run, shape: Shape) -> Figure:
    """Everybody asks at once, more than can be answered in a lease's time."""
    chats, each = run.count(500, 40), 5 if run.full else 2
    rate = 25 if run.full else 20
    async with world(run, shape, limits=run.full, SEND_RATE=str(rate)) as here:
        await here.start()
        people = [here.telegram.user(f"P{number}") for number in range(chats)]
        for number in range(each):
            for one in people:
                one.says(TOPICS[number])
        goal = chats * each
        done = await _wait_sent(people, goal, goal / rate * 1.5 + 60)
        await here.settled()
        await asyncio.sleep(2)
        twice = _same_text_twice(people)
        dropped = await here.number("SELECT count(*) FROM outbox WHERE state = 'dropped'")
        inversions = sum(_inverted(one) for one in people)
        calls = [c for c in here.telegram.log if c.method == "sendMessage"]
        refused = sum(c.error.startswith("Too Many") for c in calls)
        odd = [line[:200] for line in here.said().splitlines() if "warning" in line or "error" in line]
    good = done >= goal and not (twice or dropped or inversions)
    line = f"{done} of {goal} answered, {dropped} dropped, {twice} twice, {inversions} inversions, {refused} x 429"
    return Figure(line, good, odd[:20])


def _inverted(one: Person) -> int:
    """Answers out of the order of the questions."""
    firsts = [m.text.split("\n")[0] for m in one.chat.messages if m.from_bot]
    return sum(a != b for a, b in zip(firsts, TITLES, strict=False))


async def _ask(people: Sequence[Person], every: float, waits: list[float]) -> None:
    """One after another looks something up; how long each waits."""
    number = 0
    while True:
        one = people[number % len(people)]
        number += 1
        mark, began = len(one.chat.messages) + 1, time.monotonic()
        one.says("matcha")
        await until(partial(_longer, one.chat, mark), 60)
        waits.append(time.monotonic() - began)
        await asyncio.sleep(max(0.0, every - (time.monotonic() - began)))


def _longer(chat: Chat, mark: int) -> bool:
    return len(chat.messages) > mark


async def _wait_sent(people: Sequence[Person], goal: int, patience: float) -> int:
    ends = time.monotonic() + patience
    while (sent := sum(m.from_bot for one in people for m in one.chat.messages)) < goal and time.monotonic() < ends:
        await asyncio.sleep(0.5)
    return sent


def _same_text_twice(people: Sequence[Person]) -> int:
    counts = (Counter(m.text for m in one.chat.messages if m.from_bot) for one in people)
    return sum(count - 1 for one in counts for count in one.values())


# --- 9: what may have arrived


async def ambiguous(run: Run, shape: Shape) -> Figure:
    """A thousand questions go out while every tenth call meets each fault."""
    total = run.count(1_000, 40)
    kinds = [*SURELY_NOT_DONE, Fault.SLOW, Fault.CUT_BEFORE, Fault.CUT_AFTER]
    kinds += [Fault.SILENT] if run.full else []
    async with world(run, shape) as here:
        await here.start()
        chances = dict.fromkeys(sorted(kinds), 0.1)
        here.server.faults = faults = Faults(chances, run.seed, frozenset({"sendMessage"}))
        people = [here.telegram.user(f"P{number}") for number in range(total)]
        for one in people:
            one.says("/quiz 1")
        drained = await here.drained(120)
        quiet = await here.settled(600, held=run.full)
        questions = {one.id: sum(number_of(m) is not None for m in one.chat.messages) for one in people}
    struck = {one.id: Counter[Fault]() for one in people}
    for happened in faults.happened:
        struck[happened.chat][happened.fault] += 1
    unclear = {user: sum(found[kind] for kind in AMBIGUOUS) for user, found in struck.items()}
    lost_surely = sum(not questions[user] for user in questions if not unclear[user])
    allowed = 2 if run.full else 1  # in short, the repetition after three minutes is not waited for
    lost_early = sum(not questions[user] for user in questions if 0 < unclear[user] < allowed)
    copies = sum(max(0, count - 2) for count in questions.values())
    needless = sum(count > 1 for user, count in questions.items() if not unclear[user])
    resent = sum(count == 2 for count in questions.values())
    gone = sum(not count for count in questions.values())
    good = not (lost_surely or lost_early or copies or needless) and drained and quiet
    good = good and (run.full or not resent)
    line = (
        f"{total} sends, {len(faults.happened)} faults: {lost_surely} surely-not-sent lost, {copies} third copies, "
        f"{needless} needless; {resent} sent once more, {gone} twice unclear and given up"
    )
    return Figure(line, good, [f"drained {drained}, quiet {quiet}, lost after one unclear send {lost_early}"])


PROOFS = [
    *shaped("B8", "0 dropped, 429 <= 0.1 %, reply p95 <= 1 s", limited, *POLLING, REPLICAS[1], seconds=900),
    *shaped("B8", "all answered once, in order", flood, *POLLING, REPLICAS[0], seconds=600, what="flood, "),
    *shaped("B9", "0 lost, 0 beyond one re-send", ambiguous, *POLLING, REPLICAS[1], seconds=1200),
]
