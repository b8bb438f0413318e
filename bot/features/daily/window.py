"""Spread over the day: one question at a time between two hours, never closer together than I like."""

from dataclasses import replace

from bot.chat.buttons import Daily, Key, Rows
from bot.chat.texts import clock
from bot.chat.turn import Said, Turn
from bot.features.daily import setup, status
from bot.practice import reminders
from bot.practice.steps import Steps
from bot.storage import subscriptions
from bot.storage.dialogues import Dialogue
from bot.study.plan import Rhythm, fits, in_day
from bot.study.times import parse_window

USUAL = ((9 * 60, 17 * 60), (8 * 60, 21 * 60), (18 * 60, 22 * 60))
GAPS = (15, 30, 60, 120)
USUAL_GAP = 30


def _spread(turn: Turn, value: str) -> Said | None:
    """From when until when: some windows to tap, or one to type."""
    if value:
        return _pressed(turn, value)
    windows = tuple(Key(f"{clock(start)}-{clock(end)}", Daily("spread", f"{start}-{end}")) for start, end in USUAL)
    return setup.ask(turn, "daily-window", "daily-window-when", (windows[:2], windows[2:]))


def _pressed(turn: Turn, value: str) -> Said | None:
    start, _, end = value.partition("-")
    if not (start.isdigit() and end.isdigit() and int(start) < 24 * 60 and int(end) < 24 * 60):
        return None
    return _set(turn, int(start), int(end)) if in_day(int(start)) < in_day(int(end)) else None


def typed(turn: Turn, _dialogue: Dialogue) -> Said:
    window = parse_window(turn.incoming.text)
    if window is None:
        return [turn.say(turn.speech.markup("daily-no-window"))]
    start, end = window
    if in_day(start) >= in_day(end):
        return [turn.say(turn.speech.markup("daily-window-backwards", start=clock(start), end=clock(end)))]
    return _set(turn, start, end)


def _set(turn: Turn, start: int, end: int) -> Said:
    found = subscriptions.find(turn.tx, turn.learner.user_id)
    gap = found.rhythm.gap if found is not None and found.rhythm.until is not None else USUAL_GAP
    return setup.set_rhythm(turn, Rhythm((start,), end, gap=gap))


def _gap(turn: Turn, value: str) -> Said | None:
    """The least time between two questions."""
    found = subscriptions.find(turn.tx, turn.learner.user_id)
    if found is None or found.rhythm.until is None:
        return None
    if not value:
        keys = tuple(Key(turn.speech.plain("button-minutes", count=gap), Daily("gap", str(gap))) for gap in GAPS)
        rows: Rows = (keys[:2], keys[2:])
        room = fits(found.rhythm.hours[0], found.rhythm.until, found.rhythm.gap)
        return setup.ask(turn, "daily-gap", "daily-which-gap", rows, gap=found.rhythm.gap, count=room)
    if not value.isdigit() or not 0 < int(value) <= 24 * 60:
        return None
    return set_gap(turn, int(value))


def gap_typed(turn: Turn, _dialogue: Dialogue) -> Said:
    text = turn.incoming.text.strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 12 * 60):
        return [turn.say(turn.speech.markup("daily-no-gap", most=12 * 60))]
    return set_gap(turn, int(text))


def set_gap(turn: Turn, gap: int) -> Said:
    setup.done(turn)
    found = subscriptions.find(turn.tx, turn.learner.user_id)
    if found is None:
        return setup.daily(turn)
    changed = replace(found, rhythm=replace(found.rhythm, gap=gap))
    return [status.show(turn, reminders.schedule(turn, changed))]


STEPS: Steps = {"spread": _spread, "gap": _gap}
DIALOGUES = {"daily-window": typed, "daily-gap": gap_typed}
