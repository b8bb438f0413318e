"""From updates to features: who wrote, what was pressed, which feature answers.

What is plain is read straight from the JSON (chat.reading). For the rest PTB picks the handler: the lane
knows the inbox row, PTB's handlers only know the update, and `Dispatch.handle` joins the two and raises
what PTB would have swallowed.
"""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import orjson
from telegram import Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType
from telegram.ext import (
    Application,
    BaseHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.chat import inline, polls, reading
from bot.chat.buttons import Button, RoundStep, Vote, unpack
from bot.chat.context import Context, Services, Shell
from bot.chat.lanes import Unreadable
from bot.chat.messages import Toast
from bot.chat.reading import STAND_INS
from bot.chat.turn import Answer, Command, Feature, Incoming, Said, Sender, Turn
from bot.storage import chats, dialogues, forum_topics, inbox, outbox
from bot.storage.inbox import Arrival

T = TypeVar("T")

_READ = ("callback_query", "poll_answer", inline.KIND, inline.GUEST, polls.KIND)
"""What is understood without PTB's handlers."""

_UPDATES: dict[type, str] = {
    CommandHandler: "message",
    MessageHandler: "message",
    ChatMemberHandler: "my_chat_member",
}

_EDITED = "edited_message"

_SHELL: ContextVar[Shell] = ContextVar("shell")
_FAILURE: ContextVar[list[Exception]] = ContextVar("failure")

_KNOW_THEIR_PLACE = (RoundStep, Vote)
"""Buttons that name what they are about, and are checked against it: those of old messages get a better answer."""

_TOPIC = (
    filters.StatusUpdate.FORUM_TOPIC_CREATED
    | filters.StatusUpdate.FORUM_TOPIC_EDITED
    | filters.StatusUpdate.FORUM_TOPIC_CLOSED
    | filters.StatusUpdate.FORUM_TOPIC_REOPENED
)

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
        self.guest = next(feature.guest for feature in features if feature.guest is not None)
        self._addressed = next(feature.addressed for feature in features if feature.addressed is not None)
        self._totals = next(feature.totals for feature in features if feature.totals is not None)
        self._edited = next(feature.edited for feature in features if feature.edited is not None)
        self._forum_topic = next(feature.forum_topic for feature in features if feature.forum_topic is not None)
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
        return tuple(sorted({_UPDATES[type(handler)] for handler in self.handlers()} | {*_READ, _EDITED}))

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
            *commands,
            MessageHandler(filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE, self._grown),
            MessageHandler(filters.UpdateType.MESSAGE & _TOPIC & group, self._topic_changed),
            MessageHandler(written & private, self._text),
            MessageHandler(written & group & _ToUs(), self._to_us),
            MessageHandler(
                filters.UpdateType.EDITED_MESSAGE
                & filters.TEXT
                & ~filters.VIA_BOT
                & ~filters.IS_AUTOMATIC_FORWARD
                & (private | group),
                self._changed,
            ),
            ChatMemberHandler(self._membership, ChatMemberHandler.MY_CHAT_MEMBER),
        ]

    async def handle(self, application: "Application[Any, Context, Any, Any, Services, Any]", arrival: Arrival) -> None:
        """Handle one stored update; afterwards it is marked as done, or an exception says why not."""
        services = application.bot_data
        shell = Shell(services, arrival)
        raw = _load(arrival)
        heard = self._hear(raw, arrival)
        if heard is not None:
            await shell.run(*heard)
            return
        _SHELL.set(shell)
        failures: list[Exception] = []
        _FAILURE.set(failures)
        await application.process_update(_parse(raw, application))
        if failures:
            raise failures[0]
        if not shell.ran:  # nobody waits for this kind of update
            await services.db.transaction(inbox.done, arrival.update_id)

    def _hear(self, raw: dict[str, Any], arrival: Arrival) -> tuple[Incoming, Answer] | None:
        """Who wrote and how it is answered, for what is plain; None for everything else. Raises Unreadable."""
        if "callback_query" in raw:
            incoming, data = _read(reading.press, raw["callback_query"], arrival)
            button = unpack(data)
            if not incoming.private and data not in _read(_shown, raw["callback_query"], arrival):
                incoming = replace(incoming, stale=True)
                button = button if isinstance(button, _KNOW_THEIR_PLACE) else None
            return incoming, partial(self._pressed, button=button)
        if "poll_answer" in raw:
            incoming, poll_id, options = _read(reading.vote, raw["poll_answer"], arrival)
            return incoming, partial(self._voted, poll_id=poll_id, options=options)
        if polls.KIND in raw:
            incoming, poll_id, counts = _read(reading.totals, raw[polls.KIND], arrival)
            return incoming, lambda turn: self._totals(turn, poll_id, counts)
        if isinstance(raw.get("message"), dict):
            text = _read(reading.plain_text, raw["message"], arrival)
            return None if text is None else (text, self._answer_text)
        return None

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
                _look_around(turn)
                return command.answer(turn)

            await _SHELL.get().run(incoming, answer, text[1] if len(text) > 1 else "")

        return run

    def _pressed(self, turn: Turn, button: Button | None) -> Said:
        press = self._presses.get(type(button)) if button is not None else None
        return press(turn, button) if press is not None and button is not None else self._stray(turn)

    async def _grown(self, update: Update, _context: Context) -> None:
        """A group became a supergroup; Telegram says so in both chats."""
        message = update.effective_message
        assert message is not None
        old = message.migrate_from_chat_id or message.chat.id
        new = message.migrate_to_chat_id or message.chat.id

        def move(turn: Turn) -> Said:
            chats.move(turn.tx, old, new)
            return ()

        await _SHELL.get().run(_from_message(message), move)

    async def _text(self, update: Update, _context: Context) -> None:
        assert update.effective_message is not None
        await _SHELL.get().run(_from_message(update.effective_message), self._answer_text)

    async def _to_us(self, update: Update, _context: Context) -> None:
        assert update.effective_message is not None

        def answer(turn: Turn) -> Said:
            _look_around(turn)
            return self._addressed(turn)

        await _SHELL.get().run(_from_message(update.effective_message), answer)

    async def _topic_changed(self, update: Update, _context: Context) -> None:
        message = update.effective_message
        assert message is not None
        named = message.forum_topic_created or message.forum_topic_edited
        incoming, name = _from_message(message), named.name if named else None
        is_open = None if message.forum_topic_edited else message.forum_topic_closed is None
        await _SHELL.get().run(incoming, lambda turn: self._forum_topic(turn, name, is_open))

    async def _changed(self, update: Update, _context: Context) -> None:
        assert update.effective_message is not None
        await _SHELL.get().run(_from_message(update.effective_message), self._edited)

    def _answer_text(self, turn: Turn) -> Said:
        """An open dialogue takes the text; else the first feature that has something to say."""
        incoming = turn.incoming
        dialogue = dialogues.find(turn.tx, incoming.user_id, incoming.chat_id, turn.now)
        if dialogue is not None and dialogue.kind in self._dialogues:
            said = self._dialogues[dialogue.kind](turn, dialogue)
            if said is not None:
                return said
        answers = (feature.text(turn) for feature in self._features if feature.text is not None)
        return next((answer for answer in answers if answer is not None), ())

    def _voted(self, turn: Turn, poll_id: str, options: Sequence[int]) -> Said:
        taken = (vote(turn, poll_id, tuple(options)) for vote in self._votes)
        return next((said for said in taken if said is not None), ())

    async def _membership(self, update: Update, _context: Context) -> None:
        change: ChatMemberUpdated | None = update.my_chat_member
        assert change is not None
        incoming = _from_user(change.from_user, change.chat, _received())
        old, new = change.old_chat_member.status, change.new_chat_member.status
        await _SHELL.get().run(incoming, lambda turn: self._memberships(turn, old, new))


