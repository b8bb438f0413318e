"""The daily question of a group or channel: hour, days, zone, topics; what would come next, and posting it now."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.chat import render
from bot.chat.buttons import ChatStep, Key, Rows
from bot.chat.messages import Toast
from bot.chat.texts import catalogue, clock
from bot.chat.turn import Said, Turn
from bot.features.chat_panel import page
from bot.practice import daily_poll, polls, present
from bot.practice.daily_poll import Desk
from bot.practice.topic import find_topic
from bot.storage import askings, chat_dailies, chats, dialogues
from bot.storage.chat_dailies import EVERY_DAY, WORKDAYS
from bot.storage.chats import Chat
from bot.storage.dialogues import Dialogue
from bot.study import cities
from bot.study.plan import zone
from bot.study.times import parse_time

POSTED_NOW = timedelta(seconds=30)
"""So soon after a question nobody means another one by *Post now*."""

HOURS = (8 * 60, 13 * 60, 20 * 60)


def _await(turn: Turn, kind: str, chat: Chat) -> None:
    dialogue = Dialogue(kind, {"chat": chat.chat_id})
    dialogues.begin(turn.tx, turn.incoming.user_id, turn.incoming.chat_id, dialogue, turn.now)


def _answered(turn: Turn) -> None:
    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)


# --- when


def _days(turn: Turn, chat: Chat, value: str) -> Said | None:
    words = {str(EVERY_DAY): "chat-days-every", str(WORKDAYS): "chat-days-work"}
    if value:
        return _rescheduled(turn, chat, weekdays=int(value)) if value in words else None
    options = [(days, turn.speech.plain(key)) for days, key in words.items()]
    return page.choice(turn, chat, turn.speech.markup("chat-which-days"), "days", options)


def _rescheduled(turn: Turn, chat: Chat, **values: object) -> Said:
    """Change the daily question; one that is off stays off."""
    chat_dailies.change(turn.tx, chat.chat_id, **values)
    _plan_anew(turn, chat)
    return [page.panel(turn, chat)]


def _plan_anew(turn: Turn, chat: Chat) -> None:
    daily = chat_dailies.find(turn.tx, chat.chat_id)
    if daily is not None and daily.next_due_at is not None:
        daily_poll.schedule(turn.tx, daily, chat.zone, turn.now)


def _hour(turn: Turn, chat: Chat, value: str) -> Said | None:
    """The hour of the daily question; it needs the local time first."""
    if chat.zone is None:
        return _zone(turn, chat, "")
    if value:
        return _set_hour(turn, chat, int(value)) if value.isdigit() and int(value) < 24 * 60 else None
    _await(turn, "chat-hour", chat)
    hours = tuple(Key(clock(minute), ChatStep(chat.chat_id, "hour", str(minute))) for minute in HOURS)
    return [turn.show(turn.speech.markup("chat-when"), (hours,))]


def _set_hour(turn: Turn, chat: Chat, minute: int) -> Said:
    _answered(turn)
    daily = chat_dailies.find(turn.tx, chat.chat_id)
    assert daily is not None, "a connected chat has a row"
    daily_poll.schedule(turn.tx, replace(daily, minute=minute), chat.zone, turn.now)
    chats.change(turn.tx, chat.chat_id, trouble=None, polls=None)
    return [page.panel(turn, chat)]


def _hour_typed(turn: Turn, chat: Chat) -> Said:
    minute = parse_time(turn.incoming.text)
    return _set_hour(turn, chat, minute) if minute is not None else [turn.say(turn.speech.markup("daily-no-time"))]


def _on(turn: Turn, chat: Chat, _value: str) -> Said:
    daily = chat_dailies.find(turn.tx, chat.chat_id)
    assert daily is not None, "a connected chat has a row"
    return _set_hour(turn, chat, daily.minute)


def _off(turn: Turn, chat: Chat, _value: str) -> Said:
    chat_dailies.change(turn.tx, chat.chat_id, next_due_at=None)
    return [page.panel(turn, chat)]


def _zone(turn: Turn, chat: Chat, value: str) -> Said | None:
    if value:
        return _set_zone(turn, chat, value) if zone(value).key == value else None
    _await(turn, "chat-zone", chat)
    return [turn.show(turn.speech.markup("daily-what-time"))]


def _set_zone(turn: Turn, chat: Chat, name: str) -> Said:
    _answered(turn)
    chats.change(turn.tx, chat.chat_id, zone=name)
    changed = replace(chat, zone=name)
    _plan_anew(turn, changed)
    return [page.panel(turn, changed)]


def _zone_typed(turn: Turn, chat: Chat) -> Said:
    """A time on the clock, or a city."""
    text = turn.incoming.text
    minute = parse_time(text)
    city, alike = (None, cities.showing(minute, turn.now)) if minute is not None else cities.named(text)
    if city is not None:
        return _set_zone(turn, chat, city.zone)
    if not alike:
        return [turn.say(turn.speech.markup("daily-no-city"))]
    rows: Rows = (tuple(Key(one.name, ChatStep(chat.chat_id, "zone", one.zone)) for one in alike),)
    return [turn.say(turn.speech.markup("daily-which-city"), rows)]


# --- what


def _topics(turn: Turn, chat: Chat, value: str) -> Said:
    if value == "all":
        return _rescheduled(turn, chat, topic=None)
    _await(turn, "chat-topic", chat)
    options = [("all", turn.speech.plain("button-all-topics"))]
    return page.choice(turn, chat, turn.speech.markup("chat-which-topic"), "topics", options)


def _topic_typed(turn: Turn, chat: Chat) -> Said:
    subject = turn.content.subject(chat.subject)
    found = find_topic(turn.content, subject, turn.incoming.text).topic
    if found is None or not any(polls.fits(turn.content, n) for n in turn.content.numbers_of(subject, found)):
        return [turn.say(turn.speech.markup("quiz-no-topic", topic=render.clip(turn.incoming.text, 60)))]
    _answered(turn)
    return _rescheduled(turn, chat, topic=found)


def _preview(turn: Turn, chat: Chat, _value: str) -> Said:
    """What would be asked next, for the admin's eyes."""
    daily = chat_dailies.find(turn.tx, chat.chat_id)
    number = _desk(turn, chat).choose(daily) if daily is not None else None
    if number is None:
        return [Toast(turn.speech.plain("quiz-nothing"), alert=True)]
    question = turn.content.questions[number].question.drawn(0)
    lines = [render.escape(question.choice_stem)]
    lines += [
        render.bold(f"{present.LETTERS[place]}. {text}")
        if place in question.answer
        else render.escape(f"{present.LETTERS[place]}. {text}")
        for place, text in enumerate(question.options)
    ]
    post = (Key(turn.speech.plain("button-post-now"), ChatStep(chat.chat_id, "post", "")),)
    text = render.join([*lines, render.escape(question.explanation)])
    return [turn.show(text, (post, page.back(turn, chat)))]


