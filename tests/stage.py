"""A stage for conversations: the real application over the simulated Telegram, with a clock that is moved.

    maya = stage.person("Maya")
    heard = await maya.says("/start")
    assert heard.text.startswith("Hello Maya")

`heard.text` fails on silence and on one message too many. After every act the stage checks that the bot
made no call that Telegram would refuse, and that no press was left spinning.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from pydantic import SecretStr

from bot.app import App, build, shelve
from bot.chat.studio import Studio
from bot.demo.telegram import Call, Chat, Message, Person, SimulatedRequest, Telegram
from bot.library.load import load
from bot.library.model import Library
from bot.settings import Settings
from bot.storage.database import Database, open_database

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SUBJECTS = Path(__file__).with_name("subjects")
EDITS = frozenset({"editMessageText", "editMessageMedia"})
SHOWS = frozenset({"sendMessage", "sendPhoto", "sendPoll"}) | EDITS


def tea() -> Library:
    """The tiny subject that most conversations are about."""
    return _subject("tea")


def kinds() -> Library:
    """A subject with one question of each kind, and a generator."""
    return _subject("kinds")


@cache
def _subject(name: str) -> Library:
    loaded = load(SUBJECTS / name)
    assert not loaded.mistakes, [str(mistake) for mistake in loaded.mistakes]
    return loaded.library


class SharedStudio(Studio):
    """One painter for a whole run: a process and matplotlib for every stage would take longer than all tests."""

    async def close(self) -> None:
        """It is not this stage's to close; it ends with the run."""


@cache
def _studio() -> Studio:
    return SharedStudio()


@dataclass(frozen=True)
class Heard:
    """What the bot did in answer to one act, in order, and which messages show it."""

    calls: list[Call]
    seen: list[Message]
    toast: str = ""
    alert: bool = False

    @property
    def message(self) -> Message:
        """The one message that was sent or changed."""
        assert len(self.seen) == 1, f"expected one message, got {[m.text for m in self.seen]}"
        return self.seen[0]

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def buttons(self) -> list[str]:
        return [label for row in self.message.buttons for label in row]

    @property
    def silent(self) -> bool:
        """Nothing was shown and no press was answered with words."""
        return not self.seen and not self.toast

    @property
    def edited(self) -> bool:
        return bool(EDITS & set(self.methods))

    @property
    def methods(self) -> list[str]:
        return [call.method for call in self.calls]


class Talker:
    """Somebody on the stage: acts, and hears what comes back."""

    def __init__(self, stage: "Stage", person: Person) -> None:
        self._stage = stage
        self.person = person
        self.id = person.id

    @property
    def chat(self) -> Chat:
        return self.person.chat

    @property
    def last(self) -> Message:
        """The bot's newest message in my private chat."""
        return self.chat.last

    async def says(self, text: str, chat: Chat | None = None, **where: object) -> Heard:
        self.person.says(text, chat, **where)  # type: ignore[arg-type]
        return await self._stage.listen()

    async def edits(self, message: Message, text: str) -> Heard:
        self.person.edits(message, text)
        return await self._stage.listen()

    async def presses(self, label: str, on: Message | None = None, chat: Chat | None = None) -> Heard:
        return await self._stage.listen(self.person, self.person.presses(label, on, chat))

    async def sends_press(self, data: str, message: Message) -> Heard:
        return await self._stage.listen(self.person, self.person.sends_press(data, message))

    async def votes(self, message: Message, *places: int) -> Heard:
        self.person.votes(message, *places)
        return await self._stage.listen()

    async def blocks(self) -> Heard:
        self.person.blocks()
        return await self._stage.listen()

    async def unblocks(self) -> Heard:
        self.person.unblocks()
        return await self._stage.listen()


class Stage:
    def __init__(
        self,
        telegram: Telegram,
        request: SimulatedRequest,
        db: Database,
        library: Library,
        owners: tuple[int, ...] = (),
    ) -> None:
        self.telegram = telegram
        self.request = request
        self.db = db
        self.library = library
        self.owners = owners
        self.send_rate = 0.0
        self.now = START
        self._mark = 0
        self.app: App

    def clock(self) -> datetime:
        return self.now

    async def open(self) -> None:
        """Start the bot (again)."""
        token = SecretStr(self.telegram.token)
        chosen = Settings(_env_file=None, bot_token=token, send_rate=self.send_rate, owner_ids=self.owners)
        content = await shelve(self.db, self.library, self.now)
        self.app = await build(chosen, self.db, content, (self.request, self.request), self.clock, _studio())
        await self.app.start(ticking=False)
        await self.app.settle()
        self._mark = len(self.telegram.log)

    async def restart(self, library: Library | None = None) -> None:
        """End the process and start a new one on the same database; with `library` the content has changed."""
        url = self.db.url.render_as_string(hide_password=False)
        await self.close()
        self.db = open_database(url)
        self.library = library or self.library
        await self.open()

    async def close(self) -> None:
        await self.app.stop()
        await self.db.close()

    def person(self, name: str, language: str | None = "en") -> Talker:
        return Talker(self, self.telegram.user(name, language))

    async def listen(self, person: Person | None = None, press: str | None = None) -> Heard:
        """Let the bot work until nothing is left to do."""
        await self.app.intake.receive(self.telegram.take_updates())
        await self.app.settle()
        heard = self._heard()
        assert not self.telegram.violations, self.telegram.violations
        assert not self.telegram.unanswered, f"presses left spinning: {self.telegram.unanswered}"
        if person is None or press is None:
            return heard
        toast = person.toast(press)
        return Heard(heard.calls, heard.seen, toast["text"], toast["alert"])

    async def pass_time(self, **time: float) -> Heard:
        """Let time pass, with one tick at its end."""
        self.now += timedelta(**time)
        await self.app.tick(self.now)
        return await self.listen()

    def _heard(self) -> Heard:
        calls = [call for call in self.telegram.log[self._mark :] if not call.error]
        self._mark = len(self.telegram.log)
        seen: dict[tuple[int, int], Message] = {}
        for call in calls:
            if call.method in SHOWS:
                chat = self.telegram.chats[call.parameters["chat_id"]]
                shown = chat.message(call.result["message_id"])
                if shown is not None:
                    seen[chat.id, shown.id] = shown
        return Heard(calls, list(seen.values()))


@asynccontextmanager
async def on_stage(
    database_url: str, library: Library | None = None, *, limits: bool = False, owners: tuple[int, ...] = ()
) -> AsyncIterator[Stage]:
    """A running bot on an empty, migrated database."""
    stage: Stage
    telegram = Telegram(lambda: stage.now, limits=limits)
    stage = Stage(telegram, SimulatedRequest(telegram), open_database(database_url), library or tea(), owners)
    await stage.open()
    try:
        yield stage
    finally:
        await stage.close()
