"""The composition root: `build` puts the parts together, `App` starts, ticks and stops them.

One update: polling or webhook → intake (stored in the inbox) → its person's lane → dispatch finds the
feature → the feature's function decides inside one transaction, which also writes the outbox and marks
the inbox row → the sender delivers what was committed.

One push: the clock calls tick(now) → reminders whose time has come get a row without a body in the
outbox and move to their next day → the sender claims the row and has its question made → sends it →
writes into the asking where it stands.
"""

import asyncio
import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Any

import structlog
from sqlalchemy import Connection
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ContextTypes, ExtBot
from telegram.request import BaseRequest

from bot.chat.api import Api
from bot.chat.away import Away
from bot.chat.clock import Clock, Ticker
from bot.chat.complaint import Complaint
from bot.chat.content import Content, keys, moved
from bot.chat.context import Context, Services, Shell
from bot.chat.dispatch import Dispatch, give_up, incoming_of
from bot.chat.errors import seconds_of
from bot.chat.inline import Inline
from bot.chat.intake import Intake
from bot.chat.lanes import Lanes
from bot.chat.links import link_key
from bot.chat.menus import set_menus
from bot.chat.ranks import Registry
from bot.chat.replicas import Replicas
from bot.chat.send import Sender
from bot.chat.strays import Strays
from bot.chat.studio import Studio
from bot.chat.texts import catalogue
from bot.chat.turn import Bot, Incoming
from bot.features import (
    answer,
    anywhere,
    aside,
    ask,
    board,
    bookmarks,
    browse,
    channels,
    chat_panel,
    daily,
    exam,
    gaps,
    groups,
    mock,
    more,
    preview,
    progress,
    quiz,
    rounds,
    settings,
    start,
    stop,
    together,
    undo,
    votes,
)
from bot.library.meaning import Model
from bot.library.model import Library
from bot.operate.backup import back_up
from bot.operate.memory import give_back
from bot.practice import daily_poll, polls
from bot.settings import Settings, shipped
from bot.storage import early_votes, inbox, mocks, months, outbox, ownership, questions
from bot.storage import rounds as rounds_kept
from bot.storage import votes as votes_kept
from bot.storage.budgets import Rate
from bot.storage.database import Database, open_database, prepare_place
from bot.storage.early_votes import EarlyVote
from bot.storage.gaps import prune as prune_gaps
from bot.storage.inbox import PRUNED, Arrival
from bot.storage.migrate import Migrated, migrate
from bot.storage.moves import carry_on
from bot.storage.outbox import Letter, Parcel

log = structlog.get_logger()

FEATURES = (
    start.feature,
    ask.feature,
    quiz.feature,
    daily.feature,
    browse.feature,
    progress.feature,
    exam.feature,
    settings.feature,
    stop.feature,
    board.feature,
    rounds.feature,
    together.feature,
    votes.feature,
    groups.feature,
    chat_panel.feature,
    channels.feature,
    preview.feature,
    gaps.feature,
    anywhere.feature,
    undo.feature,
    more.feature,
    bookmarks.feature,
    aside.feature,
    start.help_feature,
    answer.feature,
    mock.feature,
    ask.last,
)
"""In the order of the menu; a text goes to the first feature that has something to say."""

TICK = 5.0
"""Seconds between two looks at who is due."""

SWEEP_EVERY = timedelta(minutes=1)
"""Between two looks for what is old and rare, and for memory that is no longer used."""

BUSY_REST = timedelta(hours=1)
"""Until the next months of the review log are prepared, when somebody was reading all of it."""

MOST_PRUNED = 20
"""Batches in one tick: 2,000 rows a second, more than come in."""

BEAT = 1.0
"""Seconds between two looks at the rounds."""

CATCH_UP = timedelta(seconds=2)
"""After a start, for votes that Telegram kept meanwhile: a question whose time ran out waits so long for them."""

STOP_PATIENCE = 3.0
"""Seconds for what is in flight; sending and its marks have half of that each. Ten seconds are promised for all."""
PATIENCE = 15.0
"""Seconds after which a database that does not answer a statement of the running bot is away."""

START_RESTS = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)


async def open_storage(chosen: Settings, clock: Clock, bot: int | None = None) -> tuple[Database, Migrated]:
    """The database, brought to this code's schema; with a backup first where there is data.

    bot: whose it is to be. Raises OtherBot before anything in it is changed.
    """
    db = open_database(chosen.database)
    folder: Path = chosen.data_dir / "backups"
    try:
        prepare_place(db.url)
        if bot is not None:
            await db.read(ownership.refuse_other, bot)
        done = await migrate(db, shipped("migrations"), clock(), lambda found: back_up(db.url, folder, found, clock()))
        if bot is not None:
            await db.close()  # a migration may take its time; a running bot waits for no server that hangs
            db = open_database(chosen.database, PATIENCE)
    except BaseException:
        await db.close()
        raise
    return db, done


