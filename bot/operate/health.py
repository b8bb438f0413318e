"""/live: the process answers. /ready: the database does too. Both within 200 ms, whatever is down."""

import asyncio

from aiohttp import web
from sqlalchemy import Connection, text

from bot.storage.database import Database

PATIENCE = 0.15
"""Seconds that /ready waits for the database."""


def add_routes(app: web.Application, db: Database) -> None:
    async def live(_request: web.Request) -> web.Response:
        return web.Response(text="live\n")

    async def ready(_request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(PATIENCE):
                await db.read(_look)
        except Exception:
            return web.Response(status=503, text="the database does not answer\n")
        return web.Response(text="ready\n")

    app.router.add_get("/live", live)
    app.router.add_get("/ready", ready)


def _look(tx: Connection) -> None:
    tx.execute(text("SELECT 1"))
