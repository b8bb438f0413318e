"""From PTB's updates to features: who wrote, what was pressed, which feature answers.

The lane knows the inbox row; PTB's handlers only know the update. `Dispatch.handle` joins the two: it
parses the stored update, lets PTB pick the handler, and raises what PTB would have swallowed.
"""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import orjson
from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    PollAnswerHandler,
    PollHandler,
    filters,
)

from bot.chat import inline
from bot.chat.buttons import Button, unpack
from bot.chat.context import Context, Services, Shell
from bot.chat.lanes import Unreadable
from bot.chat.messages import Toast
from bot.chat.turn import Command, Feature, Incoming, Said, Sender, Turn
from bot.storage import dialogues, inbox
from bot.storage.inbox import Arrival

STAND_INS = {1087968824: Sender.ANONYMOUS_ADMIN, 136817688: Sender.CHANNEL, 777000: Sender.FORWARD}
"""Telegram's ids for whoever is no person: never learners."""

_UPDATES: dict[type, str] = {
    CallbackQueryHandler: "callback_query",
    CommandHandler: "message",
    MessageHandler: "message",
    PollAnswerHandler: "poll_answer",
    PollHandler: "poll",
    ChatMemberHandler: "my_chat_member",
}

_SHELL: ContextVar[Shell] = ContextVar("shell")
_FAILURE: ContextVar[list[Exception]] = ContextVar("failure")

Stray = Callable[[Turn], Said]
"""What is said to a press on a button that no release knows any more."""


