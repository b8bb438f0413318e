"""A2 and A3: updates that come again, in any order, and updates that nobody can read."""

import asyncio
import contextlib
import random
from collections import Counter
from functools import partial

import aiohttp

from bot.demo.telegram import Person
from bot.demo.telegram.objects import Json
from bot.storage import inbox
from tests.processes.bots import until
from tests.prove.people import TOPICS
from tests.prove.proof import Figure, Proof, Run
from tests.prove.shaped import shaped
from tests.prove.world import REPLICAS, SHAPES, Shape, World, world

# --- 2: redelivery


async def redelivered(run: Run, shape: Shape) -> Figure:
    """Every update comes one to three times, in any order, to any replica; half of them would count twice."""
    total = run.count(2_000, 60) // 2 * 2
    async with world(run, shape) as here:
        await here.start()
        dice = run.random
        people = [here.telegram.user(f"P{number}") for number in range(100)]
        here.telegram.take_updates()
        for number in range(total // 2):
            people[number % 100].says(TOPICS[number % 5])
            people[number % 100].says("/quiz 1")
        posts = [update for update in here.telegram.take_updates() for _ in range(dice.randint(1, 3))]
        dice.shuffle(posts)
        hook = here.telegram.webhook
        refused = await _post_all(hook["url"], hook["secret_token"], posts)
        drained = await here.drained(120)
        await here.settled()
        asked = await here.number("SELECT count(*) FROM askings")
        sent = sum(m.from_bot for one in people for m in one.chat.messages)
        stored = await here.number("SELECT count(*) FROM inbox")
    good = sent == total == stored and asked == total // 2 and drained and not refused
    line = f"{len(posts)} deliveries of {total}: {sent} effects ({asked} questions stored)"
    return Figure(line, good, [f"{refused} refused", f"{stored} stored", *here.telegram.violations[:5]])


async def _post_all(url: str, secret: str, updates: list[Json]) -> int:
    """Forty at once; returns how many were not taken after ten tries."""
    seats, headers, refused = asyncio.Semaphore(40), {"X-Telegram-Bot-Api-Secret-Token": secret}, 0

    async def one(session: aiohttp.ClientSession, update: Json) -> None:
        nonlocal refused
        async with seats:
            for _ in range(10):
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    async with session.post(url, json=update, headers=headers) as answer:
                        if answer.status < 300:
                            return
                await asyncio.sleep(0.2)
            refused += 1

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(one(session, update) for update in updates))
    return refused


async def window(run: Run) -> Figure:
    """A row is kept long enough to know a redelivery by it."""
    hours = inbox.DEDUPE_WINDOW.total_seconds() / 3600
    return Figure(f"{hours:.0f} h", hours >= 48)


# --- 3: poison


def _poison(dice: random.Random, person: Person) -> Json:
    """Something that no version of the types can read, or that makes no sense."""
    return dice.choice(
        [
            {"poll_answer": {"poll_id": "1", "option_ids": [0], "user": person.user}},
            {"poll": {"id": "1", "question": "?"}},
            {"message": {"message_id": "x", "date": "y", "chat": []}},
            {"message": None},
            {"callback_query": {"id": 5, "from": {"id": "me"}}},
            {"my_chat_member": {"chat": {}, "from": {}}},
            {"a_kind_of_the_future": {"x": [1, 2, 3]}},
            {},
        ]
    )


async def poisoned(run: Run, shape: Shape) -> Figure:
    """Batches of four good updates around one that cannot be read."""
    batches = run.count(1_000, 20)
    async with world(run, shape) as here:
        await here.start()
        dice = run.random
        people = [here.telegram.user(f"P{number}") for number in range(40)]
        bad = here.telegram.user("Poison")
        for number in range(batches):
            place = dice.randrange(5)
            for slot in range(5):
                if slot == place:
                    here.telegram.next_update += 1
                    here.telegram.updates.append({"update_id": here.telegram.next_update, **_poison(dice, bad)})
                else:
                    people[(number * 4 + slot) % 40].says(TOPICS[slot])
            here.telegram.on_update()
            first = here.telegram.updates[0]["update_id"]
            await until(partial(_past, here, first), 30)
        drained = await here.drained()
        await here.settled()
        replies = sum(m.from_bot for one in people for m in one.chat.messages)
        twice = _fetched_twice(here)
        asked = here.server.asked
        seconds = 5.0 if run.full else 1.0
        await asyncio.sleep(seconds)
        idle = (here.server.asked - asked) / seconds
    good = replies == batches * 4 and not twice and idle <= 2 and drained
    return Figure(
        f"{batches} poisons: {replies} of {batches * 4} handled, {twice} fetched twice, {idle:.1f}/s idle", good
    )


def _fetched_twice(here: World) -> int:
    """Updates that were handed out by more than one getUpdates."""
    handed = [u["update_id"] for c in here.telegram.log if c.method == "getUpdates" for u in c.result or []]
    return sum(count - 1 for count in Counter(handed).values())


def _past(here: World, number: int) -> bool:
    waiting = here.telegram.updates
    return not waiting or waiting[0]["update_id"] > number


PROOFS = [
    *shaped("A2", "2,000 effects", redelivered, SHAPES[1], SHAPES[3], REPLICAS[1], seconds=600, busy=True),
    Proof("A2", "window", ">= 48 h", window),
    *shaped("A3", "all handled, 0 fetched twice, <= 2/s idle", poisoned, *SHAPES, REPLICAS[1], seconds=600, busy=True),
]
