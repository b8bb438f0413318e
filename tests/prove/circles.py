"""Groups that play one round after another, whatever happens to the bot; and which phase each of them is in."""

import asyncio
import random
import re
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from bot.demo.telegram import Chat, Message, Person
from bot.demo.telegram.objects import Poll
from tests.processes.bots import until
from tests.prove.people import LONGEST
from tests.prove.world import World, eventually

MARKED = 0.05
"""Seconds after a message appeared in which the bot may not have written down yet that it did."""

CLOSING = 0.7
"""Seconds before the end of a question's time that count as its closing."""

REST = 10.5
"""Seconds until the next round may begin in the same place."""

_PLACE = re.compile(r"([0-9]+) of ([0-9]+)\. ")


class Phase(StrEnum):
    LOBBY = "lobby"
    STARTING = "starting"
    """Until the first question stands, and the bot knows where."""
    OPEN = "open"
    PAUSED = "paused"
    CLOSING = "closing"
    """Until the question of the moment takes no more votes."""
    BETWEEN = "between"
    SCOREBOARD = "scoreboard"
    AFTER = "after"
    """*Explain* and *Practise what I missed* until both are answered."""
    RESTING = "resting"
    """Nothing goes on: not killed here."""


@dataclass
class Played:
    """One round as its group saw it. questions: by place, every message that showed it."""

    order: str
    lobbies: list[Message] = field(default_factory=list)
    questions: dict[int, list[Message]] = field(default_factory=dict)
    boards: list[Message] = field(default_factory=list)
    explained: list[Message] = field(default_factory=list)
    order_of_places: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Cast:
    """A vote, or the letters that somebody pressed. at: monotonic seconds. updates: as Telegram numbered them."""

    at: float
    message: Message
    user: int
    places: tuple[int, ...]
    updates: tuple[int, ...]


