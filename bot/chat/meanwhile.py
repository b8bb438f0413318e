"""While the database is away nothing can be stored, so nothing is confirmed; but notes are still answered, from memory.

Telegram brings the same updates again until they are stored: each look-up is answered once, and when it is stored
at last, its handler knows that it was (`Turn.told`). Whatever is no clear look-up waits for the database.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import structlog

from bot.chat.context import Services
from bot.chat.render import Markup
from bot.chat.turn import Query
from bot.storage.database import DatabaseAway, DatabaseFull

log = structlog.get_logger()

REMEMBERED = 10_000
Words = Callable[[Query], Markup | None]
"""What to say to a look-up; None for what the notes do not surely answer."""


class Meanwhile:
    def __init__(self, services: Services, words: Words) -> None:
        self._services = services
        self._words = words
        self._warned = False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        return bool(self._tasks)

    def take(self, updates: Sequence[dict[str, Any]], error: DatabaseAway) -> None:
        """These could not be stored: answer the look-ups among them; returns at once."""
        if isinstance(error, DatabaseFull) and not self._warned:
            self._warned = True
            self._warn_owners()
        for raw in updates:
            number, message = raw.get("update_id"), raw.get("message")
            if not isinstance(number, int) or number in self._services.told or not isinstance(message, dict):
                continue
            try:
                self._answer(number, message)
            except (KeyError, TypeError, ValueError, AttributeError):
                log.warning("a message could not be read", update_id=number)

    def over(self) -> None:
        """The database is back."""
        self._warned = False

    def _answer(self, number: int, message: dict[str, Any]) -> None:
        chat, person, text = message.get("chat"), message.get("from"), message.get("text")
        if not (isinstance(chat, dict) and isinstance(person, dict) and isinstance(text, str)):
            return
        if chat.get("type") != "private" or text.startswith("/"):
            return
        services = self._services
        subject = services.content.subject(None)
        speech = services.texts.speech(person.get("language_code"))
        words = self._words(Query(text, subject, services.content.indexes[subject.id], speech, services.bot))
        if words is None:
            return
        services.told[number] = None
        if len(services.told) > REMEMBERED:
            del services.told[next(iter(services.told))]
        self._say(chat["id"], words)

    def _warn_owners(self) -> None:
        log.error("the disk is full; updates wait at Telegram")
        for owner in self._services.owners:
            self._say(owner, self._services.texts.speech(None).markup("owner-disk-full"))

    def _say(self, chat_id: int, words: Markup) -> None:
        body = {"chat_id": chat_id, "text": words, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
        task = asyncio.create_task(self._services.sender.send_now("sendMessage", body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
