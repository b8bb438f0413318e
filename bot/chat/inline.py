"""Inline mode: `@bot words` in any chat. No row and no inbox: half a minute later nobody waits for the answer."""

import asyncio
from typing import Any

import structlog

from bot.chat.context import Services
from bot.chat.messages import keyboard
from bot.chat.turn import Article, InlineAnswer, Query
from bot.storage import learners
from bot.storage.database import DatabaseAway

log = structlog.get_logger()

KIND = "inline_query"
MOST = 20
CACHED = 60
"""Seconds for which Telegram may give the same person the same results."""


class Inline:
    """Answers raw inline queries beside the lanes."""

    def __init__(self, services: Services, answer: InlineAnswer) -> None:
        self._services = services
        self._answer = answer
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        return bool(self._tasks)

    def take(self, raw: dict[str, Any]) -> None:
        """Answer in the background; returns at once."""
        task = asyncio.create_task(self._reply(raw))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reply(self, raw: dict[str, Any]) -> None:
        try:
            query_id, person, text = str(raw["id"]), raw["from"], str(raw["query"])
            query = await self._query(int(person["id"]), person.get("language_code"), text)
        except (KeyError, TypeError, ValueError, AttributeError):
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

    async def _query(self, user_id: int, language: str | None, text: str) -> Query:
        """With the database away everybody gets the first subject in their phone's language."""
        services = self._services
        try:
            learner = await services.db.read(learners.find, user_id)
        except DatabaseAway:
            learner = None
        subject = services.content.subject(learner.subject if learner else None)
        speech = services.texts.speech((learner.language if learner else None) or language)
        return Query(text, subject, services.content.indexes[subject.id], speech, services.bot)


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
