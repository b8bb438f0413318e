"""Pausing, for a week or until a day; stopping; and coming back."""

from dataclasses import replace
from datetime import date, timedelta

from bot.chat.buttons import Daily, Key, Rows
from bot.chat.turn import Said, Turn
from bot.features.daily import setup, status
from bot.practice import back, choose, reminders, session
from bot.practice.steps import Steps
from bot.storage import outbox, subscriptions
from bot.storage.dialogues import Dialogue
from bot.storage.subscriptions import Subscription
from bot.study.dates import readings
from bot.study.plan import begins, zone

WEEK = timedelta(days=7)
FARTHEST = timedelta(days=366)
FEWER = (1, 3, 5)
"""A day, for whoever wants fewer."""


def _mine(turn: Turn) -> Subscription | None:
    return subscriptions.find(turn.tx, turn.learner.user_id)


def _pause(turn: Turn, _value: str) -> Said:
    return _until_day(turn, turn.today + WEEK)


def _until(turn: Turn, value: str) -> Said | None:
    """Until a day that is typed, or that a button names."""
    if not value:
        return setup.ask(turn, "daily-until", "daily-until-when")
    found = readings(f"{value[:4]}-{value[4:6]}-{value[6:]}", turn.today)
    return _until_day(turn, found[0]) if len(found) == 1 and _is_ahead(turn, found[0]) else None


def _is_ahead(turn: Turn, day: date) -> bool:
    return turn.today < day <= turn.today + FARTHEST


def until_typed(turn: Turn, _dialogue: Dialogue) -> Said:
    found = [day for day in readings(turn.incoming.text, turn.today) if _is_ahead(turn, day)]
    if not found:
        return [turn.say(turn.speech.markup("daily-no-until"))]
    if len(found) == 1:
        return _until_day(turn, found[0])
    rows: Rows = tuple((Key(turn.speech.day_short(day), Daily("until", day.strftime("%Y%m%d"))),) for day in found)
    return [turn.say(turn.speech.markup("exam-which-day"), rows)]


def _until_day(turn: Turn, day: date) -> Said:
    setup.done(turn)
    mine = _mine(turn)
    if mine is None:
        return setup.daily(turn)
    outbox.drop_pushes(turn.tx, turn.learner.user_id, turn.now, "paused")
    paused = replace(mine, paused_until=begins(day, zone(turn.learner.zone)), unanswered=0, asked_on=None)
    return [status.show(turn, reminders.schedule(turn, paused))]


def _resume(turn: Turn, _value: str) -> Said:
    mine = _mine(turn)
    return setup.daily(turn) if mine is None else [status.show(turn, reminders.begin_again(turn, mine))]


def _again(turn: Turn, _value: str) -> Said:
    """*Start again* after an absence."""
    mine = _mine(turn)
    return setup.daily(turn) if mine is None else back.again(turn, mine)


def _fewer(turn: Turn, value: str) -> Said | None:
    """Fewer a day, and starting again with them."""
    mine = _mine(turn)
    if mine is None:
        return setup.daily(turn)
    if not value:
        keys = tuple(Key(turn.speech.plain("button-a-day", count=n), Daily("fewer", str(n))) for n in FEWER)
        return [turn.show(turn.speech.markup("daily-how-many"), (keys,))]
    if value not in map(str, FEWER):
        return None
    return back.again(turn, mine.with_amount(int(value)))


def _ten(turn: Turn, _value: str) -> Said:
    """Some useful questions for somebody who is back."""
    user = turn.learner.user_id
    return session.start(turn, choose.questions(turn.tx, turn.content, turn.subject, user, back.OFFERED, turn.today))


def _stop(turn: Turn, _value: str) -> Said:
    subscriptions.remove(turn.tx, turn.learner.user_id)
    outbox.drop_pushes(turn.tx, turn.learner.user_id, turn.now, "stopped")
    return [turn.show(turn.speech.markup("daily-stopped"))]


STEPS: Steps = {
    "pause": _pause,
    "until": _until,
    "resume": _resume,
    "again": _again,
    "fewer": _fewer,
    "ten": _ten,
    "stop": _stop,
}
DIALOGUES = {"daily-until": until_typed}
