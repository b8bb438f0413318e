"""People who use Telegram: what they say, press and vote becomes the updates that Telegram would send."""

import re
from typing import TYPE_CHECKING, Any

from bot.demo.telegram.markup import units

if TYPE_CHECKING:
    from bot.demo.telegram.state import Chat, Message, Telegram

Json = dict[str, Any]
_COMMAND = re.compile(r"(?:^|(?<=\s))/[A-Za-z0-9_]{1,32}(?:@\w+)?")
_MENTION = re.compile(r"@\w{3,32}")


class NoSuchButton(AssertionError):
    """Nobody can press what is not there."""


class Person:
    def __init__(self, telegram: "Telegram", user: Json) -> None:
        self.telegram = telegram
        self.user = user
        self.id: int = user["id"]

    @property
    def chat(self) -> "Chat":
        """My private chat with the bot."""
        return self.telegram.chats[self.id]

    def says(
        self, text: str, chat: "Chat | None" = None, *, thread: int | None = None, reply_to: "Message | None" = None
    ) -> "Message":
        """Write a text; in groups the bot gets it only where privacy mode lets it through."""
        place = chat or self.chat
        if chat is None and not place.blocked:
            place.started = True
        message = self._post(place, text, thread, reply_to)
        if self._reaches_bot(message):
            self.telegram.queue("message", self.telegram.message_json(message))
        return message

    def _post(self, chat: "Chat", text: str, thread: int | None, reply_to: "Message | None") -> "Message":
        from bot.demo.telegram.state import Message

        entities = [_entity("bot_command", text, match) for match in _COMMAND.finditer(text)]
        commands = [match.span() for match in _COMMAND.finditer(text)]
        entities += [
            _entity("mention", text, match)
            for match in _MENTION.finditer(text)
            if not any(start <= match.start() < end for start, end in commands)
        ]
        message = Message(
            id=len(chat.messages) + 1,
            chat=chat,
            sender=self.user,
            date=self.telegram.clock(),
            text=text,
            entities=entities,
            thread=thread,
            reply_to=reply_to,
        )
        chat.messages.append(message)
        return message

    def _reaches_bot(self, message: "Message") -> bool:
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
        before = [m for m in chat.messages if m is not message]
        return name == self.telegram.bot["username"] or (not name and bool(before) and before[-1].from_bot)

    def presses(self, label: str, on: "Message | None" = None, chat: "Chat | None" = None) -> str:
        """Press the newest button whose label begins like this; returns the press's id."""
        place = chat or (on.chat if on else self.chat)
        messages = [on] if on else list(reversed(place.shown))
        for message in messages:
            for row in message.keyboard:
                for button in row:
                    if button["text"].startswith(label) and "callback_data" in button:
                        return self.sends_press(button["callback_data"], message, button["text"])
        raise NoSuchButton(f"no button {label!r}; there are {[m.buttons for m in messages if m.keyboard][:3]}")

    def sends_press(self, data: str, message: "Message", label: str = "") -> str:
        """A press with any data: whoever sends it may have made it up."""
        number = str(7_000_000 + self.telegram._id())
        self.telegram.presses[number] = {"answer": None, "at": self.telegram.clock(), "label": label or data}
        self.telegram.queue(
            "callback_query",
            {
                "id": number,
                "from": self.user,
                "message": self.telegram.message_json(message),
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

    def votes(self, message: "Message", *places: int) -> None:
        """Vote in a poll; without places the vote is withdrawn."""
        poll = message.poll
        assert poll is not None and not poll.closed, "there is no open poll in this message"
        if places:
            poll.votes[self.id] = list(places)
        else:
            poll.votes.pop(self.id, None)
        if poll.body.get("is_anonymous", True):
            self.telegram.queue("poll", self.telegram.poll_json(poll))
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

    def blocks(self) -> None:
        self._membership(self.chat, "member", "kicked")
        self.chat.blocked = True

    def unblocks(self) -> None:
        self.chat.blocked = False
        self._membership(self.chat, "kicked", "member")

    def adds_bot(self, chat: "Chat") -> None:
        old, chat.bot_status = chat.bot_status, "member"
        self._membership(chat, old if old != "member" else "left", "member")

    def removes_bot(self, chat: "Chat") -> None:
        old, chat.bot_status = chat.bot_status, "kicked"
        self._membership(chat, old, "kicked")

    def _membership(self, chat: "Chat", old: str, new: str) -> None:
        bot = self.telegram._sender()
        self.telegram.queue(
            "my_chat_member",
            {
                "chat": self.telegram.chat_json(chat),
                "from": self.user,
                "date": int(self.telegram.clock().timestamp()),
                "old_chat_member": _bot_member(bot, old),
                "new_chat_member": _bot_member(bot, new),
            },
        )


def _bot_member(bot: Json, status: str) -> Json:
    body: Json = {"user": bot, "status": status}
    return {**body, "until_date": 0} if status == "kicked" else body


def _entity(kind: str, text: str, match: re.Match[str]) -> Json:
    return {"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])}
