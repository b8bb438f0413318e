"""Other wishes: more hours a day, days off, only when something is due, a summary of the week."""

from dataclasses import replace

from bot.chat.buttons import Daily, Key, Rows
from bot.chat.messages import Toast
from bot.chat.texts import Speech
from bot.chat.turn import Said, Turn
from bot.features.daily import setup, status
from bot.practice import reminders
from bot.practice.steps import Steps
from bot.storage import subscriptions
from bot.storage.dialogues import Dialogue
from bot.storage.subscriptions import Subscription
from bot.study.plan import in_day
from bot.study.times import parse_time

MOST_HOURS = 6
WEEK = range(7)


def _mine(turn: Turn) -> Subscription | None:
    return subscriptions.find(turn.tx, turn.learner.user_id)


def _choices(turn: Turn, _value: str) -> Said | None:
    found = _mine(turn)
    return setup.daily(turn) if found is None or found.due is None else _show(turn, found)


def _show(turn: Turn, mine: Subscription) -> Said:
    speech = turn.speech
    window = mine.rhythm.until is not None
    times = (
        (Key(speech.plain("button-gap"), Daily("gap", "")), Key(speech.plain("button-one-time"), Daily("hour", "")))
        if window
        else (
            Key(speech.plain("button-more-times"), Daily("more", "")),
            Key(speech.plain("button-spread"), Daily("spread", "")),
        )
    )
    rows: Rows = (
        times,
        (Key(speech.plain("button-days-off"), Daily("off", "")),),
        (Key(_switch(speech, "button-only-due", mine.only_due), Daily("due", "")),),
        (Key(_switch(speech, "button-weekly", mine.weekly), Daily("weekly", "")),),
        (Key(speech.plain("button-back-daily"), Daily("open", "")),),
    )
    return [turn.show(speech.markup("daily-choices", time=status.when(speech, mine.rhythm)), rows)]


def _switch(speech: Speech, label: str, on: bool) -> str:
    """A label that says whether it is on."""
    return speech.plain(label, state=speech.plain("switch-on" if on else "switch-off"))


def _due(turn: Turn, _value: str) -> Said | None:
    mine = _mine(turn)
    return _keep(turn, replace(mine, only_due=not mine.only_due)) if mine is not None else None


def _weekly(turn: Turn, _value: str) -> Said | None:
    mine = _mine(turn)
    return _keep(turn, replace(mine, weekly=not mine.weekly)) if mine is not None else None


def _keep(turn: Turn, mine: Subscription) -> Said:
    subscriptions.save(turn.tx, mine)
    return _show(turn, mine)


# --- days off


def _off(turn: Turn, value: str) -> Said | None:
    """Tap a weekday to leave it out, or to take it in again."""
    mine = _mine(turn)
    if mine is None or mine.due is None or value not in {"", *map(str, WEEK)}:
        return None
    if not value:
        return _show_days(turn, mine)
    off = set(mine.rhythm.off) ^ {int(value)}
    if len(off) == len(WEEK):
        return [Toast(turn.speech.plain("daily-all-off"), alert=True)]
    changed = replace(mine, rhythm=replace(mine.rhythm, off=tuple(sorted(off))))
    return _show_days(turn, reminders.schedule(turn, changed))


def _show_days(turn: Turn, mine: Subscription) -> Said:
    speech, off = turn.speech, mine.rhythm.off
    keys = tuple(
        Key(speech.weekday(day) + (f" ({speech.plain('switch-off')})" if day in off else ""), Daily("off", str(day)))
        for day in WEEK
    )
    back = (Key(speech.plain("button-back-daily"), Daily("open", "")),)
    return [turn.show(speech.markup("daily-which-off"), (keys[:2], keys[2:4], keys[4:6], keys[6:], back))]


# --- several reminders


def _more(turn: Turn, value: str) -> Said | None:
    """One more hour of the day."""
    mine = _mine(turn)
    if mine is None or mine.due is None or mine.rhythm.until is not None:
        return None
    if len(mine.rhythm.hours) >= MOST_HOURS:
        return [Toast(turn.speech.plain("daily-enough-times", most=MOST_HOURS), alert=True)]
    return setup.ask(turn, "daily-more", "daily-type-more") if not value else None


def more_typed(turn: Turn, _dialogue: Dialogue) -> Said:
    minute = parse_time(turn.incoming.text)
    if minute is None:
        return [turn.say(turn.speech.markup("daily-no-time"))]
    setup.done(turn)
    mine = _mine(turn)
    if mine is None or mine.rhythm.until is not None or len(mine.rhythm.hours) >= MOST_HOURS:
        return setup.daily(turn)
    hours = tuple(sorted({*mine.rhythm.hours, minute}, key=in_day))
    return [status.show(turn, reminders.schedule(turn, replace(mine, rhythm=replace(mine.rhythm, hours=hours))))]


STEPS: Steps = {
    "choices": _choices,
    "due": _due,
    "weekly": _weekly,
    "off": _off,
    "more": _more,
}
DIALOGUES = {"daily-more": more_typed}
