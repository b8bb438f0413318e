"""/quiz and /round in a group: a lobby, quiz polls one at a time, one scoreboard; /stop ends it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat import render
from bot.chat.buttons import Button, RoundStep
from bot.chat.content import Content
from bot.chat.messages import InTurn, Say, Sendable, Toast, letters, push
from bot.chat.permissions import Deed, may
from bot.chat.render import Markup
from bot.chat.texts import Speech, Texts
from bot.chat.turn import Command, Feature, Said, Turn
from bot.practice import forums, mix, polls, shared
from bot.practice import rounds as course
from bot.practice.polls import SHOWN_NAME
from bot.practice.rounds import EDIT_EVERY, LOBBY_LIFE, Stage
from bot.storage import chats, outbox, rounds
from bot.storage.chats import Chat
from bot.storage.forum_topics import GENERAL
from bot.storage.outbox import Priority
from bot.storage.rounds import Player, Round
from bot.study.rounds import Pace

USUAL = 5
MOST = 50
REST = timedelta(seconds=10)
"""Between the end of a round and the next lobby in the same place."""

BATCH = 20
"""Rounds that one transaction of the clock moves on: small, for people wait behind it."""

PACES = {
    Pace.RELAXED: "pace-relaxed",
    Pace.NORMAL: "pace-normal",
    Pace.FAST: "pace-fast",
    Pace.UNTIMED: "pace-untimed",
}
_COUNT = re.compile(r"(?<![\w(])([0-9]{1,6})(?![\w%)])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Order:
    """What was typed after /quiz."""

    topics: str
    size: int
    pace: Pace | None
    queue: tuple[int, ...] = ()
    """These questions, instead of some on the topics."""


def quiz(turn: Turn) -> Said:
    """A lobby for what was typed; a line that names the right topic where rounds are bound to another one."""
    chat = _chat(turn)
    if not may(turn, Deed.START, chat):
        return [_fleeting(turn, "round-admins-only")]
    if chat.rounds_thread is not None and not forums.belongs(turn, chat.rounds_thread):
        return forums.elsewhere(turn, chat, chat.rounds_thread, "round-elsewhere")
    return _begin(turn, chat, _order(turn))


def start(turn: Turn) -> Said:
    """*In a group* under a quiz: a lobby for its questions. Any other /start in a group is none of ours.

    Nobody chooses a forum topic with such a link, so the lobby opens where rounds are bound to.
    """
    name, _, sealed = turn.arguments.strip().partition("-")
    if name != shared.NAME:
        return ()
    found = shared.quiz(turn.tx, turn.content, turn.bot.key, sealed)
    numbers = tuple(n for n in found.numbers if polls.fits(turn.content, n)) if found else ()
    if found is None or not numbers:
        return [_short(turn, "quiz-nothing")]
    chat = _chat(turn)
    if not may(turn, Deed.START, chat):
        return [_fleeting(turn, "round-admins-only")]
    about, order = replace(turn, subject=found.subject), Order(found.topic or "", len(numbers), None, numbers)
    if chat.rounds_thread is None or forums.belongs(turn, chat.rounds_thread):
        return _begin(about, chat, order)
    line = forums.elsewhere(turn, chat, chat.rounds_thread, "round-elsewhere")
    if not forums.is_open(turn, chat, chat.rounds_thread):
        return line
    there = replace(about, incoming=replace(turn.incoming, thread_id=chat.rounds_thread or None, message_id=None))
    return [*line, *_begin(there, chat, order)]


def _begin(turn: Turn, chat: Chat, order: Order) -> list[Sendable]:
    """A lobby, if none is open here."""
    before = rounds.last_in(turn.tx, chat.chat_id, _thread(turn))
    if before is not None and before.state in {"lobby", "running"}:
        return [_fleeting(turn, "round-running")]
    if _rests(turn, before):
        return [_fleeting(turn, "round-rest")]
    if before is not None and before.state == "paused":
        course.close(_stage(turn), before)
    return [_open(turn, chat, order)]


def _thread(turn: Turn) -> int:
    return turn.incoming.thread_id or GENERAL


def _rests(turn: Turn, last: Round | None) -> bool:
    """Whether a round that was really played has just ended here."""
    return last is not None and bool(last.asked) and last.ended_at is not None and turn.now - last.ended_at < REST


def _order(turn: Turn) -> Order:
    """Topics, a number and a pace, in any order; a pace in the reader's language or in English."""
    text, pace = turn.arguments, None
    words = {turn.speech.plain(key).casefold(): one for one, key in PACES.items()} | {str(one): one for one in Pace}
    kept = []
    for word in text.split():
        if word.casefold() in words:
            pace = words[word.casefold()]
        else:
            kept.append(word)
    text = " ".join(kept)
    found = _COUNT.search(text)
    size = min(max(1, int(found[1])), MOST) if found else USUAL
    return Order((text[: found.start()] + text[found.end() :]).strip() if found else text, size, pace)


