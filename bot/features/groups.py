"""Coming into a group or channel, being made its admin, leaving it, and following it to its new number."""

from bot.chat.buttons import ChatStep, Key, Rows, Url
from bot.chat.links import address, sign
from bot.chat.messages import Say
from bot.chat.turn import Feature, Said, Turn
from bot.storage import chats, learners
from bot.storage.chats import Chat

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


def migrated(turn: Turn, new_chat_id: int) -> Said:
    """A group became a supergroup under another number: everything goes with it."""
    chats.move(turn.tx, turn.incoming.chat_id, new_chat_id)
    return ()


feature = Feature(membership=membership, migrated=migrated)
