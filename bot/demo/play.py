"""One offline Studybot: the real application on the simulated Telegram, with a clock that can be moved.

    page → act (say, press, vote) → the simulated Telegram queues an update → `_feed` hands it to the
    application's intake → the application answers through SimulatedRequest → the simulated Telegram
    calls on_change → whoever listens (the page, the classmates) sees it.

Time: `_beat` calls tick(clock()) once a second; `travel` moves the clock from one due moment to the next
and ticks at each, so that what lies between happens as it would.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import structlog
from pydantic import SecretStr

from bot.app import App, build, open_storage, shelve
from bot.demo.cast import EVERYBODY, GROUP, ME, Classmates, person, set_scene
from bot.demo.clock import DemoClock
from bot.demo.telegram import Chat, Message, Person, SimulatedRequest, Telegram
from bot.demo.telegram.saved import dump, restore
from bot.library.load import Loaded, load
from bot.library.model import Library
from bot.settings import Settings
from bot.storage import chat_dailies, subscriptions
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
    """folder: where this demo keeps its database and what was said. content: the subjects."""

    def __init__(self, chosen: Settings, folder: Path, content: Path) -> None:
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
        self._saved = b""
        self.done: dict[str, dict[int, bool]] = {}
        """Tab → the numbers of its acts that were done."""
        self._empty()

    def _empty(self) -> None:
        self.clock = DemoClock()
        self.telegram = Telegram(self.clock)
        self.read: dict[int, int] = {}
        """Chat → the newest message I have seen."""

    # --- beginning and end

    async def open(self) -> None:
        """Load the content, take up what an earlier run left, and start the application."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._restore()
        self.loaded = await asyncio.to_thread(load, self.content)
        await self._start()
        self._tasks = [asyncio.create_task(self._feed()), asyncio.create_task(self._beat())]

    def _restore(self) -> None:
        """The scene as it was left; a new one where there is none or it cannot be read."""
        self._empty()
        file = self.folder / SCENE
        try:
            ahead, read, body = file.read_bytes().split(b"\n", 2)
            restore(self.telegram, body)
            self.clock.ahead = timedelta(seconds=float(ahead))
            self.read = {int(chat): int(seen) for chat, seen in (pair.split(b":") for pair in read.split())}
        except FileNotFoundError:
            set_scene(self.telegram)
        except ValueError as error:
            log.warning("the demo's last scene cannot be read; a new one begins", reason=str(error))
            self._empty()
            self._remove_files()
            set_scene(self.telegram)
        self.telegram.on_update = self._woken.set
        self.telegram.on_change = self._changed
        self.telegram.on_answer = lambda number, query: self.tell("answer", (number, query))
        self._classmates = Classmates(self.telegram)

    async def _start(self) -> None:
        """Start the application, where there is a subject to start it with."""
        if not self.loaded.library.subjects:
            return
        self._db, _done = await open_storage(self._chosen, self.clock)
        content = await shelve(self._db, self.loaded.library, self.clock())
        request = SimulatedRequest(self.telegram)
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
        self._save()

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
            self._remove_files()
            self._restore()
            await self._start()
            self._save()
        self.tell("reset", None)

    def _remove_files(self) -> None:
        for name in (SCENE, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
            with suppress(FileNotFoundError):
                (self.folder / name).unlink()

    def _save(self) -> None:
        """Write the scene, where it changed. A crash leaves the old file or the new one, never half of one."""
        read = " ".join(f"{chat}:{seen}" for chat, seen in self.read.items())
        body = b"\n".join([str(self.clock.ahead.total_seconds()).encode(), read.encode(), dump(self.telegram)])
        if body == self._saved:
            return
        draft = self.folder / f"{SCENE}.new"
        draft.write_bytes(body)
        draft.replace(self.folder / SCENE)
        self._saved = body

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
            while updates := self.telegram.take_updates():
                await self.app.intake.receive(updates)
                await self.app.settle()
        except Exception:
            log.exception("the application failed; the demo goes on")
        self._forget_answered()
        self._save()

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
            to = min(to, self.clock() + LONGEST_TRAVEL)
            await self._work()
            while (stop := await self._next_stop()) is not None and stop <= to:
                await self._arrive(max(stop, self.clock()))
            await self._arrive(to)
        self.tell("clock", None)

    async def _arrive(self, at: datetime) -> None:
        self.clock.move_to(at)
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
        loaded = await asyncio.to_thread(load, self.content)
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
            self.app.services.content = await shelve(self._db, loaded.library, self.clock())
