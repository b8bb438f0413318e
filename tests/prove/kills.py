"""A1: kill -9, faults, dead databases and standing still: no answer is lost, none counts twice."""

import asyncio

from bot.demo.telegram.faults import Fault, Faults
from tests.prove.people import Learner, all_of, left_over, owed, progress
from tests.prove.proof import Figure, Run
from tests.prove.shaped import shaped
from tests.prove.world import REPLICAS, SHAPES, Shape, world


async def kills(run: Run, shape: Shape) -> Figure:
    """People answer questions while one replica after another is killed, at a random moment."""
    async with world(run, shape) as here:
        await here.start()
        dice = run.random
        people = [Learner(here.telegram.user(f"P{number}")) for number in range(15)]
        playing = [asyncio.create_task(one.play()) for one in people]
        done = 0
        for _ in range(run.count(100, 3)):
            await progress(people, dice.randint(1, 12))
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
        left = await left_over(here) if trouble else []
    good = found.fair and drained and not trouble and not here.telegram.violations
    return Figure(f"{done} kills, {found}", good, [*trouble, *left, *here.telegram.violations[:5]])


async def troubled(run: Run, shape: Shape) -> Figure:
    """The same with a bad network: every call may meet any fault, and what was delivered is delivered again."""
    chances = dict.fromkeys(Fault, 0.02)
    async with world(run, shape) as here:
        here.server.faults = faults = Faults(chances, run.seed, silent=22.0 if run.full else 1.0)
        here.server.delivery.redeliver = 0.1
        await here.start()
        dice = run.random
        people = [Learner(here.telegram.user(f"P{number}")) for number in range(20)]
        playing = [asyncio.create_task(one.play()) for one in people]
        done = run.count(30, 2)
        for _ in range(done):
            await progress(people, dice.randint(1, 12))
            bot = dice.choice(here.bots)
            await bot.kill()
            await bot.start()
        here.server.faults = None
        for one in people:
            one.stopping = True
        trouble = await all_of(playing)
        drained = await here.drained(90)
        found = await owed(here, people)
    good = found.fair and drained and not trouble and not here.telegram.violations
    return Figure(f"{len(faults.happened)} faults, {done} kills, {found}", good, trouble)


async def restarts(run: Run, shape: Shape) -> Figure:
    """PostgreSQL dies as a machine does, again and again, and comes back."""
    times, dice = run.count(15, 2), run.random
    async with world(run, shape) as here:
        assert here.postgres is not None
        await here.start()
        people = [Learner(here.telegram.user(f"P{number}")) for number in range(15)]
        playing = [asyncio.create_task(one.play()) for one in people]
        for _ in range(times):
            await progress(people, dice.randint(3, 30))
            await here.postgres.kill()
            await asyncio.sleep(dice.random() * 3)
            await here.postgres.start()
        for one in people:
            one.stopping = True
        trouble = await all_of(playing)
        drained = await here.drained(90)
        found = await owed(here, people)
        exits = sum(not bot.running for bot in here.bots)
    good = found.fair and drained and not trouble and not exits
    return Figure(f"{times} x PostgreSQL killed, {exits} exits, {found}", good, trouble)


async def frozen(run: Run, shape: Shape) -> Figure:
    """A replica stands still (SIGSTOP), longer than a lease, and wakes up believing that nothing happened."""
    times, dice = run.count(4, 1), run.random
    seconds = 75.0 if run.full else 3.0
    async with world(run, shape) as here:
        await here.start()
        people = [Learner(here.telegram.user(f"P{number}")) for number in range(15)]
        playing = [asyncio.create_task(one.play()) for one in people]
        for _ in range(times):
            await progress(people, dice.randint(3, 30))
            bot = dice.choice(here.bots)
            bot.pause()
            await asyncio.sleep(seconds)
            bot.resume()
        for one in people:
            one.stopping = True
        trouble = await all_of(playing)
        drained = await here.drained(120)
        found = await owed(here, people)
    good = found.fair and drained and not trouble and not here.telegram.violations
    return Figure(f"{times} x stopped for {seconds:.0f} s, {found}", good, trouble)


PROOFS = [
    *shaped("A1", "100 kill -9: 0 lost, 0 double", kills, *SHAPES, *REPLICAS, seconds=1500, busy=True),
    *shaped("A1", "0 lost, 0 double", troubled, SHAPES[0], SHAPES[3], seconds=1200, what="faults, "),
    *shaped("A1", "0 lost, 0 double, 0 exits", restarts, SHAPES[2], REPLICAS[1], seconds=900, what="database killed, "),
    *shaped("A1", "0 lost, 0 double", frozen, SHAPES[0], *REPLICAS, seconds=1200, what="SIGSTOP, "),
]
