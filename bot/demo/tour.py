"""The tour: one scripted conversation of about three minutes. The page plays it, and so does a test."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import structlog

from bot.chat.buttons import Button, Choose, Daily, Exam, QuizTopic, WhyNot, unpack
from bot.demo.cast import ME
from bot.demo.play import Demo
from bot.demo.telegram import Message
from bot.storage import askings

log = structlog.get_logger()

CITY = "Madrid"
EVENING = str(20 * 60)


@dataclass(frozen=True)
class Say:
    """words: what the guide says first. text: None is the subject's own example."""

    words: str
    text: str | None = None


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


Step: TypeAlias = Say | Press | Answer | Travel

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
    Say("demo-tour-city", CITY),
    Press("demo-tour-hour", lambda button: isinstance(button, Daily) and button.value == EVENING),
    Travel("demo-tour-travel"),
    Answer("demo-tour-right", right=True),
    Say("demo-tour-progress", "/progress"),
)
END = "demo-tour-end"
PAUSE = 12.0
"""Seconds to read in before each step: fourteen of them are about three minutes."""


class Guide:
    """Plays one tour at a time and tells the demo's listeners where it is: (catalogue key, step), None at its end."""

    def __init__(self, demo: Demo, pause: float = PAUSE) -> None:
        self._demo = demo
        self._pause = pause
        self._go_on = asyncio.Event()
        self._playing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin a tour; one that runs is left."""
        self.end()
        self._playing = asyncio.create_task(self._play_safely())

    def go_on(self) -> None:
        """Do not wait any longer before the next step."""
        self._go_on.set()

    def end(self) -> None:
        if self._playing is not None:
            self._playing.cancel()
            self._playing = None
            self._demo.tell("tour", None)

    async def _play_safely(self) -> None:
        try:
            await self.play()
        except Exception:
            log.exception("the tour failed")
            self._demo.tell("tour", None)

    def _narrate(self, words: str, place: int) -> None:
        self._demo.tell("tour", (words, place))

    async def play(self) -> None:
        """Begin with an empty demo and play every step; then say how to go on."""
        await self._demo.start_over()
        for place, step in enumerate(SCRIPT, 1):
            self._narrate(step.words, place)
            await self._wait()
            await self.act(step)
        self._narrate(END, len(SCRIPT))

    async def _wait(self) -> None:
        self._go_on.clear()
        try:
            await asyncio.wait_for(self._go_on.wait(), self._pause)
        except TimeoutError:
            pass

    async def act(self, step: Step) -> None:
        """Do one step, and return when the bot has answered."""
        match step:
            case Say(_, text):
                self._demo.me.says(text or self._demo.loaded.library.default.example)
            case Press(_, fits):
                self._press(fits)
            case Answer(_, right):
                await self._answer(right)
            case Travel():
                due = await self._demo.next_daily()
                assert due is not None, "a daily question was planned by the step before"
                await self._demo.travel(due)
        await self._demo.rest()

    def _press(self, fits: Callable[[Button], bool]) -> None:
        message, data, label = next(found for found in self._buttons() if (b := unpack(found[1])) and fits(b))
        self._demo.me.sends_press(data, message, label)

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
        options = [
            (b, found) for found in self._buttons() if isinstance(b := unpack(found[1]), Choose) and b.option >= 0
        ]
        asking = await self._demo.look(askings.find, options[0][0].asking)
        assert asking is not None
        chosen = next(found for b, found in options if b.asking == asking.id and (b.option in asking.key) is right)
        self._demo.me.sends_press(chosen[1], chosen[0], chosen[2])