@dataclass(eq=False)
class Circle:
    """One group and its people, the first of whom starts its rounds.

    timed: questions end by themselves; else the starter moves on. wanted: questions in a round.
    """

    here: World
    chat: Chat
    people: list[Person]
    dice: random.Random
    timed: bool
    wanted: int
    phase: Phase = Phase.RESTING
    stopping: bool = False
    played: list[Played] = field(default_factory=list)
    cast: list[Cast] = field(default_factory=list)
    posted_at: dict[int, float] = field(default_factory=dict)
    """Message id → monotonic seconds."""
    on_post: Callable[["Circle", Message], None] = lambda _circle, _message: None
    rests: int = 0
    """How often a round stopped because nobody seemed to answer."""
    _over: int = 0
    """The last question that takes no answers any more."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def starter(self) -> Person:
        return self.people[0]

    @property
    def now(self) -> Played:
        return self.played[-1]

    # --- what the group sees

    def saw(self, message: Message) -> None:
        """A message appeared or changed."""
        if message.id in self.posted_at:
            self._changed(message)
            return
        self.posted_at[message.id] = time.monotonic()
        if not message.from_bot or not self.played:
            return
        if "starts a round" in message.text:
            self.now.lobbies.append(message)
        elif (place := place_of(message)) is not None:
            self._asked(message, place)
        elif message.text.startswith("Round over"):
            self.now.boards.append(message)
        elif message.text.startswith("Question "):
            self.now.explained.append(message)
        elif message.text.startswith("Nobody answered"):
            self.rests += 1
            self.starter.presses("Continue", on=message)
        self.on_post(self, message)

    def _changed(self, message: Message) -> None:
        """A question that takes no votes any more."""
        place = place_of(message)
        if place is None or self.phase not in {Phase.OPEN, Phase.CLOSING} or place != max(self.now.questions):
            return
        if message is self.now.questions[place][-1] and not is_open(message):
            self.phase = Phase.SCOREBOARD if place == self.wanted else Phase.BETWEEN

    def _asked(self, message: Message, place: int) -> None:
        self.now.order_of_places.append(place)
        self.now.questions.setdefault(place, []).append(message)
        self._spawn(self._opens(place))
        for one in self.people:
            if self.dice.random() < 0.9:
                longest = 12.0 if self.timed else 1.2
                self._spawn(
                    self._votes(one, message, 0.0 if self.dice.random() < 0.3 else self.dice.random() * longest)
                )

    async def _opens(self, place: int) -> None:
        await asyncio.sleep(MARKED)
        if self.phase is not Phase.OPEN and place > self._over and place == max(self.now.questions):
            self.phase = Phase.OPEN

    async def _votes(self, person: Person, message: Message, seconds: float) -> None:
        if seconds:
            await asyncio.sleep(seconds)
        if not is_open(message):
            return
        if message.poll is not None:
            self._votes_in_poll(person, message, message.poll)
        else:
            self._presses_letters(person, message)

    def _votes_in_poll(self, person: Person, message: Message, poll: Poll) -> None:
        count = max(1, len(poll.correct))
        right = self.dice.random() < 0.6
        places = list(poll.correct) if right else self.dice.sample(range(len(poll.options)), count)
        person.votes(message, *places)
        # the vote, and after it the state of the poll
        self.cast.append(
            Cast(time.monotonic(), message, person.id, tuple(places), (self.here.telegram.next_update - 1,))
        )

    def _presses_letters(self, person: Person, message: Message) -> None:
        letters = [(place, one) for place, one in enumerate(_letters(message))]
        many = re.search(r"Choose ([0-9]+)", message.text)
        chosen = self.dice.sample(letters, int(many[1]) if many else 1)
        updates = []
        for _, letter in chosen:
            person.presses(letter, on=message)
            updates.append(self.here.telegram.next_update)
        self.cast.append(
            Cast(time.monotonic(), message, person.id, tuple(place for place, _ in chosen), tuple(updates))
        )

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- what the group does

    async def play(self) -> None:
        while not self.stopping:
            await self._round()
            self.phase = Phase.RESTING
            if not self.stopping:
                await asyncio.sleep(REST)

    async def _round(self) -> None:
        order = f"/quiz@studybot {self.wanted} {'fast' if self.timed else 'untimed'}"
        self.played.append(Played(order))
        self._over = 0
        self.phase = Phase.LOBBY
        self.starter.says(order, self.chat)
        await self._until(lambda: self.now.lobbies)
        for one in self.people[1:]:
            await asyncio.sleep(self.dice.random() * 0.5)
            one.presses("I'm in", on=self.now.lobbies[-1])
        await asyncio.sleep(self.dice.random())
        self.phase = Phase.STARTING
        self.starter.presses("Start", on=self.now.lobbies[-1])
        for place in range(1, self.wanted + 1):
            await self._until(partial(self._stands, place))
            await self._question(place)
        await self._until(lambda: self.now.boards)
        await asyncio.sleep(MARKED)
        await self._afterwards()

    def _stands(self, place: int) -> bool:
        return place in self.now.questions and self.phase is Phase.OPEN

    async def _question(self, place: int) -> None:
        """Until it takes no votes any more."""
        pauses = self.dice.random() < 0.4
        if self.timed:
            await asyncio.sleep(15 - CLOSING - MARKED if not pauses else self.dice.uniform(1, 10))
            if pauses:
                await self._pause(place)
                return
            self._over = place
            if self.phase is Phase.OPEN:
                self.phase = Phase.CLOSING
            await self._until(partial(self._closed, place))
            return
        await asyncio.sleep(1.2 + self.dice.random() * 0.5)
        if self.shown(place).poll is None:  # letters are taken only while their question is open
            await eventually(self._all_taken, LONGEST)
        self._over, self.phase = place, Phase.CLOSING
        self.starter.presses("Next question", on=self.shown(place))
        await self._until(partial(self._closed, place))

    def _closed(self, place: int) -> bool:
        """A poll whose message the bot does not know is not stopped; what follows it says that it is over."""
        return self.phase is not Phase.CLOSING or place + 1 in self.now.questions or bool(self.now.boards)

    async def _pause(self, place: int) -> None:
        mark = len(self.chat.messages)
        self.phase = Phase.PAUSED
        self.starter.presses("Pause", on=self.shown(place))
        await self._until(lambda: any(m.text.startswith("Paused") for m in self.chat.messages[mark:]))
        await asyncio.sleep(0.5 + self.dice.random())
        last = next(m for m in reversed(self.chat.shown) if m.text.startswith("Paused"))
        self._over, self.phase = place, Phase.SCOREBOARD if place == self.wanted else Phase.BETWEEN
        self.starter.presses("Continue", on=last)

    async def _all_taken(self) -> bool:
        """Every letter that was pressed so far was handled."""
        numbers = [number for one in self.cast for number in one.updates]
        taken = await self.here.rows("SELECT update_id FROM inbox WHERE state = 'done'")
        return set(numbers) <= {row[0] for row in taken}

    async def _afterwards(self) -> None:
        """Ask for the reasons of the hardest question, and for what one missed."""
        board = self.now.boards[-1]
        self.phase = Phase.AFTER
        one = self.dice.choice(self.people)
        mark = len(one.chat.messages)
        labels = [button for row in board.keyboard for button in row]
        explain = next((b["text"] for b in labels if b["text"].startswith("Explain")), None)
        link = next((b["url"] for b in labels if "url" in b), None)
        if explain:
            one.presses(explain, on=board)
        if link:
            one.says("/start " + link.partition("start=")[2])
        await self._until(lambda: not explain or self.now.explained)
        await self._until(lambda: not link or any(m.from_bot for m in one.chat.messages[mark:]))

    def shown(self, place: int) -> Message:
        return self.now.questions[place][-1]

    async def _until(self, condition: Callable[[], object]) -> None:
        await until(condition, LONGEST)

    async def done(self) -> None:
        """No vote is on its way any more."""
        while self._tasks:
            await asyncio.sleep(0.05)


def place_of(message: Message) -> int | None:
    """Which question of its round a message shows."""
    found = _PLACE.match(message.poll.question if message.poll else message.text)
    return int(found[1]) if found and message.from_bot else None


def is_open(message: Message) -> bool:
    return not message.poll.closed if message.poll is not None else bool(_letters(message))


def _letters(message: Message) -> list[str]:
    return [label for row in message.buttons for label in row if len(label) == 1]
