"""B. Sending: limits, broken connections, closed doors; splitting, and buttons that stand in old chats."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from html.parser import HTMLParser

from sqlalchemy import Connection, insert, text
from telegram.error import RetryAfter

from bot.chat.buttons import pack
from bot.chat.render import Markup, escape, plain, split
from bot.demo.telegram import Chat, Person
from bot.demo.telegram.faults import AMBIGUOUS, SURELY_NOT_DONE, Fault, Faults
from bot.demo.telegram.markup import BadMarkup, parse_html, units
from bot.demo.telegram.objects import Json
from bot.storage.tables import learners, outbox, subscriptions
from tests.chat.test_buttons import GOLDEN
from tests.processes.bots import until
from tests.prove.intake import POLLING, TITLES, TOPICS
from tests.prove.people import number_of
from tests.prove.proof import Figure, Proof, Run
from tests.prove.shaped import databases, in_process, shaped
from tests.prove.world import Shape, world
from tests.stage import START, Stage

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
    good = done == goal and not dropped and not twice and refused <= max(len(calls) * 0.001, 0) and p95 <= 1.0
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
    line = (
        f"{total} sends, {len(faults.happened)} faults: {lost_surely} surely-not-sent lost, {copies} third copies, "
        f"{needless} needless; {resent} sent once more, {gone} twice unclear and given up"
    )
    return Figure(line, good, [f"drained {drained}, quiet {quiet}, lost after one unclear send {lost_early}"])


# --- 10: blocked, migrated, closed topics


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
        for table in ("askings", "sessions", "outbox", "dialogues", "chats"):
            sql = f"SELECT count(*) FROM {table} WHERE chat_id IN ({old})"
            orphans += await stage.db.read(lambda tx, sql=sql: tx.execute(text(sql)).scalar())  # type: ignore[misc]
        polls = [sum(m.poll is not None for m in group.messages) for group in bigger]
        letters = await stage.db.read(lambda tx: tx.execute(text("SELECT count(*) FROM dead_letters")).scalar())
    good = not orphans and polls == [1] * total and not letters
    line = f"{total} groups, both orders: {orphans} orphan rows, {sum(polls)} polls for {total}, {letters} dead letters"
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
        going = forum.messages[-1].poll is not None
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


# --- 11: splitting

_BITS = (
    "a",
    "word ",
    "längere Wörter ",
    "👩‍👩‍👧‍👦",
    "𝔘",
    "\n",
    "\n\n",
    "<",
    "&amp;",
    "&",
    ">",
    "'\"",
    "ﷺ",
    "‏עברית ",
    "x" * 300,
    " " * 40,
)
_TAGS = ("b", "i", "u", "s", "code", "pre", "blockquote", 'a href="https://example.org/?a=1&amp;b=2"')


def rich(dice: random.Random) -> Markup:
    """A random text with nested markup; up to five messages long."""
    out: list[str] = []
    opened: list[str] = []
    length, goal = 0, dice.choice([50, 4_000, 4_096, 4_100, 9_000, 20_000])
    while length < goal:
        roll = dice.random()
        if roll < 0.08 and len(opened) < 4:
            tag = dice.choice(_TAGS)
            opened.append(tag)
            out.append(f"<{tag}>")
        elif roll < 0.16 and opened:
            out.append(f"</{opened.pop().split()[0]}>")
        else:
            bit = dice.choice(_BITS) * dice.randint(1, 6)
            length += len(bit)
            out.append(escape(bit))
    out += [f"</{tag.split()[0]}>" for tag in reversed(opened)]
    return Markup("".join(out))


async def splitting(run: Run) -> Figure:
    total, dice = run.count(10_000, 100), run.random
    invalid = over = lossy = unstyled = 0
    for _ in range(total):
        whole = rich(dice)
        pieces = split(whole)
        over += any(len(plain(piece)) > 4096 or units(plain(piece)) > 4096 for piece in pieces)
        lossy += _words("".join(plain(piece) for piece in pieces)) != _words(plain(whole))
        unstyled += _styled("".join(pieces)) != _styled(whole)
        try:
            for piece in pieces:
                parse_html(piece)
        except BadMarkup:
            invalid += 1
    line = f"{total} texts: {invalid} invalid, {over} over 4,096, {lossy} with a loss, {unstyled} with other markup"
    return Figure(line, not (invalid or over or lossy or unstyled))


def _words(shown: str) -> str:
    """Everything but white space, which Telegram cuts at the ends of messages."""
    return "".join(shown.split())


class _Styles(HTMLParser):
    """Each visible character with the tags around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(f"{tag}{attrs}")

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        inside = tuple(self.open)
        self.seen += [(char, inside) for char in data if not char.isspace()]


def _styled(markup: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = _Styles()
    parser.feed(markup)
    parser.close()
    return parser.seen


# --- 12: buttons of every release


async def golden(run: Run, kind: str) -> Figure:
    """Every button that any release sent is pressed today, alone and in the middle of a quiz."""
    useful = 0
    presses = [(data, during) for data in GOLDEN for during in (False, True)]
    async with in_process(run, kind) as stage:
        maya = stage.person("Maya")
        await maya.says("/start")
        for data, during in presses:
            if during:
                await maya.says("/quiz 2")
            mark = len(stage.telegram.log)
            heard = await maya.sends_press(data, maya.chat.last)
            same = any("not modified" in call.error for call in stage.telegram.log[mark:])  # it stands there already
            useful += bool(heard.seen or heard.toast or heard.calls[1:] or same)
        errors = await stage.db.read(lambda tx: tx.execute(text("SELECT count(*) FROM dead_letters")).scalar())
    good = useful == len(presses) and not errors and all(pack(GOLDEN[data]) == data for data in GOLDEN)
    return Figure(f"{useful} of {len(presses)} answered usefully, {errors} errors", good)


PROOFS = [
    *shaped("B8", "0 dropped, 429 <= 0.1 %, reply p95 <= 1 s", limited, *POLLING, seconds=900),
    *shaped("B8", "all answered once, in order", flood, *POLLING, seconds=600, what="flood, "),
    *shaped("B9", "0 lost, 0 beyond one re-send", ambiguous, *POLLING, seconds=1200),
    *databases("B10", "one attempt each, resumes", blocked, "blocked, ", seconds=600),
    *databases("B10", "0 orphan rows, 0 twice", migrated, "migrated, ", seconds=300),
    *databases("B10", "told where it can be read", closed_topic, "closed topic, ", seconds=300),
    Proof("B11", "", "10,000 valid, <= 4,096, lossless", splitting),
    *databases("B12", "100 % useful", golden, "", seconds=300),
]
