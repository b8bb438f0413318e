"""How much I did: a calendar of answers, and how that compares with what I planned."""

from datetime import date, timedelta

from bot.chat import render
from bot.chat.buttons import Daily, Key, Rows
from bot.chat.turn import Turn
from bot.drawing.charts import Calendar, Week
from bot.features.progress.view import View, percent, topics_of
from bot.library.model import TopicId
from bot.practice import steadiness
from bot.storage import cards, reviews, subscriptions
from bot.study.consistency import WEEK
from bot.study.progress import calendar, progress

WEEKS = 10
"""As many columns as leave room for a number on each day."""


def view(turn: Turn) -> View:
    since = turn.today - timedelta(days=7 * WEEKS + WEEK)
    given = reviews.by_day(turn.tx, turn.learner.user_id, since)
    weeks = calendar(given, turn.today, WEEKS)
    found = steadiness.shares(turn.tx, turn.learner.user_id, turn.subject.id, turn.today)
    shares = steadiness.bar_line(turn.speech, found)
    words = render.join([*_so_far(turn), shares, *_weeks(turn, given, weeks)])
    return View(words, _chart(turn, weeks), _rows(turn))


def _so_far(turn: Turn) -> list[str]:
    user, speech = turn.learner.user_id, turn.speech
    held = progress(topics_of(turn), cards.of(turn.tx, user), turn.today)
    answers, right = reviews.totals(turn.tx, user)
    week, week_right = reviews.totals(turn.tx, user, since=turn.today - timedelta(days=WEEK - 1))
    weakest = ", ".join(turn.subject.note(TopicId(topic)).title for topic in held.weakest)
    return [
        speech.markup("progress-seen", seen=held.seen, total=held.total, subject=turn.subject.title),
        speech.markup("progress-strong", strong=held.strong, due=held.due),
        speech.markup("progress-answers", answers=answers, right=right, percent=percent(right / max(1, answers))),
        speech.markup("progress-week", answers=week, right=week_right) if week else "",
        speech.markup("progress-weakest", topics=weakest) if weakest else "",
    ]


def _weeks(turn: Turn, given: dict[date, int], weeks: tuple[tuple[int | None, ...], ...]) -> list[str]:
    """The calendar in words: each week's answers, the latest first, back to the first of all."""
    begun = [sum(count or 0 for count in week) for week in weeks if any(count is not None for count in week)]
    shown = {day: count for day, count in given.items() if day > turn.today - timedelta(days=7 * WEEKS)}
    fullest = max(shown, key=lambda day: (shown[day], day), default=None)
    speech = turn.speech
    return [
        speech.markup("progress-weeks", counts=", ".join(map(str, reversed(begun)))),
        speech.markup("progress-fullest", day=speech.day(fullest), answers=shown[fullest]) if fullest else "",
    ]


def _chart(turn: Turn, weeks: tuple[tuple[int | None, ...], ...]) -> Calendar:
    speech = turn.speech
    first = turn.today - timedelta(days=turn.today.weekday(), weeks=WEEKS - 1)
    mondays = [first + timedelta(weeks=n) for n in range(WEEKS)]
    months = ["" if n and day.month == mondays[n - 1].month else speech.month(day) for n, day in enumerate(mondays)]
    return Calendar(
        speech.plain("picture-activity"),
        tuple(Week(month, days) for month, days in zip(months, weeks, strict=True)),
        speech.weekdays(),
        turn.today.weekday(),
        (speech.plain("picture-today"),),
    )


def _rows(turn: Turn) -> Rows:
    if subscriptions.find(turn.tx, turn.learner.user_id) is not None:
        return ()
    return ((Key(turn.speech.plain("button-daily"), Daily("open", "")),),)