def _open(turn: Turn, chat: Chat, order: Order) -> Say:
    wanted = mix.read(turn.content, turn.subject, order.topics)
    if wanted.unknown is not None:
        return _short(turn, "quiz-no-topic", topic=render.clip(wanted.unknown, 60))
    seed = abs(chat.chat_id * 31 + int(turn.now.timestamp()))
    queue = order.queue or mix.numbers(turn.content, turn.subject, wanted, order.size, chat.recent, seed)
    if not queue:
        return _short(turn, "quiz-nothing")
    incoming = turn.incoming
    new = rounds.open_round(
        turn.tx,
        Round(
            id=0,
            chat_id=chat.chat_id,
            thread_id=_thread(turn),
            starter_id=incoming.user_id,
            state="lobby",
            pace=order.pace or (Pace(chat.pace) if chat.pace in set(Pace) else Pace.NORMAL),
            subject=turn.subject.id,
            wanted=order.topics,
            title=mix.title(turn.subject, wanted),
            language=turn.speech.tongue,
            queue=queue,
            size=len(queue),
            asked=(),
            quiet=0,
            shown_at=None,
            explained=(),
            message_id=None,
            edited_at=turn.now,
            due_at=turn.now + LOBBY_LIFE,
            created_at=turn.now,
            ended_at=None,
        ),
    )
    if new is None:  # somebody was quicker
        return _fleeting(turn, "round-running")
    name = render.clip(incoming.name, SHOWN_NAME)
    if incoming.user_id:
        rounds.join(turn.tx, new.id, Player(incoming.user_id, name))
    text, rows = course.lobby(_stage(turn), new, name)
    return turn.say(text, rows, silent=True)


def stop(turn: Turn) -> Said:
    """End the round of this place, with its scoreboard."""
    one = rounds.open_in(turn.tx, turn.incoming.chat_id, _thread(turn))
    if one is None:
        return [_fleeting(turn, "round-none")]
    if not may(turn, Deed.STEER, _chat(turn), one.starter_id):
        return [_fleeting(turn, "round-not-yours", name=_starter(turn, one))]
    return _end(turn, one)


def _end(turn: Turn, one: Round) -> Said:
    stage = _stage(turn)
    closed = course.close_question(stage, one, stopped=True)
    if one.asked:
        return [*closed, *course.finish(stage, one)]
    course.close(stage, one)
    text = turn.speech.markup("round-called-off")
    return [turn.show(text) if turn.incoming.press_id else turn.say(text, silent=True)]


# --- presses


def press(turn: Turn, button: Button) -> Said:
    """A step of a round. The round must be one of the chat that the pressed message stands in.

    On a message that does not carry the button only what is wrong is said: a made-up press changes nothing.
    """
    assert isinstance(button, RoundStep)
    one = rounds.find(turn.tx, button.round)
    step = STEPS.get(button.step)
    if one is None or step is None or one.chat_id != turn.incoming.chat_id:
        return [_alert(turn, "old-button")]
    refusal = step.refuse(turn, one, button.value)
    if refusal is None and turn.incoming.stale:
        refusal = _alert(turn, "old-button")
    return [refusal] if refusal is not None else step.take(turn, one, button.value)


