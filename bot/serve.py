"""A bot that runs until it is told to stop: content, database, ports, then polling or webhook.

The port opens before anything that waits for Telegram, because hosting platforms give it a minute.
"""

import asyncio
import gc
import signal
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain, repeat
from typing import Any

import structlog
from aiohttp import web
from telegram.error import InvalidToken, TelegramError

from bot.app import App, build, open_storage, shelve
from bot.chat import webhook
from bot.chat.api import Api
from bot.chat.clock import system_clock
from bot.chat.intake import Intake
from bot.chat.polling import poll
from bot.chat.transport import AiohttpRequest
from bot.library import meaning
from bot.library.load import load
from bot.library.model import Library
from bot.operate import health
from bot.settings import Settings
from bot.storage.database import Database, DatabaseAway, parse_url, sqlite_file
from bot.storage.only import only_one, signed_on
from bot.storage.ownership import bot_of

log = structlog.get_logger()

WEBHOOK_PORT = 8080
"""Where the webhook listens when PORT is not set."""

PROCESSES = "processes"
"""Folder in DATA_DIR in which each process of this machine holds a lock."""

POLLING = "polling"
TURN = 1.0
"""Seconds between two looks whether somebody polls."""

WEBHOOK_LOOK = 30.0
"""Seconds between two looks whether the webhook is still ours."""

RESTS = (1.0, 2.0, 5.0, 10.0)
LONGEST_REST = 30.0


def _for_ever() -> Iterator[float]:
    """Without these calls no update arrives, so they are tried until they work."""
    return chain(RESTS, repeat(LONGEST_REST))


class BadContent(Exception):
    """The notes or questions have mistakes. See them all with: studybot check"""


class NoToken(Exception):
    """No BOT_TOKEN is set. Get one from @BotFather in Telegram, put BOT_TOKEN=... into .env, and start again."""


def read_content(chosen: Settings) -> Library:
    """The subjects, or BadContent with the number of mistakes and the first of them."""
    loaded = load(chosen.content)
    if loaded.errors:
        raise BadContent(f"{BadContent.__doc__} ({len(loaded.errors)} mistakes; the first: {loaded.errors[0]})")
    if not loaded.library.subjects:
        raise BadContent(f"{BadContent.__doc__} (no subject in {chosen.content})")
    return loaded.library


async def serve(chosen: Settings) -> None:
    """Run until SIGTERM or SIGINT; then stop within ten seconds."""
    if chosen.token is None:
        raise NoToken(NoToken.__doc__)
    loop = asyncio.get_running_loop()
    running = asyncio.current_task()
    assert running is not None
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, running.cancel)
    library = read_content(chosen)
    with only_one(sqlite_file(parse_url(chosen.database))):
        db, done = await open_storage(chosen, system_clock, bot_of(chosen.token))
        log.info("database is ready", schema=done.value)
        try:
            with suppress(asyncio.CancelledError):
                await _serve(chosen, db, library)
        finally:
            await db.close()
            log.info("stopped")


async def _serve(chosen: Settings, db: Database, library: Library) -> None:
    pages = Pages(db)
    transports = AiohttpRequest(), AiohttpRequest()
    try:
        await pages.open(chosen)
        content = await shelve(db, library, system_clock(), await asyncio.to_thread(meaning.installed))
        gc.enable()  # see __main__.run; from here on it may take as long as Telegram is away
        app = await build(chosen, db, content, transports, system_clock)
        with signed_on(chosen.data_dir / PROCESSES, app.services.owner) as gone:
            await _work(chosen, app, pages, gone)
    finally:
        await pages.close()
        for transport in transports:
            await transport.shutdown()


async def _work(chosen: Settings, app: App, pages: "Pages", gone: Sequence[str]) -> None:
    """Until cancelled. The webhook opens after what an earlier run left was taken up: older updates go first."""
    try:
        await app.start(gone=gone)
        pages.intake = app.intake
        log.info("running", bot=app.services.bot.username, mode="webhook" if chosen.webhook_url else "polling")
        await _take_updates(chosen, app)
    finally:
        pages.intake = None
        await asyncio.shield(app.stop())


async def _take_updates(chosen: Settings, app: App) -> None:
    """Runs until cancelled; raises InvalidToken."""
    if chosen.webhook_url is None:
        await _poll_in_turn(app)
        return
    address = chosen.webhook_url + webhook.path(chosen.token or "")
    wanted = {"url": address, "secret_token": secret(chosen), "allowed_updates": list(app.allowed_updates)}
    await app.api.insist("setWebhook", wanted, _for_ever())
    await _keep_webhook(app.api, wanted)


async def _keep_webhook(api: Api, wanted: dict[str, Any]) -> None:
    """For ever: a webhook that was taken away is set again; one that somebody else set is left to them, and said."""
    while True:
        await asyncio.sleep(WEBHOOK_LOOK)
        try:
            info = await api.call("getWebhookInfo", {})
        except InvalidToken:
            raise
        except TelegramError:
            continue
        url = info.get("url") if isinstance(info, dict) else None
        if url == "":
            log.warning("the webhook was taken away; setting it again")
            await api.insist("setWebhook", wanted, _for_ever())
        elif isinstance(url, str) and url != wanted["url"]:
            log.error("somebody else set another webhook with this token; updates do not come here")


async def _poll_in_turn(app: App) -> None:
    """One process polls; the others help with what it stores, and one of them takes over when it is gone."""
    await app.api.insist("deleteWebhook", {"drop_pending_updates": False}, _for_ever())
    while True:
        try:
            if await app.replicas.lead(POLLING):
                log.info("this process polls")
                await poll(app.api, app.intake, app.allowed_updates, lambda: app.replicas.leads(POLLING))
                log.warning("another process polls now")
        except DatabaseAway:
            log.warning("database away; nobody can say who polls")
        await asyncio.sleep(TURN)


def secret(chosen: Settings) -> str:
    """What Telegram presents to the webhook."""
    given = chosen.webhook_secret.get_secret_value() if chosen.webhook_secret else ""
    return given or webhook.derived_secret(chosen.token or "")


class Pages:
    """The ports: health on both, the webhook on the main one once `intake` is there."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._runners: list[web.AppRunner] = []
        self.intake: Intake | None = None

    async def open(self, chosen: Settings) -> None:
        main = chosen.port if chosen.port is not None else WEBHOOK_PORT if chosen.webhook_url else None
        if main is not None:
            pages = self._health()
            if chosen.webhook_url:
                webhook.add_route(pages, webhook.path(chosen.token or ""), secret(chosen), lambda: self.intake)
            await self._listen(pages, main)
        if chosen.ops_port is not None:
            await self._listen(self._health(), chosen.ops_port)

    def _health(self) -> web.Application:
        pages = web.Application(client_max_size=webhook.MAX_BODY)
        health.add_routes(pages, self._db)
        return pages

    async def _listen(self, pages: web.Application, port: int) -> None:
        runner = web.AppRunner(pages, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, port=port).start()

    async def close(self) -> None:
        for runner in self._runners:
            await runner.cleanup()