class App:
    """One running bot. Made by `build`; the demo and every test run the same object."""

    def __init__(
        self,
        db: Database,
        api: Api,
        application: Any,
        services: Services,
        dispatch: Dispatch,
        clock: Clock,
        studio: Studio,
    ):
        self.db = db
        self.api = api
        self.services = services
        self.clock = clock
        self.allowed_updates = dispatch.allowed_updates
        self._dispatch = dispatch
        self._studio = studio
        self._application = application
        self.lanes = Lanes(db, self._handle, self._give_up)
        self.inline = Inline(services, dispatch.inline, dispatch.guest)
        self.replicas = Replicas(db, services.owner, clock)
        self.intake = Intake(
            db, self.lanes, self.inline, clock, services.owner, self.replicas, Away(services, dispatch.from_memory)
        )
        self._strays = Strays(db, services.owner, self.lanes.numbers, services.sender.numbers)
        self._ticker = Ticker(self.tick, clock, TICK)
        self._metronome = Ticker(self.move_rounds, clock, BEAT)
        self._clockwork = rounds.Clockwork(services.texts, services.bot.username)
        self._background: set[asyncio.Task[None]] = set()
        self._helping: asyncio.Task[None] | None = None
        self._prepared: date | None = None
        self._busy = self._swept = datetime.min.replace(tzinfo=UTC)
        self._started = clock()

    @property
    def sender(self) -> Sender:
        return self.services.sender

    async def start(self, *, ticking: bool = True, gone: Sequence[str] = ()) -> None:
        """Take up what an earlier run left, and begin to send. `ticking` False leaves the time to the caller.

        gone: processes that are known to have ended.
        """
        self._started = self.clock()
        await self.replicas.start(gone)
        await self.intake.recover()
        if ticking:
            self.sender.start(lambda: self.replicas.others)
            self._ticker.start()
            self._metronome.start()
            if not self.replicas.alone:
                self._helping = asyncio.create_task(self.intake.help_out())
        menus = asyncio.create_task(set_menus(self.api, self.db, self.services.commands, self.services.texts))
        self._background.add(menus)
        menus.add_done_callback(self._background.discard)

    async def tick(self, now: datetime) -> None:
        """Everything that happens because time has passed; safe to call at any time, any number of times."""
        if await self._strays.look() and self.replicas.alone:
            await self.intake.recover()
        if now.date() != self._prepared:
            await self._prepare_months(now)
        while await self.db.transaction(daily.plan, now) == daily.BATCH:
            pass
        while await self.db.transaction(daily_poll.plan, now) == daily_poll.BATCH:
            pass
        name, texts = self.services.bot.username, self.services.texts
        await self.db.transaction(daily_poll.notice_refusals, self.services.content, texts, name, now)
        await self.db.transaction(polls.count_early, now)
        for cast in await self.db.read(early_votes.of_persons):
            await Shell(self.services, None).run(_voter(cast), partial(answer.count_early, cast=cast))
        for running, user in await self.db.read(mocks.due, now):
            somebody = Incoming(user, "", None, 0, private=False, at=now)
            await Shell(self.services, None).run(somebody, partial(mock.time_passed, session_id=running))
        await self.move_rounds(now)
        for _ in range(MOST_PRUNED):
            if not await self.db.transaction(_prune, now):
                break
        if not timedelta() <= now - self._swept < SWEEP_EVERY:
            await self.db.transaction(_sweep, now)
            give_back()
            self._swept = now
        self.sender.poke()

    async def _prepare_months(self, now: datetime) -> None:
        if timedelta() <= now - self._busy < BUSY_REST:
            return
        try:
            await self.db.transaction(months.prepare, now.date())
        except months.Busy:
            log.warning("the review log is being read; its next months are prepared later")
            self._busy = now
        else:
            self._prepared = now.date()

    async def move_rounds(self, now: datetime) -> None:
        """The part of the tick that people in a round wait for."""
        since = self._started if timedelta() <= now - self._started < CATCH_UP else None
        while moved := await self.db.transaction(self._clockwork.tick, self.services.content, now, since):
            self.sender.poke()
            if moved < rounds.BATCH:
                return

    async def settle(self) -> None:
        """Return when nothing is in flight: every update handled, everything sent and marked."""
        while True:
            await self._rest()
            if not await self.sender.pump_once():
                await self._rest()
                return

    async def _rest(self) -> None:
        while self.lanes.busy or self.inline.busy or self.sender.busy or self._background:  # noqa: ASYNC110  # none of them ends last
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """Finish what is in flight; the rest stays in the inbox and the outbox for the next start.

        The database stays open: whoever opened it closes it.
        """
        await self._ticker.stop()
        await self._metronome.stop()
        if self._helping is not None:
            self._helping.cancel()
        await self.lanes.stop(STOP_PATIENCE)
        await self.sender.stop(STOP_PATIENCE / 2)
        await self._studio.close()
        await self.replicas.stop()
        for task in list(self._background):
            task.cancel()
        await self._application.shutdown()

    async def _handle(self, arrival: Arrival) -> None:
        await self._dispatch.handle(self._application, arrival)

    async def _give_up(self, arrival: Arrival) -> None:
        """Tell the person once that it did not work; the update itself lies with the dead letters."""
        try:
            incoming = incoming_of(arrival, self._application)
            if incoming is not None:
                await Shell(self.services, None).run(incoming, give_up)
        except Exception:
            log.exception("could not say that something went wrong", update_id=arrival.update_id)