@dataclass(frozen=True, slots=True)
class Step:
    """refuse: why this press does nothing, if so; it changes nothing. take: what the press does."""

    refuse: Callable[[Turn, Round, int], Toast | None]
    take: Callable[[Turn, Round, int], Said]


def _cannot_join(turn: Turn, one: Round, _value: int) -> Toast | None:
    if one.state == "lobby":
        return None
    return _alert(turn, "round-vote-instead" if one.state != "over" else "round-is-over")


def _join(turn: Turn, one: Round, _value: int) -> Said:
    name = render.clip(turn.incoming.name, SHOWN_NAME)
    joined = rounds.join(turn.tx, one.id, Player(turn.incoming.user_id, name))
    toast = Toast(turn.speech.plain("round-you-are-in"))
    message = turn.incoming.message_id
    if not joined or message is None:
        return [toast]
    if turn.now - one.edited_at >= EDIT_EVERY:
        return [toast, course.show_lobby(_stage(turn), one, message)]
    rounds.change(turn.tx, one.id, message_id=message, due_at=one.edited_at + EDIT_EVERY)
    return [toast]


def _cannot_start(turn: Turn, one: Round, _value: int) -> Toast | None:
    if one.state != "lobby":
        return _alert(turn, "round-running" if one.state != "over" else "round-is-over")
    if not may(turn, Deed.STEER, _chat(turn), one.starter_id):
        return _alert(turn, "round-not-yours-to-start", name=_starter(turn, one))
    return None


def _start(turn: Turn, one: Round, _value: int) -> Said:
    return course.begin(_stage(turn), replace(one, message_id=turn.incoming.message_id or one.message_id))


def _steered(states: set[str], take: Callable[[Turn, Round, int], Said]) -> Step:
    """A step that the starter and admins may take, at the question its button belongs to."""

    def refuse(turn: Turn, one: Round, value: int) -> Toast | None:
        if one.state == "over":
            return _alert(turn, "round-is-over")
        if not may(turn, Deed.STEER, _chat(turn), one.starter_id):
            return _alert(turn, "round-not-yours", name=_starter(turn, one))
        if one.state not in states or value != len(one.asked):
            return Toast(turn.speech.plain("asked-already"))
        return None

    return Step(refuse, take)


def _staged(act: Callable[[Stage, Round], Said]) -> Callable[[Turn, Round, int], Said]:
    return lambda turn, one, _value: act(_stage(turn), one)


def _go(turn: Turn, one: Round, _value: int) -> Said:
    closed = course.close_question(_stage(turn), one)
    return [*_unbutton(turn), *closed, *course.ask_next(_stage(turn), replace(one, quiet=0))]


def _unbutton(turn: Turn) -> Said:
    """The message that was pressed has had its time."""
    return [turn.show(turn.speech.markup("round-goes-on"))] if turn.incoming.message_id else []


def _explained(turn: Turn, one: Round, place: int) -> Toast | None:
    return Toast(turn.speech.plain("round-explained")) if place in one.explained else None


def _explain(turn: Turn, one: Round, place: int) -> Said:
    said = course.explain(_stage(turn), one, place) if one.state == "over" else None
    if said is None:
        return [_alert(turn, "question-gone")]
    rounds.change(turn.tx, one.id, explained=(*one.explained, place))
    return [said]


def _not_again(turn: Turn, _one: Round, _value: int) -> Toast | None:
    chat = _chat(turn)
    if not may(turn, Deed.START, chat):
        return _alert(turn, "round-admins-only")
    if chat.rounds_thread is not None and not forums.belongs(turn, chat.rounds_thread):
        return forums.elsewhere_toast(turn, chat, chat.rounds_thread, "round-elsewhere")
    last = rounds.last_in(turn.tx, chat.chat_id, _thread(turn))
    if last is not None and last.state != "over":
        return _alert(turn, "round-running")
    return _alert(turn, "round-rest") if _rests(turn, last) else None


