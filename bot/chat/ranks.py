"""Who somebody is in a chat, and which group discusses a channel.

Asked of Telegram before the transaction that needs it, and remembered for a minute.

A feature asks `turn.ranks.of(chat, user)`. What is not known yet raises `Unknown`: the transaction is
undone, Telegram is asked with nothing locked, and the turn runs again. When Telegram does not answer, nobody
is anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.chat.api import Api
from bot.chat.clock import Clock

log = structlog.get_logger()

FRESH = timedelta(seconds=60)
MOST = 10_000
PATIENCE = 5.0
"""Seconds that an answer about a member may take."""

SIZE, LINKED = 0, -1

Fact = tuple[int, int]
"""(chat, user); in place of a user SIZE asks for the number of members, LINKED for the discussion group."""


class Rank(StrEnum):
    ADMIN = "admin"
    MEMBER = "member"
    STRANGER = "stranger"
    """Not in the chat, or nobody knows."""


@dataclass(frozen=True, slots=True)
class Discussion:
    """The group in which the posts of a channel are discussed; chat 0 = it has none. name: when it is public."""

    chat_id: int
    name: str | None


Answer: TypeAlias = Rank | int | Discussion | None
"""What is known of a fact; None when Telegram did not tell."""

_RANKS = {"creator": Rank.ADMIN, "administrator": Rank.ADMIN, "member": Rank.MEMBER}


class Unknown(Exception):
    """Telegram must be asked about this first."""

    def __init__(self, fact: Fact) -> None:
        super().__init__("a fact about a chat is not known yet")
        self.fact = fact


@dataclass(frozen=True, slots=True)
class Ranks:
    """What is known in this turn. Everything that is asked for is found, or raises Unknown."""

    known: Mapping[Fact, Answer] = field(default_factory=dict)

    def of(self, chat_id: int, user_id: int) -> Rank:
        found = self._look(chat_id, user_id)
        return found if isinstance(found, Rank) else Rank.STRANGER

    def size(self, chat_id: int) -> int:
        """How many members a chat has; 0 when it cannot be told."""
        found = self._look(chat_id, SIZE)
        return found if isinstance(found, int) else 0

    def discussion(self, chat_id: int) -> Discussion | None:
        """The discussion group of a channel; None when it cannot be told."""
        found = self._look(chat_id, LINKED)
        return found if isinstance(found, Discussion) else None

    def _look(self, chat_id: int, user_id: int) -> Answer:
        if (chat_id, user_id) not in self.known:
            raise Unknown((chat_id, user_id))
        return self.known[chat_id, user_id]


class Registry:
    """Asks Telegram, and remembers the answers for a minute; failures are not remembered."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._facts: dict[Fact, tuple[datetime, Answer]] = {}

    async def read(self, fact: Fact) -> Answer:
        now = self._clock()
        at, value = self._facts.get(fact, (now - 2 * FRESH, 0))
        if timedelta() <= now - at < FRESH:
            return value
        try:
            value = await self._ask(*fact)
        except ChatMigrated as error:  # its members are those of its new number; the rows follow with the next message
            return await self.read((error.new_chat_id, fact[1]))
        except TelegramError as error:
            log.warning("a chat could not be asked about its members", error=type(error).__name__)
            return {SIZE: 0, LINKED: None}.get(fact[1], Rank.STRANGER)
        if len(self._facts) >= MOST:
            self._facts.clear()
        self._facts[fact] = (now, value)
        return value

    async def _ask(self, chat_id: int, user_id: int) -> Answer:
        if user_id == LINKED:
            return await self._ask_linked(chat_id)
        if user_id == SIZE:
            return int(await self._api.call("getChatMemberCount", {"chat_id": chat_id}, deadline=PATIENCE))
        member = await self._api.call("getChatMember", {"chat_id": chat_id, "user_id": user_id}, deadline=PATIENCE)
        if member.get("status") == "restricted" and member.get("is_member"):
            return Rank.MEMBER
        return _RANKS.get(member.get("status"), Rank.STRANGER)

    async def _ask_linked(self, channel: int) -> Discussion:
        about = await self._api.call("getChat", {"chat_id": channel}, deadline=PATIENCE)
        number = int(about.get("linked_chat_id") or 0)
        if not number:
            return Discussion(0, None)
        try:
            group = await self._api.call("getChat", {"chat_id": number}, deadline=PATIENCE)
        except (BadRequest, Forbidden):  # a private group that we are not in
            return Discussion(number, None)
        return Discussion(number, group.get("username") or None)
