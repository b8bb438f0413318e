"""People who use Telegram: what they say, press and vote becomes the updates that Telegram would send."""

import re
from typing import TYPE_CHECKING

from bot.demo.telegram.markup import Entity, units
from bot.demo.telegram.objects import ADMINS, Chat, Json, Message, chat_json, message_json, poll_json

if TYPE_CHECKING:
    from bot.demo.telegram.state import Telegram

_COMMAND = re.compile(r"(?:^|(?<=\s))/[A-Za-z0-9_]{1,32}(?:@\w+)?")
_MENTION = re.compile(r"@\w{3,32}")
_LINK = re.compile(r"(?:https?://|(?<![\w.@/])t\.me/)[^\s<>\"]*[^\s<>\".,;:!?'()\[\]]", re.IGNORECASE)


class NoSuchButton(AssertionError):
    """Nobody can press what is not there."""


def reaches_bot(telegram: "Telegram", message: Message) -> bool:
    """Whether privacy mode lets a message of somebody else through."""
    chat = message.chat
    if chat.kind == "private":
        return not chat.blocked
    if chat.bot_status in {"left", "kicked"}:
        return False
    if chat.bot_status == "administrator" or (message.reply_to is not None and message.reply_to.from_bot):
        return True
    command = _COMMAND.match(message.text)
    if command is None:
        return False
    name = command[0].partition("@")[2]
    before = chat.messages[-2] if len(chat.messages) > 1 else None
    return name == telegram.bot["username"] or (not name and before is not None and before.from_bot)


