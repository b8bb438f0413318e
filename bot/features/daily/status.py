"""What is set, in words, and the buttons that change it."""

from bot.chat import render
from bot.chat.buttons import Daily, Key, Rows
from bot.chat.messages import Sendable
from bot.chat.render import Markup
from bot.chat.texts import Speech, clock
from bot.chat.turn import Turn
from bot.practice.steadiness import bar_line, shares
from bot.storage.subscriptions import Subscription
from bot.study.plan import Rhythm, zone


def done(turn: Turn, subscription: Subscription) -> Sendable:
    """The end of the set-up."""
    speech, rhythm = turn.speech, subscription.rhythm
    if rhythm.until is None:
        text = speech.markup(
            "daily-done", time=when(speech, rhythm), amount=subscription.amount, first=_first(turn, subscription)
        )
    else:
        text = speech.markup(
            "daily-done-spread", time=when(speech, rhythm), amount=rhythm.count, first=_first(turn, subscription)
        )
    keys = (
        Key(speech.plain("button-amount"), Daily("amount", "")),
        Key(speech.plain("button-choices"), Daily("choices", "")),
    )
    return turn.show(text, (keys,))


def show(turn: Turn, subscription: Subscription) -> Sendable:
    """How many, when, where, and the next one; or that nothing comes."""
    if subscription.due is None:
        return _resting(turn)
    paused = subscription.is_paused(turn.now)
    lines = [
        turn.speech.markup(
            "daily-paused" if paused else "daily-status",
            time=when(turn.speech, subscription.rhythm),
            amount=_a_day(subscription),
            zone=zone(turn.learner.zone).key.split("/")[-1].replace("_", " "),
            next=_first(turn, subscription),
        ),
        *_wishes(turn.speech, subscription),
        bar_line(turn.speech, shares(turn.tx, subscription.user_id, turn.subject.id, turn.today)),
    ]
    return turn.show(render.join(line for line in lines if line), _rows(turn.speech, paused))


def when(speech: Speech, rhythm: Rhythm) -> str:
    """At 20:00; at 08:00 and 20:00; between 09:00 and 17:00."""
    if rhythm.until is not None:
        return speech.plain("time-between", start=clock(rhythm.hours[0]), end=clock(rhythm.until))
    *early, last = map(clock, rhythm.hours)
    return speech.plain("time-and", early=", ".join(early), last=last) if early else speech.plain("time-at", time=last)


def _a_day(subscription: Subscription) -> int:
    return subscription.amount if subscription.rhythm.until is None else subscription.rhythm.count


def _first(turn: Turn, subscription: Subscription) -> str:
    """The calendar day of the next question, in the learner's own words for it."""
    assert subscription.due is not None
    where = zone(turn.learner.zone)
    day, today = subscription.due.at.astimezone(where).date(), turn.now.astimezone(where).date()
    words = {0: "day-today", 1: "day-tomorrow"}.get((day - today).days)
    return turn.speech.plain(words) if words else turn.speech.day(day)


def _wishes(speech: Speech, subscription: Subscription) -> list[Markup]:
    rhythm = subscription.rhythm
    fewer = rhythm.until is not None and rhythm.count < subscription.amount
    return [
        speech.markup("daily-fits", count=rhythm.count, wanted=subscription.amount) if fewer else Markup(""),
        speech.markup("daily-off", days=", ".join(map(speech.weekday, rhythm.off))) if rhythm.off else Markup(""),
        speech.markup("daily-only-due") if subscription.only_due else Markup(""),
        speech.markup("daily-weekly") if subscription.weekly else Markup(""),
    ]


def _rows(speech: Speech, paused: bool) -> Rows:
    def key(label: str, step: str) -> Key:
        return Key(speech.plain(label), Daily(step, ""))

    pauses = (
        (key("button-resume", "resume"),)
        if paused
        else (key("button-pause", "pause"), key("button-pause-until", "until"))
    )
    return (
        (key("button-time", "hour"), key("button-amount", "amount")),
        (key("button-zone", "zone"), key("button-choices", "choices")),
        pauses,
        (key("button-stop", "stop"),),
    )


def _resting(turn: Turn) -> Sendable:
    return turn.show(turn.speech.markup("daily-resting"), resting_rows(turn.speech))


def resting_rows(speech: Speech) -> Rows:
    """What follows the last message of an absence."""
    return (
        (
            Key(speech.plain("button-resume"), Daily("again", "")),
            Key(speech.plain("button-fewer"), Daily("fewer", "")),
        ),
        (Key(speech.plain("button-stop-for-good"), Daily("stop", "")),),
    )
