"""A7: updates of every type, generated from the Bot API's own tables and mutated; nothing may silence the bot."""

import asyncio
import copy
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text

from bot.chat import lanes
from bot.demo.telegram.objects import Json
from bot.demo.telegram.validate import tables
from tests.prove.proof import Figure, Run
from tests.prove.shaped import databases, in_process
from tests.stage import Stage, Talker

ODD: tuple[Any, ...] = (
    None, 0, -1, "", "x" * 300, [], {}, True, 2**31, 2**52, 2**62, -(2**62), 1.5, {"id": "x"}, "\x00", "‮", [None],
)  # fmt: skip
WORDS = (
    "matcha", "what is oolong?", "/start", "/quiz 3", "/daily", "/stop", "/exam 2027-01-18", "/settings", "A", "a, b",
    "7:30", "stop", "/ask@studybot dax", "/quiz@studybot", "/help", "\x00", "𝔘" * 50, "<b>", "&amp;", "x" * 4096, "١٢",
)  # fmt: skip
PRESSES = (
    "1a.1.0",
    "1vo.1.0",
    "1c.1.next.1",
    "1f.-5.hour.1",
    "1mx.1",
    "1a.1.-1",
    "1x.1",
    "1g.1",
    "1w.1",
    "1n.1",
    "1b.1",
    "1r",
    "1d.hour.1200",
    "1d.amount.x",
    "1z.",
    "",
)


class Maker:
    """Objects of the Bot API's types, valid by the tables; deeper ones get only what they must have."""

    def __init__(self, dice: random.Random, people: list[int], chats: list[int]) -> None:
        self._dice = dice
        self._people = people
        self._chats = chats
        self._types = tables()["types"]

    def update(self, number: int) -> Json:
        kinds = [name for name in self._types["Update"]["f"] if name != "update_id"]
        kind = self._dice.choice(kinds)
        return {"update_id": number, kind: self._value(kind, self._types["Update"]["f"][kind]["t"], 0)}

    def _value(self, name: str, types: list[str], depth: int) -> Any:
        kind = types[0]
        if kind.startswith("Array of "):
            inner = [kind.removeprefix("Array of ")]
            return [self._value(name, inner, depth + 1) for _ in range(self._dice.randint(0, 2))]
        match kind:
            case "Integer" | "Float":
                return self._number(name)
            case "Boolean" | "True":
                return True
            case "String":
                return self._text(name)
            case "User":
                return self._user()
            case "Chat":
                return self._chat()
            case _:
                return self._object(kind, depth)

    def _object(self, kind: str, depth: int) -> Any:
        spec = self._types.get(kind)
        if spec is None or depth > 6:
            return {}
        if spec.get("sub"):
            return self._object(self._dice.choice(spec["sub"]), depth + 1)
        chance = 0.25 if depth < 2 else 0.03
        fields = spec["f"].items()
        return {
            name: self._value(name, field["t"], depth + 1)
            for name, field in fields
            if field.get("r") or self._dice.random() < chance
        }

    def _number(self, name: str) -> int:
        if name.endswith("date"):
            return self._dice.choice([0, 1_795_000_000])
        if name == "message_id":
            return self._dice.randint(1, 30)
        return self._dice.choice([0, 1, 2, 7, 2**31, -1_001_234])

    def _text(self, name: str) -> str:
        dice = self._dice
        if name == "data":
            return dice.choice(PRESSES)
        if name in {"text", "caption", "query"}:
            return dice.choice(WORDS)
        if name in {"type", "status"}:
            return dice.choice(["private", "group", "supergroup", "channel", "member", "left", "kicked", "quiz"])
        return dice.choice(["x", "1", "en", "", "poll-1"])

    def _user(self) -> Json:
        number = self._dice.choice([*self._people, 1087968824, 136817688, 777000])
        return {"id": number, "is_bot": False, "first_name": self._dice.choice(["Maya", "", "<b>", "\x00"])}

    def _chat(self) -> Json:
        if self._dice.random() < 0.6:
            return {"id": self._dice.choice(self._people), "type": "private", "first_name": "Maya"}
        kind = self._dice.choice(["group", "supergroup", "channel"])
        return {"id": self._dice.choice(self._chats), "type": kind, "title": "Tea"}


def mutated(update: Json, dice: random.Random) -> Json:
    """The update with up to three things missing, changed or of another type, at any depth."""
    broken = copy.deepcopy(update)
    for _ in range(dice.randint(1, 3)):
        node: Any = broken
        while True:
            inner = [v for k, v in _items(node) if isinstance(v, dict | list) and v]
            if not inner or dice.random() < 0.3:
                break
            node = dice.choice(inner)
        keys = [k for k, _ in _items(node) if k != "update_id"]
        if not keys:
            continue
        key = dice.choice(keys)
        if isinstance(node, dict) and dice.random() < 0.3:
            del node[key]
        else:
            node[key] = copy.deepcopy(dice.choice(ODD))
    return broken


