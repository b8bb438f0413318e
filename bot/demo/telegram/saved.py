"""A simulated Telegram as one JSON text, and back: what people see survives a restart."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson

from bot.demo.telegram.objects import Chat, File, Json, Message, Poll
from bot.demo.telegram.state import Telegram

T = TypeVar("T")

FORM = 1
_MESSAGE = ("id", "text", "entities", "keyboard", "thread", "silent", "via", "edits", "deleted", "sender")
_LATER: Json = {"username": "", "linked": None}
"""What chats have had since the first of these files: the value where one does not say it."""

_CHAT = ("id", "kind", "title", "forum", "polls_forbidden", "bot_status", "blocked", "started")


Known = dict[tuple[int, int] | str, orjson.Fragment]
"""Messages (chat, id) and files (id) as JSON. Whoever keeps it takes out what changed."""


def dump(telegram: Telegram, known: Known | None = None) -> bytes:
    """Everything but the log, violations and open presses. known: filled and used, so that the next dump is quick."""
    known = {} if known is None else known
    return orjson.dumps(
        {
            "form": FORM,
            "next_update": telegram.next_update,
            "last_id": telegram.last_id,
            "users": list(telegram.users.values()),
            "updates": list(telegram.updates),
            "profile": [[list(key), value] for key, value in telegram.profile.items()],
            "files": [_once(known, file.id, _file, file) for file in telegram.files.values()],
            "chats": [_chat(chat, known) for chat in telegram.chats.values()],
        }
    )


def restore(telegram: Telegram, body: bytes) -> None:
    """Fill an empty Telegram. Raises ValueError for anything that `dump` did not write."""
    try:
        saved: Json = orjson.loads(body)
        if saved["form"] != FORM:
            raise ValueError("written by another version")
        telegram.next_update, telegram.last_id = saved["next_update"], saved["last_id"]
        telegram.users.update({user["id"]: user for user in saved["users"]})
        telegram.updates.extend(saved["updates"])
        telegram.profile.update({tuple(key): value for key, value in saved["profile"]})
        telegram.files.update({file["id"]: _read_file(file) for file in saved["files"]})
        for chat in saved["chats"]:
            _read_chat(telegram, chat)
        for chat in saved["chats"]:
            _join_forwards(telegram, chat)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a saved Telegram: {error}") from None


def _once(known: Known, key: tuple[int, int] | str, form: Callable[[T], Json], value: T) -> orjson.Fragment:
    if key not in known:
        known[key] = orjson.Fragment(orjson.dumps(form(value)))
    return known[key]


def _file(file: File) -> Json:
    body = b64encode(file.data).decode()
    return {"id": file.id, "name": file.name, "kind": file.kind, "data": body, "size": file.size}


def _read_file(saved: Json) -> File:
    size = tuple(saved["size"]) if saved["size"] else None
    return File(saved["id"], saved["name"], saved["kind"], b64decode(saved["data"]), size)


def _chat(chat: Chat, known: Known) -> Json:
    return {
        **{name: getattr(chat, name) for name in (*_CHAT, *_LATER)},
        "members": list(chat.members.items()),
        "threads": [[thread, is_open, chat.topics.get(thread)] for thread, is_open in chat.threads.items()],
        "messages": [_once(known, (chat.id, message.id), _message, message) for message in chat.messages],
    }


def _message(message: Message) -> Json:
    return {
        **{name: getattr(message, name) for name in _MESSAGE},
        "date": message.date.timestamp(),
        "reply_to": message.reply_to.id if message.reply_to else None,
        "poll": _poll(message.poll) if message.poll else None,
        "file": message.file.id if message.file else None,
        **({"forward_of": [message.forward_of.chat.id, message.forward_of.id]} if message.forward_of else {}),
    }


def _poll(poll: Poll) -> Json:
    votes = list(poll.votes.items())
    return {"id": poll.id, "body": poll.body, "votes": votes, "closed": poll.closed}


def _read_chat(telegram: Telegram, saved: Json) -> None:
    later: Json = {name: saved.get(name, usual) for name, usual in _LATER.items()}
    chat = Chat(**{name: saved[name] for name in _CHAT}, **later)
    chat.members.update(dict(saved["members"]))
    for thread, is_open, name in saved["threads"]:
        chat.threads[thread] = is_open
        if name:
            chat.topics[thread] = name
    telegram.chats[chat.id] = chat
    for one in saved["messages"]:
        _read_message(telegram, chat, one)


def _join_forwards(telegram: Telegram, saved: Json) -> None:
    """A forwarded post is the one in its channel; a poll in it is the same poll."""
    for one in saved["messages"]:
        if "forward_of" in one:
            channel, number = one["forward_of"]
            copy, post = (
                telegram.chats[saved["id"]].messages[one["id"] - 1],
                telegram.chats[channel].messages[number - 1],
            )
            copy.forward_of, copy.poll = post, post.poll
            if post.poll is not None:
                telegram.polls[post.poll.id] = post


def _read_message(telegram: Telegram, chat: Chat, saved: Json) -> None:
    known: dict[str, Any] = {name: saved[name] for name in _MESSAGE}
    message = Message(chat=chat, date=datetime.fromtimestamp(saved["date"], UTC), **known)
    if saved["reply_to"]:
        message.reply_to = chat.messages[saved["reply_to"] - 1]
    if saved["file"]:
        message.file = telegram.files[saved["file"]]
    if saved["poll"]:
        body = saved["poll"]["body"]
        options = [option["text"] for option in body["options"]]
        votes = dict(saved["poll"]["votes"])
        message.poll = Poll(saved["poll"]["id"], body["question"], options, body, votes, saved["poll"]["closed"])
        telegram.polls[message.poll.id] = message
    chat.messages.append(message)
