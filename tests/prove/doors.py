"""B10: people who block, groups that grow, topics that are closed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time

from sqlalchemy import Connection, insert, text
from telegram.error import RetryAfter

from bot.demo.telegram import Person
from bot.demo.telegram.objects import Json
from bot.storage.tables import learners, subscriptions
from tests.prove.people import number_of
from tests.prove.proof import Figure, Run
from tests.prove.shaped import databases, in_process
from tests.stage import START, Stage


async def blocked(run: Run, kind: str) -> Figure:
    """Half of the subscribers block silently; later a quarter unblocks, a quarter writes."""
    total = run.count(2_000, 40) // 4 * 4
    async with in_process(run, kind) as stage:
        people = [stage.telegram.user(f"P{number}") for number in range(total)]
        for one in people:
            one.chat.started = True
        await stage.db.transaction(_subscribe, [one.id for one in people])
        shut = people[: total // 2]
        for one in shut:
            one.chat.blocked = True
        first = await _day(stage, shut)
        second = await _day(stage, shut)
        back, writing = shut[: total // 4], shut[total // 4 :]
        for one in back:
            one.unblocks()
        for one in writing:
            one.chat.blocked = False
            one.says("/start")
        await stage.listen()
        third = await _day(stage, shut)
        delivered = sum(_pushed(one) for one in shut)
        others = sum(_pushed(one) for one in people[total // 2 :])
        twice = await _burst(stage)
    good = first == len(shut) and second == 0 and third == delivered == len(shut) and others == total // 2 and not twice
    line = (
        f"{len(shut)} blocked: {first} attempts on the first day, {second} on the second, "
        f"{delivered} reached after coming back; {twice} more attempts after a 403"
    )
    return Figure(line, good, [f"others reached {others}, third day {third}"])


def _subscribe(tx: Connection, people: Sequence[int]) -> None:
    """Everybody at nine in the evening, UTC."""
    tx.execute(insert(learners), [{"user_id": user, "zone": "UTC", "created_at": START} for user in people])
    at = datetime.combine(START.date(), clock_time(21), UTC)
    rows = [
        {"user_id": u, "slot": 0, "minute": 21 * 60, "amount": 5, "next_due_at": at, "next_date": START.date()}
        for u in people
    ]
    tx.execute(insert(subscriptions), rows)


async def _day(stage: Stage, people: Sequence[Person]) -> int:
    """Let the next evening come; how many messages were tried to these people."""
    mark, ids = len(stage.telegram.log), {one.id for one in people}
    evening = stage.now.replace(hour=21, minute=0) + timedelta(minutes=1)
    stage.now = evening if evening > stage.now else evening + timedelta(days=1)
    await stage.app.tick(stage.now)
    await stage.app.settle()
    calls = stage.telegram.log[mark:]
    return sum(c.method == "sendMessage" and c.parameters["chat_id"] in ids for c in calls)


def _pushed(one: Person) -> int:
    """1 when the newest message is an open question."""
    return int(any(number_of(m) is not None for m in one.chat.shown))


async def _burst(stage: Stage) -> int:
    """Somebody asks three things and blocks before the answers: attempts beyond the first."""
    maya = stage.telegram.user("Maya")
    for topic in ("matcha", "oolong", "pu-erh"):
        maya.says(topic)
    maya.chat.blocked = True
    mark = len(stage.telegram.log)
    stage.request.fault = Once(RetryAfter(1))  # meanwhile all three answers pile up
    await stage.app.intake.receive(stage.telegram.take_updates())
    await stage.app.settle()
    tried = [c for c in stage.telegram.log[mark:] if c.method == "sendMessage" and c.parameters["chat_id"] == maya.id]
    return len(tried) - 1


class Once:
    """The next message meets this error."""

    def __init__(self, error: Exception) -> None:
        self._errors = [error]

    def __call__(self, method: str, _parameters: Json) -> None:
        if method == "sendMessage" and self._errors:
            raise self._errors.pop()


async def migrated(run: Run, kind: str) -> Figure:
    """Groups grow: the bot meets the new id first by an error, or first by the service message."""
    total = run.count(100, 10)
    async with in_process(run, kind) as stage:
        maya = stage.telegram.user("Maya")
        await _start(stage, maya)
        groups = [stage.telegram.group(f"G{number}", maya, kind="group") for number in range(total)]
        for group in groups:
            maya.says("/quiz@studybot", group)
        await _work(stage)
        bigger = []
        for number, group in enumerate(groups):
            if number % 2:  # first the service messages, then something from the new chat
                bigger.append(stage.telegram.migrate(group))
                await _work(stage)
                maya.says("/quiz@studybot", bigger[-1])
            else:  # a command came before the group grew: its answer meets the error
                maya.says("/quiz@studybot", group)
                bigger.append(stage.telegram.migrate(group, tell=False))
                await _work(stage)
                stage.telegram._serve(group, {"migrate_to_chat_id": bigger[-1].id})
                stage.telegram._serve(bigger[-1], {"migrate_from_chat_id": group.id})
            await _work(stage)
        old = ", ".join(str(group.id) for group in groups)
        orphans = 0
        for table in ("askings", "sessions", "outbox", "dialogues", "chats", "rounds", "votes"):
            sql = f"SELECT count(*) FROM {table} WHERE chat_id IN ({old})"
            orphans += await stage.db.read(lambda tx, sql=sql: tx.execute(text(sql)).scalar())  # type: ignore[misc]
        answers = [sum(m.from_bot for m in group.messages) for group in bigger]
        letters = await stage.db.read(lambda tx: tx.execute(text("SELECT count(*) FROM dead_letters")).scalar())
    good = not orphans and answers == [1] * total and not letters
    told = f"{sum(answers)} answers for {total}"
    line = f"{total} groups, both orders: {orphans} orphan rows, {told}, {letters} dead letters"
    return Figure(line, good)


async def closed_topic(run: Run, kind: str) -> Figure:
    """The topic of a question is deleted or closed while the question is on its way."""
    total = run.count(50, 6)
    async with in_process(run, kind) as stage:
        maya = stage.telegram.user("Maya")
        forum = stage.telegram.group("Forum", maya, forum=True)
        told = 0
        for number in range(total):
            forum.threads[number + 2] = True
            maya.says("/quiz@studybot", forum, thread=number + 2)
            if number % 2:
                forum.threads[number + 2] = False
            else:
                del forum.threads[number + 2]
            mark = len([m for m in forum.messages if m.from_bot])
            await _work(stage)
            told += len([m for m in forum.messages if m.from_bot]) - mark
        maya.says("/quiz@studybot", forum)
        await _work(stage)
        going = any("Start" in row for row in forum.messages[-1].buttons)
    good = told == total and going
    return Figure(
        f"{total} topics gone: {told} times said where it can be read, then {'goes on' if going else 'silent'}", good
    )


async def _start(stage: Stage, *people: Person) -> None:
    for one in people:
        one.says("/start")
    await _work(stage)


async def _work(stage: Stage) -> None:
    await stage.app.intake.receive(stage.telegram.take_updates())
    await stage.app.settle()


PROOFS = [
    *databases("B10", "one attempt each, resumes", blocked, "blocked, ", seconds=600),
    *databases("B10", "0 orphan rows, 0 twice", migrated, "migrated, ", seconds=300),
    *databases("B10", "told where it can be read", closed_topic, "closed topic, ", seconds=300),
]
