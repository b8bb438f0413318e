"""Presses, votes and plain private texts, read straight from Telegram's JSON.

Nine of ten updates are one of these, and a handler needs ten fields of them. PTB's objects cost more than
everything else that happens to such an update (measured: 22 % of its CPU for parsing, 5 % for choosing a
handler). Commands, groups and memberships, where PTB's rules matter, go through PTB.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from bot.chat.turn import Incoming, Sender

STAND_INS = {1087968824: Sender.ANONYMOUS_ADMIN, 136817688: Sender.CHANNEL, 777000: Sender.FORWARD}
"""Telegram's ids for whoever is no person: never learners."""

Json: TypeAlias = Mapping[str, Any]

_NOT_PLAIN = ("via_bot", "reply_to_message", "sender_chat", "message_thread_id", "is_automatic_forward")


def press(query: Json, at: datetime) -> tuple[Incoming, str]:
    """Who pressed, where, and what the button carries."""
    user = query["from"]
    message = query.get("message") or {}
    chat = message.get("chat")
    if chat is not None and chat["type"] == "private" and chat["id"] != user["id"]:
        message, chat = {}, None  # Telegram sends no such thing; whoever made it up does not reach another's chat
    incoming = Incoming(
        user_id=_number(user["id"]),
        name=user["first_name"],
        language=user.get("language_code"),
        chat_id=_number(chat["id"]) if chat else user["id"],
        private=chat is None or chat["type"] == "private",
        at=at,
        thread_id=message.get("message_thread_id") if message.get("is_topic_message") else None,
        message_id=_number(message["message_id"]) if message else None,
        press_id=_text(query["id"]),
        chat_kind=chat["type"] if chat else "private",
        pictured="photo" in message,
        chat_title=chat.get("title", "") if chat else "",
    )
    return incoming, _text(query.get("data", ""))


def vote(answer: Json, at: datetime) -> tuple[Incoming, str, Sequence[int]]:
    """Who voted in which poll for which options; nobody in particular where a chat votes."""
    user: Json = answer.get("user") or {}
    known = bool(user) and user["id"] not in STAND_INS
    incoming = Incoming(
        user_id=_number(user["id"]) if known else 0,
        name=user["first_name"] if known else "",
        language=user.get("language_code") if known else None,
        chat_id=0,
        private=False,
        at=at,
    )
    return incoming, _text(answer["poll_id"]), tuple(map(_number, answer["option_ids"]))


def totals(poll: Json, at: datetime) -> tuple[Incoming, str, tuple[int, ...]]:
    """How often each option of an anonymous poll was chosen; nobody in particular is behind it."""
    incoming = Incoming(user_id=0, name="", language=None, chat_id=0, private=False, at=at)
    return incoming, _text(poll["id"]), tuple(_number(option["voter_count"]) for option in poll["options"])


def plain_text(message: Json, at: datetime) -> Incoming | None:
    """A text that somebody wrote in private; None for everything that needs PTB's eyes."""
    chat, user, text = message.get("chat"), message.get("from"), message.get("text")
    if not (chat and user and text) or chat["type"] != "private" or user["id"] in STAND_INS:
        return None
    if text.startswith("/") or any(name in message for name in _NOT_PLAIN):
        return None
    return Incoming(
        user_id=_number(user["id"]),
        name=user["first_name"],
        language=user.get("language_code"),
        chat_id=_number(chat["id"]),
        private=True,
        at=at,
        message_id=_number(message["message_id"]),
        text=_text(text),
    )


def _number(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError("a number is needed")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is needed")
    return value