def _post(turn: Turn, chat: Chat, _value: str) -> Said:
    """The next question goes out now; one that stands is closed first. Two admins at once post one."""
    daily = chat_dailies.find(turn.tx, chat.chat_id)
    standing = askings.find(turn.tx, daily.asking_id) if daily is not None and daily.asking_id is not None else None
    if standing is not None and turn.now - standing.asked_at < POSTED_NOW:
        return [Toast(turn.speech.plain("chat-posted"))]
    said = _desk(turn, chat).ask(replace(daily, quiet=0)) if daily is not None else []
    if not said:
        return [Toast(turn.speech.plain("quiz-nothing"), alert=True)]
    return [*said, Toast(turn.speech.plain("chat-posted"))]


def _desk(turn: Turn, chat: Chat) -> Desk:
    return Desk(turn.tx, turn.content, catalogue(), turn.bot.username, chat, turn.now)


STEPS: dict[str, Callable[[Turn, Chat, str], Said | None]] = {
    "days": _days,
    "hour": _hour,
    "on": _on,
    "off": _off,
    "zone": _zone,
    "topics": _topics,
    "preview": _preview,
    "post": _post,
}

TYPED: dict[str, Callable[[Turn, Chat], Said]] = {
    "chat-hour": _hour_typed,
    "chat-zone": _zone_typed,
    "chat-topic": _topic_typed,
}
"""What is typed after a question of the panel, by the kind of dialogue that waits for it."""
