"""What can be said in a chat, as values; and how each is spelt for the Bot API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from bot.chat import render
from bot.chat.buttons import Forward, Rows, Url, pack
from bot.chat.render import Markup
from bot.drawing.charts import Drawing
from bot.drawing.charts import pack as pack_drawing
from bot.storage.outbox import Kind, Letter, Priority


@dataclass(frozen=True, slots=True)
class Say:
    """A new message. asking: the question it shows. silent: without a sound. picture: stands above the text.

    answers: the message it replies to, when an edit of that one is to edit this one.
    fleeting: in a group it is removed again after a minute, for nobody needs it any more.
    """

    chat_id: int
    text: Markup
    rows: Rows = ()
    thread_id: int | None = None
    reply_to: int | None = None
    silent: bool = False
    asking: int | None = None
    picture: Drawing | None = None
    answers: int | None = None
    fleeting: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """A message of ours, changed in place. asking: the question it shows from now on. picture: above its text.

    A message with a picture can get another one; its picture cannot be taken away. answers: as of Say.
    """

    chat_id: int
    message_id: int
    text: Markup
    rows: Rows = ()
    asking: int | None = None
    picture: Drawing | None = None
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
    """A native quiz poll, with visible names unless anonymous. correct: places of the right options, ascending.

    period: seconds after which Telegram closes it.
    """

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
    period: int | None = None


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


@dataclass(frozen=True, slots=True)
class InTurn:
    """Something that waits in the outbox behind every reply, for whichever process comes first."""

    said: "Say | Edit | Disarm | Delete | Poll | StopPoll"


Sendable: TypeAlias = Say | Edit | Disarm | Delete | Poll | StopPoll | InTurn
Outgoing: TypeAlias = Sendable | Toast

TOAST_LIMIT = 200
CAPTION_LIMIT = 1024
"""Characters beside a picture, after parsing."""

FLEETING = 60
"""Seconds that a fleeting line stands."""

PICTURE = "picture"
"""Where the body of a letter holds a packed drawing."""


def letters(said: Iterable[Sendable], user_id: int | None) -> list[Letter]:
    """What was said as rows for the outbox; a text over the limit becomes several messages."""
    return [letter for one in said for letter in _letters(one, user_id)]


def _letters(said: Sendable, user_id: int | None) -> Sequence[Letter]:
    match said:
        case Say():
            return _say(said, user_id)
        case Edit():
            how = "editMessageMedia" if said.picture else "editMessageText"
            body, place, asking = _edit(said), said.message_id, said.asking
            return [Letter(user_id, said.chat_id, Kind.EDIT, how, body, place, asking, answers=said.answers)]
        case Disarm(chat_id, message_id):
            body = {"chat_id": chat_id, "message_id": message_id}
            return [Letter(user_id, chat_id, Kind.EDIT, "editMessageReplyMarkup", body, message_id)]
        case StopPoll(chat_id, message_id):
            body = {"chat_id": chat_id, "message_id": message_id}
            return [Letter(user_id, chat_id, Kind.EDIT, "stopPoll", body, message_id)]
        case Delete(chat_id, message_id):
            body = {"chat_id": chat_id, "message_id": message_id}
            return [Letter(user_id, chat_id, Kind.DELETE, "deleteMessage", body, message_id)]
        case InTurn(waiting):
            return [push(letter, Priority.ROUND) for letter in _letters(waiting, user_id)]
        case Poll():
            return [Letter(user_id, said.chat_id, Kind.MESSAGE, "sendPoll", _poll(said), asking_id=said.asking)]


def _say(said: Say, user_id: int | None) -> list[Letter]:
    pieces = _pieces(said)
    bodies = [{**_place(said), **_text(piece)} for piece in pieces]
    methods = ["sendMessage"] * len(pieces)
    if said.picture:
        bodies[0] = {**_place(said), **_caption(pieces[0], said.picture)}
        methods[0] = "sendPhoto"
    if said.rows:
        bodies[-1]["reply_markup"] = keyboard(said.rows)
    askings = [None] * (len(pieces) - 1) + [said.asking]
    lasts = FLEETING if said.fleeting and said.chat_id < 0 else None
    return [
        Letter(user_id, said.chat_id, Kind.MESSAGE, method, body, asking_id=asking, answers=said.answers, lasts=lasts)
        for method, body, asking in zip(methods, bodies, askings, strict=True)
    ]


def _pieces(said: Say | Edit) -> tuple[Markup, ...]:
    return render.split(said.text, CAPTION_LIMIT if said.picture else render.MESSAGE_LIMIT)


def _edit(said: Edit) -> dict[str, Any]:
    text = _pieces(said)[0]
    shown = _caption(text, said.picture) if said.picture else _text(text)
    body = {"chat_id": said.chat_id, "message_id": said.message_id, **shown}
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
        **({"open_period": said.period} if said.period is not None else {}),
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


def _caption(text: Markup, picture: Drawing) -> dict[str, Any]:
    """A row keeps what to draw; chat.pictures makes a photo of it when it is sent."""
    return {"caption": text, "parse_mode": "HTML", PICTURE: pack_drawing(picture)}


def keyboard(rows: Rows) -> dict[str, Any]:
    """An inline keyboard in the Bot API's form."""
    return {"inline_keyboard": [[{"text": key.label, **_action(key.does)} for key in row] for row in rows]}


def _action(does: object) -> dict[str, str]:
    if isinstance(does, Forward):
        return {"switch_inline_query": does.words}
    return {"url": does.address} if isinstance(does, Url) else {"callback_data": pack(does)}  # type: ignore[arg-type]


def push(letter: Letter, priority: Priority = Priority.PUSH) -> Letter:
    """The same letter with another place in the queue."""
    return replace(letter, priority=priority)
