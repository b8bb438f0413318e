"""A turn: one update, and what a feature needs to answer it, inside one transaction.

A feature is plain functions `f(turn, ...) -> what to say`. Everything around them (the transaction, the
outbox, the inbox mark, the answer to a press) is the same for all and lives in chat.context.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from sqlalchemy import Connection

from bot.chat.buttons import Button, Rows
from bot.chat.content import Content
from bot.chat.messages import Edit, Outgoing, Say
from bot.chat.ranks import Ranks
from bot.chat.render import Markup
from bot.chat.styles import Style, style_of
from bot.chat.texts import Speech
from bot.drawing.charts import Chart, Drawing, Look
from bot.library.model import Subject, TopicId
from bot.library.search import Index
from bot.storage.dialogues import Dialogue
from bot.storage.learners import Learner
from bot.study.plan import study_date, zone


class Sender(StrEnum):
    """Who stands behind an update: a person, or one of Telegram's stand-ins."""

    PERSON = "person"
    ANONYMOUS_ADMIN = "anonymous admin"
    CHANNEL = "channel"
    """Somebody who writes in the name of a channel, or the channel itself."""
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class Incoming:
    """What came in. message_id: of the text, or of the message whose button was pressed."""

    user_id: int
    """0 when nobody in particular stands behind it: a channel, an anonymous admin, a forward."""
    name: str
    language: str | None
    chat_id: int
    private: bool
    at: datetime
    thread_id: int | None = None
    message_id: int | None = None
    text: str = ""
    replied_text: str = ""
    replied_to_us: bool = False
    replied_id: int | None = None
    """The message that it replies to."""
    press_id: str | None = None
    chat_kind: str = "private"
    pictured: bool = False
    """The message whose button was pressed is a picture."""
    stale: bool = False
    """The pressed message does not carry this button: it did before, or somebody made it up."""
    topic_name: str | None = None
    """Of the forum topic it was written in, where Telegram tells it."""
    chat_title: str = ""
    sender: Sender = Sender.PERSON


@dataclass(frozen=True, slots=True)
class Bot:
    """Who we are: the id and the name people type after @. key: what our links are signed with."""

    id: int
    username: str
    key: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Turn:
    tx: Connection
    incoming: Incoming
    person: Learner | None
    """None in groups for whoever has never talked to us in private."""
    content: Content
    subject: Subject
    speech: Speech
    bot: Bot
    commands: "Sequence[Command]"
    arguments: str = ""
    """The text after a command."""
    is_owner: bool = False
    """One of the people who run this bot."""
    ranks: Ranks = field(default_factory=Ranks)
    links: "Mapping[str, Callable[[Turn, str], Said | None]]" = field(default_factory=dict)
    """What a link ?start=<name>-<target> opens, by name."""

    @property
    def learner(self) -> Learner:
        """The person of a private chat, who is always known."""
        assert self.person is not None, "only private chats have a learner for certain"
        return self.person

    @property
    def style(self) -> Style:
        """How the person likes to answer."""
        return style_of(self.person.answer_style if self.person else None)

    @property
    def look(self) -> Look:
        """How the person likes pictures."""
        return Look.DARK if self.person is not None and self.person.look == Look.DARK else Look.LIGHT

    def drawing(self, chart: Chart) -> Drawing | None:
        """The chart as this person likes it; None for a screen reader, to which the words beside it are enough."""
        return None if self.style is Style.READER else Drawing(chart, self.look)

    @property
    def now(self) -> datetime:
        """When the update arrived: a replay after a crash sees the same time."""
        return self.incoming.at

    @property
    def today(self) -> date:
        """The learner's study date."""
        return study_date(self.now, zone(self.person.zone if self.person else None))

    def say(
        self,
        text: Markup,
        rows: Rows = (),
        *,
        silent: bool = False,
        asking: int | None = None,
        picture: Drawing | None = None,
        fleeting: bool = False,
    ) -> Say:
        """A new message where the update came from."""
        incoming = self.incoming
        reply_to = None if incoming.private else incoming.message_id
        thread = incoming.thread_id
        return Say(incoming.chat_id, text, rows, thread, reply_to, silent, asking, picture, fleeting=fleeting)

    def show(
        self, text: Markup, rows: Rows = (), *, asking: int | None = None, picture: Drawing | None = None
    ) -> Say | Edit:
        """The pressed message changed in place; a new message when nothing was pressed, or a picture would stay."""
        incoming = self.incoming
        if incoming.press_id is None or incoming.message_id is None or (incoming.pictured and picture is None):
            return self.say(text, rows, asking=asking, picture=picture)
        return Edit(incoming.chat_id, incoming.message_id, text, rows, asking, picture)


Said: TypeAlias = Sequence[Outgoing]
Answer: TypeAlias = Callable[[Turn], Said]


@dataclass(frozen=True, slots=True)
class Command:
    """A command, declared once: handler, menus and /help are made from it.

    private, group: where it works. menu, group_menu, admin_menu: whether the menu there shows it (the last one is
    for the admins of groups). The catalogue describes it under `command-<name>`.
    """

    name: str
    answer: Answer
    private: bool = True
    group: bool = False
    menu: bool = False
    group_menu: bool = False
    admin_menu: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody typed after our name in any chat, and in which subject and language to answer."""

    text: str
    subject: Subject
    index: Index
    speech: Speech
    bot: Bot
    replied_text: str = ""
    """Of the message that a guest's call replies to."""
    recent: Sequence[TopicId] = ()
    """Topics the person answered questions on lately."""


@dataclass(frozen=True, slots=True)
class Article:
    """One inline result: how it is listed, and the message it becomes. id: 1-64 bytes."""

    id: str
    title: str
    description: str
    text: Markup
    rows: Rows = ()


InlineAnswer: TypeAlias = Callable[[Query], Sequence[Article]]
GuestAnswer: TypeAlias = Callable[[Query], Article]
"""What is said where we are called as a guest."""


@dataclass(frozen=True)
class Feature:
    """What a user can do: commands, presses, texts that an open dialogue waits for, other texts.

    texts: tried in the order of the features; the first that does not return None has answered.
    """

    commands: Sequence[Command] = ()
    presses: Mapping[type[Button], Callable[[Turn, Button], Said]] = field(default_factory=dict)
    dialogues: Mapping[str, Callable[[Turn, Dialogue], Said | None]] = field(default_factory=dict)
    """One that returns None leaves the text to the others."""
    text: Callable[[Turn], Said | None] | None = None
    vote: Callable[[Turn, str, tuple[int, ...]], Said | None] | None = None
    """Like texts: the first that does not return None has taken it."""
    forum_topic: Callable[[Turn, str | None, bool | None], Said] | None = None
    """A forum topic was made, renamed, closed or opened: its name, where that is told, and whether it is open."""
    membership: Callable[[Turn, str, str], Said] | None = None
    """Our own membership changed: from this status to that."""
    addressed: Callable[[Turn], Said] | None = None
    """A text in a group that replies to us or names us."""
    links: Mapping[str, Callable[[Turn, str], Said | None]] = field(default_factory=dict)
    """What a link ?start=<name>-<target> opens; None from it means that the link is worth nothing."""
    totals: Callable[[Turn, str, tuple[int, ...]], Said] | None = None
    """How the votes of an anonymous poll of ours stand: poll, votes for each option."""
    edited: Callable[[Turn], Said] | None = None
    """A text that its author has changed."""
    inline: InlineAnswer | None = None
    from_memory: Callable[[Query], Markup | None] | None = None
    """A look-up that is answered while the database is away."""
    guest: GuestAnswer | None = None
