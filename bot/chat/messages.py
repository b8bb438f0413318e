"""What can be said in a chat, as values; and how each is spelt for the Bot API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.chat import render
from bot.chat.buttons import Rows, Url, pack
from bot.chat.render import Markup
from bot.storage.outbox import Kind, Letter, Priority


@dataclass(frozen=True, slots=True)
class Say:
    """A new message. asking: the question it shows. silent: without a sound. answers: the message it replies to,
    when an edit of that one is to edit this one.
    """

    chat_id: int
    text: Markup
    rows: Rows = ()
    thread_id: int | None = None
    reply_to: int | None = None
    silent: bool = False
    asking: int | None = None
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """A message of ours, changed in place. asking: the question it shows from now on. answers: as of Say."""

    chat_id: int
    message_id: int
    text: Markup
    rows: Rows = ()
    asking: int | None = None
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Disarm:
    """Take the buttons off a message and leave its text."""

    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Delete:
    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Poll:
    """A native quiz poll, with visible names unless anonymous. correct: places of the right options, ascending."""

    chat_id: int
    question: str
    options: tuple[str, ...]
    correct: tuple[int, ...]
    explanation: str
    asking: int | None
    thread_id: int | None = None
    reply_to: int | None = None
    silent: bool = True
    anonymous: bool = False
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class StopPoll:
    """Close a poll of ours and take its buttons off."""

    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to a press: a line that vanishes, or an alert to close. At most 200 characters."""

    text: str
    alert: bool = False


Sendable: TypeAlias = Say | Edit | Disarm | Delete | Poll | StopPoll
Outgoing: TypeAlias = Sendable | Toast

TOAST_LIMIT = 200


def letters(said: Iterable[Sendable], user_id: int | None) -> list[Letter]:
    """What was said as rows for the outbox; a text over the limit becomes several messages."""
    return [letter for one in said for letter in _letters(one, user_id)]


def _letters(said: Sendable, user_id: int | None) -> Sequence[Letter]:
    match said:
        case Say():
            return _say(said, user_id)
        case Edit():
            body, place, asking = _edit(said), said.message_id, said.asking
            return [
                Letter(user_id, said.chat_id, Kind.EDIT, "editMessageText", body, place, asking, answers=said.answers)
            ]
        case Disarm(chat_id, message_id):
            body = {"chat_id": chat_id, "message_id": message_id}
            return [Letter(user_id, chat_id, Kind.EDIT, "editMessageReplyMarkup", body, message_id)]
        case StopPoll(chat_id, message_id):
            body = {"chat_id": chat_id, "message_id": message_id}
            return [Letter(user_id, chat_id, Kind.EDIT, "stopPoll", body, message_id)]
        case Delete(chat_id, message_id):
            body = {"chat_id": chat_id, "message_id": message_id}
            return [Letter(user_id, chat_id, Kind.DELETE, "deleteMessage", body, message_id)]
        case Poll():
            return [Letter(user_id, said.chat_id, Kind.MESSAGE, "sendPoll", _poll(said), asking_id=said.asking)]


def _say(said: Say, user_id: int | None) -> list[Letter]:
    pieces = render.split(said.text)
    bodies = [{**_place(said), **_text(piece)} for piece in pieces]
    if said.rows:
        bodies[-1]["reply_markup"] = keyboard(said.rows)
    askings = [None] * (len(pieces) - 1) + [said.asking]
    return [
        Letter(user_id, said.chat_id, Kind.MESSAGE, "sendMessage", body, asking_id=asking, answers=said.answers)
        for body, asking in zip(bodies, askings, strict=True)
    ]


def _edit(said: Edit) -> dict[str, Any]:
    body = {"chat_id": said.chat_id, "message_id": said.message_id, **_text(render.split(said.text)[0])}
    return {**body, "reply_markup": keyboard(said.rows)} if said.rows else body


def _poll(said: Poll) -> dict[str, Any]:
    return {
        **_place(said),
        "question": said.question,
        "options": [{"text": option} for option in said.options],
        "type": "quiz",
        "is_anonymous": said.anonymous,
        "correct_option_ids": list(said.correct),
        **({"allows_multiple_answers": True} if len(said.correct) > 1 else {}),
        **({"explanation": said.explanation} if said.explanation else {}),
        **({"reply_markup": keyboard(said.rows)} if said.rows else {}),
    }


def _place(said: Say | Poll) -> dict[str, Any]:
    body: dict[str, Any] = {"chat_id": said.chat_id}
    if said.thread_id is not None:
        body["message_thread_id"] = said.thread_id
    if said.reply_to is not None:
        body["reply_parameters"] = {"message_id": said.reply_to, "allow_sending_without_reply": True}
    if said.silent:
        body["disable_notification"] = True
    return body


def _text(text: Markup) -> dict[str, Any]:
    return {"text": text, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


def keyboard(rows: Rows) -> dict[str, Any]:
    """An inline keyboard in the Bot API's form."""
    return {"inline_keyboard": [[{"text": key.label, **_action(key.does)} for key in row] for row in rows]}


def _action(does: object) -> dict[str, str]:
    return {"url": does.address} if isinstance(does, Url) else {"callback_data": pack(does)}  # type: ignore[arg-type]


def push(letter: Letter) -> Letter:
    """The same letter with a push's place in the queue."""
    return Letter(
        letter.user_id,
        letter.chat_id,
        letter.kind,
        letter.method,
        letter.body,
        letter.message_id,
        letter.asking_id,
        Priority.PUSH,
    )