def _again(turn: Turn, one: Round, _value: int) -> Said:
    """The same subject, topics, length and pace; with new questions, as long as there are any."""
    about = replace(turn, subject=turn.content.subject(one.subject))
    return [replace(_open(about, _chat(turn), Order(one.wanted, one.size, one.pace)), reply_to=None)]


STEPS: dict[str, Step] = {
    "join": Step(_cannot_join, _join),
    "start": Step(_cannot_start, _start),
    "pause": _steered({"running"}, _staged(course.pause)),
    "next": _steered({"running"}, _staged(course.move_on)),
    "go": _steered({"paused"}, _go),
    "stop": _steered({"running", "paused"}, lambda turn, one, _value: _end(turn, one)),
    "explain": Step(_explained, _explain),
    "again": Step(_not_again, _again),
}


# --- the clock


class Clockwork:
    """Moves rounds on as time passes."""

    def __init__(self, texts: Texts, bot: str) -> None:
        self._texts = texts
        self._bot = bot

    def tick(self, tx: Connection, content: Content, now: datetime, since: datetime | None = None) -> int:
        """Look at up to BATCH rounds whose time has come; returns how many. since: questions from before wait."""
        found = rounds.due(tx, now, BATCH, since)
        for one in found:
            said = course.look(Stage(tx, content, self._speech(tx, one), self._bot, now), one)
            outbox.queue(tx, [push(letter, Priority.ROUND) for letter in letters(said, None)], now)
        return len(found)

    def _speech(self, tx: Connection, one: Round) -> Speech:
        chat = chats.find(tx, one.chat_id)
        return self._texts.speech((chat.language if chat else None) or one.language)


# --- words


def _stage(turn: Turn) -> Stage:
    return Stage(turn.tx, turn.content, turn.speech, turn.bot.username, turn.now)


def _chat(turn: Turn) -> Chat:
    return chats.meet(turn.tx, turn.incoming.chat_id, turn.incoming.chat_kind, turn.now)


def _starter(turn: Turn, one: Round) -> str:
    """Who started it, by name while the round lasts."""
    names = {player.user_id: player.name for player in rounds.players_of(turn.tx, one.id)}
    return names.get(one.starter_id) or turn.speech.plain("round-its-starter")


def _short(turn: Turn, key: str, **arguments: str) -> Say:
    text: Markup = turn.speech.markup(key, **arguments)
    return turn.say(text, silent=True)


def _fleeting(turn: Turn, key: str, **arguments: str) -> Say:
    """A line that nobody needs after a minute."""
    return replace(_short(turn, key, **arguments), fleeting=True)


def _alert(turn: Turn, key: str, **arguments: str) -> Toast:
    return Toast(turn.speech.plain(key, **arguments), alert=True)


def _in_turn(said: Said) -> Said:
    """What a round says to its group waits for its turn, so that two hundred rounds hold up no private answer."""
    return [one if isinstance(one, Toast | InTurn) else InTurn(one) for one in said]


def _quiz_in_turn(turn: Turn) -> Said:
    return _in_turn(quiz(turn))


def _start_in_turn(turn: Turn) -> Said:
    return _in_turn(start(turn))


def _stop_in_turn(turn: Turn) -> Said:
    return _in_turn(stop(turn))


def _press_in_turn(turn: Turn, button: Button) -> Said:
    return _in_turn(press(turn, button))


feature = Feature(
    commands=(
        Command("quiz", _quiz_in_turn, private=False, group=True, group_menu=True),
        Command("start", _start_in_turn, private=False, group=True),
        Command("round", _quiz_in_turn, private=False, group=True),
        Command("stop", _stop_in_turn, private=False, group=True, group_menu=True),
    ),
    presses={RoundStep: _press_in_turn},
)
