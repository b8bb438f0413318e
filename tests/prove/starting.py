"""A5 and A6: stopping with a full inbox; starting without Telegram, or with a wrong token."""

import asyncio
import time
from collections import Counter

from bot.demo.telegram import Person
from bot.demo.telegram.server import Server
from tests.processes.bots import until
from tests.prove.people import LONGEST, TOPICS
from tests.prove.proof import Figure, Proof, Run
from tests.prove.shaped import shaped
from tests.prove.world import PATIENCE, TWO_AND_MANY, Shape, eventually, world

# --- 5: SIGTERM


async def terminated(run: Run, shape: Shape) -> Figure:
    """A thousand updates wait; SIGTERM at a random moment; the next start answers what is left, once."""
    queued, dice = run.count(1_000, 60), run.random
    times = -(-run.count(50, 2) // shape.replicas)  # each time every replica is stopped
    slowest, codes = 0.0, Counter[int]()
    async with world(run, shape) as here:
        people = [here.telegram.user(f"P{number}") for number in range(50)]
        said = 0
        for _ in range(times):
            await here.start()
            for number in range(queued):
                people[number % 50].says(TOPICS[number % 5])
            said += queued
            await asyncio.sleep(dice.random())
            began = time.monotonic()
            ends = await asyncio.gather(*(bot.terminate() for bot in here.bots))
            slowest = max(slowest, time.monotonic() - began)
            codes.update(ends)
            if not run.full or dice.random() < 0.2:  # else the next round begins with what is left
                await here.start()
                await _answered(people, said)
                codes.update(await asyncio.gather(*(bot.terminate() for bot in here.bots)))
        await here.start()
        await _answered(people, said)
        await here.drained()
        in_doubt = await here.number("SELECT count(*) FROM outbox WHERE state = 'held'")
        await here.settled(LONGEST if in_doubt else PATIENCE, held=True)
        replies = sum(m.from_bot for one in people for m in one.chat.messages)
        errors = here.said().split("Traceback")[1:]
    good = set(codes) == {0} and run.within(slowest, 10) and replies == said and not errors
    lost, double = max(0, said - replies), max(0, replies - said)
    line = f"{times} x {queued}: exit {dict(codes)}, slowest {slowest:.1f} s, {lost} lost, {double} double"
    traces = [text for one in errors[:3] for text in one.partition("\n20")[0].splitlines()[-25:]]
    return Figure(line, good, [f"{in_doubt} in doubt at the end", *traces])


async def _answered(people: list[Person], said: int) -> None:
    async def all_are() -> bool:
        return sum(m.from_bot for one in people for m in one.chat.messages) >= said

    await eventually(all_are, 120)


# --- 6: starting


async def away_at_start(run: Run) -> Figure:
    """Nobody answers at Telegram's address: it keeps trying, says so at most twice a minute, and then works."""
    seconds = 90.0 if run.full else 2.5
    async with world(run, Shape("sqlite", "polling")) as here:
        port = int(here.server.address.rsplit(":", 1)[1])
        await here.server.stop()
        began = time.monotonic()
        await here.bot.start()
        await until(lambda: "cannot be reached" in here.bot.said(), PATIENCE)
        await asyncio.sleep(seconds)
        alive, lines = here.bot.running, here.bot.said().count("cannot be reached")
        passed = time.monotonic() - began
        again = Server(here.telegram)
        await again.start(port)
        here.server = again
        maya = here.telegram.user("Maya")
        maya.says("matcha")
        await until(lambda: maya.chat.messages[-1].from_bot, PATIENCE)
    allowed = 1 + int(passed // 30)
    good = alive and 1 <= lines <= allowed and not here.telegram.dropped
    return Figure(f"{passed:.0f} s without Telegram: {lines} lines (at most {allowed}), then answers", good)


async def wrong_token(run: Run) -> Figure:
    """401: one line without the token, exit 1."""
    token = "424242:" + "wrong" * 7
    async with world(run, Shape("sqlite", "polling"), BOT_TOKEN=token) as here:
        began = time.monotonic()
        await here.bot.start()
        code, said = await here.bot.ended()
        seconds = time.monotonic() - began
    lines = [line for line in said.splitlines() if "BOT_TOKEN" in line]
    good = code == 1 and run.within(seconds, 5) and len(lines) == 1 and token not in said and "Traceback" not in said
    return Figure(f"401: exit {code} in {seconds:.1f} s, {len(lines)} line", good, [said[-500:]])


PROOFS = [
    *shaped("A5", "50 x exit 0 in <= 10 s, 0 lost", terminated, *TWO_AND_MANY, seconds=2400, busy=True),
    Proof("A6", "no network", "waits, a line per 30 s", away_at_start),
    Proof("A6", "401", "exit 1 in <= 5 s, one line", wrong_token),
]
