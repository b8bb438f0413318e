"""The state machine: chats, messages, polls, presses, the queue of updates. Pure: time comes from a clock.

`call` is the whole Bot API: it checks a call against the tables, then does it or raises ApiError in
Telegram's words.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from bot.demo.telegram import validate
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.markup import BadMarkup, Entity, parse_html, render_html, units

if TYPE_CHECKING:
    from bot.demo.telegram.people import Person

Json = dict[str, Any]
TOKEN = "424242:simulated-telegram-needs-no-secret"  # noqa: S105  # opens nothing
TEXT = 4096
STALE = timedelta(seconds=150)
DELETABLE = timedelta(hours=48)


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
    """One message as its readers see it."""

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
    """kind: private, group, supergroup or channel. members: user id → status."""

    id: int
    kind: str
    title: str
    forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    threads: dict[int, bool] = field(default_factory=dict)
    polls_forbidden: bool = False
    migrated_to: int | None = None
    bot_status: str = "left"
    blocked: bool = False
    started: bool = False

    def message(self, number: int) -> Message | None:
        return next((m for m in self.messages if m.id == number and not m.deleted), None)

    @property
    def shown(self) -> list[Message]:
        return [message for message in self.messages if not message.deleted]

    @property
    def last(self) -> Message:
        """The newest message of the bot."""
        return next(message for message in reversed(self.shown) if message.from_bot)


class Telegram:
    """limits: enforce Telegram's rates with 429s."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        token: str = TOKEN,
        username: str = "studybot",
        limits: bool = False,
        seed: int = 0,
    ) -> None:
        self.clock = clock
        self.token = token
        self.bot: Json = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Studybot",
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.chats: dict[int, Chat] = {}
        self.users: dict[int, Json] = {}
        self.updates: deque[Json] = deque()
        self.log: list[Call] = []
        self.violations: list[str] = []
        self.presses: dict[str, Json] = {}
        self.profile: dict[tuple[str, ...], Any] = {}
        self.webhook: Json = {"url": ""}
        self.webhook_refusal = ""
        """What setWebhook is answered with, when it is not wanted."""
        self.allowed: list[str] | None = None
        self.on_update: Callable[[], None] = lambda: None
        self.random = Random(seed)  # noqa: S311
        self._limits = Limits(clock) if limits else None
        self._next_update = 100_000
        self._next_id = 0
        self._polls: dict[str, Message] = {}

    # --- the Bot API

    def call(self, method: str, parameters: Json) -> Any:
        """The result of one call. Raises ApiError."""
        try:
            result = self._call(method, parameters)
        except ApiError as error:
            self.log.append(Call(method, parameters, None, error.description))
            raise
        self.log.append(Call(method, parameters, result))
        return result

    def _call(self, method: str, parameters: Json) -> Any:
        if method not in validate.tables()["methods"]:
            self.violations.append(f"unknown method {method}")
            raise ApiError(404, "Not Found: method not found")
        if found := validate.problems(method, parameters):
            self.violations += [f"{method}: {problem}" for problem in found]
            raise bad(found[0])
        self._close_polls()
        handler = getattr(self, f"_do_{method}", None)
        if handler is not None:
            return handler(dict(parameters))
        if "Boolean" in validate.tables()["methods"][method].get("ret", []):
            return True
        self.violations.append(f"{method} is not simulated")
        raise bad(f"{method} is not simulated")

    def _do_getMe(self, _p: Json) -> Json:
        return self.bot

    def _do_setWebhook(self, p: Json) -> bool:
        if self.webhook_refusal:
            raise bad(self.webhook_refusal)
        self.webhook = p
        self.allowed = p.get("allowed_updates", self.allowed)
        return True

    def _do_deleteWebhook(self, p: Json) -> bool:
        self.webhook = {"url": ""}
        if p.get("drop_pending_updates"):
            self.updates.clear()
        return True

    def _do_getWebhookInfo(self, _p: Json) -> Json:
        return {
            "url": self.webhook["url"],
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
        }

    def _do_getUpdates(self, p: Json) -> list[Json]:
        if self.webhook["url"]:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        self.allowed = p.get("allowed_updates", self.allowed)
        while self.updates and "offset" in p and self.updates[0]["update_id"] < p["offset"]:
            self.updates.popleft()
        return list(self.updates)[: min(100, p.get("limit", 100))]

    def _do_setMyCommands(self, p: Json) -> bool:
        for command in p["commands"]:
            name, description = command["command"], command["description"]
            if not (1 <= len(name) <= 32 and name.replace("_", "").isalnum() and name == name.lower()):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(description) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        scope = p.get("scope", {"type": "default"})["type"]
        self.profile["commands", scope, p.get("language_code", "")] = p["commands"]
        return True

    def _do_setMyDescription(self, p: Json) -> bool:
        if len(p.get("description", "")) > 512:
            raise bad("description is too long")
        self.profile["description", p.get("language_code", "")] = p.get("description", "")
        return True

    def _do_setMyShortDescription(self, p: Json) -> bool:
        if len(p.get("short_description", "")) > 120:
            raise bad("short description is too long")
        self.profile["short_description", p.get("language_code", "")] = p.get("short_description", "")
        return True

    def _do_sendMessage(self, p: Json) -> Json:
        chat = self._writable(p)
        text, entities = self._parsed(p["text"], p)
        return self.message_json(self._post(chat, p, text, entities))

    def _do_sendPoll(self, p: Json) -> Json:
        chat = self._writable(p)
        if chat.polls_forbidden:
            raise bad("not enough rights to send polls to the chat")
        self._check_poll(chat, p)
        message = self._post(chat, p, "", [])
        poll_id = str(10_000_000_000 + self._id())
        message.poll = Poll(poll_id, p["question"], [option["text"] for option in p["options"]], p)
        self._polls[poll_id] = message
        return self.message_json(message)

    def _check_poll(self, chat: Chat, p: Json) -> None:
        correct, options = p.get("correct_option_ids"), p["options"]
        if p.get("type") == "quiz":
            if not correct:
                raise bad("correct option must be specified for quiz")
            if correct != sorted(set(correct)) or not all(0 <= place < len(options) for place in correct):
                raise bad("correct_option_ids must be strictly increasing")
        if chat.kind == "channel" and p.get("is_anonymous") is False:
            raise bad("non-anonymous polls can't be sent to channel chats")
        explanation = p.get("explanation", "")
        if len(explanation) > 200 or explanation.count("\n") > 2:
            raise bad("explanation is too long")
        if "open_period" in p and not 5 <= p["open_period"] <= 2_628_000:
            raise bad("open_period is out of range")

    def _do_stopPoll(self, p: Json) -> Json:
        message = self._own(p, "poll to stop")
        if message.poll is None:
            raise bad("message with poll to stop not found")
        if message.poll.closed:
            raise bad("poll has already been closed")
        message.poll.closed = True
        return self.poll_json(message.poll)

    def _do_editMessageText(self, p: Json) -> Json:
        message = self._own(p, "message to edit")
        if message.poll is not None:
            raise bad("there is no text in the message to edit")
        text, entities = self._parsed(p.get("text", ""), p)
        keyboard = self._keyboard(p)
        if (text, entities, keyboard) == (message.text, message.entities, message.keyboard):
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same"
                " as a current content and reply markup of the message"
            )
        message.text, message.entities, message.keyboard = text, entities, keyboard
        message.edits += 1
        return self.message_json(message)

    def _do_editMessageReplyMarkup(self, p: Json) -> Json:
        message = self._own(p, "message to edit")
        keyboard = self._keyboard(p)
        if keyboard == message.keyboard:
            raise bad("message is not modified: the reply markup is the same")
        message.keyboard = keyboard
        return self.message_json(message)

    def _do_deleteMessage(self, p: Json) -> bool:
        message = self._own(p, "message to delete", delete=True)
        if self.clock() - message.date > DELETABLE:
            raise bad("message can't be deleted for everyone")
        message.deleted = True
        return True

    def _do_answerCallbackQuery(self, p: Json) -> bool:
        press = self.presses.get(p["callback_query_id"])
        if press is None or press["answer"] is not None or self.clock() - press["at"] > STALE:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(p.get("text", "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        press["answer"] = {"text": p.get("text", ""), "alert": p.get("show_alert", False)}
        return True

    def _do_getChat(self, p: Json) -> Json:
        return self.chat_json(self._chat(p))

    def _do_getChatMember(self, p: Json) -> Json:
        chat = self._chat(p)
        user = self.users.get(p["user_id"])
        if user is None:
            raise bad("user not found")
        return self.member_json(user, chat.members.get(p["user_id"], "left"))

    def _do_getChatAdministrators(self, p: Json) -> list[Json]:
        chat = self._chat(p)
        admins = {"creator", "administrator"}
        return [self.member_json(self.users[u], s) for u, s in chat.members.items() if s in admins]

    def _do_leaveChat(self, p: Json) -> bool:
        self._chat(p).bot_status = "left"
        return True

    # --- parts of calls

    def _chat(self, p: Json) -> Chat:
        chat = self.chats.get(p["chat_id"]) if isinstance(p["chat_id"], int) else None
        if chat is None:
            raise bad("chat not found")
        if chat.migrated_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        return chat

    def _writable(self, p: Json) -> Chat:
        chat = self._chat(p)
        if chat.kind == "private" and chat.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if chat.kind == "private" and not chat.started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        if chat.kind != "private" and chat.bot_status in {"left", "kicked"}:
            raise ApiError(403, f"Forbidden: bot was kicked from the {chat.kind} chat")
        thread = p.get("message_thread_id")
        if thread is not None and thread not in chat.threads:
            raise bad("message thread not found")
        if thread is not None and not chat.threads[thread]:
            raise bad("TOPIC_CLOSED")
        if self._limits is not None and (rest := self._limits.take(chat.id, chat.kind != "private")):
            raise ApiError(429, f"Too Many Requests: retry after {rest}", retry_after=rest)
        return chat

    def _own(self, p: Json, what: str, *, delete: bool = False) -> Message:
        chat = self._chat(p)
        message = chat.message(p.get("message_id", 0))
        if message is None:
            raise bad(f"{what} not found")
        if not message.from_bot:
            raise bad("message can't be deleted" if delete else "message can't be edited")
        if not delete and self._limits is not None and (rest := self._limits.take(chat.id, chat.kind != "private")):
            raise ApiError(429, f"Too Many Requests: retry after {rest}", retry_after=rest)
        return message

    def _parsed(self, source: str, p: Json) -> tuple[str, list[Entity]]:
        mode = p.get("parse_mode")
        if mode not in {None, "HTML"}:
            self.violations.append(f"parse_mode {mode} is not simulated")
            raise bad("unsupported parse_mode")
        try:
            text, entities = parse_html(source) if mode else (source.strip(), p.get("entities", []))
        except BadMarkup as error:
            self.violations.append(f"broken markup: {error}")
            raise bad(f"can't parse entities: {error}") from None
        if not text:
            raise bad("message text is empty")
        if len(text) > TEXT or units(text) > TEXT:
            self.violations.append("text over 4096 characters")
            raise bad("message is too long")
        return text, entities

    def _keyboard(self, p: Json) -> list[list[Json]]:
        markup = p.get("reply_markup") or {}
        rows: list[list[Json]] = markup.get("inline_keyboard", [])
        buttons = [button for row in rows for button in row]
        if len(buttons) > 100 or any(len(row) > 8 or not row for row in rows):
            self.violations.append("keyboard too large")
            raise bad("reply markup is too long")
        for button in buttons:
            if not button["text"].strip():
                raise bad("Text buttons are unallowed in the inline keyboard")
            if len(set(button) - {"text", "style", "icon_custom_emoji_id"}) != 1:
                raise bad("Text buttons are unallowed in the inline keyboard")
        return rows

    def _post(self, chat: Chat, p: Json, text: str, entities: list[Entity]) -> Message:
        reply: Message | None = None
        if wanted := p.get("reply_parameters"):
            reply = chat.message(wanted["message_id"])
            if reply is None and not wanted.get("allow_sending_without_reply"):
                raise bad("message to be replied not found")
        message = Message(
            id=len(chat.messages) + 1,
            chat=chat,
            sender=self._sender(),
            date=self.clock(),
            text=text,
            entities=entities,
            keyboard=self._keyboard(p),
            thread=p.get("message_thread_id"),
            reply_to=reply,
            silent=p.get("disable_notification", False),
        )
        chat.messages.append(message)
        return message

    def _sender(self) -> Json:
        return {k: self.bot[k] for k in ("id", "is_bot", "first_name", "username")}

    def _close_polls(self) -> None:
        for message in self._polls.values():
            poll = message.poll
            assert poll is not None
            seconds = poll.body.get("open_period")
            if seconds and not poll.closed and self.clock() >= message.date + timedelta(seconds=seconds):
                poll.closed = True
                self.queue("poll", self.poll_json(poll))

    # --- objects in the Bot API's form

    def message_json(self, message: Message) -> Json:
        body: Json = {
            "message_id": message.id,
            "date": int(message.date.timestamp()),
            "chat": self.chat_json(message.chat),
        }
        if message.sender:
            body["from"] = message.sender
        if message.poll is not None:
            body["poll"] = self.poll_json(message.poll)
        elif message.text:
            body["text"] = message.text
            if message.entities:
                body["entities"] = message.entities
        if message.thread is not None:
            body |= {"message_thread_id": message.thread, "is_topic_message": True}
        if message.reply_to is not None and not message.reply_to.deleted:
            body["reply_to_message"] = self.message_json(message.reply_to)
        if message.keyboard:
            body["reply_markup"] = {"inline_keyboard": message.keyboard}
        return body

    def chat_json(self, chat: Chat) -> Json:
        body: Json = {"id": chat.id, "type": chat.kind}
        if chat.kind == "private":
            return {**body, "first_name": chat.title}
        return {**body, "title": chat.title, **({"is_forum": True} if chat.forum else {})}

    def poll_json(self, poll: Poll) -> Json:
        counts = [sum(place in chosen for chosen in poll.votes.values()) for place in range(len(poll.options))]
        body: Json = {
            "id": poll.id,
            "question": poll.question,
            "options": [
                {"persistent_id": f"o{place}", "text": text, "voter_count": counts[place]}
                for place, text in enumerate(poll.options)
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

    @staticmethod
    def member_json(user: Json, status: str) -> Json:
        body: Json = {"user": user, "status": status}
        if status == "creator":
            body["is_anonymous"] = False
        return body

    # --- updates

    def queue(self, kind: str, payload: Json) -> None:
        """One more update for the bot, if it asked for this kind."""
        if self.allowed is not None and kind not in self.allowed:
            return
        self._next_update += 1
        self.updates.append({"update_id": self._next_update, kind: payload})
        self.on_update()

    def take_updates(self) -> list[Json]:
        """Everything that waits, as one getUpdates would bring it, and confirmed."""
        found = list(self.updates)
        self.updates.clear()
        return found

    @property
    def unanswered(self) -> list[str]:
        """Presses that the bot has not answered: their buttons keep spinning."""
        return [press["label"] for press in self.presses.values() if press["answer"] is None]

    def _id(self) -> int:
        self._next_id += 1
        return self._next_id

    # --- people and places

    def user(self, name: str, language: str | None = "en", id: int | None = None) -> "Person":
        """Somebody who uses Telegram."""
        from bot.demo.telegram.people import Person

        number = id if id is not None else 1000 + self._id()
        user: Json = {"id": number, "is_bot": False, "first_name": name}
        if language:
            user["language_code"] = language
        self.users[number] = user
        self.chats[number] = Chat(number, "private", name, bot_status="member")
        return Person(self, user)

    def private(self, person: "Person") -> Chat:
        return self.chats[person.id]

    def group(self, title: str, *people: "Person", forum: bool = False, kind: str = "supergroup") -> Chat:
        """A group with these members, the first of them its owner, and the bot a plain member."""
        base = -1_000_000_000_000 if kind != "group" else 0
        chat = Chat(base - 500 - self._id(), kind, title, forum=forum, bot_status="member")
        for place, person in enumerate(people):
            chat.members[person.id] = "creator" if place == 0 else "member"
        self.chats[chat.id] = chat
        return chat
