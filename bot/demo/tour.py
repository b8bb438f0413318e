"""The tour: one scripted conversation of about three minutes. The page plays it, and so does a test."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import structlog

from bot.chat.buttons import Button, Choose, Daily, Exam, QuizTopic, WhyNot, unpack
from bot.demo.cast import ME
from bot.demo.play import Demo
from bot.demo.telegram import Message
from bot.storage import askings
from bot.study import cities

log = structlog.get_logger()

T = TypeVar("T")

CITY = "Madrid"
EVENING = str(20 * 60)


@dataclass(frozen=True)
class Say:
    """words: what the guide says first. text: None is the subject's own example."""

    words: str
    text: str | None = None


@dataclass(frozen=True)
class City:
    """Say where I am."""

    words: str


@dataclass(frozen=True)
class Press:
    """The newest button whose value fits."""

    words: str
    fits: Callable[[Button], bool]


@dataclass(frozen=True)
class Answer:
    """Answer the open question, rightly or wrongly."""

    words: str
    right: bool


@dataclass(frozen=True)
class Travel:
    """Move the clock to the next daily question."""

    words: str


Step: TypeAlias = Say | City | Press | Answer | Travel

SCRIPT: tuple[Step, ...] = (
    Say("demo-tour-start", "/start"),
    Say("demo-tour-ask"),
    Press("demo-tour-quiz", lambda button: isinstance(button, QuizTopic)),
    Answer("demo-tour-wrong", right=False),
    Press("demo-tour-why", lambda button: isinstance(button, WhyNot)),
    Say("demo-tour-exam", "/exam"),
    Press("demo-tour-date", lambda button: isinstance(button, Exam) and button.step == "day"),
    Press("demo-tour-amount", lambda button: isinstance(button, Exam) and button.step == "amount"),
    Press("demo-tour-daily", lambda button: isinstance(button, Daily) and button.step == "open"),
    City("demo-tour-city"),
    Press("demo-tour-hour", lambda button: isinstance(button, Daily) and button.value == EVENING),
    Travel("demo-tour-travel"),
    Answer("demo-tour-right", right=True),
    Say("demo-tour-progress", "/progress"),
)
END = "demo-tour-end"
BROKEN = "demo-tour-broken"
PAUSE = 12.0
"""Seconds to read in before each step: fourteen of them are about three minutes."""


@dataclass(frozen=True)
class Told:
    """What the guide says. skipped: the step before this one could not be done, because I did it myself."""

    words: str
    place: int
    skipped: bool = False

    @property
    def ends(self) -> bool:
        return self.words in {END, BROKEN}


class Skipped(Exception):
    """There is nothing to press or to answer: whoever takes the tour did something else."""


def city_of(zone: str) -> str:
    """What people in this IANA zone would type: Berlin for Europe/Berlin, the zone where no city means it."""
    for name in (zone.rsplit("/", 1)[-1].replace("_", " "), zone):
        found, _alike = cities.named(name)
        if found is not None and found.zone == zone:
            return name
    return CITY


class Guide:
    """Plays one tour at a time and tells the demo's listeners where it is. told: the last of it."""

    def __init__(self, demo: Demo, pause: float = PAUSE) -> None:
        self._demo = demo
        self._pause = pause
        self._city = CITY
        self._go_on = asyncio.Event()
        self._playing: asyncio.Task[None] | None = None
        self.told: Told | None = None

    async def start(self, city: str = CITY) -> None:
        """Begin a tour; one that runs is left."""
        await self.end()
        self._city = city
        self._playing = asyncio.create_task(self._play_safely())

    def go_on(self) -> None:
        """Do not wait any longer before the next step."""
        self._go_on.set()

    async def end(self) -> None:
        """Leave the tour; a step that has begun is finished."""
        playing, self._playing = self._playing, None
        if playing is not None:
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)
            self._tell(None)

    def _tell(self, told: Told | None) -> None:
        self.told = told
        self._demo.tell("tour", told)

    async def _play_safely(self) -> None:
        try:
            await self.play()
        except Exception:
            log.exception("the tour failed")
            self._tell(Told(BROKEN, len(SCRIPT)))

    async def play(self) -> None:
        """Begin with an empty demo and play every step; then say how to go on."""
        await _whole(self._demo.start_over())
        skipped = False
        for place, step in enumerate(SCRIPT, 1):
            self._tell(Told(step.words, place, skipped))
            await self._wait()
            skipped = not await _whole(self.act(step))
        self._tell(Told(END, len(SCRIPT), skipped))

    async def _wait(self) -> None:
        self._go_on.clear()
        try:
            await asyncio.wait_for(self._go_on.wait(), self._pause)
        except TimeoutError:
            pass

    async def act(self, step: Step) -> bool:
        """Do one step, and return when the bot has answered. False: there was nothing to do it with."""
        try:
            await self._do(step)
        except Skipped:
            return False
        await self._demo.rest()
        return True

    async def _do(self, step: Step) -> None:
        match step:
            case Say(_, text):
                self._demo.me.says(text or self._demo.loaded.library.default.example)
            case City():
                self._demo.me.says(self._city)
            case Press(_, fits):
                self._press(fits)
            case Answer(_, right):
                await self._answer(right)
            case Travel():
                if not await self._demo.travel_to_daily():
                    raise Skipped

    def _press(self, fits: Callable[[Button], bool]) -> None:
        for message, data, label in self._buttons():
            if (button := unpack(data)) and fits(button):
                self._demo.me.sends_press(data, message, label)
                return
        raise Skipped

    def _buttons(self) -> list[tuple[Message, str, str]]:
        """The buttons of my chat, those of the newest message first."""
        return [
            (message, button["callback_data"], button["text"])
            for message in reversed(self._demo.telegram.chats[ME].shown)
            for row in message.keyboard
            for button in row
            if "callback_data" in button
        ]

    async def _answer(self, right: bool) -> None:
        """Press an option of the newest question."""
        options = [
            (b, found) for found in self._buttons() if isinstance(b := unpack(found[1]), Choose) and b.option >= 0
        ]
        asking = await self._demo.look(askings.find, options[0][0].asking) if options else None
        for button, (message, data, label) in options:
            if asking is not None and button.asking == asking.id and (button.option in asking.key) is right:
                self._demo.me.sends_press(data, message, label)
                return
        raise Skipped


async def _whole(step: Coroutine[Any, Any, T]) -> T:
    """Done to its end even when the tour is left meanwhile: half of a new beginning would be no demo at all."""
    doing = asyncio.create_task(step)
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait([doing])
        raise
