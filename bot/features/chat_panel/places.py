"""Which forum topic is for what: the daily question, rounds, the board.

Telegram tells bots no list of topics: offered are those that somebody wrote to us in, or that opened while we were
there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.chat import render
from bot.chat.buttons import ChatStep, Key, Rows
from bot.chat.turn import Said, Turn
from bot.features.chat_panel import page
from bot.practice import forums
from bot.storage import chats, forum_topics
from bot.storage.chats import Chat
from bot.storage.forum_topics import GENERAL

EVERYWHERE = "all"
MOST = 80
"""Topics on one page: a message has at most a hundred buttons."""

FURTHER = "+"
"""Before the number of the page that is shown instead of keeping an answer."""

DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Bound:
    """Something that can be bound to a topic: its column, and its texts on the list, on a button and as a question."""

    column: str
    line: str
    label: str
    question: str


_BOUND = {
    DAILY: Bound("thread_id", "places-daily", "button-place-daily", "place-which-daily"),
    "rounds": Bound("rounds_thread", "places-rounds", "button-place-rounds", "place-which-rounds"),
    "board": Bound("board_thread", "places-board", "button-place-board", "place-which-board"),
}


def _places(turn: Turn, chat: Chat, _value: str) -> Said:
    """What is bound where."""
    lines = [turn.speech.markup("places")]
    lines += [turn.speech.markup(one.line, where=_where(turn, chat, what)) for what, one in _BOUND.items()]
    keys: Rows = tuple(
        (Key(turn.speech.plain(one.label), ChatStep(chat.chat_id, f"where-{what}", "")),)
        for what, one in _BOUND.items()
    )
    return [turn.show(render.join(lines), (*keys, page.back(turn, chat)))]


def _where(turn: Turn, chat: Chat, what: str) -> str:
    bound: int | None = getattr(chat, _BOUND[what].column)
    if bound is None and what != DAILY:
        return turn.speech.plain("topic-everywhere")
    topic = forum_topics.find(turn.tx, chat.chat_id, bound) if bound else None
    return forums.shown(turn.speech, topic) if topic is not None else forums.name(turn, chat, bound or GENERAL)


def _bind(what: str) -> Callable[[Turn, Chat, str], Said | None]:
    """The step that asks where something may be, and keeps the answer."""

    def chosen(turn: Turn, chat: Chat, value: str) -> Said | None:
        options = _options(turn, chat, what)
        if not value or value.startswith(FURTHER):
            text = turn.speech.markup(_BOUND[what].question, bot=turn.bot.username)
            shown = _on_page(turn, options, value.removeprefix(FURTHER))
            return page.choice(turn, chat, text, f"where-{what}", shown) if shown else None
        if value not in dict(options):
            return None
        thread = None if value == EVERYWHERE else int(value)
        bound = thread or None if what == DAILY else thread
        chats.change(turn.tx, chat.chat_id, **{"trouble": None, _BOUND[what].column: bound})
        return _places(turn, chats.find(turn.tx, chat.chat_id) or chat, "")

    return chosen


def _options(turn: Turn, chat: Chat, what: str) -> list[tuple[str, str]]:
    """The daily question has to come somewhere; the others may be everywhere."""
    everywhere = [] if what == DAILY else [(EVERYWHERE, turn.speech.plain("topic-everywhere"))]
    known = forum_topics.of(turn.tx, chat.chat_id)
    topics = [(str(one.thread_id), render.clip(forums.shown(turn.speech, one), 40)) for one in known]
    return [*everywhere, (str(GENERAL), turn.speech.plain("topic-general")), *topics]


def _on_page(turn: Turn, options: list[tuple[str, str]], number: str) -> list[tuple[str, str]]:
    """Some of many, and a way to the next ones; none for what is no page."""
    first = int(number) * MOST if number.isdecimal() else 0
    further = [(f"{FURTHER}{first // MOST + 1}", turn.speech.plain("button-more-topics"))]
    shown = options[first : first + MOST]
    return [*shown, *(further if options[first + MOST :] else ())]


STEPS: dict[str, Callable[[Turn, Chat, str], Said | None]] = {
    "places": _places,
    **{f"where-{what}": _bind(what) for what in _BOUND},
}
