"""Inline mode (`@bot words` in any chat) and guest mode (we are named in a chat that we are not in).

No row and no inbox: half a minute later nobody waits for the answer.
"""

import asyncio
import re
from collections.abc import Coroutine
from typing import Any

import structlog
from sqlalchemy import Connection

from bot.chat.content import Content
from bot.chat.context import Services
from bot.chat.messages import keyboard
from bot.chat.turn import Article, GuestAnswer, InlineAnswer, Query
from bot.library.model import Subject, TopicId
from bot.storage import learners, reviews
from bot.storage.database import DatabaseAway
from bot.storage.learners import Learner

log = structlog.get_logger()

KIND = "inline_query"
GUEST = "guest_message"
MOST = 20
CACHED = 60
"""Seconds for which Telegram may give the same person the same results."""

RECENT = 5


class Inline:
    """Answers raw inline queries and guest messages beside the lanes."""

    def __init__(self, services: Services, answer: InlineAnswer, guest: GuestAnswer) -> None:
        self._services = services
        self._answer = answer
        self._guest = guest
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        return bool(self._tasks)

    def take(self, raw: dict[str, Any]) -> None:
        """Answer an inline query in the background; returns at once."""
        self._begin(self._reply(raw))

    def take_guest(self, raw: dict[str, Any]) -> None:
        """The same for a message that calls us as a guest."""
        self._begin(self._reply_as_guest(raw))

    def _begin(self, reply: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(reply)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reply(self, raw: dict[str, Any]) -> None:
        try:
            query_id, person, text = str(raw["id"]), raw["from"], str(raw["query"])
            query = await self._query(int(person["id"]), person.get("language_code"), text)
        except (KeyError, TypeError, ValueError):
            log.warning("an inline query could not be read")
            return
        results = [_result(article) for article in self._answer(query)[:MOST]]
        parameters = {
            "inline_query_id": query_id,
            "results": results,
            "cache_time": CACHED,
            "is_personal": True,
        }
        await self._services.sender.send_now("answerInlineQuery", parameters)

    async def _reply_as_guest(self, raw: dict[str, Any]) -> None:
        try:
            query_id, person, text = str(raw["guest_query_id"]), raw.get("from") or {}, str(raw.get("text") or "")
            replied = raw.get("reply_to_message") or {}
            words = re.sub(f"@{re.escape(self._services.bot.username)}", " ", text, flags=re.IGNORECASE).strip()
            about = str(replied.get("text") or replied.get("caption") or "")
            query = await self._query(int(person.get("id", 0)), person.get("language_code"), words, about)
        except (KeyError, TypeError, ValueError, AttributeError):
            log.warning("a guest message could not be read")
            return
        parameters = {"guest_query_id": query_id, "result": _result(self._guest(query))}
        await self._services.sender.send_now("answerGuestQuery", parameters)

    async def _query(self, user_id: int, language: str | None, text: str, replied: str = "") -> Query:
        """With the database away everybody gets the first subject in their phone's language."""
        services = self._services
        try:
            learner, recent = await services.db.read(_known, user_id, services.content, not text)
        except DatabaseAway:
            learner, recent = None, ()
        subject = services.content.subject(learner.subject if learner else None)
        speech = services.texts.speech((learner.language if learner else None) or language)
        index = services.content.indexes[subject.id]
        return Query(text, subject, index, speech, services.bot, replied, recent)


def _known(
    tx: Connection, user_id: int, content: Content, with_recent: bool
) -> tuple[Learner | None, tuple[TopicId, ...]]:
    learner = learners.find(tx, user_id)
    if learner is None or not with_recent:
        return learner, ()
    return learner, _topics(content, content.subject(learner.subject), reviews.asked_last(tx, user_id, 4 * RECENT))


def _topics(content: Content, subject: Subject, numbers: list[int]) -> tuple[TopicId, ...]:
    items = (content.questions[number] for number in numbers if number in content.questions)
    return tuple(dict.fromkeys(item.question.topic for item in items if item.subject is subject))[:RECENT]


def _result(article: Article) -> dict[str, Any]:
    """InlineQueryResultArticle."""
    body: dict[str, Any] = {
        "type": "article",
        "id": article.id,
        "title": article.title,
        "description": article.description,
        "input_message_content": {
            "message_text": article.text,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        },
    }
    return {**body, "reply_markup": keyboard(article.rows)} if article.rows else body
