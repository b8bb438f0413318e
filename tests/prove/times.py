"""D. Time: one push per local study date in every zone, however the clock jumps; and once over several replicas."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Connection, insert, text

from bot.demo.telegram import Person
from bot.storage.tables import learners, subscriptions
from bot.study.plan import Rhythm, in_day, next_due, study_date
from tests.prove.people import number_of
from tests.prove.proof import Figure, Proof, Run
from tests.prove.shaped import databases, in_process, shaped
from tests.prove.world import REPLICAS, SHAPES, Shape, World, world
from tests.stage import Stage

# --- 15: zones and clocks


async def zones(run: Run) -> Figure:
    """Every zone, every hour, two years: exactly one due instant for each study date and slot."""
    names = sorted(available_timezones())
    step = max(1, round(1 / run.scale))
    checked = wrong = 0
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    for name in names[::step]:
        where = ZoneInfo(name)
        for hour in range(24):
            for rhythm in _rhythms(hour):
                found, at, served = [], first, None
                while (due := next_due(at, rhythm, where, served)).at < last:
                    wrong += study_date(due.at, where) != due.day
                    at, served = due.at, (due.day, due.place)
                    found.append(served)
                checked += len(found)
                wrong += sum(after != _following(before, rhythm) for before, after in pairwise(found))
    line = f"{len(names[::step])} zones x 24 times: {checked} dues, {wrong} wrong"
    return Figure(line, not wrong and (not run.full or len(names) >= 590))


def _rhythms(hour: int) -> tuple[Rhythm, Rhythm]:
    """At 17 past this hour; and two in a window that begins then and ends within the study day."""
    start = hour * 60 + 17
    end = min(in_day(start) + 7 * 60, 24 * 60 - 1)
    return Rhythm((start,)), Rhythm((start,), (end + 4 * 60) % (24 * 60), times=2, gap=30)


def _following(moment: tuple[date, int], rhythm: Rhythm) -> tuple[date, int]:
    """The date and place after this one."""
    day, place = moment
    return (day, place + 1) if place + 1 < rhythm.count else (day + timedelta(days=1), 0)


STEPS = (
    ("an hour forth", timedelta(hours=1)),
    ("an hour back", timedelta(hours=-1)),
    ("eight hours asleep", timedelta(hours=8)),
    ("three days down", timedelta(days=3)),
)


async def clocks(run: Run, kind: str) -> Figure:
    """The clock jumps at any moment of the day; nobody gets two for one date, or two on waking."""
    places = ("UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu", "Africa/Casablanca")
    total, dice = run.count(120, 12), run.random
    async with in_process(run, kind) as stage:
        people = [stage.telegram.user(f"P{number}") for number in range(total)]
        for one in people:
            one.chat.started = True
        chosen = {one.id: (dice.choice(places), dice.randrange(24 * 60)) for one in people}
        await stage.db.transaction(_at_their_hour, chosen, stage.now)
        most = jumps = 0
        served: set[tuple[int, str, int]] = set()  # gathered as they go, because old rows are pruned
        for number in range(run.count(40, 8)):
            for _ in range(dice.randint(1, 10)):
                stage.now += timedelta(minutes=dice.randint(5, 60))
                await _tick(stage)
                served |= await stage.db.read(_served)
            _name, step = STEPS[number % len(STEPS)]
            mark = len(stage.telegram.log)
            stage.now += step
            await _tick(stage)
            served |= await stage.db.read(_served)
            jumps += 1
            woken = Counter(c.parameters["chat_id"] for c in stage.telegram.log[mark:] if c.method == "sendMessage")
            most = max([most, *woken.values()])
        twice = await stage.db.read(_dates_twice)
        dates = Counter(user for user, _, _ in served)
        doubled = sum(max(0, sum(m.from_bot for m in one.chat.messages) - dates[one.id]) for one in people)
        reached = len(served)
    good = most <= 1 and not twice and not doubled and reached >= total
    return Figure(f"{jumps} steps, {reached} pushes: at most {most} on waking, {doubled + twice} dates twice", good)


def _at_their_hour(tx: Connection, chosen: dict[int, tuple[str, int]], now: datetime) -> None:
    tx.execute(insert(learners), [{"user_id": u, "zone": zone, "created_at": now} for u, (zone, _) in chosen.items()])
    rows = []
    for user, (zone, minute) in chosen.items():
        due = next_due(now, Rhythm((minute,)), ZoneInfo(zone))
        row = {"user_id": user, "slot": 0, "minute": minute, "amount": 1, "next_due_at": due.at, "next_date": due.day}
        rows.append(row)
    tx.execute(insert(subscriptions), rows)


async def _tick(stage: Stage) -> None:
    await stage.app.tick(stage.now)
    await stage.app.settle()


def _dates_twice(tx: Connection) -> int:
    sql = (
        "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE study_date IS NOT NULL "
        "GROUP BY user_id, study_date, slot HAVING count(*) > 1) AS d"
    )
    return int(tx.execute(text(sql)).scalar_one())


def _served(tx: Connection) -> set[tuple[int, str, int]]:
    """Which learners were served for which study dates and slots."""
    sql = "SELECT user_id, study_date, slot FROM outbox WHERE study_date IS NOT NULL AND state = 'sent'"
    return {(int(user), str(day), int(slot)) for user, day, slot in tx.execute(text(sql))}


# --- 16: replicas


async def once_each(run: Run, shape: Shape) -> Figure:
    """A thousand are due at once; one replica dies in the middle, another takes its orphans."""
    total = run.count(1_000, 60)
    async with world(run, shape, SEND_RATE="25" if run.full else "20") as here:
        people = [here.telegram.user(f"P{number}") for number in range(total)]
        for one in people:
            one.chat.started = True
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        await here.db.transaction(_due_now, [one.id for one in people], now)
        await here.start()
        await _sent(people, total // 3, 60)
        victim = here.bots[run.random.randrange(len(here.bots))]
        await victim.kill()
        killed = time.monotonic()
        if len(here.bots) == 1:
            await victim.start()
        rescued = await _rescued(here, killed, 150)
        patience = total / 20 + 260 if run.full else 10  # in short, three minutes are not waited for
        done = await _sent(people, total, patience)
        unsure = await here.number("SELECT count(*) FROM outbox WHERE reason = 'interrupted while sending'")
    copies = sum(max(0, _questions(one) - 1) for one in people)
    missing = sum(not _questions(one) for one in people)
    double = max(0, copies - unsure)
    good = not double and run.within(rescued, 120) and missing <= (0 if run.full else unsure)
    line = (
        f"{total} due, 1 killed: {double} double, {done} reached, orphans taken over in {rescued:.0f} s, {unsure} held"
    )
    return Figure(line, good, [f"{copies} copies, {missing} missing"])


def _due_now(tx: Connection, people: Sequence[int], now: datetime) -> None:
    day = study_date(now, ZoneInfo("UTC"))
    minute = now.hour * 60 + now.minute
    tx.execute(insert(learners), [{"user_id": user, "zone": "UTC", "created_at": now} for user in people])
    row = {"slot": 0, "minute": minute, "amount": 3, "next_due_at": now, "next_date": day}
    tx.execute(insert(subscriptions), [{"user_id": user, **row} for user in people])


def _questions(one: Person) -> int:
    return sum(number_of(m) is not None for m in one.chat.messages)


async def _sent(people: Sequence[Person], goal: int, patience: float) -> int:
    ends = time.monotonic() + patience
    while (reached := sum(_questions(one) > 0 for one in people)) < goal and time.monotonic() < ends:
        await asyncio.sleep(0.1)
    return reached


async def _rescued(here: World, killed: float, patience: float) -> float:
    """Seconds from the kill until no row is leased to the dead any more."""
    sql = "SELECT lease_owner, count(*) FROM outbox WHERE state IN ('claimed', 'sending') GROUP BY 1"
    dead = {owner for owner, _ in await here.rows(sql)}
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        now = dict(await here.rows(sql))
        left = dead & set(now)
        old = await here.number(
            "SELECT count(*) FROM outbox WHERE state IN ('claimed', 'sending') AND lease_until < :at",
            at=_stored(here, datetime.now(UTC) - timedelta(seconds=5)),
        )
        waiting = await here.number("SELECT count(*) FROM outbox WHERE state IN ('ready', 'claimed', 'sending')")
        if not waiting or (not left and not old):
            break
        await asyncio.sleep(0.3)
    return time.monotonic() - killed


def _stored(here: World, at: datetime) -> object:
    """An instant as this database keeps it."""
    return int(at.timestamp() * 1_000_000) if here.shape.kind == "sqlite" else at


PROOFS = [
    Proof("D15", "zones", "exactly one each", zones, busy=True),
    *databases("D15", "at most one on waking", clocks, "clock steps, ", seconds=300),
    *shaped("D16", "0 double, orphans <= 120 s", once_each, *REPLICAS, SHAPES[0], seconds=900),
]
