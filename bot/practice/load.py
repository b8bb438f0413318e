"""What a plan asks of somebody, week by week, as a picture."""

from collections.abc import Sequence
from itertools import islice
from math import ceil

from bot.chat.texts import Speech
from bot.drawing.charts import Bar, Bars
from bot.study.pace import Week

MOST = 14
"""Rows of a picture; of longer plans each row is several weeks."""


def load(speech: Speech, weeks: Sequence[Week]) -> Bars:
    """New questions and repetitions of each week, from its first day on."""
    rows = tuple(_bar(speech, week) for week in together(weeks, ceil(len(weeks) / MOST)))
    full = max((sum(row.parts) for row in rows), default=0)
    legend = (speech.plain("picture-load-new"), speech.plain("picture-load-repeats"))
    return Bars(speech.plain("picture-load"), rows, full or 1, legend)


def together(weeks: Sequence[Week], size: int) -> list[Week]:
    """Every `size` weeks as their average week, so that rows compare; the last may be of fewer."""
    found, left = [], iter(weeks)
    while some := list(islice(left, max(1, size))):
        count = len(some)
        new, repeats = (round(sum(getattr(week, kind) for week in some) / count) for kind in ("new", "repeats"))
        found.append(Week(some[0].begins, new, repeats))
    return found


def _bar(speech: Speech, week: Week) -> Bar:
    text = speech.plain("picture-load-text", new=week.new, repeats=week.repeats)
    return Bar(speech.day_brief(week.begins), text, (week.new, week.repeats))
