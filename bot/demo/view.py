"""The simulated Telegram as the page draws it: plain values, no markup. What I may not see yet is not in them."""

from collections import Counter
from typing import Any

from bot.demo.telegram import Chat, Message, Telegram
from bot.demo.telegram.objects import File, Poll, counts

Json = dict[str, Any]
PAGE = 100
"""Messages sent at once; older ones come when the reader scrolls up."""

SHORT = 80


Read = dict[tuple[int, int | None], int]
"""Chat and topic → the newest message that was seen there."""


def chat_view(chat: Chat, read: Read, me: int) -> Json:
    """One line of the side list."""
    shown = chat.shown
    last = shown[-1] if shown else None
    news = unread(chat, read, me)
    return {
        "id": chat.id,
        "kind": chat.kind,
        "title": chat.title,
        "forum": chat.forum,
        "topics": [{"id": None, "name": "", "unread": news[None]}]
        + [{"id": thread, "name": name, "unread": news[thread]} for thread, name in chat.topics.items()],
        "last": line(last) if last else "",
        "unread": news.total(),
    }


def unread(chat: Chat, read: Read, me: int) -> "Counter[int | None]":
    """Topic → how many messages of others I have not seen; None is the chat itself."""
    fresh = (m for m in chat.shown if (m.sender or {}).get("id") != me)
    return Counter(m.thread for m in fresh if m.id > read.get((chat.id, m.thread), 0))


def line(message: Message) -> str:
    """A message in one short line."""
    text = message.poll.question if message.poll else message.text or (message.file.name if message.file else "")
    return " ".join(text.split())[:SHORT]


def page_of(chat: Chat, me: int, before: int | None = None) -> Json:
    """The newest messages, or those before one, oldest first."""
    shown = [m for m in chat.shown if before is None or m.id < before]
    return {
        "chat": chat.id,
        "messages": [message_view(message, me) for message in shown[-PAGE:]],
        "more": len(shown) > PAGE,
    }


def message_view(message: Message, me: int) -> Json:
    sender = message.sender or {}
    in_channel = message.chat.kind == "channel"
    reply = message.reply_to
    return {
        "id": message.id,
        "chat": message.chat.id,
        "thread": message.thread,
        "mine": sender.get("id") == me and not in_channel,
        "bot": message.from_bot,
        "name": message.chat.title if in_channel else sender.get("first_name", ""),
        "at": _at(message),
        "text": message.text,
        "entities": message.entities,
        "rows": [[_button(button) for button in row] for row in message.keyboard],
        "poll": poll_view(message.poll, me) if message.poll else None,
        "file": file_view(message.file) if message.file else None,
        "reply": {"id": reply.id, "name": (reply.sender or {}).get("first_name", ""), "line": line(reply)}
        if reply is not None and not reply.deleted
        else None,
        "via": message.via,
        "edited": message.edits > 0,
        "silent": message.silent,
    }


def _at(message: Message) -> int:
    return int(message.date.timestamp() * 1000)


def _button(button: Json) -> Json:
    return {"text": button["text"], "url": button.get("url")}


def poll_view(poll: Poll, me: int) -> Json:
    """Who has not voted sees neither counts nor the key, as in Telegram."""
    mine = poll.votes.get(me)
    known = mine is not None or poll.closed
    return {
        "id": poll.id,
        "question": poll.question,
        "options": poll.options,
        "counts": counts(poll) if known else None,
        "total": len(poll.votes),
        "mine": mine,
        "correct": poll.correct if known else None,
        "explanation": poll.body.get("explanation", "") if known else "",
        "quiz": poll.body.get("type") == "quiz",
        "anonymous": poll.body.get("is_anonymous", True),
        "multiple": poll.body.get("allows_multiple_answers", False) or len(poll.correct) > 1,
        "closed": poll.closed,
    }


def file_view(file: File) -> Json:
    width, height = file.size or (0, 0)
    return {"id": file.id, "name": file.name, "picture": file.size is not None, "width": width, "height": height}


def commands_view(telegram: Telegram, kind: str, language: str | None) -> list[Json]:
    """The command menu of a chat, in the reader's language where the bot has set one."""
    scope = "all_private_chats" if kind == "private" else "all_group_chats"
    if kind == "channel":
        return []
    for code in (language or "", ""):
        for where in (scope, "default"):
            if found := telegram.profile.get(("commands", where, code)):
                return list(found)
    return []