class Person:
    def __init__(self, telegram: "Telegram", user: Json) -> None:
        self.telegram = telegram
        self.user = user
        self.id: int = user["id"]

    @property
    def chat(self) -> Chat:
        """My private chat with the bot."""
        return self.telegram.chats[self.id]

    def says(
        self, text: str, chat: Chat | None = None, *, thread: int | None = None, reply_to: Message | None = None
    ) -> Message:
        """Write a text; in groups the bot gets it only where privacy mode lets it through."""
        place = chat or self.chat
        if chat is None and not place.blocked:
            place.started = True
        message = self.posts(place, text, thread=thread, reply_to=reply_to)
        if place.kind == "channel":
            if place.bot_status in ADMINS:
                self.telegram.queue("channel_post", message_json(message))
        elif self._reaches_bot(message):
            self.telegram.queue("message", message_json(message))
        return message

    def edits(self, message: Message, text: str) -> None:
        """Change a text of mine; whether it reaches the bot is decided as for a new one."""
        message.text, message.entities, message.edits = text, _entities(text), message.edits + 1
        self.telegram.on_change(message)
        if self._reaches_bot(message):
            edited = int(self.telegram.clock().timestamp())
            self.telegram.queue("edited_message", {**message_json(message), "edit_date": edited})

    def posts(
        self,
        chat: Chat,
        text: str,
        *,
        entities: list[Entity] | None = None,
        thread: int | None = None,
        reply_to: Message | None = None,
        via: str = "",
        keyboard: list[list[Json]] | None = None,
    ) -> Message:
        """Put a message into a chat without telling the bot."""
        message = Message(
            id=len(chat.messages) + 1,
            chat=chat,
            sender=self.user,
            date=self.telegram.clock(),
            text=text,
            entities=_entities(text) if entities is None else entities,
            thread=thread,
            reply_to=reply_to,
            via=via,
            keyboard=keyboard or [],
        )
        chat.messages.append(message)
        self.telegram.on_change(message)
        self.telegram.forward(message)
        return message

    def _reaches_bot(self, message: Message) -> bool:
        return reaches_bot(self.telegram, message)

    def presses(self, label: str, on: Message | None = None, chat: Chat | None = None) -> str:
        """Press the newest button whose label begins like this; returns the press's id."""
        place = chat or (on.chat if on else self.chat)
        messages = [on] if on else list(reversed(place.shown))
        for message in messages:
            for row in message.keyboard:
                for button in row:
                    if button["text"].startswith(label) and "callback_data" in button:
                        return self.sends_press(button["callback_data"], message, button["text"])
        raise NoSuchButton(f"no button {label!r}; there are {[m.buttons for m in messages if m.keyboard][:3]}")

    def sends_press(self, data: str, message: Message, label: str = "") -> str:
        """A press with any data: whoever sends it may have made it up."""
        number = str(7_000_000 + self.telegram.new_id())
        self.telegram.presses[number] = {"answer": None, "at": self.telegram.clock(), "label": label or data}
        self.telegram.queue(
            "callback_query",
            {
                "id": number,
                "from": self.user,
                "message": message_json(message),
                "chat_instance": str(message.chat.id),
                "data": data,
            },
        )
        return number

    def toast(self, press: str) -> Json:
        """How a press was answered: {"text", "alert"}."""
        answer = self.telegram.presses[press]["answer"]
        assert answer is not None, "the press was not answered"
        return dict(answer)

    def votes(self, message: Message, *places: int) -> None:
        """Vote in a poll; without places the vote is withdrawn."""
        poll = message.poll
        assert poll is not None and not poll.closed, "there is no open poll in this message"
        if places:
            poll.votes[self.id] = list(places)
        else:
            poll.votes.pop(self.id, None)
        self.telegram.on_change(message)
        if poll.body.get("is_anonymous", True):
            self.telegram.queue("poll", poll_json(poll))
            return
        self.telegram.queue(
            "poll_answer",
            {
                "poll_id": poll.id,
                "user": self.user,
                "option_ids": list(places),
                "option_persistent_ids": [f"o{place}" for place in places],
            },
        )
        self.telegram.queue("poll", poll_json(poll))

    def asks_inline(self, text: str) -> str:
        """Type `@bot text` in any chat; returns the query's id."""
        number = str(8_000_000 + self.telegram.new_id())
        self.telegram.inline[number] = {"answer": None, "at": self.telegram.clock(), "label": f"@{text}"}
        self.telegram.queue("inline_query", {"id": number, "from": self.user, "query": text[:256], "offset": ""})
        return number

    def calls_guest(self, text: str, *, reply_to: str = "") -> str:
        """Name the bot in a chat that it is not in; returns the query's id. reply_to: a message's text."""
        number = str(8_000_000 + self.telegram.new_id())
        self.telegram.inline[number] = {"answer": None, "at": self.telegram.clock(), "label": text}
        chat = {"id": -1_009_000_000_000, "type": "supergroup", "title": "Elsewhere"}
        written = {"message_id": 2, "date": int(self.telegram.clock().timestamp()), "chat": chat}
        body = {**written, "from": self.user, "text": text, "guest_query_id": number}
        if reply_to:
            body["reply_to_message"] = {**written, "message_id": 1, "text": reply_to}
        self.telegram.queue("guest_message", body)
        return number

    def picks(self, query: str, result: str, chat: Chat | None = None, *, thread: int | None = None) -> Message:
        """Send one of an inline query's results, in my own name."""
        place = chat or self.chat
        if place.kind == "private" and not place.blocked:
            place.started = True
        answer = self.telegram.inline[query]["answer"]
        assert answer is not None, "the inline query was not answered"
        chosen = next(found for found in answer["results"] if found["id"] == result)
        message = self.posts(
            place,
            chosen["text"],
            entities=chosen["entities"],
            thread=thread,
            via=self.telegram.bot["username"],
            keyboard=chosen["keyboard"],
        )
        if self._reaches_bot(message):
            self.telegram.queue("message", message_json(message))
        return message

    def blocks(self) -> None:
        self._membership(self.chat, "member", "kicked")
        self.chat.blocked = True

    def unblocks(self) -> None:
        self.chat.blocked = False
        self._membership(self.chat, "kicked", "member")

    def adds_bot(self, chat: Chat) -> None:
        old, chat.bot_status = chat.bot_status, "member"
        self._membership(chat, old if old != "member" else "left", "member")

    def removes_bot(self, chat: Chat) -> None:
        old, chat.bot_status = chat.bot_status, "kicked"
        self._membership(chat, old, "kicked")

    def opens_topic(self, chat: Chat, thread: int, name: str) -> None:
        """Make a topic in a forum, or open it again; a new name counts."""
        known, chat.threads[thread] = thread in chat.threads, True
        renamed, chat.topics[thread] = chat.topics.get(thread) != name, name
        if not known:
            self._tells_of_topic(chat, thread, {"forum_topic_created": {"name": name, "icon_color": 7322096}})
            return
        if renamed:
            self.renames_topic(chat, thread, name)
        self._tells_of_topic(chat, thread, {"forum_topic_reopened": {}})

    def renames_topic(self, chat: Chat, thread: int, name: str) -> None:
        """Give a topic another name; whether it is open stays as it was."""
        chat.topics[thread] = name
        self._tells_of_topic(chat, thread, {"forum_topic_edited": {"name": name}})

    def closes_topic(self, chat: Chat, thread: int) -> None:
        chat.threads[thread] = False
        self._tells_of_topic(chat, thread, {"forum_topic_closed": {}})

    def _tells_of_topic(self, chat: Chat, thread: int, what: Json) -> None:
        """A service message; every bot gets it, whatever its privacy mode."""
        message = self.posts(chat, "", thread=thread)
        if chat.bot_status not in {"left", "kicked"}:
            self.telegram.queue("message", {**message_json(message), **what})

    def makes_bot(self, status: str, chat: Chat) -> None:
        """Promote or demote the bot where it is: `administrator` or `member`."""
        old, chat.bot_status = chat.bot_status, status
        self._membership(chat, old, status)

    def _membership(self, chat: Chat, old: str, new: str) -> None:
        bot = self.telegram.sender
        self.telegram.queue(
            "my_chat_member",
            {
                "chat": chat_json(chat),
                "from": self.user,
                "date": int(self.telegram.clock().timestamp()),
                "old_chat_member": _bot_member(bot, old),
                "new_chat_member": _bot_member(bot, new),
            },
        )


_TYPED = (("url", _LINK), ("bot_command", _COMMAND), ("mention", _MENTION))


def _entities(text: str) -> list[Entity]:
    """What Telegram marks by itself in a typed text, in order: links, commands and mentions; none inside another."""
    found: list[tuple[str, re.Match[str]]] = []
    for kind, pattern in _TYPED:
        found += [
            (kind, match)
            for match in pattern.finditer(text)
            if not any(known.start() <= match.start() < known.end() for _kind, known in found)
        ]
    found.sort(key=lambda one: one[1].start())
    return [_entity(kind, text, match) for kind, match in found]


_RIGHTS = (
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def _bot_member(bot: Json, status: str) -> Json:
    body: Json = {"user": bot, "status": status}
    if status == "administrator":
        return {**body, "can_be_edited": False, **dict.fromkeys(_RIGHTS, False)}
    return {**body, "until_date": 0} if status == "kicked" else body


def _entity(kind: str, text: str, match: re.Match[str]) -> Json:
    return {"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])}