def _items(node: Any) -> list[tuple[Any, Any]]:
    return list(node.items()) if isinstance(node, dict) else list(enumerate(node))


async def fuzzed(run: Run, kind: str) -> Figure:
    """Half are generated, half are of a real conversation; most get something broken; good ones come in between.

    A broken one may end with the dead letters, and so may what the library cannot read. Whatever else keeps to the
    tables must be handled, and nothing may get out of its lane.
    """
    total, dice = run.count(100_000 if kind == "sqlite" else 25_000, 500), run.random
    escaped: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, what: escaped.append(str(what.get("exception"))))
    async with no_rests(), in_process(run, kind) as stage:
        people = [stage.person(f"P{number}") for number in range(20)]
        seeds = await _conversation(stage, people)
        maker = Maker(dice, [one.id for one in people], [-1_001_000_000_001, -77])
        good = stage.person("Good")
        slowest, silent, number = 0.0, 0, 1_000_000
        whole: set[int] = set()
        while number < 1_000_000 + total:
            batch = []
            for _ in range(50):
                number += 1
                update = maker.update(number) if dice.random() < 0.5 else dice.choice(seeds)
                if dice.random() < 0.3:
                    whole.add(number)
                else:
                    update = mutated(update, dice)
                batch.append({**update, "update_id": number})
            await stage.app.intake.receive(batch)
            began, mark = time.monotonic(), len(good.chat.messages) + 1
            good.person.says("matcha")
            await stage.app.intake.receive(stage.telegram.take_updates())
            while len(good.chat.messages) <= mark and time.monotonic() - began < 5:
                await asyncio.sleep(0.005)
            slowest = max(slowest, time.monotonic() - began)
            silent += len(good.chat.messages) <= mark
            await stage.app.settle()
            _forget(stage)
        buried = text("SELECT update_id, reason FROM dead_letters")
        letters = await stage.db.read(lambda tx: [(row[0], row[1]) for row in tx.execute(buried)])
        new = text("SELECT count(*) FROM inbox WHERE state = 'new'")
        waiting = await stage.db.read(lambda tx: tx.execute(new).scalar())
    unhandled = [(update, reason) for update, reason in letters if update in whole and "unreadable" not in reason]
    failed = Counter(reason for _, reason in unhandled)
    fine = not failed and not escaped and not silent and not waiting and run.within(slowest, 1.0)
    line = (
        f"{total} updates ({len(whole)} whole): {len(escaped) + sum(failed.values())} escaped errors, "
        f"{len(letters)} dead letters, {silent} good ones silent, slowest {slowest:.2f} s"
    )
    details = [f"{name}: {count}" for name, count in failed.most_common(10)]
    which = [update for update, _ in unhandled][:5]
    return Figure(line, fine, [*details, *escaped[:5], f"waiting {waiting}, such as {which}"])


@asynccontextmanager
async def no_rests() -> AsyncIterator[None]:
    """Failing updates are counted, not waited for."""
    rests, lanes.RESTS = lanes.RESTS, (0.0, 0.0, 0.0, 0.0)
    try:
        yield
    finally:
        lanes.RESTS = rests


async def _conversation(stage: Stage, people: list[Talker]) -> list[Json]:
    """Real updates of every kind that the bot asks for."""
    maya, ben = people[:2]
    await maya.says("/start")
    await maya.says("/quiz 2")
    group = stage.telegram.group("Tea", maya.person, ben.person, forum=True)
    await maya.says("/quiz@studybot 2", group)
    await maya.presses("Start", chat=group)
    person = maya.person
    person.presses("A", on=maya.chat.last)
    for said in WORDS[:12]:
        person.says(said)
    person.votes(group.last, 0)
    person.asks_inline("matcha")
    person.says("/ask@studybot matcha", group, reply_to=group.last)
    ben.person.blocks()
    ben.person.unblocks()
    person.adds_bot(group)
    seeds = stage.telegram.take_updates()
    press = next(update for update in seeds if "callback_query" in update)
    gone = copy.deepcopy(press)
    message = gone["callback_query"]["message"]
    gone["callback_query"]["message"] = {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
    return [*seeds, gone]


def _forget(stage: Stage) -> None:
    """What invented presses leave behind in the simulated Telegram is no fault of the bot."""
    stage.telegram.presses.clear()
    stage.telegram.inline.clear()
    stage.telegram.log.clear()
    stage._mark = 0


PROOFS = databases("A7", "0 escaped, good ones <= 1 s", fuzzed, "", seconds=2400, busy=True)
