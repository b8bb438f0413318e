"""Around the day itself: ten easy questions the evening before, and what follows from how it went."""

from dataclasses import replace
from datetime import date, timedelta

from bot.chat.buttons import Daily, Exam, Key, Rows
from bot.chat.messages import Toast
from bot.chat.turn import Said, Turn
from bot.features.exam import day
from bot.practice import choose, exam_date, exam_days, exam_plan, session
from bot.practice.steps import Steps
from bot.storage import exams, subscriptions
from bot.storage.exams import ExamDate, Outcome

FRESH = 3
"""Questions a day that keep what somebody has passed in."""


def _easy(turn: Turn) -> Said:
    """What I know best, and nothing new."""
    numbers = turn.content.domains[turn.subject.id]
    found = choose.easy(turn.tx, numbers, turn.learner.user_id, exam_days.EASY, turn.today)
    if not found:
        return [Toast(turn.speech.plain("exam-nothing-easy"), alert=True)]
    return session.start(turn, found)


def _rest(turn: Turn) -> Said:
    return [turn.show(turn.speech.markup("exam-rest"))]


def _told(turn: Turn, value: str) -> Said | None:
    """How it went. Told too early, or again, it changes nothing."""
    known = exam_plan.of(turn)
    if known is None or value not in set(Outcome):
        return None
    if not exam_days.is_over(known, turn.today):
        return [Toast(turn.speech.plain("exam-not-over" if known.day >= turn.today else "exam-told"), alert=True)]
    exams.save(turn.tx, replace(known, outcome=value, asked=True))
    match Outcome(value):
        case Outcome.PASSED:
            return _passed(turn)
        case Outcome.FAILED:
            return _failed(turn, known)
        case Outcome.MOVED:
            return day.ask(turn)
        case Outcome.UNTOLD:
            return _untold(turn)


def _passed(turn: Turn) -> Said:
    """There is nothing left to prepare for: go on with a little, or stop."""
    speech = turn.speech
    if subscriptions.find(turn.tx, turn.learner.user_id) is None:
        return [turn.show(speech.markup("exam-passed"))]
    keys = (
        Key(speech.plain("button-a-day", count=FRESH), Daily("amount", str(FRESH))),
        Key(speech.plain("button-stop-daily"), Daily("stop", "")),
    )
    return [turn.show(speech.markup("exam-passed-daily"), (keys,))]


def _failed(turn: Turn, known: ExamDate) -> Said:
    """The earliest next try, where the exam has a rule for it, and a plan to it."""
    speech, wait = turn.speech, turn.subject.exam.retake_days
    if wait is None:
        return [turn.show(speech.markup("exam-failed"), exam_date.rows(speech, turn.today))]
    next_try = _next_try(turn, known.day, wait)
    text = speech.markup("exam-retake", day=speech.day(next_try), days=wait)
    rows: Rows = (
        (
            Key(speech.plain("button-plan-it"), exam_date.on(next_try)),
            Key(speech.plain("button-another-date"), Exam("type", "")),
        ),
        (Key(speech.plain("button-later"), Exam("later", "")),),
    )
    return [turn.show(text, rows)]


def _next_try(turn: Turn, failed: date, wait: int) -> date:
    """Told late, the waiting time may be over."""
    return max(failed + timedelta(days=wait), turn.today)


def _untold(turn: Turn) -> Said:
    speech = turn.speech
    keys = (
        Key(speech.plain("button-daily"), Daily("open", "")),
        Key(speech.plain("button-another-date"), Exam("ask", "")),
    )
    return [turn.show(speech.markup("exam-untold"), (keys,))]


STEPS: Steps = {
    "easy": lambda turn, _: _easy(turn),
    "rest": lambda turn, _: _rest(turn),
    "told": _told,
}
