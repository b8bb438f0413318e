"""/daily: one question at an hour of mine; set-up, pause, stop, and the push itself.

The set-up asks what is missing, in this order: the local time, the hour. Everything else has a default
that one tap changes.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.chat.buttons import Button, Daily, Key, Rows, Zone
from bot.chat.content import Content
from bot.chat.messages import Delete, Sendable, Toast, letters, push
from bot.chat.styles import style_of
from bot.chat.texts import Texts, clock
from bot.chat.turn import Command, Feature, Said, Turn
from bot.practice import choose, session
from bot.storage import dialogues, exams, learners, outbox, subscriptions
from bot.storage.askings import Asking, Purpose
from bot.storage.dialogues import Dialogue
from bot.storage.outbox import Letter, Parcel
from bot.storage.sessions import Session
from bot.storage.subscriptions import DueSubscription, Subscription
from bot.study import cities
from bot.study.plan import Due, next_due, study_date, zone
from bot.study.times import parse_time

USUAL_AMOUNT = 10
AMOUNTS = (5, 10, 20)
MOST_A_DAY = 100
HOURS = (8 * 60, 13 * 60, 20 * 60)
PAUSE = timedelta(days=7)
LATE = timedelta(hours=3)
"""A push that is later than this is dropped for its date."""

DELETABLE = timedelta(hours=47)
"""Telegram lets a bot delete its message for 48 hours."""

BATCH = 500
_INSTANT = timedelta(microseconds=1)
_DAY = timedelta(days=1)


# --- set-up


def daily(turn: Turn) -> Said:
    """What is set, or the first question of the set-up."""
    subscription = subscriptions.find(turn.tx, turn.learner.user_id)
    if subscription is not None:
        return [_status(turn, subscription)]
    if turn.learner.zone is None:
        return _ask_zone(turn)
    return _ask_hour(turn)


def step(turn: Turn, button: Button) -> Said:
    """One tap of the set-up. A value that no button of ours carries is an old button."""
    assert isinstance(button, Daily)
    if not turn.incoming.private:
        return [Toast(turn.speech.plain("only-private"), alert=True)]
    taken = _STEPS.get(button.step)
    said = taken(turn, button.value) if taken else None
    return said if said is not None else [Toast(turn.speech.plain("old-button"), alert=True)]


def _hour_pressed(turn: Turn, value: str) -> Said | None:
    if not value:
        return _ask_hour(turn)
    return _set_hour(turn, int(value)) if value.isdigit() and int(value) < 24 * 60 else None


def _amount_pressed(turn: Turn, value: str) -> Said | None:
    if not value:
        return _ask_amount(turn)
    return _set_amount(turn, int(value)) if value.isdigit() else None


def _ask(turn: Turn, dialogue: str, key: str, rows: Rows = ()) -> Said:
    """Ask for something to type."""
    incoming = turn.incoming
    dialogues.begin(turn.tx, incoming.user_id, incoming.chat_id, Dialogue(dialogue, None), turn.now)
    return [turn.show(turn.speech.markup(key), rows)]


def _ask_zone(turn: Turn) -> Said:
    return _ask(turn, "daily-zone", "daily-what-time")


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
    if not button.zone:
        return _ask(turn, "daily-zone", "daily-type-city")
    if zone(button.zone).key != button.zone:
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    return _set_zone(turn, button.zone)


def _set_zone(turn: Turn, name: str) -> Said:
    """Keep the zone; a reminder that is set moves with it and gives no day twice."""
    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
    learners.change(turn.tx, turn.learner.user_id, zone=name)
    there = replace(turn, person=replace(turn.learner, zone=name))
    subscription = subscriptions.find(turn.tx, turn.learner.user_id)
    if subscription is None:
        return _ask_hour(there)
    return [_status(there, _schedule(there, subscription))]


def _ask_hour(turn: Turn) -> Said:
    hours = tuple(Key(clock(minute), Daily("hour", str(minute))) for minute in HOURS)
    other = (Key(turn.speech.plain("button-other-time"), Daily("other", "")),)
    return [turn.show(turn.speech.markup("daily-when"), (hours, other))]


def hour_typed(turn: Turn, _dialogue: Dialogue) -> Said:
    minute = parse_time(turn.incoming.text)
    if minute is None:
        return [turn.say(turn.speech.markup("daily-no-time"))]
    return _set_hour(turn, minute)


def _set_hour(turn: Turn, minute: int) -> Said:
    """Keep the hour. Whoever has no zone yet is asked first: an hour means nothing without it."""
    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
    if turn.learner.zone is None:
        return _ask_zone(turn)
    found = subscriptions.find(turn.tx, turn.learner.user_id)
    first = found is None
    subscription = found or Subscription(turn.learner.user_id, 0, minute, _planned_amount(turn), None, None, None)
    scheduled = _schedule(turn, replace(subscription, minute=minute, paused_until=None))
    return [_done(turn, scheduled) if first else _status(turn, scheduled)]


def _planned_amount(turn: Turn) -> int:
    """What was agreed on for an exam, else the usual."""
    exam = exams.find(turn.tx, turn.learner.user_id, turn.subject.id)
    return (exam and exam.amount) or USUAL_AMOUNT


def _ask_amount(turn: Turn) -> Said:
    incoming = turn.incoming
    dialogues.begin(turn.tx, incoming.user_id, incoming.chat_id, Dialogue("daily-amount", None), turn.now)
    amounts = tuple(Key(str(amount), Daily("amount", str(amount))) for amount in AMOUNTS)
    return [turn.show(turn.speech.markup("daily-how-many"), (amounts,))]


def amount_typed(turn: Turn, _dialogue: Dialogue) -> Said:
    text = turn.incoming.text.strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST_A_DAY):
        return [turn.say(turn.speech.markup("daily-no-number", most=MOST_A_DAY))]
    return _set_amount(turn, int(text))


def _set_amount(turn: Turn, amount: int) -> Said:
    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
    subscription = subscriptions.find(turn.tx, turn.learner.user_id)
    if subscription is None:
        return daily(turn)
    changed = replace(subscription, amount=min(max(1, amount), MOST_A_DAY))
    subscriptions.save(turn.tx, changed)
    return [_status(turn, changed)]


def _pause(turn: Turn) -> Said:
    subscription = subscriptions.find(turn.tx, turn.learner.user_id)
    if subscription is None:
        return daily(turn)
    outbox.drop_pushes(turn.tx, turn.learner.user_id, turn.now, "paused")
    return [_status(turn, _schedule(turn, replace(subscription, paused_until=turn.now + PAUSE)))]


def _resume(turn: Turn) -> Said:
    subscription = subscriptions.find(turn.tx, turn.learner.user_id)
    if subscription is None:
        return daily(turn)
    return [_status(turn, _schedule(turn, replace(subscription, paused_until=None)))]


def _stop(turn: Turn) -> Said:
    subscriptions.remove(turn.tx, turn.learner.user_id)
    outbox.drop_pushes(turn.tx, turn.learner.user_id, turn.now, "stopped")
    return [turn.show(turn.speech.markup("daily-stopped"))]


def _schedule(turn: Turn, subscription: Subscription) -> Subscription:
    """Find the next day that has not been served yet, after any pause, and keep it."""
    after = max(turn.now, subscription.paused_until or turn.now)
    served = outbox.last_push(turn.tx, subscription.user_id, subscription.slot)
    due = next_due(after, subscription.minute, zone(turn.learner.zone), served)
    scheduled = replace(subscription, next_due_at=due.at, next_date=due.day)
    subscriptions.save(turn.tx, scheduled)
    return scheduled


def _done(turn: Turn, subscription: Subscription) -> Sendable:
    speech = turn.speech
    text = speech.markup(
        "daily-done", time=clock(subscription.minute), amount=subscription.amount, first=_first(turn, subscription)
    )
    return turn.show(text, ((Key(speech.plain("button-amount"), Daily("amount", "")),),))


def _first(turn: Turn, subscription: Subscription) -> str:
    """The calendar day of the next question, in the learner's own words for it."""
    assert subscription.next_due_at is not None
    where = zone(turn.learner.zone)
    day, today = subscription.next_due_at.astimezone(where).date(), turn.now.astimezone(where).date()
    words = {0: "day-today", 1: "day-tomorrow"}.get((day - today).days)
    return turn.speech.plain(words) if words else turn.speech.day(day)


