"""A. Never lose, never double: what comes in."""

import asyncio
import contextlib
import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial

import aiohttp

from bot.demo.telegram import Person
from bot.demo.telegram.objects import Json
from bot.demo.telegram.server import Server
from bot.storage import inbox
from tests.processes.bots import until
from tests.prove.people import Learner, all_of, owed
from tests.prove.proof import Figure, Proof, Run
from tests.prove.shaped import shaped
from tests.prove.world import PATIENCE, REPLICAS, SHAPES, Shape, World, world
from tests.stage import SUBJECTS

TOPICS = ("matcha", "oolong", "pu-erh", "white tea", "black tea")
TITLES = ("Matcha", "Oolong", "Pu-erh", "White tea", "Black tea")


# --- 1: kill -9


async def kills(run: Run, shape: Shape) -> Figure:
    """People answer questions while one replica after another is killed, at a random moment."""
    async with world(run, shape) as here:
        await here.start()
        dice = run.random
        people = [Learner(here.telegram.user(f"P{number}")) for number in range(15)]
        playing = [asyncio.create_task(one.play()) for one in people]
        done = 0
        for _ in range(run.count(100, 3)):
            await _progress(people, dice.randint(1, 12))
            await asyncio.sleep(dice.random() * 0.1)
            bot = dice.choice(here.bots)
            await bot.kill()
            done += 1
            await bot.start()
        for one in people:
            one.stopping = True
        trouble = await all_of(playing)
        drained = await here.drained(90)
        found = await owed(here, people)
    good = found.fair and drained and not trouble and not here.telegram.violations
    return Figure(f"{done} kills, {found}", good, [*trouble, *here.telegram.violations[:5]])


async def _progress(people: list[Learner], steps: int) -> None:
    """Until so many more answers were given."""
    goal = sum(len(one.pressed) for one in people) + steps
    with contextlib.suppress(TimeoutError):
        await until(lambda: sum(len(one.pressed) for one in people) >= goal, PATIENCE)


# --- 2: redelivery


