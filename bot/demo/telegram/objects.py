"""What a simulated Telegram is made of, and how the Bot API spells each of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.demo.telegram.markup import Entity, render_html

Json = dict[str, Any]
ADMINS = frozenset({"creator", "administrator"})


class ApiError(Exception):
    """An error as Telegram answers it."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")


@dataclass(frozen=True)
class Call:
    """One call as it came and what became of it. error: Telegram's words, empty when it worked."""

    method: str
    parameters: Json
    result: Any
    error: str = ""


@dataclass(frozen=True)
class File:
    """A picture or a document that the bot sent. size: width and height in pixels, of pictures."""

    id: str
    name: str
    kind: str
    data: bytes
    size: tuple[int, int] | None = None


@dataclass
class Poll:
    """votes: user id → chosen places."""

    id: str
    question: str
    options: list[str]
    body: Json
    votes: dict[int, list[int]] = field(default_factory=dict)
    closed: bool = False

    @property
    def correct(self) -> list[int]:
        return list(self.body.get("correct_option_ids", []))


@dataclass
class Message:
    """One message as its readers see it. text: of a picture or document, its caption."""

    id: int
    chat: "Chat"
    sender: Json | None
    date: datetime
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    keyboard: list[list[Json]] = field(default_factory=list)
    thread: int | None = None
    reply_to: "Message | None" = None
    silent: bool = False
    poll: Poll | None = None
    file: File | None = None
    via: str = ""
    """The name of the bot through whose inline mode it was written."""
    forward_of: "Message | None" = None
    """The post of a channel that Telegram forwarded by itself into the discussion group."""
    edits: int = 0
    deleted: bool = False

    @property
    def html(self) -> str:
        return render_html(self.text, self.entities)

    @property
    def buttons(self) -> list[list[str]]:
        return [[button["text"] for button in row] for row in self.keyboard]

    @property
    def from_bot(self) -> bool:
        return bool(self.sender and self.sender["is_bot"])


@dataclass
class Chat:
    """kind: private, group, supergroup or channel. members: user id → status. threads: topic → open."""

    id: int
    kind: str
    title: str
    forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    threads: dict[int, bool] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    """The names of the topics of a forum."""
    username: str = ""
    """The public name; empty = private."""
    linked: int | None = None
    """Of a channel: its discussion group; of that group: its channel."""
    polls_forbidden: bool = False
    migrated_to: int | None = None
    bot_status: str = "left"
    blocked: bool = False
    started: bool = False

    def message(self, number: int) -> Message | None:
        found = self.messages[number - 1] if 0 < number <= len(self.messages) else None
        return found if found is not None and not found.deleted else None

    @property
    def shown(self) -> list[Message]:
        return [message for message in self.messages if not message.deleted]

    @property
    def last(self) -> Message:
        """The newest message of the bot."""
        return next(message for message in reversed(self.shown) if message.from_bot)


# --- in the Bot API's form


def message_json(message: Message) -> Json:
    """Message."""
    chat = message.chat
    body: Json = {"message_id": message.id, "date": int(message.date.timestamp()), "chat": chat_json(chat)}
    if chat.kind == "channel":
        body["sender_chat"] = chat_json(chat)
    elif message.sender:
        body["from"] = message.sender
    if message.forward_of is not None:
        body |= _forward(message.forward_of)
    body |= _content(message)
    if message.thread is not None:
        body |= {"message_thread_id": message.thread, "is_topic_message": True}
    if message.reply_to is not None and not message.reply_to.deleted:
        body["reply_to_message"] = message_json(message.reply_to)
    elif message.thread in chat.topics:
        body["reply_to_message"] = topic_json(message)
    if message.via:
        body["via_bot"] = {"id": 0, "is_bot": True, "first_name": message.via, "username": message.via}
    if message.keyboard:
        body["reply_markup"] = {"inline_keyboard": message.keyboard}
    return body


def topic_json(message: Message) -> Json:
    """The service message with which the topic of a message was made: what is no reply in a topic replies to it."""
    chat = message.chat
    made = {"name": chat.topics[message.thread or 0], "icon_color": 7322096}
    return {
        "message_id": message.thread,
        "date": int(message.date.timestamp()),
        "chat": chat_json(chat),
        "message_thread_id": message.thread,
        "is_topic_message": True,
        "forum_topic_created": made,
    }


def _forward(post: Message) -> Json:
    """What an automatic forward into the discussion group carries."""
    date, channel = int(post.date.timestamp()), chat_json(post.chat)
    origin = {"type": "channel", "date": date, "chat": channel, "message_id": post.id}
    return {"sender_chat": channel, "is_automatic_forward": True, "forward_origin": origin}


def _content(message: Message) -> Json:
    if message.poll is not None:
        return {"poll": poll_json(message.poll)}
    text, entities = ("caption", "caption_entities") if message.file else ("text", "entities")
    body: Json = _file_json(message.file) if message.file else {}
    if message.text:
        body[text] = message.text
        if message.entities:
            body[entities] = message.entities
    return body


def _file_json(file: File) -> Json:
    about: Json = {"file_id": file.id, "file_unique_id": f"u{file.id}", "file_size": len(file.data)}
    if file.size is not None:
        return {"photo": [{**about, "width": file.size[0], "height": file.size[1]}]}
    return {"document": {**about, "file_name": file.name, "mime_type": file.kind}}


def chat_json(chat: Chat) -> Json:
    """Chat."""
    body: Json = {"id": chat.id, "type": chat.kind}
    if chat.kind == "private":
        return {**body, "first_name": chat.title}
    public = {"username": chat.username} if chat.username else {}
    return {**body, "title": chat.title, **public, **({"is_forum": True} if chat.forum else {})}


def full_json(chat: Chat) -> Json:
    """What getChat tells beyond a Chat, as far as it is simulated."""
    return {**chat_json(chat), **({"linked_chat_id": chat.linked} if chat.linked is not None else {})}


def counts(poll: Poll) -> list[int]:
    """How many voted for each option."""
    return [sum(place in chosen for chosen in poll.votes.values()) for place in range(len(poll.options))]


def poll_json(poll: Poll) -> Json:
    """Poll."""
    options = zip(poll.options, counts(poll), strict=True)
    body: Json = {
        "id": poll.id,
        "question": poll.question,
        "options": [
            {"persistent_id": f"o{place}", "text": text, "voter_count": count}
            for place, (text, count) in enumerate(options)
        ],
        "total_voter_count": len(poll.votes),
        "is_closed": poll.closed,
        "is_anonymous": poll.body.get("is_anonymous", True),
        "type": poll.body.get("type", "regular"),
        "allows_multiple_answers": poll.body.get("allows_multiple_answers", False),
        "allows_revoting": poll.body.get("allows_revoting", poll.body.get("type") != "quiz"),
        "members_only": poll.body.get("members_only", False),
    }
    if poll.correct:
        body["correct_option_ids"] = poll.correct
    if poll.body.get("explanation"):
        body["explanation"] = poll.body["explanation"]
    return body


def member_json(user: Json, status: str) -> Json:
    """ChatMember."""
    body: Json = {"user": user, "status": status}
    if status == "creator":
        body["is_anonymous"] = False
    return body
