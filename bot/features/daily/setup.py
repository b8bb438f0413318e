"""Setting up daily questions: what is missing is asked in this order: the local time, the hour.

Everything else has a default that one tap changes.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.buttons import Button, Daily, Key, Rows, Zone
from bot.chat.messages import Toast
from bot.chat.texts import clock
from bot.chat.turn import Said, Turn
from bot.features.daily import status
from bot.practice import reminders
from bot.practice.steps import Steps
from bot.storage import dialogues, exams, learners, subscriptions
from bot.storage.dialogues import Dialogue
from bot.storage.subscriptions import Subscription
from bot.study import cities
from bot.study.plan import Rhythm, zone
from bot.study.times import parse_time

USUAL_AMOUNT = 10
AMOUNTS = (5, 10, 20)
MOST_A_DAY = 100
HOURS = (8 * 60, 13 * 60, 20 * 60)


def daily(turn: Turn) -> Said:
    """What is set, or the first question of the set-up."""
    subscription = subscriptions.find(turn.tx, turn.learner.user_id)
    if subscription is not None:
        return [status.show(turn, subscription)]
    if turn.learner.zone is None:
        return _ask_zone(turn)
    return ask_hour(turn)


def ask(turn: Turn, dialogue: str, key: str, rows: Rows = (), **arguments: int) -> Said:
    """Ask for something to type."""
    incoming = turn.incoming
    dialogues.begin(turn.tx, incoming.user_id, incoming.chat_id, Dialogue(dialogue, None), turn.now)
    return [turn.show(turn.speech.markup(key, **arguments), rows)]


def done(turn: Turn) -> None:
    """Nothing is waited for any more."""
    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)


# --- where


def _ask_zone(turn: Turn) -> Said:
    return ask(turn, "daily-zone", "daily-what-time")


def zone_typed(turn: Turn, _dialogue: Dialogue) -> Said:
    """A time on the clock, or a city."""
    text = turn.incoming.text
    if (minute := parse_time(text)) is not None:
        return _offer(turn, cities.showing(minute, turn.now), "daily-nearest-city")
    city, alike = cities.named(text)
    if city is not None:
        return _set_zone(turn, city.zone)
    return _offer(turn, alike, "daily-which-city")


def _offer(turn: Turn, found: Sequence[cities.City], key: str) -> Said:
    if not found:
        return [turn.say(turn.speech.markup("daily-no-city"))]
    names = tuple(Key(city.name, Zone(city.zone)) for city in found)
    other = (Key(turn.speech.plain("button-another-city"), Zone("")),)
    return [turn.say(turn.speech.markup(key), (names, other))]


def zone_pressed(turn: Turn, button: Button) -> Said:
    assert isinstance(button, Zone)
    if not turn.incoming.private:
        return [Toast(turn.speech.plain("only-private"), alert=True)]
    if not button.zone:
        return ask(turn, "daily-zone", "daily-type-city")
    if zone(button.zone).key != button.zone:
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    return _set_zone(turn, button.zone)


def _set_zone(turn: Turn, name: str) -> Said:
    """Keep the zone; reminders that are set move with it: no date is lost, and none comes twice."""
    done(turn)
    learners.change(turn.tx, turn.learner.user_id, zone=name)
    there = replace(turn, person=replace(turn.learner, zone=name))
    subscription = subscriptions.find(turn.tx, turn.learner.user_id)
    if subscription is None:
        return ask_hour(there)
    return [status.show(there, reminders.move(there, subscription))]


# --- when


def ask_hour(turn: Turn) -> Said:
    hours = tuple(Key(clock(minute), Daily("hour", str(minute))) for minute in HOURS)
    other = (
        Key(turn.speech.plain("button-other-time"), Daily("other", "")),
        Key(turn.speech.plain("button-spread"), Daily("spread", "")),
    )
    return [turn.show(turn.speech.markup("daily-when"), (hours, other))]


def _hour_pressed(turn: Turn, value: str) -> Said | None:
    if not value:
        return ask_hour(turn)
    return _set_hour(turn, int(value)) if value.isdigit() and int(value) < 24 * 60 else None


def hour_typed(turn: Turn, _dialogue: Dialogue) -> Said:
    minute = parse_time(turn.incoming.text)
    if minute is None:
        return [turn.say(turn.speech.markup("daily-no-time"))]
    return _set_hour(turn, minute)


def _set_hour(turn: Turn, minute: int) -> Said:
    return set_rhythm(turn, Rhythm((minute,)))


def set_rhythm(turn: Turn, rhythm: Rhythm) -> Said:
    """Keep the hours; days off stay. Whoever has no zone yet is asked first: an hour means nothing without it."""
    done(turn)
    if turn.learner.zone is None:
        return _ask_zone(turn)
    found = subscriptions.find(turn.tx, turn.learner.user_id)
    if found is None:
        amount = _planned_amount(turn)
        new = Subscription(turn.learner.user_id, amount, replace(rhythm, times=amount))
        return [status.done(turn, reminders.schedule(turn, new))]
    changed = replace(found, rhythm=replace(rhythm, times=found.amount, off=found.rhythm.off))
    return [status.show(turn, reminders.begin_again(turn, changed))]


# --- how many


def _planned_amount(turn: Turn) -> int:
    """What was agreed on for an exam, else the usual."""
    exam = exams.find(turn.tx, turn.learner.user_id, turn.subject.id)
    return (exam and exam.amount) or USUAL_AMOUNT


def _amount_pressed(turn: Turn, value: str) -> Said | None:
    if not value:
        amounts = tuple(Key(str(amount), Daily("amount", str(amount))) for amount in AMOUNTS)
        return ask(turn, "daily-amount", "daily-how-many", (amounts,))
    return set_amount(turn, int(value)) if value.isdigit() and 1 <= int(value) <= MOST_A_DAY else None


def amount_typed(turn: Turn, _dialogue: Dialogue) -> Said:
    text = turn.incoming.text.strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST_A_DAY):
        return [turn.say(turn.speech.markup("daily-no-number", most=MOST_A_DAY))]
    return set_amount(turn, int(text))


def set_amount(turn: Turn, amount: int) -> Said:
    """The number that /exam shares."""
    done(turn)
    subscription = subscriptions.find(turn.tx, turn.learner.user_id)
    if subscription is None:
        return daily(turn)
    exam = exams.find(turn.tx, turn.learner.user_id, turn.subject.id)
    if exam is not None:
        exams.save(turn.tx, replace(exam, amount=amount))
    return [status.show(turn, reminders.set_amount(turn, subscription, amount))]


STEPS: Steps = {
    "open": lambda turn, _: daily(turn),
    "zone": lambda turn, _: _ask_zone(turn),
    "hour": _hour_pressed,
    "other": lambda turn, _: ask(turn, "daily-hour", "daily-type-hour"),
    "amount": _amount_pressed,
}
DIALOGUES = {"daily-zone": zone_typed, "daily-hour": hour_typed, "daily-amount": amount_typed}
