"""The way into the panel: a signed link in the group, and the list of all my groups and channels."""

from dataclasses import replace

from bot.chat.buttons import ChatStep, Key, Rows, Url
from bot.chat.links import address, sign, verify
from bot.chat.permissions import Deed, may
from bot.chat.ranks import Discussion
from bot.chat.turn import Said, Turn
from bot.features.chat_panel import page
from bot.storage import chat_dailies, chats, stewards
from bot.storage.chat_dailies import EVERY_DAY, ChatDaily
from bot.storage.chats import Chat

ELSEWHERE = 20 * 60
"""When a daily question comes until somebody says otherwise, in minutes after midnight."""

MOST_CHATS = 20


def setup(turn: Turn) -> Said:
    """In a group: a signed link into the panel. `here` binds the daily question to this forum topic.

    Where there is no topic, nothing is said of topics.
    """
    chat = chats.meet(turn.tx, turn.incoming.chat_id, turn.incoming.chat_kind, turn.now)
    if not may(turn, Deed.CONFIGURE, chat):
        return [turn.say(turn.speech.markup("chat-admins-only"), silent=True, fleeting=True)]
    if turn.arguments.strip().casefold() == "here":
        thread = turn.incoming.thread_id
        chats.change(turn.tx, chat.chat_id, thread_id=thread, trouble=None)
        done = turn.speech.markup("chat-bound" if thread is not None else "chat-bound-here")
        return [turn.say(done, _rows(turn), silent=True)]
    return [turn.say(turn.speech.markup("chat-setup"), _rows(turn), silent=True)]


def _rows(turn: Turn) -> Rows:
    target = sign(turn.bot.key, turn.incoming.chat_id, turn.now)
    return ((Key(turn.speech.plain("button-set-up"), Url(address(turn.bot.username, "setup", target))),),)


def opened(turn: Turn, target: str) -> Said:
    """A set-up link. It only opens the panel for whoever is an admin of that chat."""
    chat_id = verify(turn.bot.key, target, turn.now)
    chat = chats.find(turn.tx, chat_id) if chat_id is not None else None
    if chat is None or not chat.present:
        return [turn.say(turn.speech.markup("chat-link-old"))]
    if not may(turn, Deed.CONFIGURE, chat):
        return [turn.say(turn.speech.markup("chat-not-admin", chat=chat.title or ""))]
    return [page.panel(turn, refreshed(turn, connected(turn, chat)))]


def connected(turn: Turn, chat: Chat) -> Chat:
    """From now on this admin has the chat in /groups; it takes over what is known of its admin."""
    stewards.add(turn.tx, chat.chat_id, turn.incoming.user_id, turn.now)
    if chat.zone is None and turn.learner.zone is not None:
        chats.change(turn.tx, chat.chat_id, zone=turn.learner.zone)
        chat = replace(chat, zone=turn.learner.zone)
    if chat_dailies.find(turn.tx, chat.chat_id) is None:
        chat_dailies.add(turn.tx, ChatDaily(chat.chat_id, ELSEWHERE, EVERY_DAY, None, None, None, None, None, 0, None))
    return chat


def refreshed(turn: Turn, chat: Chat) -> Chat:
    """A channel with the discussion group it has by now; while Telegram does not say, the one that was known."""
    linked = turn.ranks.discussion(chat.chat_id) if chat.kind == "channel" else None
    if linked is None or linked == Discussion(chat.linked_chat_id or 0, chat.linked_name):
        return chat
    chats.change(turn.tx, chat.chat_id, linked_chat_id=linked.chat_id or None, linked_name=linked.name)
    return replace(chat, linked_chat_id=linked.chat_id or None, linked_name=linked.name)


def groups(turn: Turn) -> Said:
    """All my groups and channels."""
    mine = stewards.chats_of(turn.tx, turn.learner.user_id)[:MOST_CHATS]
    speech, name = turn.speech, turn.bot.username
    rows: Rows = tuple((Key(page.title(chat), ChatStep(chat.chat_id, "open", "")),) for chat in mine)
    add_group = Url(f"https://t.me/{name}?startgroup=setup")
    add_channel = Url(f"https://t.me/{name}?startchannel=setup&admin=post_messages")
    adding = ((Key(speech.plain("button-add-group"), add_group), Key(speech.plain("button-add-channel"), add_channel)),)
    return [turn.show(speech.markup("chats-mine" if mine else "chats-none"), (*rows, *adding))]
