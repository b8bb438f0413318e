"""Coming into a group or channel, being made its admin, and leaving it; topics of a forum that open and close."""

from datetime import datetime

from sqlalchemy import Connection

from bot.chat.buttons import ChatStep, Key, Rows, Url
from bot.chat.links import address, sign
from bot.chat.messages import Say, letters
from bot.chat.texts import Texts
from bot.chat.turn import Feature, Said, Turn
from bot.practice import polls
from bot.storage import chats, forum_topics, learners, rounds
from bot.storage.chats import Chat
from bot.storage.outbox import Letter, Parcel

GONE = frozenset({"left", "kicked"})


def membership(turn: Turn, old: str, new: str) -> Said:
    """We were added, removed, blocked or unblocked."""
    incoming = turn.incoming
    if incoming.private:
        if new in GONE:
            learners.block(turn.tx, incoming.user_id, turn.now)
        return ()
    chats.change(turn.tx, incoming.chat_id, present=new not in GONE)
    if old not in GONE or new in GONE:
        return ()
    return _hello(turn) if incoming.chat_kind != "channel" else _hello_channel(turn)


def _hello(turn: Turn) -> Said:
    """One short message. The link is signed; it opens nothing for whoever is no admin."""
    target = sign(turn.bot.key, turn.incoming.chat_id, turn.now)
    link = Url(address(turn.bot.username, "setup", target))
    rows: Rows = ((Key(turn.speech.plain("button-set-up"), link),),)
    return [turn.say(turn.speech.markup("group-hello", bot=turn.bot.username), rows, silent=True)]


def _hello_channel(turn: Turn) -> Said:
    """Nothing in the channel: only whoever brought us there is told, where they have talked to us before."""
    incoming = turn.incoming
    if turn.person is None:
        return ()
    chat: Chat | None = chats.find(turn.tx, incoming.chat_id)
    text = turn.speech.markup("channel-hello", chat=chat.title if chat and chat.title else "")
    rows: Rows = ((Key(turn.speech.plain("button-set-up"), ChatStep(incoming.chat_id, "open", "")),),)
    return [Say(incoming.user_id, text, rows)]


def forum_topic(turn: Turn, name: str | None, is_open: bool | None) -> Said:
    """Remember its name, and whether it takes messages. The next closing of one that we need is told again."""
    chat_id, thread = turn.incoming.chat_id, turn.incoming.thread_id
    if thread is not None:
        forum_topics.told(turn.tx, chat_id, thread, name, is_open)
        chat = chats.find(turn.tx, chat_id) if is_open else None
        if chat is not None and chat.binds(thread):
            chats.mended(turn.tx, chat_id, "topic")
    return ()


class ClosedTopics:
    """What is said when a message did not get into its forum topic, because that is closed or deleted."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def tell(self, tx: Connection, parcel: Parcel, now: datetime) -> list[Letter]:
        """To the admins, once and in private, where we were bound to the topic; else where everybody reads."""
        chat = chats.find(tx, parcel.chat_id)
        speech = self._texts.speech(chat.language if chat else None)
        thread: int = (parcel.body or {}).get("message_thread_id", 0)
        if chat is not None and chat.binds(thread):
            forum_topics.close(tx, chat.chat_id, thread)
            _call_off(tx, chat.chat_id, thread, now)
            if chats.whom_to_tell(tx, chat.chat_id, 0):
                return letters(polls.tell(tx, speech, chat.chat_id, "topic"), None)
        return letters([Say(parcel.chat_id, speech.markup("group-topic-closed"), silent=True)], parcel.user_id)


def _call_off(tx: Connection, chat_id: int, thread_id: int, now: datetime) -> None:
    """A lobby that nobody can see holds up no other."""
    one = rounds.open_in(tx, chat_id, thread_id)
    if one is not None and one.state == "lobby":
        rounds.change(tx, one.id, state="over", due_at=None, ended_at=now)
        rounds.forget_players(tx, one.id)


feature = Feature(membership=membership, forum_topic=forum_topic)