def _voter(cast: EarlyVote) -> Incoming:
    """Whoever voted, as their vote would have been handled when it came."""
    return Incoming(cast.user_id, "", None, 0, private=False, at=cast.at)


async def shelve(db: Database, library: Library, now: datetime, model: Model | None = None) -> Content:
    """Register the library's questions, hand on the history of moved ones, and make the look-up indexes."""

    def register(tx: Connection) -> dict[questions.Key, int]:
        carry_on(tx, moved(library))
        return questions.register(tx, keys(library), now)

    return Content.shelve(library, await db.transaction(register), model)


async def build(
    chosen: Settings,
    db: Database,
    content: Content,
    transports: tuple[BaseRequest, BaseRequest],
    clock: Clock,
    studio: Studio | None = None,
) -> App:
    """Put an App together over an open database. transports: for calls, and for long polls. studio: default its own.

    Waits for the Bot API server for ever; raises InvalidToken, and OtherBot for somebody else's database.
    """
    os.environ.setdefault("PTB_TIMEDELTA", "1")  # PTB's own switch: durations as timedelta
    token = chosen.token or ""
    bot: ExtBot[None] = ExtBot(
        token,
        base_url=f"{chosen.bot_api_url}/bot",
        base_file_url=f"{chosen.bot_api_url}/file/bot",
        request=transports[0],
        get_updates_request=transports[1],
    )
    application = (
        Application.builder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Context, bot_data=_later))  # type: ignore[call-overload]  # any callable will do
        .build()
    )
    await _reach(application)
    api = Api(transports[0], transports[1], chosen.bot_api_url, token)
    dispatch = Dispatch(FEATURES, start.stray)
    studio = studio or Studio()
    about = Bot(bot.id, bot.username, link_key(token))
    services = _services(chosen, db, content, api, dispatch, about, clock, studio)
    application.bot_data = services
    for handler in dispatch.handlers():
        application.add_handler(handler)
    application.add_error_handler(dispatch.failed)
    await db.transaction(ownership.claim, bot.id, ownership.bot_of(token))
    return App(db, api, application, services, dispatch, clock, studio)


def _services(
    chosen: Settings,
    db: Database,
    content: Content,
    api: Api,
    dispatch: Dispatch,
    bot: Bot,
    clock: Clock,
    studio: Studio,
) -> Services:
    owner = token_hex(8)
    rate = Rate(chosen.send_rate)
    texts = catalogue()
    pushes = daily.Pushes(texts)
    posts = daily_poll.Maker(texts, bot.username)
    services: Services

    def make_push(tx: Connection, parcel: Parcel, now: datetime) -> list[Letter]:
        made = pushes if parcel.chat_id > 0 else posts
        return made.make(tx, services.content, parcel, now)

    sender = Sender(db, api, clock, owner, rate, make_push, groups.ClosedTopics(texts).tell, studio)
    services = Services(
        db=db,
        sender=sender,
        texts=texts,
        content=content,
        owner=owner,
        rate=rate,
        bot=bot,
        commands=dispatch.commands,
        registry=Registry(api, clock),
        clock=clock,
        links=dispatch.links,
        owners=frozenset(chosen.owner_ids),
    )
    return services


def _later() -> Any:
    """PTB makes bot_data before the services exist; it is replaced before the first update."""
    return None


async def _reach(application: Any) -> None:
    """Ask who we are until the server answers."""
    complaint = Complaint()
    for attempt in range(1_000_000):
        try:
            await application.initialize()
            return
        except InvalidToken:
            raise
        except TelegramError as error:
            rest = START_RESTS[min(attempt, len(START_RESTS) - 1)]
            rest = seconds_of(error) if isinstance(error, RetryAfter) else rest
            if complaint.due():
                log.warning("the Bot API server cannot be reached; trying again", error=type(error).__name__)
            await asyncio.sleep(rest)


def _prune(tx: Connection, now: datetime) -> bool:
    """What every update and every letter leaves behind: often, in small batches. Whether there may be more."""
    return max(inbox.prune(tx, now), outbox.prune(tx, now)) >= PRUNED


def _sweep(tx: Connection, now: datetime) -> None:
    """What there is little of."""
    inbox.prune_dead(tx, now)
    early_votes.forget(tx, now)
    prune_gaps(tx, now)
    votes_kept.prune(tx, now)
    rounds_kept.prune(tx, now)
