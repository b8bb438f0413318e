"""Coming into a group or channel, and leaving it."""

from sqlalchemy import Connection

from bot.chat.messages import Say, letters
from bot.chat.texts import Texts
from bot.chat.turn import Feature, Said, Turn
from bot.storage import chats, learners
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
    arrived = old in GONE and new in {"member", "administrator"}
    if not arrived or incoming.chat_kind == "channel":
        return ()
    return [turn.say(turn.speech.markup("group-hello", bot=turn.bot.username), silent=True)]


class ClosedTopics:
    """What a forum hears when the topic of a question was closed or deleted."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def tell(self, tx: Connection, parcel: Parcel) -> list[Letter]:
        chat = chats.find(tx, parcel.chat_id)
        speech = self._texts.speech(chat.language if chat else None)
        return letters([Say(parcel.chat_id, speech.markup("group-topic-closed"), silent=True)], parcel.user_id)


feature = Feature(membership=membership)
