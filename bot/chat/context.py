"""The async shell around every feature: one update, one transaction, then out.

`Context.run` is the whole of it: the feature's function, the letters it wants sent and the inbox mark
commit together; afterwards the sender delivers what was committed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from sqlalchemy import Connection
from telegram.ext import CallbackContext, ExtBot

from bot.chat.clock import Clock
from bot.chat.content import Content
from bot.chat.messages import Toast, letters
from bot.chat.ranks import Answer as Known
from bot.chat.ranks import Fact, Ranks, Registry, Unknown
from bot.chat.send import EVERYTHING, Sender
from bot.chat.styles import Style, spoken
from bot.chat.texts import Texts
from bot.chat.turn import Answer, Bot, Command, Incoming, Said, Turn
from bot.storage import budgets, chats, inbox, learners, outbox, turns
from bot.storage.budgets import Rate
from bot.storage.database import Database
from bot.storage.inbox import Arrival
from bot.storage.learners import Learner
from bot.storage.outbox import Parcel, Priority


@dataclass
class Services:
    """What handlers work with; made once by app.build. `content` is swapped by a reload."""

    db: Database
    sender: Sender
    texts: Texts
    content: Content
    owner: str
    rate: Rate
    bot: Bot
    commands: tuple[Command, ...]
    registry: Registry
    clock: Clock
    links: Mapping[str, Callable[[Turn, str], Said | None]] = field(default_factory=dict)
    owners: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a committed turn leaves to be done."""

    parcels: list[Parcel]
    toast: Toast | None
    delay: float
    queued: bool = False
    """Whether something waits in the outbox for a sender."""


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Services]):
    """PTB's context, typed with our services."""

    @property
    def services(self) -> Services:
        return self.bot_data


@dataclass(slots=True)
class Shell:
    """One update on its way through: which inbox row it is, and whether its effect was committed."""

    services: Services
    arrival: Arrival | None
    """None when the update was given up, and only a sentence about it is sent."""

    ran: bool = False

    async def run(self, incoming: Incoming, answer: Answer, arguments: str = "") -> None:
        """Handle the update with a feature's function."""
        self.ran = True
        services = self.services
        outcome = await self._decide(incoming, answer, arguments)
        if incoming.press_id is not None:
            services.sender.answer(incoming.press_id, outcome.toast)
        services.sender.hand_over(outcome.parcels, outcome.delay)
        if outcome.queued:
            services.sender.poke()

    async def _decide(self, incoming: Incoming, answer: Answer, arguments: str) -> Outcome:
        """Run the transaction; where it needs to know about a member, ask Telegram in between and run it again."""
        services, known = self.services, dict[Fact, Known]()
        while True:
            try:
                return await services.db.transaction(
                    _transact, services, incoming, self.arrival, answer, arguments, Ranks(known)
                )
            except Unknown as wanted:
                known[wanted.fact] = await services.registry.read(wanted.fact)


def _transact(
    tx: Connection,
    services: Services,
    incoming: Incoming,
    arrival: Arrival | None,
    answer: Answer,
    arguments: str,
    ranks: Ranks,
) -> Outcome:
    if arrival is not None:
        turns.take(tx, arrival, incoming.chat_id, services.owner)
        if not inbox.done(tx, arrival.update_id):
            return Outcome([], None, 0.0)
    turn = _turn(tx, services, incoming, arguments, ranks)
    said = answer(turn)
    if turn.style is Style.READER and incoming.private:
        said = spoken(said)
    toast = next((one for one in said if isinstance(one, Toast)), None)
    sendable = letters((one for one in said if not isinstance(one, Toast)), incoming.user_id or None)
    replies = [letter for letter in sendable if letter.priority is Priority.REPLY]
    waiting = [letter for letter in sendable if letter.priority is not Priority.REPLY]
    parcels = outbox.put(tx, replies, incoming.at, services.owner)
    outbox.queue(tx, waiting, incoming.at)
    # by the time it is now: an update that had to wait must not wait as long again for its place
    delay = budgets.reserve(tx, EVERYTHING, services.rate, len(parcels), monotonic())
    return Outcome(parcels, toast, delay, bool(waiting))


def _turn(tx: Connection, services: Services, incoming: Incoming, arguments: str, ranks: Ranks) -> Turn:
    person, chosen, tongue = _who(tx, incoming)
    return Turn(
        tx=tx,
        incoming=incoming,
        person=person,
        content=services.content,
        subject=services.content.subject(chosen),
        speech=services.texts.speech(tongue),
        bot=services.bot,
        commands=services.commands,
        arguments=arguments,
        is_owner=incoming.user_id in services.owners,
        ranks=ranks,
        links=services.links,
    )


def _who(tx: Connection, incoming: Incoming) -> tuple[Learner | None, str | None, str | None]:
    """The learner, and the subject and language that count here: a person's own, a group's in a group."""
    if incoming.private:
        learner = learners.meet(tx, incoming.user_id, incoming.language, incoming.at)
        return learner, learner.subject, learner.tongue
    place = incoming.chat_id, incoming.chat_kind, incoming.at, incoming.chat_title
    chat = chats.meet(tx, *place) if incoming.chat_id else None
    person = learners.find(tx, incoming.user_id) if incoming.user_id else None
    chosen = (chat.language if chat else None) or (person.language if person else None)
    spoken_last = person.phone_language if person else None
    return person, chat.subject if chat else None, chosen or incoming.language or spoken_last
