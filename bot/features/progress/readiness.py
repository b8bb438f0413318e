"""How likely I know these questions on the exam day: never how likely I pass."""

from datetime import date

from bot.chat import render
from bot.chat.turn import Turn
from bot.drawing.charts import Span, Spans
from bot.features.progress.view import LONGEST_NAME, View, percent
from bot.practice.ready import ready
from bot.storage import exams
from bot.study.readiness import Figure

NAMED = 6
"""Of what the notes do not cover."""


def view(turn: Turn) -> View:
    day = _exam_day(turn)
    found, speech = ready(turn.tx, turn.content, turn.subject, turn.learner.user_id, day or turn.today), turn.speech
    figures = {speech.plain("progress-ready-all"): found.overall}
    figures |= {render.clip(name, LONGEST_NAME): figure for name, figure in found.domains.items() if name}
    head = speech.markup("progress-ready-exam", day=speech.day(day)) if day else speech.markup("progress-ready-today")
    missing = any(figure.estimate is None for figure in figures.values())
    lines = [
        head,
        *(_line(turn, name, figure) for name, figure in figures.items()),
        speech.markup("progress-ready-brackets") if any(f.estimate for f in figures.values()) else "",
        speech.markup("progress-later-day") if missing else "",
        speech.markup("progress-ready-not-pass"),
        _not_covered(turn),
    ]
    spans = tuple(_span(turn, name, figure) for name, figure in figures.items())
    legend = (speech.plain("picture-chance"), speech.plain("picture-interval"))
    return View(render.join(lines), Spans(speech.plain("picture-readiness"), spans, legend))


def _exam_day(turn: Turn) -> date | None:
    """Of an exam to come."""
    exam = exams.find(turn.tx, turn.learner.user_id, turn.subject.id)
    return exam.day if exam is not None and exam.day >= turn.today else None


def _line(turn: Turn, name: str, figure: Figure) -> str:
    if figure.estimate is None:
        return turn.speech.markup("progress-not-enough-in", name=name, answers=figure.answers, needed=figure.needed)
    return turn.speech.markup("progress-ready", name=name, **_percents(figure))


def _span(turn: Turn, name: str, figure: Figure) -> Span:
    if (found := figure.estimate) is None:
        return Span(name, turn.speech.plain("picture-not-enough", answers=figure.answers, needed=figure.needed))
    return Span(name, turn.speech.plain("picture-ready", **_percents(figure)), found.share, found.low, found.high)


def _percents(figure: Figure) -> dict[str, int]:
    assert figure.estimate is not None
    return {name: percent(getattr(figure.estimate, name)) for name in ("share", "low", "high")}


def _not_covered(turn: Turn) -> str:
    """What the exam asks and these notes do not hold: no figure here speaks of it."""
    missing = [one.name for one in turn.subject.not_covered]
    if not missing:
        return ""
    names = ", ".join(missing[:NAMED])
    more = turn.speech.markup("progress-and-more", count=len(missing) - NAMED) if len(missing) > NAMED else ""
    return render.join([turn.speech.markup("progress-not-covered", names=names), more], " ")
