"""People who go on, whatever happens to the bot; and what they are owed in the end."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from bot.demo.telegram import Chat, Message, Person
from tests.processes.bots import until
from tests.prove.world import PATIENCE, World

TOPICS = ("matcha", "oolong", "pu-erh", "white tea", "black tea")
"""What people look up, and the titles of the answers."""

TITLES = ("Matcha", "Oolong", "Pu-erh", "White tea", "Black tea")
QUESTIONS = 20
LONGEST = 260.0
"""Seconds somebody waits: a message that may have been sent is held for three minutes, and sent once more."""


@dataclass
class Learner:
    """Plays one quiz after another. pressed: askings whose answer this person has given."""

    person: Person
    size: int = QUESTIONS
    pressed: list[int] = field(default_factory=list)
    stopping: bool = False

    @property
    def chat(self) -> Chat:
        return self.person.chat

    async def play(self) -> None:
        while not self.stopping:
            self.person.says(f"/quiz {self.size}")
            await until(partial(self._asked, len(self.chat.messages)), LONGEST)
            await self._answer_all()

    def _asked(self, mark: int) -> bool:
        return any(number_of(m) is not None for m in self.chat.messages[mark:])

    async def _answer_all(self) -> None:
        while True:
            question = self.chat.last
            number = number_of(question)
            if number is None:
                return
            self.person.presses("A", on=question)
            self.pressed.append(number)
            await until(partial(self._moved_on, number), LONGEST)
            shown = self.chat.last
            if self.stopping or not _has_next(shown):
                return
            self.person.presses("Next", on=shown)
            await until(lambda: not _has_next(self.chat.last), LONGEST)

    def _moved_on(self, number: int) -> bool:
        return number_of(self.chat.last) != number


def _has_next(message: Message) -> bool:
    return any(label.startswith("Next") for row in message.buttons for label in row)


def number_of(message: Message) -> int | None:
    """The asking of an open question that this message shows."""
    if not message.keyboard or message.keyboard[0][0]["text"] != "A":
        return None
    return int(message.keyboard[0][0]["callback_data"].split(".")[1])


@dataclass(frozen=True)
class Owed:
    """What became of answers: all figures must be 0, but copies (of questions, as stated) and given."""

    given: int
    lost: int
    double: int
    invented: int
    waiting: int
    copies: int

    @property
    def fair(self) -> bool:
        return not (self.lost or self.double or self.invented or self.waiting)

    def __str__(self) -> str:
        wrong = f", {self.invented} invented" if self.invented else ""
        left = f", {self.waiting} left over" if self.waiting else ""
        return f"{self.given} answers: {self.lost} lost, {self.double} double{wrong}{left}, {self.copies} sent twice"


async def owed(world: World, people: list[Learner]) -> Owed:
    """Compare what people pressed with the review log and the cards made from it."""
    pressed = {number for one in people for number in one.pressed}
    rows = await world.rows("SELECT asking_id, count(*) FROM reviews WHERE kind = 'answer' GROUP BY 1")
    found = {int(asking): int(count) for asking, count in rows}
    on_cards = await world.number("SELECT sum(reviews) FROM cards")
    double = sum(count - 1 for count in found.values()) + max(0, on_cards - sum(found.values()))
    return Owed(
        given=len(pressed),
        lost=len(pressed - set(found)) + max(0, sum(found.values()) - on_cards),
        double=double,
        invented=len(set(found) - pressed),
        waiting=await world.waiting(),
        copies=sum(copies(one.chat) for one in people),
    )


async def left_over(world: World) -> list[str]:
    """What is not sent and not done, for whoever looks for the reason."""
    waiting = "SELECT lane, update_id, state, attempts, lease_owner FROM inbox WHERE state <> 'done' LIMIT 10"
    unsent = (
        "SELECT chat_id, id, kind, state, attempts, reason, lease_owner FROM outbox "
        "WHERE state <> 'sent' AND reason <> 'a newer edit of this message exists' ORDER BY id DESC LIMIT 20"
    )
    return [str(row) for sql in (waiting, unsent) for row in await world.rows(sql)]


def copies(chat: Chat) -> int:
    """Messages of ours that say again what another one says, when each text was to come once."""
    calls = [c for c in chat.messages if c.from_bot and "1 of" in c.text]
    return len(calls) - len({m.id if number_of(m) is None else number_of(m) for m in calls})


async def all_of(tasks: list[asyncio.Task[None]]) -> list[str]:
    """Wait for everybody; what went wrong, in words."""
    results = await asyncio.gather(*tasks, return_exceptions=True)
    return [repr(result) for result in results if isinstance(result, BaseException)]


async def progress(people: Sequence[Learner], steps: int) -> None:
    """Until they gave so many more answers, or nobody gets on for a while."""
    goal = sum(len(one.pressed) for one in people) + steps
    with suppress(TimeoutError):
        await until(lambda: sum(len(one.pressed) for one in people) >= goal, PATIENCE)