def _status(turn: Turn, subscription: Subscription) -> Sendable:
    speech = turn.speech
    paused = subscription.paused_until is not None and subscription.paused_until > turn.now
    text = speech.markup(
        "daily-paused" if paused else "daily-status",
        time=clock(subscription.minute),
        amount=subscription.amount,
        zone=zone(turn.learner.zone).key.split("/")[-1].replace("_", " "),
        next=_first(turn, subscription),
    )
    pause = (
        Key(speech.plain("button-resume"), Daily("resume", ""))
        if paused
        else Key(speech.plain("button-pause"), Daily("pause", ""))
    )
    rows: Rows = (
        (Key(speech.plain("button-time"), Daily("hour", "")), Key(speech.plain("button-amount"), Daily("amount", ""))),
        (Key(speech.plain("button-zone"), Daily("zone", "")),),
        (pause, Key(speech.plain("button-stop"), Daily("stop", ""))),
    )
    return turn.show(text, rows)


_STEPS: dict[str, Callable[[Turn, str], Said | None]] = {
    "open": lambda turn, _: daily(turn),
    "zone": lambda turn, _: _ask_zone(turn),
    "hour": _hour_pressed,
    "other": lambda turn, _: _ask(turn, "daily-hour", "daily-type-hour"),
    "amount": _amount_pressed,
    "pause": lambda turn, _: _pause(turn),
    "resume": lambda turn, _: _resume(turn),
    "stop": lambda turn, _: _stop(turn),
}


