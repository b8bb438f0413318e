"""Coming into a group or channel, and leaving it."""

from bot.chat.turn import Feature, Said, Turn
from bot.storage import chats, learners

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


feature = Feature(membership=membership)