class Dispatch:
    """features: in the order in which their texts are tried."""

    def __init__(self, features: Sequence[Feature], stray: Stray) -> None:
        self._features = features
        self._presses = {kind: press for feature in features for kind, press in feature.presses.items()}
        self._dialogues = {kind: reply for feature in features for kind, reply in feature.dialogues.items()}
        self._stray = stray
        self._votes = [feature.vote for feature in features if feature.vote is not None]
        self.inline = next(feature.inline for feature in features if feature.inline is not None)
        self.from_memory = next(feature.from_memory for feature in features if feature.from_memory is not None)
        self._totals = next(feature.totals for feature in features if feature.totals is not None)
        self._migrated = next(feature.migrated for feature in features if feature.migrated is not None)
        self._memberships = next(feature.membership for feature in features if feature.membership is not None)

    @property
    def links(self) -> Mapping[str, Callable[[Turn, str], Said | None]]:
        return {name: opened for feature in self._features for name, opened in feature.links.items()}

    @property
    def commands(self) -> tuple[Command, ...]:
        return tuple(command for feature in self._features for command in feature.commands)

    @property
    def allowed_updates(self) -> tuple[str, ...]:
        """What Telegram is asked to send: exactly what a handler waits for."""
        kinds = {_UPDATES[type(handler)] for handler in self.handlers()} | {inline.KIND}
        return tuple(sorted(kinds))

    def handlers(self) -> "list[BaseHandler[Any, Context, Any]]":
        """PTB's handlers, in the order they are asked."""
        written = (
            filters.UpdateType.MESSAGE & ~filters.IS_AUTOMATIC_FORWARD & ~filters.VIA_BOT & ~filters.StatusUpdate.ALL
        )
        private, group = filters.ChatType.PRIVATE, filters.ChatType.GROUPS
        commands: list[BaseHandler[Any, Context, Any]] = []
        for command in self.commands:
            where = written & (
                private | group if command.private and command.group else private if command.private else group
            )
            commands.append(CommandHandler(command.name, self._command(command), where))
        return [
            CallbackQueryHandler(self._press),
            *commands,
            MessageHandler(written & private, self._text),
            MessageHandler(filters.StatusUpdate.MIGRATE & group, self._migrate),
            PollAnswerHandler(self._vote),
            PollHandler(self._count),
            ChatMemberHandler(self._membership, ChatMemberHandler.MY_CHAT_MEMBER),
        ]

    async def handle(self, application: "Application[Any, Context, Any, Any, Services, Any]", arrival: Arrival) -> None:
        """Handle one stored update; afterwards it is marked as done, or an exception says why not."""
        services = application.bot_data
        update = parse(arrival, application)
        shell = Shell(services, arrival)
        _SHELL.set(shell)
        failures: list[Exception] = []
        _FAILURE.set(failures)
        await application.process_update(update)
        if failures:
            raise failures[0]
        if not shell.ran:  # nobody waits for this kind of update
            await services.db.transaction(inbox.done, arrival.update_id)

    @staticmethod
    async def failed(_update: object, context: Context) -> None:
        """PTB's error handler: hand the error to the lane."""
        if isinstance(context.error, Exception):
            _FAILURE.get().append(context.error)

    # --- PTB's callbacks

    def _command(self, command: Command) -> Callable[[Update, Context], Any]:
        async def run(update: Update, _context: Context) -> None:
            assert update.effective_message is not None
            incoming = _from_message(update.effective_message)
            text = incoming.text.split(maxsplit=1)

            def answer(turn: Turn) -> Said:
                if turn.incoming.private:  # a command ends whatever dialogue was open
                    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
                return command.answer(turn)

            await _SHELL.get().run(incoming, answer, text[1] if len(text) > 1 else "")

        return run

    async def _press(self, update: Update, _context: Context) -> None:
        assert update.callback_query is not None
        button = unpack(update.callback_query.data or "")
        incoming = _from_press(update.callback_query)
        await _SHELL.get().run(incoming, lambda turn: self._pressed(turn, button))

    def _pressed(self, turn: Turn, button: Button | None) -> Said:
        press = self._presses.get(type(button)) if button is not None else None
        return press(turn, button) if press is not None and button is not None else self._stray(turn)

    async def _text(self, update: Update, _context: Context) -> None:
        assert update.effective_message is not None
        await _SHELL.get().run(_from_message(update.effective_message), self._answer_text)

    def _answer_text(self, turn: Turn) -> Said:
        """An open dialogue takes the text; else the first feature that has something to say."""
        incoming = turn.incoming
        dialogue = dialogues.find(turn.tx, incoming.user_id, incoming.chat_id, turn.now)
        if dialogue is not None and dialogue.kind in self._dialogues:
            return self._dialogues[dialogue.kind](turn, dialogue)
        answers = (feature.text(turn) for feature in self._features if feature.text is not None)
        return next((answer for answer in answers if answer is not None), ())

    async def _vote(self, update: Update, _context: Context) -> None:
        answer = update.poll_answer
        assert answer is not None
        user = answer.user
        incoming = _from_user(user if user and user.id not in STAND_INS else None, None, _received())
        options = tuple(answer.option_ids)
        await _SHELL.get().run(incoming, lambda turn: self._voted(turn, answer.poll_id, options))

    def _voted(self, turn: Turn, poll_id: str, options: tuple[int, ...]) -> Said:
        taken = (vote(turn, poll_id, options) for vote in self._votes)
        return next((said for said in taken if said is not None), ())

    async def _count(self, update: Update, _context: Context) -> None:
        poll = update.poll
        assert poll is not None
        counts = tuple(option.voter_count for option in poll.options)
        if poll.is_anonymous:
            incoming = _from_user(None, None, _received())
            await _SHELL.get().run(incoming, lambda turn: self._totals(turn, poll.id, counts))

    async def _migrate(self, update: Update, _context: Context) -> None:
        message = update.effective_message
        assert message is not None
        new = message.migrate_to_chat_id
        if new is not None:  # the other half of the news, from the new group, says nothing more
            await _SHELL.get().run(_from_message(message), lambda turn: self._migrated(turn, new))

    async def _membership(self, update: Update, _context: Context) -> None:
        change: ChatMemberUpdated | None = update.my_chat_member
        assert change is not None
        incoming = _from_user(change.from_user, change.chat, _received())
        old, new = change.old_chat_member.status, change.new_chat_member.status
        await _SHELL.get().run(incoming, lambda turn: self._memberships(turn, old, new))


