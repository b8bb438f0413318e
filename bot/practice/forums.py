"""Forum topics: where rounds and the board may be, what is said elsewhere, and what happens when a topic closes."""

from bot.chat.buttons import Key, Rows, Url
from bot.chat.links import inside
from bot.chat.messages import Sendable, Toast
from bot.chat.render import Markup
from bot.chat.texts import Speech
from bot.chat.turn import Turn
from bot.practice import polls
from bot.storage import forum_topics
from bot.storage.chats import Chat
from bot.storage.forum_topics import GENERAL

FIRST = 1
"""The message that a link into General names."""


def belongs(turn: Turn, bound: int | None) -> bool:
    """Whether this is the topic that something is bound to; everywhere it is when it is bound to none."""
    return bound is None or bound == (turn.incoming.thread_id or GENERAL)


def name(turn: Turn, chat: Chat, thread_id: int) -> str:
    """A topic as its readers know it."""
    if thread_id == GENERAL:
        return turn.speech.plain("topic-general")
    topic = forum_topics.find(turn.tx, chat.chat_id, thread_id)
    return topic.name if topic is not None and topic.name else numbered(turn.speech, thread_id)


def numbered(speech: Speech, thread_id: int) -> str:
    """A topic without a known name. Its number stands in links, so it is written without separators."""
    return speech.plain("topic-numbered", number=str(thread_id))


def is_open(turn: Turn, chat: Chat, thread_id: int) -> bool:
    topic = forum_topics.find(turn.tx, chat.chat_id, thread_id)
    return topic is None or topic.is_open


def elsewhere(turn: Turn, chat: Chat, bound: int, what: str) -> list[Sendable]:
    """One short line that names the right topic, and a way there. Admins hear once of one that is closed.

    what: the text, `round-elsewhere` or `board-elsewhere`.
    """
    shut = not is_open(turn, chat, bound)
    link = None if shut else inside(chat.chat_id, bound or FIRST)
    rows: Rows = ((Key(turn.speech.plain("button-go-there"), Url(link)),),) if link else ()
    line = turn.say(_line(turn, chat, bound, what, shut=shut), rows, silent=True, fleeting=True)
    return [line, *(polls.tell(turn.tx, turn.speech, chat.chat_id, "topic") if shut else ())]


def elsewhere_toast(turn: Turn, chat: Chat, bound: int, what: str) -> Toast:
    """The same to a press."""
    key = what if is_open(turn, chat, bound) else "topic-closed"
    return Toast(turn.speech.plain(key, topic=name(turn, chat, bound)), alert=True)


def _line(turn: Turn, chat: Chat, bound: int, what: str, *, shut: bool) -> Markup:
    return turn.speech.markup("topic-closed" if shut else what, topic=name(turn, chat, bound))


def shown(speech: Speech, topic: forum_topics.Topic) -> str:
    """A topic in a list, where one that is closed says so."""
    label = topic.name or numbered(speech, topic.thread_id)
    return label if topic.is_open else speech.plain("topic-shut", topic=label)
