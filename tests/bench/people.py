"""The people of a speed run: what each says next, and when they were answered.

In a closed loop everybody writes again as soon as they are answered: that is saturation. With a rate,
updates come evenly however slow the bot is: that is what waiting feels like.
"""

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import orjson

Json = dict[str, Any]
Put = Callable[[int, bytes], None]
Says = Callable[[int, bytes], Json]

FIRST_PERSON = 10_000_000
FIRST_ASKING = 1_000_000
QUESTIONS = ("what is dax", "default sqs visibility timeout?", "waht is a gsi", "LSI vs GSI", "lambda layers limit")
ASKED = Path(__file__).parents[1] / "ask" / "aws-developer-associate"
"""Questions of many people, more of them than a bot keeps answers to."""

_NUMBERS = count(int(time.time()) * 1000)
_TURNS = count()
_BUTTON = re.compile(rb"callback_data[^1]{1,12}1(?:(x)\.(\d+)|(a)\.(\d+)\.|(q)\.([^%\"]*)\.?(\d*))")


class People:
    """ids: who talks. after(id, reply) makes the next update."""

    def __init__(self, ids: list[int], rate: float, put: Put, after: Says) -> None:
        self._ids = ids
        self._rate = rate
        self._put = put
        self._after = after
        self._since: dict[int, deque[float]] = {}
        self._measured_from = float("inf")
        self._until = float("inf")
        self._running = True
        self._served = 0
        self._task: asyncio.Task[None] | None = None
        self.times: list[float] = []

    @property
    def open(self) -> int:
        """Updates that nobody has answered yet."""
        return sum(map(len, self._since.values()))

    def start(self) -> None:
        if self._rate:
            self._task = asyncio.create_task(self._evenly())
        else:
            for one in self._ids:
                self._say(one, b"")

    def measure(self) -> None:
        self._measured_from = time.perf_counter()
        self._served = 0

    def stop(self) -> int:
        """Say nothing more; returns how many were answered since `measure`."""
        self._running = False
        self._until = time.perf_counter()
        if self._task is not None:
            self._task.cancel()
        return self._served

    def answered(self, person: int, reply: bytes) -> None:
        waiting = self._since.get(person)
        if not waiting:
            return
        since = waiting.popleft()
        self._served += 1
        if self._measured_from <= since <= self._until:
            self.times.append(time.perf_counter() - since)
        if self._running and not self._rate:
            self._say(person, reply)

    def _say(self, person: int, reply: bytes) -> None:
        number = next(_NUMBERS)
        update = self._after(person, reply)
        user = (update.get("callback_query") or update["message"])["from"]["id"]
        self._since.setdefault(user, deque()).append(time.perf_counter())
        self._put(number, orjson.dumps({"update_id": number, **update}))

    async def _evenly(self) -> None:
        began = time.perf_counter()
        for turn in count():
            ahead = began + turn / self._rate - time.perf_counter()
            if ahead > 0:
                await asyncio.sleep(ahead)
            self._say(self._ids[turn % len(self._ids)], b"")


def plan(wanted: Json, put: Put) -> People:
    """kind: `text` (look-ups, or anything to echo), `differing` (a thousand different look-ups in turn), `answer`
    (presses on prepared questions), `quiz` (whole quizzes).

    people: how many at once. first, step: who they are. each: prepared questions a person has.
    """
    first, step = wanted.get("first", 0), wanted.get("step", 1)
    ids = [FIRST_PERSON + first + step * place for place in range(wanted["people"])]
    answers = Answers(ids, step, wanted.get("each", 0))
    says: dict[str, Says] = {"text": texts, "differing": differing, "quiz": quiz, "answer": answers}
    return People(ids, wanted.get("rate", 0.0), put, says[wanted["kind"]])


def texts(person: int, _reply: bytes) -> Json:
    return message(person, QUESTIONS[next(_NUMBERS) % len(QUESTIONS)])


def differing(person: int, _reply: bytes) -> Json:
    asked = many_questions()
    return message(person, asked[next(_TURNS) % len(asked)])


@cache
def many_questions() -> list[str]:
    lines = [line for file in sorted(ASKED.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    return [orjson.loads(line)["q"] for line in lines]


class Answers:
    """Each person presses an option of each prepared question once; then the next person takes the seat."""

    def __init__(self, ids: list[int], step: int, each: int) -> None:
        self._next = ids[-1] + step
        self._step = step
        self._each = each
        self._seats = {one: (one, 0) for one in ids}
        self._seat_of = {one: one for one in ids}

    def __call__(self, person: int, _reply: bytes) -> Json:
        seat = self._seat_of.get(person, person)
        sitting, done = self._seats[seat]
        if done == self._each:
            sitting, done = self._next, 0
            self._next += self._step
            self._seat_of[sitting] = seat
        self._seats[seat] = (sitting, done + 1)
        asking = FIRST_ASKING + (sitting - FIRST_PERSON) * self._each + done
        return press(sitting, f"1a.{asking}.{asking % 4}", 100 + done)


def quiz(person: int, reply: bytes) -> Json:
    """*I don't know*, *Next*, and a new quiz after the last question: what the buttons in the reply allow."""
    found = _BUTTON.search(reply)
    if found is None:
        return message(person, "/quiz 50")
    if found[1]:
        return press(person, f"1x.{found[2].decode()}", 1)
    return press(person, f"1a.{found[4].decode()}.-1" if found[3] else "1q..50", 1)


def message(person: int, text: str) -> Json:
    """A private text as Telegram sends it."""
    commands = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text[0] == "/" else []
    return {
        "message": {
            "message_id": next(_NUMBERS) % 1_000_000,
            "from": somebody(person),
            "chat": chat(person),
            "date": int(time.time()),
            "text": text,
            **({"entities": commands} if commands else {}),
        }
    }


def press(person: int, data: str, message_id: int) -> Json:
    """A press, with the message it stands under, as Telegram sends it."""
    button = {"text": "A", "callback_data": data}
    return {
        "callback_query": {
            "id": str(next(_NUMBERS)),
            "from": somebody(person),
            "chat_instance": "1234567890123456789",
            "data": data,
            "message": {
                "message_id": message_id,
                "from": {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench"},
                "chat": chat(person),
                "date": int(time.time()),
                "text": "Which of these holds a table's hottest items?\nA. One\nB. Two\nC. Three\nD. Four",
                "reply_markup": {"inline_keyboard": [[button] * 4, [button]]},
            },
        }
    }


def somebody(person: int) -> Json:
    return {"id": person, "is_bot": False, "first_name": "Maya", "username": f"maya{person}", "language_code": "en"}


def chat(person: int) -> Json:
    return {"id": person, "first_name": "Maya", "username": f"maya{person}", "type": "private"}
