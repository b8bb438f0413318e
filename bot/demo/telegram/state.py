"""The state machine: chats, messages, polls, presses, the queue of updates. Pure: time comes from a clock.

`call` is the whole Bot API: it checks a call against the tables, then does it or raises ApiError in
Telegram's words. What each method does stands in `methods`, what everything looks like in `objects`.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from bot.demo.telegram import validate
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.methods import Methods
from bot.demo.telegram.objects import ApiError, Call, Chat, File, Json, Message, bad, message_json, poll_json

if TYPE_CHECKING:
    from bot.demo.telegram.people import Person

TOKEN = "424242:simulated-telegram-needs-no-secret"  # noqa: S105  # opens nothing


FORWARDER: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
"""Who forwards the posts of a channel into its discussion group."""


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
            "supports_inline_queries": True,
        }
        self.chats: dict[int, Chat] = {}
        self.users: dict[int, Json] = {}
        self.updates: deque[Json] = deque()
        self.log: list[Call] = []
        self.violations: list[str] = []
        self.presses: dict[str, Json] = {}
        self.inline: dict[str, Json] = {}
        """Inline queries: who asked, when, and the answer."""
        self.files: dict[str, File] = {}
        self.profile: dict[tuple[str, ...], Any] = {}
        self.webhook: Json = {"url": ""}
        self.webhook_refusal = ""
        """What setWebhook is answered with, when it is not wanted."""
        self.dropped = False
        """Whether the bot ever asked to throw waiting updates away."""
        self.allowed: list[str] | None = None
        self.on_update: Callable[[], None] = lambda: None
        self.on_change: Callable[[Message], None] = lambda _message: None
        """Called after a message appeared, changed or went."""
        self.on_answer: Callable[[str, Json], None] = lambda _number, _query: None
        """Called after a press or an inline query was answered."""
        self.random = Random(seed)  # noqa: S311
        self.limits = Limits(clock) if limits else None
        self.polls: dict[str, Message] = {}
        self.next_update = 100_000
        self.last_id = 0
        self._methods = Methods(self)

    # --- the Bot API

    def call(self, method: str, parameters: Json, files: Mapping[str, File] | None = None) -> Any:
        """The result of one call. files: what came with it, by name. Raises ApiError."""
        try:
            result = self._call(method, parameters, files or {})
        except ApiError as error:
            self.log.append(Call(method, parameters, None, error.description))
            raise
        self.log.append(Call(method, parameters, result))
        return result

    def _call(self, method: str, parameters: Json, files: Mapping[str, File]) -> Any:
        if method not in validate.tables()["methods"]:
            self.violations.append(f"unknown method {method}")
            raise ApiError(404, "Not Found: method not found")
        if found := validate.problems(method, parameters):
            self.violations += [f"{method}: {problem}" for problem in found]
            raise bad(found[0])
        self.close_polls()
        handler = getattr(self._methods, f"do_{method}", None)
        if handler is not None:
            return handler(dict(parameters), files) if files else handler(dict(parameters))
        if "Boolean" in validate.tables()["methods"][method].get("ret", []):
            return True
        self.violations.append(f"{method} is not simulated")
        raise bad(f"{method} is not simulated")

    # --- polls that end by themselves

    def close_polls(self) -> None:
        """Close what has run its time."""
        for message, at in self._ending():
            if self.clock() >= at:
                assert message.poll is not None
                message.poll.closed = True
                self.queue("poll", poll_json(message.poll))
                self.on_change(message)

    @property
    def next_close(self) -> datetime | None:
        """When the next open poll ends; None while none does."""
        return min((at for _message, at in self._ending()), default=None)

    def _ending(self) -> list[tuple[Message, datetime]]:
        found = []
        for message in self.polls.values():
            assert message.poll is not None
            seconds = message.poll.body.get("open_period")
            if seconds and not message.poll.closed:
                found.append((message, message.date + timedelta(seconds=seconds)))
        return found

    # --- updates

    def queue(self, kind: str, payload: Json) -> None:
        """One more update for the bot, if it asked for this kind."""
        if self.allowed is not None and kind not in self.allowed:
            return
        self.next_update += 1
        self.updates.append({"update_id": self.next_update, kind: payload})
        self.on_update()

    def take_updates(self) -> list[Json]:
        """Everything that waits, as one getUpdates would bring it, and confirmed."""
        found = list(self.updates)
        self.updates.clear()
        return found

    def confirm(self, updates: Sequence[Json]) -> None:
        """These need not be brought again."""
        known = {update["update_id"] for update in updates}
        while self.updates and self.updates[0]["update_id"] in known:
            self.updates.popleft()

    @property
    def unanswered(self) -> list[str]:
        """Presses and inline queries that the bot has not answered: their senders wait."""
        queries = [*self.presses.values(), *self.inline.values()]
        return [query["label"] for query in queries if query["answer"] is None]

    def new_id(self) -> int:
        self.last_id += 1
        return self.last_id

    # --- people and places

    def user(self, name: str, language: str | None = "en", id: int | None = None) -> "Person":
        """Somebody who uses Telegram."""
        from bot.demo.telegram.people import Person

        number = id if id is not None else 1000 + self.new_id()
        user: Json = {"id": number, "is_bot": False, "first_name": name}
        if language:
            user["language_code"] = language
        self.users[number] = user
        self.chats[number] = Chat(number, "private", name, bot_status="member")
        return Person(self, user)

    def private(self, person: "Person") -> Chat:
        return self.chats[person.id]

    def group(
        self, title: str, *people: "Person", forum: bool = False, kind: str = "supergroup", id: int | None = None
    ) -> Chat:
        """A group or channel with these members, the first of them its owner, and the bot a plain member."""
        base = -1_000_000_000_000 if kind != "group" else 0
        number = base - 500 - self.new_id() if id is None else id
        chat = Chat(number, kind, title, forum=forum, bot_status="member")
        for place, person in enumerate(people):
            chat.members[person.id] = "creator" if place == 0 else "member"
        self.chats[chat.id] = chat
        return chat

    def migrate(self, chat: Chat, *, tell: bool = True) -> Chat:
        """A group becomes a supergroup with a new id; both chats get a service message, when the bot hears of it."""
        from bot.demo.telegram.people import Person

        people = [Person(self, self.users[number]) for number in chat.members]
        bigger = self.group(chat.title, *people)
        chat.migrated_to = bigger.id
        if tell:
            self._serve(chat, {"migrate_to_chat_id": bigger.id})
            self._serve(bigger, {"migrate_from_chat_id": chat.id})
        return bigger

    def link(self, channel: Chat, group: Chat | None) -> None:
        """Make a group the discussion group of a channel; None takes it away."""
        if channel.linked is not None:
            self.chats[channel.linked].linked = None
        channel.linked = group.id if group is not None else None
        if group is not None:
            group.linked = channel.id

    def forward(self, post: Message) -> None:
        """Telegram copies each post of a channel into its discussion group, in the channel's name."""
        from bot.demo.telegram.people import reaches_bot

        if post.chat.kind != "channel" or post.chat.linked is None:
            return
        group = self.chats[post.chat.linked]
        copy = replace(
            post,
            id=len(group.messages) + 1,
            chat=group,
            sender=FORWARDER,
            keyboard=[],
            thread=None,
            reply_to=None,
            forward_of=post,
        )
        group.messages.append(copy)
        self.on_change(copy)
        if reaches_bot(self, copy):
            self.queue("message", message_json(copy))

    def _serve(self, chat: Chat, what: Json) -> None:
        message = Message(len(chat.messages) + 1, chat, next(iter(self.users.values())), self.clock())
        chat.messages.append(message)
        self.queue("message", {**message_json(message), **what})

    @property
    def sender(self) -> Json:
        """The bot as the author of a message."""
        return {k: self.bot[k] for k in ("id", "is_bot", "first_name", "username")}