async def redelivered(run: Run, shape: Shape) -> Figure:
    """Every update comes one to three times, in any order, to any replica; half of them would count twice."""
    total = run.count(2_000, 60) // 2 * 2
    async with world(run, shape) as here:
        await here.start()
        dice = run.random
        people = [here.telegram.user(f"P{number}") for number in range(100)]
        groups = [here.telegram.group(f"G{number}", *people[number * 5 : number * 5 + 5]) for number in range(20)]
        here.telegram.take_updates()
        for number in range(total // 2):
            people[number % 100].says(TOPICS[number % 5])
            group = groups[number % 20]
            people[number % 20 * 5].says("/quiz@studybot", group)
        posts = [update for update in here.telegram.take_updates() for _ in range(dice.randint(1, 3))]
        dice.shuffle(posts)
        hook = here.telegram.webhook
        refused = await _post_all(hook["url"], hook["secret_token"], posts)
        drained = await here.drained(120)
        await here.settled()
        asked = await here.number("SELECT count(*) FROM askings WHERE purpose = 'poll'")
        polls = sum(m.poll is not None for group in groups for m in group.messages)
        replies = sum(m.from_bot for one in people for m in one.chat.messages)
        stored = await here.number("SELECT count(*) FROM inbox")
    effects = asked + replies
    good = effects == total == stored and polls == asked == total // 2 and drained and not refused
    line = f"{len(posts)} deliveries of {total}: {effects} effects ({asked} polls stored, {polls} sent)"
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
        await asyncio.sleep(5)
        idle = (here.server.asked - asked) / 5
    good = replies == batches * 4 and not twice and idle <= 2 and drained
    return Figure(
        f"{batches} poisons: {replies} of {batches * 4} handled, {twice} fetched twice, {idle:.1f}/s idle", good
    )


def _fetched_twice(here: World) -> int:
    """Updates that were handed out by more than one getUpdates."""
    handed = [u["update_id"] for c in here.telegram.log if c.method == "getUpdates" for u in c.result or []]
    return sum(count - 1 for count in Counter(handed).values())


# --- 4: lanes


def _past(here: World, number: int) -> bool:
    waiting = here.telegram.updates
    return not waiting or waiting[0]["update_id"] > number


@dataclass
class Tapper:
    """Taps options of one question again and again; every tap adds one to the list or takes it away."""

    person: Person
    states: list[tuple[int, ...]]
    """After each tap, as it must be."""
    topics: list[int]
    """What was looked up in between, in order."""

    def act(self, dice: random.Random, times: int) -> None:
        question = self.person.chat.last
        number = int(question.keyboard[0][0]["callback_data"].split(".")[1])
        for _ in range(times):
            option = dice.randrange(5)
            now = self.states[-1]
            kept = tuple(one for one in now if one != option)
            self.states.append(kept if option in now else (*kept, option))
            self.person.sends_press(f"1a.{number}.{option}", question)
            topic = dice.randrange(2)
            self.topics.append(topic)
            self.person.says(("what is espresso", "what is brewing coffee")[topic])

    def inversions(self) -> int:
        """Answers that came in another order than the questions."""
        said = [
            m.text for m in self.person.chat.messages if (m.from_bot and "Espresso is" in m.text) or "Brewing" in m.text
        ]
        heard = [0 if text.startswith("Espresso") else 1 for text in said if not text.startswith("Which")]
        return sum(a != b for a, b in zip(heard, self.topics, strict=False)) + abs(len(heard) - len(self.topics))


async def lanes(run: Run, shape: Shape) -> Figure:
    """Ten people change one list a hundred times, all at once, with look-ups in between."""
    times = run.count(100, 20)
    subject = run.folder / "content" / "kinds"
    shutil.copytree(SUBJECTS / "kinds", subject)
    (subject / "questions" / "brewing-coffee.yaml").unlink()
    only = (subject / "questions" / "espresso.yaml").read_text("utf-8").split("\n\n")[0]
    (subject / "questions" / "espresso.yaml").write_text(only + "\n", "utf-8")
    async with world(run, shape, CONTENT_DIR=str(subject)) as here:
        await here.start()
        people = [Tapper(here.telegram.user(f"P{number}"), [()], []) for number in range(10)]
        for one in people:
            one.person.says("/quiz espresso 1")
        await until(lambda: all(one.person.chat.messages[-1].keyboard for one in people), PATIENCE)
        dice = run.random
        for one in people:
            one.act(dice, times)
        drained = await here.drained(120)
        await here.settled()
        right, inversions = 0, sum(one.inversions() for one in people)
        for one in people:
            rows = await here.rows("SELECT picked FROM askings WHERE user_id = :user", user=one.person.id)
            ends = tuple(int(place) for place in rows[0][0].split(",") if place)
            right += times if ends == one.states[-1] else 0
            inversions += _out_of_order(here, one)
    good = right == times * 10 and not inversions and drained
    return Figure(f"{right} of {times * 10} changes, {inversions} inversions", good)


def _out_of_order(here: World, one: Tapper) -> int:
    """Shown states that cannot come after the ones before them (newer edits may leave older ones out)."""
    place, wrong = 0, 0
    for call in here.telegram.log:
        if call.method != "editMessageText" or call.error or call.parameters["chat_id"] != one.person.id:
            continue
        keys = [key for row in call.parameters["reply_markup"]["inline_keyboard"] for key in row]
        ticked = {int(key["callback_data"].split(".")[2]) for key in keys if key["text"].endswith("✓")}
        later = next((at for at in range(place, len(one.states)) if set(one.states[at]) == ticked), None)
        if later is None:
            wrong += 1
        else:
            place = later
    return wrong


# --- 5: SIGTERM


async def terminated(run: Run, shape: Shape) -> Figure:
    """A thousand updates wait; SIGTERM at a random moment; the next start answers what is left, once."""
    queued, times, dice = run.count(1_000, 60), run.count(50, 2), run.random
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
                await asyncio.gather(*(bot.terminate() for bot in here.bots))
        await here.start()
        await _answered(people, said)
        await here.drained()
        await here.settled()
        replies = sum(m.from_bot for one in people for m in one.chat.messages)
        errors = here.said().count("Traceback")
    good = set(codes) == {0} and slowest <= 10 and replies == said and not errors
    lost, double = max(0, said - replies), max(0, replies - said)
    line = f"{times} x {queued}: exit {dict(codes)}, slowest {slowest:.1f} s, {lost} lost, {double} double"
    return Figure(line, good, [f"{errors} tracebacks"])


async def _answered(people: list[Person], said: int) -> None:
    with contextlib.suppress(TimeoutError):
        await until(lambda: sum(m.from_bot for one in people for m in one.chat.messages) >= said, 120)


# --- 6: starting, and two pollers


async def away_at_start(run: Run) -> Figure:
    """Nobody answers at Telegram's address: it keeps trying, says so at most twice a minute, and then works."""
    seconds = 90.0 if run.full else 6.0
    async with world(run, Shape("sqlite", "polling")) as here:
        port = int(here.server.address.rsplit(":", 1)[1])
        await here.server.stop()
        await here.bot.start()
        await asyncio.sleep(seconds)
        alive, lines = here.bot.running, here.bot.said().count("cannot be reached")
        again = Server(here.telegram)
        await again.start(port)
        here.server = again
        maya = here.telegram.user("Maya")
        maya.says("matcha")
        await until(lambda: maya.chat.messages[-1].from_bot, PATIENCE)
    allowed = 1 + int(seconds // 30)
    good = alive and 1 <= lines <= allowed and not here.telegram.dropped
    return Figure(f"{seconds:.0f} s without Telegram: {lines} lines (at most {allowed}), then answers", good)


async def wrong_token(run: Run) -> Figure:
    """401: one line without the token, exit 1."""
    token = "424242:" + "wrong" * 7
    async with world(run, Shape("sqlite", "polling"), BOT_TOKEN=token) as here:
        began = time.monotonic()
        await here.bot.start()
        code, said = await here.bot.ended()
        seconds = time.monotonic() - began
    lines = [line for line in said.splitlines() if "BOT_TOKEN" in line]
    good = code == 1 and seconds <= 5 and len(lines) == 1 and token not in said and "Traceback" not in said
    return Figure(f"401: exit {code} in {seconds:.1f} s, {len(lines)} line", good, [said[-500:]])


async def two_pollers(run: Run, shape: Shape) -> Figure:
    """Somebody else polls with our token for a while; then a thousand updates come."""
    total = run.count(1_000, 50)
    async with world(run, shape) as here:
        await here.start()
        address = f"{here.server.address}/bot{here.telegram.token}/getUpdates"
        asked = here.server.asked
        seconds = 20.0 if run.full else 4.0
        theirs = await _poll_beside(address, seconds)
        ours = here.server.asked - asked - theirs
        named = "somebody else polls with this token" in here.said()
        people = [here.telegram.user(f"P{number}") for number in range(50)]
        for number in range(total):
            people[number % 50].says(TOPICS[number % 5])
        drained = await here.drained(90)
        await here.settled()
        replies = sum(m.from_bot for one in people for m in one.chat.messages)
        dropped = here.telegram.dropped
    good = replies == total and named and ours <= seconds * 2 and not dropped and drained
    line = (
        f"409 for {seconds:.0f} s: {ours} calls of ours, {'named' if named else 'not named'}, then {replies} of {total}"
    )
    return Figure(line, good)


async def _poll_beside(address: str, seconds: float) -> int:
    """Poll like another program that does not confirm anything; returns how often."""
    count, ends = 0, time.monotonic() + seconds
    async with aiohttp.ClientSession() as session:
        while time.monotonic() < ends:
            count += 1
            async with session.get(address, params={"timeout": "2"}) as answer:
                await answer.read()
            await asyncio.sleep(0.05)
    return count


POLLING = tuple(shape for shape in SHAPES if shape.way == "polling")
PROOFS = [
    *shaped("A1", "100 kill -9: 0 lost, 0 double", kills, *SHAPES, *REPLICAS, seconds=1500),
    *shaped("A2", "2,000 effects", redelivered, SHAPES[1], SHAPES[3], REPLICAS[1], seconds=600),
    Proof("A2", "window", ">= 48 h", window),
    *shaped("A3", "all handled, 0 fetched twice, <= 2/s idle", poisoned, *POLLING, seconds=600),
    *shaped("A4", "1,000 of 1,000, 0 inversions", lanes, *SHAPES, *REPLICAS, seconds=600),
    *shaped("A5", "50 x exit 0 in <= 10 s, 0 lost", terminated, *SHAPES, *REPLICAS, seconds=1500),
    Proof("A6", "no network", "waits, a line per 30 s", away_at_start),
    Proof("A6", "401", "exit 1 in <= 5 s, one line", wrong_token),
    *shaped("A6", "backs off, names it, 1,000 effects", two_pollers, *POLLING, REPLICAS[0], seconds=600),
]