# --- the push


def plan(tx: Connection, now: datetime) -> int:
    """Plan pushes for up to BATCH reminders whose time has come, and move each to its next day; returns how many.

    After downtime somebody gets the latest one that is not too late, never the ones before it.
    """
    batch = subscriptions.due(tx, now, BATCH)
    latest = [_latest(one, now) for one in batch]
    wanted = [(one.user_id, due.day, one.slot, due.at) for one, due in latest if due.at <= now and not one.blocked]
    outbox.plan_push(tx, wanted, now)
    if batch:
        subscriptions.advance(tx, [_advanced(one, due, now) for one, due in latest])
    return len(batch)


def _latest(one: DueSubscription, now: datetime) -> tuple[DueSubscription, Due]:
    """The first due that is not too late by now; it may lie ahead."""
    not_late = min(one.due_at, now) if now - one.due_at <= LATE else now - LATE
    return one, next_due(not_late - _INSTANT, one.minute, zone(one.zone), one.day - _DAY)


def _advanced(one: DueSubscription, due: Due, now: datetime) -> tuple[int, int, datetime, date]:
    after = next_due(now, one.minute, zone(one.zone), due.day) if due.at <= now else due
    return one.user_id, one.slot, after.at, after.day


class Pushes:
    """Makes the message of a planned push at the moment it is sent."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def make(self, tx: Connection, content: Content, parcel: Parcel, now: datetime) -> list[Letter]:
        """The old question's end, then today's first; nothing when it came too late or is not wanted any more."""
        assert parcel.user_id is not None and parcel.study_date is not None
        learner = learners.find(tx, parcel.user_id)
        subscription = subscriptions.find(tx, parcel.user_id, parcel.slot or 0)
        late = now - parcel.not_before > LATE
        if learner is None or learner.blocked or subscription is None or late or _is_paused(subscription, now):
            return []
        day, style = study_date(now, zone(learner.zone)), style_of(learner.answer_style)
        subject = content.subject(learner.subject)
        numbers = choose.questions(tx, content, subject, learner.user_id, subscription.amount, day)
        replaced = session.replace_waiting(tx, learner.user_id, now)
        opened = session.begin(
            tx,
            content,
            Session(
                id=0,
                user_id=learner.user_id,
                chat_id=parcel.chat_id,
                purpose=Purpose.DAILY,
                subject=subject.id,
                topic=None,
                queue=numbers,
                size=len(numbers),
                state="open",
                opened_at=now,
                study_date=day,
            ),
            now,
            style,
        )
        if opened is None:
            return []
        ends = [end for old in replaced for end in _end(old, now)]
        said = [*ends, session.put(self._texts.speech(learner.tongue), opened, style)]
        return [push(letter) for letter in letters(said, learner.user_id)]


def _is_paused(subscription: Subscription, now: datetime) -> bool:
    return subscription.paused_until is not None and subscription.paused_until > now


def _end(old: Asking, now: datetime) -> list[Sendable]:
    """Replaced, never stacked: an unanswered daily question goes, where Telegram still lets it."""
    if old.message_id is None:
        return []
    if old.purpose is Purpose.DAILY and now - old.asked_at < DELETABLE:
        return [Delete(old.chat_id, old.message_id)]
    return session.disarm([old])


feature = Feature(
    commands=(Command("daily", daily, menu=True),),
    presses={Daily: step, Zone: zone_pressed},
    dialogues={"daily-zone": zone_typed, "daily-hour": hour_typed, "daily-amount": amount_typed},
)
