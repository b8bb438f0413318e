"""Our own webhook endpoint: the secret is compared before the body is read, a body is answered when stored.

PTB's buffers an unauthenticated 90 MiB post before it looks at the secret.
"""

import hmac
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import orjson
from aiohttp import web

from bot.chat.intake import Intake
from bot.storage.database import DatabaseAway

MAX_BODY = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name


def derived_secret(token: str) -> str:
    """A secret for who sets none: never empty, the same at every start, and it does not give the token away."""
    return hmac.new(token.encode(), b"studybot webhook", sha256).hexdigest()


def path(token: str) -> str:
    """Where Telegram posts: not guessable, so that strangers meet 404 before anything else."""
    return f"/telegram/{derived_secret(token)[:16]}"


def add_route(app: web.Application, where: str, secret: str, intake: Callable[[], Intake | None]) -> None:
    """Serve Telegram's posts at `where`. While there is no intake, Telegram is asked to come again."""

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return web.Response(status=401)
        if (request.content_length or 0) > MAX_BODY:
            return web.Response(status=413)
        try:
            update = _parse(await request.read())
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413)
        if update is None:
            return web.Response(status=400)
        taker = intake()
        if taker is None:
            return web.Response(status=503)
        try:
            await taker.receive([update])
        except DatabaseAway:
            return web.Response(status=503)
        return web.Response()

    app.router.add_post(where, receive)


def _parse(body: bytes) -> dict[str, Any] | None:
    try:
        update = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return update if isinstance(update, dict) and isinstance(update.get("update_id"), int) else None
