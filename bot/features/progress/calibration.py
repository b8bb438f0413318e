"""What was expected of my answers beforehand, and how they went."""

from bot.chat import render
from bot.chat.turn import Turn
from bot.drawing.charts import Bar, Bars, Chart, Span, Spans
from bot.features.progress.view import View, percent
from bot.practice.ready import told
from bot.study.calibration import ENOUGH, Group, group, groups, outcomes


def view(turn: Turn) -> View:
    speech = turn.speech
    found = outcomes(told(turn.tx, turn.content, turn.subject, turn.learner.user_id))
    compared = groups(found)
    if not compared:
        counts = {"answers": len(found), "needed": ENOUGH}
        words = [speech.markup("progress-calibration"), speech.markup("progress-not-enough", **counts)]
        return View(render.join([*words, speech.markup("progress-later-day")]), _so_few(turn, len(found)))
    lines = [
        speech.markup("progress-calibration"),
        *(speech.markup("progress-expected", answers=one.answers, **_percents(one)) for one in compared),
        speech.markup("progress-expected-all", **_percents(group(found))),
        speech.markup("progress-corrected"),
    ]
    legend = tuple(speech.plain(key) for key in ("picture-right", "picture-interval", "picture-expected"))
    spans = tuple(_span(turn, one) for one in compared)
    return View(render.join(lines), Spans(speech.plain("picture-calibration"), spans, legend))


def _so_few(turn: Turn, answers: int) -> Chart:
    text = turn.speech.plain("picture-not-enough", answers=answers, needed=ENOUGH)
    bar = Bar(turn.speech.plain("picture-answers"), text, (answers,))
    return Bars(turn.speech.plain("picture-calibration"), (bar,), ENOUGH)


def _span(turn: Turn, one: Group) -> Span:
    label = turn.speech.plain("picture-expected-label", expected=percent(one.expected))
    text = turn.speech.plain("picture-right-text", right=percent(one.right))
    return Span(label, text, one.right, one.low, one.high, one.expected)


def _percents(one: Group) -> dict[str, int]:
    return {"expected": percent(one.expected), "right": percent(one.right)}
