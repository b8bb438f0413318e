"""Polls that went out and whose answer was lost: what Telegram tells of their state makes them known again.

`poll_answer` names only a poll's id. `poll` also has its question and options, and Telegram sends it after each
vote: enough to find the one poll that may have arrived, and to count the votes in it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.storage import poll_copies
from bot.storage.database import Database

KIND = "poll"
REMEMBERED = 10_000


class Polls:
    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock
        self._known: dict[str, None] = {}

    async def hear(self, raw: dict[str, Any]) -> None:
        """Look at a poll's state until its poll is known for certain; returns when it is known, or surely is not."""
        poll_id, question, options = raw.get("id"), raw.get("question"), raw.get("options")
        if not (isinstance(poll_id, str) and isinstance(question, str) and isinstance(options, list)):
            return
        if poll_id in self._known or not all(isinstance(one, dict) for one in options):
            return
        texts = [str(one.get("text")) for one in options]
        if await self._db.transaction(poll_copies.recognise, poll_id, question, texts, self._clock()):
            self._known[poll_id] = None
            if len(self._known) > REMEMBERED:
                del self._known[next(iter(self._known))]


def is_anonymous(poll: Any) -> bool:
    """Whether its totals are all that is ever known of its votes."""
    return isinstance(poll, dict) and poll.get("is_anonymous") is True
