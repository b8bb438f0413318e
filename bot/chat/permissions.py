"""Who may do what in a group or channel: one function decides, for commands and presses alike."""

from enum import StrEnum

from bot.chat.ranks import Rank
from bot.chat.turn import Sender, Turn
from bot.storage.chats import Chat

MANY = 200
"""In groups with more members than this, admins start rounds unless they said otherwise."""


class Deed(StrEnum):
    CONFIGURE = "configure"
    """Set-up, schedule, *post now*."""
    START = "start"
    STEER = "steer"
    """Start, stop, pause or move on a round that somebody opened."""


def may(turn: Turn, deed: Deed, chat: Chat, starter_id: int = 0) -> bool:
    """Whether whoever stands behind this turn may do this in that chat.

    starter_id: who started what is steered. An anonymous admin is an admin of the group that the message stands in,
    and of no other. Nobody else without a face may do anything: a post in a channel's name, an automatic forward.
    A chat in a button is only a claim, so the rank is asked of Telegram for that very chat.
    """
    incoming = turn.incoming
    if incoming.sender is Sender.ANONYMOUS_ADMIN:
        return incoming.chat_id == chat.chat_id
    if incoming.sender is not Sender.PERSON or not incoming.user_id:
        return False
    if deed is Deed.STEER and starter_id == incoming.user_id:
        return True
    rank = turn.ranks.of(chat.chat_id, incoming.user_id)
    if deed is Deed.START and _anybody_starts(turn, chat):
        return rank is not Rank.STRANGER
    return rank is Rank.ADMIN


def may_look_up(turn: Turn, chat: Chat | None) -> bool:
    """Whether a look-up is answered here: everywhere, only in the chat's own forum topic, or not at all."""
    if turn.incoming.private or chat is None or chat.lookups in {None, "everywhere"}:
        return True
    return chat.lookups == "topic" and turn.incoming.thread_id == chat.thread_id


def _anybody_starts(turn: Turn, chat: Chat) -> bool:
    if chat.starters is not None:
        return chat.starters == "anyone"
    return 0 < turn.ranks.size(chat.chat_id) <= MANY