def _look_around(turn: Turn) -> None:
    """What a message in a group says beside its text: its forum topic, and that a line of ours is talked about."""
    incoming = turn.incoming
    if incoming.thread_id is not None and not incoming.private:
        forum_topics.meet(turn.tx, incoming.chat_id, incoming.thread_id, incoming.topic_name)
    if incoming.replied_to_us and incoming.replied_id is not None and not incoming.private:
        outbox.keep_message(turn.tx, incoming.chat_id, incoming.replied_id, turn.now)


class _ToUs(filters.MessageFilter):
    """A text in a group that replies to a message of ours or names us, and is no command."""

    def filter(self, message: Message) -> bool:
        text, bot, replied = message.text or "", message.get_bot(), message.reply_to_message
        if not text or text.startswith("/"):
            return False
        ours = replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
        return ours or f"@{bot.username}".casefold() in text.casefold()


def _shown(query: dict[str, Any], _at: datetime) -> set[str | None]:
    """What the buttons of the pressed message carry. In a group anybody may send a press with anything in it."""
    markup = (query.get("message") or {}).get("reply_markup") or {}
    return {key.get("callback_data") for row in markup.get("inline_keyboard", ()) for key in row}


def give_up(turn: Turn) -> Said:
    """Said once when an update could not be handled after all tries."""
    text = turn.speech.plain("went-wrong")
    return [Toast(text, alert=True)] if turn.incoming.press_id else [turn.say(turn.speech.markup("went-wrong"))]


def incoming_of(arrival: Arrival, application: "Application[Any, Context, Any, Any, Services, Any]") -> Incoming | None:
    """Whom to tell that something went wrong; None where nobody waits for an answer. Raises Unreadable."""
    raw = _load(arrival)
    if "callback_query" in raw:
        return _read(reading.press, raw["callback_query"], arrival)[0]
    message = _parse(raw, application).message
    if message is not None and message.chat.type == ChatType.PRIVATE:
        return _from_message(message, arrival.received_at)
    return None


def _load(arrival: Arrival) -> dict[str, Any]:
    """The stored update. Raises Unreadable."""
    try:
        raw = orjson.loads(arrival.body)
    except orjson.JSONDecodeError as error:
        raise Unreadable(type(error).__name__) from error
    if not isinstance(raw, dict):
        raise Unreadable("no object")
    return _without_nul(raw) if "\\u0000" in arrival.body else raw


def _without_nul(value: Any) -> Any:
    """The same without NUL in any text: nobody can type one, and PostgreSQL holds none."""
    if isinstance(value, dict):
        return {_without_nul(name): _without_nul(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_nul(inner) for inner in value]
    return value.replace("\0", "") if isinstance(value, str) else value


def _read(how: Callable[[Any, datetime], T], part: Any, arrival: Arrival) -> T:
    try:
        return how(part, arrival.received_at)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Unreadable(type(error).__name__) from error


def _parse(raw: dict[str, Any], application: "Application[Any, Context, Any, Any, Services, Any]") -> Update:
    """The update as PTB's object. Raises Unreadable."""
    try:
        return Update.de_json(raw, application.bot)
    except Exception as error:
        raise Unreadable(type(error).__name__) from error


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
        replied_id=replied.message_id if replied else None,
        topic_name=made.name if replied and (made := replied.forum_topic_created) else None,
        replied_to_us=bool(replied and replied.from_user and replied.from_user.id == message.get_bot().id),
        chat_kind=message.chat.type,
        chat_title=message.chat.title or "",
        sender=sender,
    )
