"""Our own getUpdates loop over raw updates: an offset is confirmed only when everything before it is stored.

PTB's Updater confirms when updates are in memory (measured: kill -9 lost 280 of 300) and stops for ever
at one update that it cannot parse.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.chat.api import Api
from bot.chat.complaint import Complaint
from bot.chat.errors import seconds_of
from bot.chat.intake import Intake
from bot.storage.database import DatabaseAway

log = structlog.get_logger()

WAIT = 25
"""Seconds that one getUpdates waits for the first update."""

LONGEST_REST = 30.0
AWAY_REST = 2.0
"""A database is usually back soon, and Telegram minds nobody asking."""


async def poll(api: Api, intake: Intake, allowed: Sequence[str], ours: Callable[[], bool]) -> None:
    """Poll while it is ours to do. Raises InvalidToken; every other trouble is waited out."""
    offset: int | None = None
    rest, complaint = 0.0, Complaint()
    while ours():
        try:
            updates = await api.get_updates(offset, WAIT, allowed)
            await intake.receive(updates)
            numbers = [u["update_id"] for u in updates if isinstance(u.get("update_id"), int)]
            offset = max(numbers) + 1 if numbers else offset
            rest = 0.0
        except InvalidToken:
            raise
        except (TelegramError, DatabaseAway) as error:
            rest = _rest(error, rest)
            if not isinstance(error, RetryAfter | TimedOut) and complaint.due():
                log.warning(_words(error), error=type(error).__name__)
            await asyncio.sleep(rest)


def _rest(error: Exception, last: float) -> float:
    """Seconds to wait after an error, growing from half a second."""
    if isinstance(error, RetryAfter):
        return seconds_of(error)
    if isinstance(error, TimedOut):
        return 0.1
    return min(max(0.5, last * 2), AWAY_REST if isinstance(error, DatabaseAway) else LONGEST_REST)


def _words(error: Exception) -> str:
    if isinstance(error, Conflict):
        hooked = "webhook" in error.message.lower()
        return f"{'a webhook is set' if hooked else 'somebody else polls'} with this token; waiting"
    if isinstance(error, NetworkError):
        return "the Bot API server cannot be reached; trying again"
    if isinstance(error, DatabaseAway):
        return "the database is away; updates wait at Telegram"
    return "getUpdates failed; trying again"
