"""When what I have seen is worth repeating."""

from datetime import timedelta

from bot.chat import render
from bot.chat.turn import Turn
from bot.drawing.charts import Bar, Bars
from bot.features.progress.view import View, topics_of
from bot.storage import cards
from bot.study.progress import coming

DAYS = 14


def view(turn: Turn) -> View:
    asked, speech = topics_of(turn), turn.speech
    held = [memory for number, memory in cards.of(turn.tx, turn.learner.user_id).items() if number in asked]
    counts = coming(held, turn.today, DAYS)
    days = [turn.today + timedelta(days=n) for n in range(DAYS)]
    today = speech.plain("progress-today")
    names = [today, *(speech.day_brief(day) for day in days[1:])]
    later = len(held) - sum(counts)
    lines = [
        speech.markup("progress-due", days=DAYS) if any(counts) else speech.markup("progress-due-none", days=DAYS),
        *(f"{render.escape(name)}: {count}" for name, count in zip(names, counts, strict=True) if count),
        speech.markup("progress-due-later", count=later) if later else "",
        speech.markup("progress-due-calm"),
    ]
    bars = tuple(Bar(name, str(count), (count,)) for name, count in zip(names, counts, strict=True))
    return View(render.join(lines), Bars(speech.plain("picture-due"), bars, full=max(1, *counts)))
