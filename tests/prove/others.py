"""A6: whoever else is there: a second poller, another bot on the same database, somebody else's webhook."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime

import aiohttp

from bot.demo.telegram import Person, Telegram
from bot.demo.telegram.server import Server
from tests.ports import free_port
from tests.processes.bots import BotProcess
from tests.prove.people import TOPICS
from tests.prove.proof import Figure, Run
from tests.prove.shaped import shaped
from tests.prove.world import PATIENCE, POLLING, REPLICAS, SHAPES, Shape, World, eventually, world

FOREIGN = "http://127.0.0.1:9/somebody-else"
"""A webhook where nobody listens."""

# --- two pollers


async def two_pollers(run: Run, shape: Shape) -> Figure:
    """Somebody else polls with our token for a while; a thousand updates come, half of them meanwhile."""
    total = run.count(1_000, 50)
    async with world(run, shape) as here:
        await here.start()
        address = f"{here.server.address}/bot{here.telegram.token}/getUpdates"
        seconds = 20.0 if run.full else 2.0
        people = [here.telegram.user(f"P{number}") for number in range(50)]
        beside = asyncio.create_task(_poll_beside(address, seconds))
        for number in range(total // 2):
            people[number % 50].says(TOPICS[number % 5])
            await asyncio.sleep(0.8 * seconds / (total // 2))
        theirs = await beside
        ours = here.server.conflicts - theirs
        named = "somebody else polls with this token" in here.said()
        for number in range(total // 2, total):
            people[number % 50].says(TOPICS[number % 5])
        drained = await here.drained(90)
        await here.settled()
        replies = sum(m.from_bot for one in people for m in one.chat.messages)
        dropped = here.telegram.dropped
    good = replies == total and named and ours <= seconds * 2 and not dropped and drained
    line = f"409 for {seconds:.0f} s: {ours} of ours, {'named' if named else 'not named'}, then {replies} of {total}"
    return Figure(line, good)


async def _poll_beside(address: str, seconds: float) -> int:
    """Poll like another program that does not confirm anything; returns how often that met a 409."""
    conflicts, ends = 0, time.monotonic() + seconds
    async with aiohttp.ClientSession() as session:
        while time.monotonic() < ends:
            async with session.get(address, params={"timeout": "2"}) as answer:
                conflicts += answer.status == 409
                await answer.read()
            await asyncio.sleep(0.05)
    return conflicts


# --- another of ours takes over


async def takeover(run: Run, shape: Shape) -> Figure:
    """The process that polls is killed, stopped or stands still; another one polls, and nothing is lost."""
    times, waits, awake, codes = run.count(12, 1), list[float](), 0, set[int]()
    async with world(run, shape) as here:
        await here.start()
        maya = here.telegram.user("Maya")
        for number in range(times):
            first = await _poller(here)
            began = time.monotonic()
            how = number % 3
            if how == 0:
                await first.kill()
            elif how == 1:
                codes.add(await first.terminate())
            else:
                first.pause()
            maya.says(TOPICS[number % 5])
            await eventually(lambda goal=number + 1: _heard(maya, goal), 30)  # type: ignore[misc]  # mypy cannot type the default
            waits.append(time.monotonic() - began)
            if how == 2:  # wakes up, and finds that another one polls
                first.resume()
                awake += await eventually(lambda bot=first: _let_go(bot), 30)  # type: ignore[misc]  # nor this one
                await first.kill()
            await first.start()
            await first.ready()
        await here.drained()
        await here.settled()
        replies = sum(m.from_bot for m in maya.chat.messages)
    good = run.within(max(waits), 15) and replies == times and awake == times // 3 and codes <= {0}
    line = f"{times} x poller killed, stopped, frozen: slowest answer {max(waits):.1f} s, {replies} answered"
    return Figure(f"{line}, {awake} let go when they woke up", good)


async def _let_go(bot: BotProcess) -> bool:
    return bot.running and "another process polls now" in bot.said_now()


async def _poller(here: World) -> BotProcess:
    """Whose turn it is: the last of those that said so and still run."""
    sql = "SELECT count(*) FROM leases WHERE name = 'polling'"

    async def led() -> bool:
        return bool(await here.number(sql))

    await eventually(led, PATIENCE)
    found = [bot for bot in here.bots if bot.running and "this process polls" in bot.said_now()]
    assert len(found) == 1, f"{len(found)} processes poll"
    return found[0]


async def _heard(person: Person, goal: int) -> bool:
    return sum(m.from_bot for m in person.chat.messages) >= goal


# --- another bot on our database


async def two_bots(run: Run, shape: Shape) -> Figure:
    """A bot with another token is started on our database, beside us and after us: refused, in one sentence."""
    async with world(run, shape) as here:
        await here.start()
        other = Server(Telegram(lambda: datetime.now(UTC), token="77:other"))
        other.telegram.bot["id"] = 77
        await other.start()
        folder = run.folder / "other"
        folder.mkdir()
        settings = {"DATABASE_URL": here.url, "PORT": str(free_port()), "LOG_LEVEL": "INFO"}
        bot = BotProcess(folder, other, **settings)
        beside = await _refused(bot, "Another Studybot" if shape.kind == "sqlite" else "belongs to another bot")
        maya = here.telegram.user("Maya")
        maya.says("matcha")
        answered = await eventually(lambda: _heard(maya, 1), PATIENCE)
        for one in here.bots:
            await one.terminate()
        after = await _refused(bot, "belongs to another bot")
        calls = {call.method for call in other.telegram.log} - {"getMe"}
        await other.stop()
    good = beside and after and answered and not calls
    line = f"refused beside us: {beside}, after us: {after}; we go on: {answered}; {len(calls)} calls with its token"
    return Figure(line, good, [bot.said()[-600:], *sorted(calls)])


async def _refused(bot: BotProcess, words: str) -> bool:
    await bot.start()
    code, _ = await bot.ended()
    said = bot.said_now()
    return code == 1 and words in said and "Traceback" not in said


# --- somebody else's webhook


async def foreign_hook(run: Run, shape: Shape) -> Figure:
    """Somebody sets a webhook with our token: before we start, while we run, and takes ours away."""
    short = "import bot.serve; bot.serve.WEBHOOK_LOOK = 0.5"
    async with world(run if run.full else replace(run, sabotage=short), shape) as here:
        here.telegram.webhook = {"url": FOREIGN}
        people = [here.telegram.user(f"P{number}") for number in range(run.count(40, 10))]
        _all_ask(people, 0)
        await here.start()
        before = await _all_heard(people, 1)
        here.telegram.webhook = {"url": FOREIGN}
        _all_ask(people, 1)
        words = "a webhook is set" if shape.way == "polling" else "somebody else set another webhook"
        named = await eventually(lambda: _said(here, words), PATIENCE)
        here.telegram.webhook = {"url": ""}  # whoever it was is gone, and took the webhook along
        after = await _all_heard(people, 2)
        await here.drained()
        await here.settled()
        replies = sum(m.from_bot for one in people for m in one.chat.messages)
        dropped = here.telegram.dropped
    good = before and named and after and replies == 2 * len(people) and not dropped
    line = f"set before us: {replies - len(people)} answered, while we run: {'named' if named else 'not named'}"
    return Figure(f"{line}; {replies} of {2 * len(people)} answered", good)


def _all_ask(people: list[Person], turn: int) -> None:
    for number, one in enumerate(people):
        one.says(TOPICS[(number + turn) % 5])


async def _all_heard(people: list[Person], goal: int) -> bool:
    async def heard() -> bool:
        return all(sum(m.from_bot for m in one.chat.messages) >= goal for one in people)

    return await eventually(heard, 2 * PATIENCE)


async def _said(here: World, words: str) -> bool:
    return words in here.said()


PROOFS = [
    *shaped("A6", "backs off, names it, 1,000 effects", two_pollers, *POLLING, REPLICAS[0], seconds=600),
    *shaped("A6", "another polls in <= 15 s", takeover, REPLICAS[0], seconds=400, what="takeover, "),
    *shaped("A6", "refused in one sentence", two_bots, *POLLING, seconds=200, what="two bots, "),
    *shaped("A6", "named, none lost", foreign_hook, *SHAPES, seconds=300, what="foreign webhook, "),
]
