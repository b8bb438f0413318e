"""One offline Studybot: the real application on the simulated Telegram, with a clock that can be moved.

    page → act (say, press, vote) → the simulated Telegram queues an update → `_feed` saves the scene and hands
    the update to the application's intake → the application answers through SimulatedRequest → the simulated
    Telegram calls on_change → whoever listens (the page, the classmates) sees it.

The scene (what was said, read and done) is ahead of the database, never behind: an update is saved with its number
before the intake stores it, and a call of the bot is answered when its effect is saved.

Time: `_beat` calls tick(clock()) once a second; `travel` moves the clock from one due moment to the next
and ticks at each, so that what lies between happens as it would.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import orjson
import structlog
from pydantic import SecretStr

from bot.app import App, build, open_storage, shelve
from bot.demo.cast import EVERYBODY, GROUP, ME, Classmates, person, set_scene
from bot.demo.clock import DemoClock
from bot.demo.keep import Keeper
from bot.demo.telegram import Chat, Message, Person, SimulatedRequest, Telegram
from bot.demo.telegram.saved import Known, dump, restore
from bot.demo.view import Read
from bot.library import meaning
from bot.library.load import Loaded, load
from bot.library.model import Library
from bot.settings import Settings
from bot.storage import chat_dailies, inbox, subscriptions
from bot.storage.database import Database

log = structlog.get_logger()

BEAT = 1.0
"""Seconds between two ticks."""

DATABASE = "studybot.db"
SCENE = "scene.json"
LONGEST_TRAVEL = timedelta(days=366)

T = TypeVar("T")
Listener = Callable[[str, Any], None]
"""Called with the name of an event and what belongs to it."""


class Demo:
    """folder: where this demo keeps its database and what was said.

    content: the subjects; with `one_subject` the folder of one.
    """

    def __init__(self, chosen: Settings, folder: Path, content: Path, *, one_subject: bool = False) -> None:
        self.folder = folder
        self.content = content
        self._chosen = chosen.model_copy(
            update={
                "database_url": SecretStr(f"sqlite:///{folder / DATABASE}"),
                "data_dir": folder,
                "send_rate": 0.0,
                "owner_ids": EVERYBODY,
            }
        )
        self.listeners: set[Listener] = set()
        self.loaded = Loaded(Library({}), ())
        self.app: App | None = None
        self._db: Database | None = None
        self._turn = asyncio.Lock()
        """Held while the application works: time moves only between two of its steps."""
        self._woken = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.keeper = Keeper(folder / SCENE, self._scene)
        self._one_subject = one_subject
        self._empty()

    def _empty(self) -> None:
        self.clock = DemoClock()
        self.telegram = Telegram(self.clock)
        self.read: Read = {}
        self.done: dict[str, dict[int, bool]] = {}
        """Tab → the numbers of its acts that were done."""
        self._known: Known = {}

    # --- beginning and end

    async def open(self) -> None:
        """Load the content, take up what an earlier run left, and start the application."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._restore()
        self.loaded = await self._load()
        await self._start()
        self._tasks = [asyncio.create_task(self._feed()), asyncio.create_task(self._beat())]

    async def _load(self) -> Loaded:
        return await asyncio.to_thread(load, self.content, one=self._one_subject)

    def _restore(self) -> None:
        """The scene as it was left; a new one where there is none or it cannot be read."""
        self._empty()
        try:
            self._read_scene((self.folder / SCENE).read_bytes())
        except FileNotFoundError:
            set_scene(self.telegram)
        except ValueError as error:
            log.warning("the demo's last scene cannot be read; a new one begins", reason=str(error))
            self._begin_anew()
        self.telegram.on_update = self._woken.set
        self.telegram.on_change = self._changed
        self.telegram.on_answer = lambda number, query: self.tell("answer", (number, query))
        self._classmates = Classmates(self.telegram)

    def _begin_anew(self) -> None:
        self._empty()
        self._remove_files()
        set_scene(self.telegram)

    def _scene(self) -> bytes:
        """What is kept beside the database."""
        return orjson.dumps(
            {
                "ahead": self.clock.ahead.total_seconds(),
                "read": [[*place, seen] for place, seen in self.read.items()],
                "done": [[tab, list(numbers)] for tab, numbers in self.done.items()],
                "telegram": orjson.Fragment(dump(self.telegram, self._known)),
            }
        )

    def _read_scene(self, body: bytes) -> None:
        """Raises ValueError for anything that `_scene` did not make."""
        try:
            saved = orjson.loads(body)
            restore(self.telegram, orjson.dumps(saved["telegram"]))
            self.clock.ahead = timedelta(seconds=saved["ahead"])
            self.read = {(chat, thread): seen for chat, thread, seen in saved["read"]}
            self.done = {tab: dict.fromkeys(numbers, True) for tab, numbers in saved["done"]}
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a saved scene: {error}") from None

    async def _start(self) -> None:
        """Start the application, where there is a subject to start it with."""
        if not self.loaded.library.subjects:
            return
        self._db, _done = await open_storage(self._chosen, self.clock)
        seen = await self._db.read(inbox.newest)
        self.telegram.next_update = max(self.telegram.next_update, seen)
        content = await shelve(self._db, self.loaded.library, self.clock(), await asyncio.to_thread(meaning.installed))
        request = SimulatedRequest(self.telegram, kept=self._kept)
        chosen = self._chosen.model_copy(update={"bot_token": SecretStr(self.telegram.token)})
        self.app = await build(chosen, self._db, content, (request, request), self.clock)
        self.telegram.allowed = list(self.app.allowed_updates)
        await self.app.start(ticking=False)
        await self.app.settle()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._classmates.leave()
        await self._stop()
        self.keeper.stop()

    async def _kept(self) -> None:
        """Return when the scene, with whatever a call of the bot just did, is saved."""
        self.keeper.changed()
        await self.keeper.kept()

    async def _stop(self) -> None:
        if self.app is not None:
            await self.app.stop()
            self.app = None
        if self._db is not None:
            await self._db.close()
            self._db = None

    async def start_over(self) -> None:
        """Forget everything: database, conversations, the moved clock."""
        async with self._turn:
            self._classmates.leave()
            await self._stop()
            done = self.done
            self._remove_files()
            self._restore()
            self.done = done
            await self._start()
            self.keeper.save()
        self.tell("reset", None)

    def _remove_files(self) -> None:
        for name in (SCENE, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
            with suppress(FileNotFoundError):
                (self.folder / name).unlink()

    # --- the application at work

    async def _feed(self) -> None:
        while True:
            await self._woken.wait()
            async with self._turn:
                await self._work()

    async def _work(self) -> None:
        """Hand over what waits, until nothing does. Without an application it waits for one."""
        self._woken.clear()
        if self.app is None:
            return
        try:
            while updates := list(self.telegram.updates):
                await self._kept()
                await self.app.intake.receive(updates)
                self.telegram.confirm(updates)
                self.keeper.changed()
                await self.app.settle()
        except Exception:
            log.exception("the application failed; the demo goes on")
        self._forget_answered()

    def _forget_answered(self) -> None:
        """The log and answered presses are for tests; a demo that stays open must not grow by them."""
        self.telegram.log.clear()
        for queries in (self.telegram.presses, self.telegram.inline):
            for number in list(queries)[:-50]:
                del queries[number]

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            async with self._turn:
                self.telegram.close_polls()
                try:
                    if self.app is not None:
                        await self.app.tick(self.clock())
                        await self.app.settle()
                except Exception:
                    log.exception("tick failed; it runs again")
            if self.telegram.updates:
                self._woken.set()

    def _changed(self, message: Message) -> None:
        self._known.pop((message.chat.id, message.id), None)
        self.keeper.changed()
        self.tell("message", message)
        self._classmates.see(message)

    def tell(self, event: str, value: Any) -> None:
        for listener in list(self.listeners):
            listener(event, value)

    # --- what I do

    @property
    def me(self) -> Person:
        return person(self.telegram, ME)

    def chat(self, number: int) -> Chat | None:
        return self.telegram.chats.get(number) if number in self.chats else None

    @property
    def chats(self) -> list[int]:
        """Mine first, then the group, the forum and the channel."""
        return [ME, *sorted((number for number in self.telegram.chats if number <= GROUP), reverse=True)]

    def see(self, chat: Chat, thread: int | None) -> None:
        """I have read everything in this chat, or in this topic of it."""
        newest, place = len(chat.messages), (chat.id, thread)
        if self.read.get(place) != newest:
            self.read[place] = newest
            self.keeper.changed()
            self.tell("read", chat)

    async def rest(self) -> None:
        """Return when everything said so far has been answered."""
        async with self._turn:
            await self._work()

    async def look(self, query: Callable[..., T], *arguments: Any) -> T:
        """Read the demo's database."""
        assert self._db is not None, "there is no subject to run"
        return await self._db.read(query, *arguments)

    # --- time

    async def travel(self, to: datetime) -> None:
        """Move to a time, and let everything happen that is due before it, when it is due."""
        async with self._turn:
            await self._go(to)

    async def travel_by(self, distance: timedelta) -> None:
        async with self._turn:
            await self._go(self.clock() + distance)

    async def travel_to_daily(self) -> bool:
        """Move to the next daily question; False when none is planned."""
        async with self._turn:
            due = await self.next_daily()
            if due is not None:
                await self._go(due)
        return due is not None

    async def _go(self, to: datetime) -> None:
        to = min(to, self.clock() + LONGEST_TRAVEL)
        try:
            await self._work()
            while (stop := await self._next_stop()) is not None and stop <= to:
                await self._arrive(max(stop, self.clock()))
            await self._arrive(to)
        finally:
            self.tell("clock", None)

    async def _arrive(self, at: datetime) -> None:
        self._classmates.hurry()
        self.clock.move_to(at)
        self.keeper.changed()
        self.telegram.close_polls()
        if self.app is not None:
            await self.app.tick(self.clock())
            await self.app.settle()
        await self._work()

    async def _next_stop(self) -> datetime | None:
        """When something is due next: a reminder, or a poll that closes."""
        chats = await self._db.read(chat_dailies.next_due) if self._db is not None else None
        times = (await self.next_daily(), chats, self.telegram.next_close)
        return min((at for at in times if at is not None), default=None)

    async def next_daily(self) -> datetime | None:
        """When the next daily question comes; None while none is planned."""
        return await self._db.read(subscriptions.next_due) if self._db is not None else None

    # --- content

    async def reload(self) -> None:
        """Take the content as it is now; a broken one is reported, and the old one stays."""
        loaded = await self._load()
        async with self._turn:
            if loaded.errors:
                self.loaded = Loaded(self.loaded.library, loaded.mistakes)
            else:
                self.loaded = loaded
                await self._swap(loaded)
        self.tell("content", None)

    async def _swap(self, loaded: Loaded) -> None:
        if self.app is None or self._db is None:
            await self._start()
            self._woken.set()
        elif loaded.library.subjects:
            self.app.services.content = await shelve(
                self._db, loaded.library, self.clock(), await asyncio.to_thread(meaning.installed)
            )
