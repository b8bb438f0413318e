"""While the database is away: look-ups are still answered, from memory, and nothing is confirmed.

An update that was answered like this is remembered, so that it is not answered again when Telegram brings it
once more; everything else waits. The owners are told once when the disk is full.
"""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

import structlog

from bot.chat.context import Services
from bot.chat.render import Markup
from bot.chat.turn import Query
from bot.storage.database import DatabaseAway, DiskFull

log = structlog.get_logger()

REMEMBERED = 10_000
"""Answered updates that are remembered; Telegram brings an unconfirmed one again within seconds."""

AGAIN = 3600.0
"""Seconds for which a disk must have had room before the owners hear again that it is full."""

FromMemory = Callable[[Query], Markup | None]
"""The answer to a look-up; None when it is none, or when the notes do not hold it."""


class Away:
    """What is done without a database."""

    def __init__(self, services: Services, answer: FromMemory) -> None:
        self._services = services
        self._answer = answer
        self._answered: dict[int, None] = {}
        self._full_at = -AGAIN

    async def receive(self, updates: Sequence[dict[str, Any]], error: DatabaseAway) -> None:
        """Answer what can be answered; the updates stay unconfirmed."""
        if isinstance(error, DiskFull):
            await self._tell_owners()
        for raw in updates:
            if raw["update_id"] not in self._answered and (message := _private_text(raw)) is not None:
                await self._look_up(raw["update_id"], message)

    def answered(self, numbers: Sequence[int]) -> list[int]:
        """Those of these updates that were answered from memory."""
        return [number for number in numbers if number in self._answered]

    async def _look_up(self, number: int, message: dict[str, Any]) -> None:
        services, chat = self._services, message["chat"]["id"]
        subject = services.content.subject(None)
        speech = services.texts.speech((message.get("from") or {}).get("language_code"))
        query = Query(message["text"], subject, services.content.indexes[subject.id], speech, services.bot)
        text = self._answer(query)
        if text is None:
            return
        self._answered[number] = None
        if len(self._answered) > REMEMBERED:
            del self._answered[next(iter(self._answered))]
        body = {"chat_id": chat, "text": text, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
        if not await services.sender.send_now("sendMessage", body):
            self._answered.pop(number, None)  # Telegram is away as well: it waits like everything else

    async def _tell_owners(self) -> None:
        now = monotonic()
        quiet, self._full_at = now - self._full_at, now
        if quiet < AGAIN:  # a little room comes and goes while a disk is full
            return
        log.error("the disk is full; nothing is confirmed until there is room")
        for owner in sorted(self._services.owners):
            text = self._services.texts.speech(None).plain("owner-disk-full")
            await self._services.sender.send_now("sendMessage", {"chat_id": owner, "text": text})


def _private_text(raw: dict[str, Any]) -> dict[str, Any] | None:
    """A text that somebody wrote to us alone, and that is no command."""
    message = raw.get("message")
    if not isinstance(message, dict) or not isinstance(message.get("chat"), dict):
        return None
    text = message.get("text")
    private = message["chat"].get("type") == "private" and isinstance(message["chat"].get("id"), int)
    return message if private and isinstance(text, str) and text and not text.startswith("/") else None