def give_up(turn: Turn) -> Said:
    """Said once when an update could not be handled after all tries."""
    text = turn.speech.plain("went-wrong")
    return [Toast(text, alert=True)] if turn.incoming.press_id else [turn.say(turn.speech.markup("went-wrong"))]


def incoming_of(update: Update, at: datetime) -> Incoming | None:
    """Whom to tell that something went wrong; None where nobody waits for an answer."""
    if update.callback_query is not None:
        return _from_press(update.callback_query, at)
    if update.message is not None and update.message.chat.type == ChatType.PRIVATE:
        return _from_message(update.message, at)
    return None


def parse(arrival: Arrival, application: "Application[Any, Context, Any, Any, Services, Any]") -> Update:
    """The stored update as PTB's object. Raises Unreadable."""
    try:
        update = Update.de_json(orjson.loads(arrival.body), application.bot)
    except Exception as error:
        raise Unreadable(type(error).__name__) from error
    return update


def _received() -> datetime:
    arrival = _SHELL.get().arrival
    assert arrival is not None, "PTB's handlers run only for stored updates"
    return arrival.received_at


def _from_user(user: User | None, chat: Chat | None, at: datetime) -> Incoming:
    private = chat is not None and chat.type == ChatType.PRIVATE
    return Incoming(
        user_id=user.id if user else 0,
        name=user.first_name if user else "",
        language=user.language_code if user else None,
        chat_id=chat.id if chat else 0,
        private=private,
        at=at,
        chat_kind=chat.type if chat else "private",
        chat_title=(chat.title or "") if chat else "",
    )


def _sender(message: Message) -> Sender:
    """Only an anonymous admin writes in the name of the chat itself; any other name may be anybody's."""
    user, named = message.from_user, message.sender_chat
    if message.is_automatic_forward:
        return Sender.FORWARD
    if user is None:
        return Sender.CHANNEL
    stand_in = STAND_INS.get(user.id)
    if stand_in is Sender.ANONYMOUS_ADMIN:
        return stand_in if named is not None and named.id == message.chat.id else Sender.CHANNEL
    return stand_in or (Sender.CHANNEL if named is not None else Sender.PERSON)


def _from_message(message: Message, at: datetime | None = None) -> Incoming:
    user = message.from_user
    sender = _sender(message)
    pseudo = sender is not Sender.PERSON
    replied = message.reply_to_message
    return Incoming(
        user_id=0 if pseudo or user is None else user.id,
        name=user.first_name if user and not pseudo else "",
        language=user.language_code if user else None,
        chat_id=message.chat.id,
        private=message.chat.type == ChatType.PRIVATE,
        at=at or _received(),
        thread_id=message.message_thread_id if message.is_topic_message else None,
        message_id=message.message_id,
        text=message.text or message.caption or "",
        replied_text=(replied.text or replied.caption or "") if replied and not replied.forum_topic_created else "",
        chat_kind=message.chat.type,
        chat_title=message.chat.title or "",
        sender=sender,
    )


def _from_press(query: CallbackQuery, at: datetime | None = None) -> Incoming:
    message = query.message
    if message is not None and message.chat.type == ChatType.PRIVATE and message.chat.id != query.from_user.id:
        message = None  # Telegram sends no such thing; whoever made it up does not reach another's chat
    chat = message.chat if message else None
    thread = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    return Incoming(
        user_id=query.from_user.id,
        name=query.from_user.first_name,
        language=query.from_user.language_code,
        chat_id=chat.id if chat else query.from_user.id,
        private=chat is None or chat.type == ChatType.PRIVATE,
        at=at or _received(),
        thread_id=thread,
        message_id=message.message_id if message else None,
        press_id=query.id,
        chat_kind=chat.type if chat else "private",
        chat_title=(chat.title or "") if chat else "",
    )
