"""Coming into a group or channel, being made its admin, and leaving it."""

from sqlalchemy import Connection

from bot.chat.buttons import ChatStep, Key, Rows, Url
from bot.chat.links import address, sign
from bot.chat.messages import Say, letters
from bot.chat.texts import Texts
from bot.chat.turn import Feature, Said, Turn
from bot.storage import chats, learners
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


class ClosedTopics:
    """What a forum hears when the topic of a question was closed or deleted."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def tell(self, tx: Connection, parcel: Parcel) -> list[Letter]:
        chat = chats.find(tx, parcel.chat_id)
        speech = self._texts.speech(chat.language if chat else None)
        return letters([Say(parcel.chat_id, speech.markup("group-topic-closed"), silent=True)], parcel.user_id)


feature = Feature(membership=membership)
