"""The plan to an exam: how many questions a day, what they hold, and whether it goes as planned."""

from dataclasses import replace
from datetime import date

from bot.chat import render
from bot.chat.render import Markup
from bot.chat.turn import Turn
from bot.storage import cards, exams
from bot.storage.exams import ExamDate
from bot.study import last_week, pace
from bot.study.pace import Pace, Week

WEEKS = 4
"""So many weeks are told one by one."""


def of(turn: Turn) -> ExamDate | None:
    return exams.find(turn.tx, turn.learner.user_id, turn.subject.id)


def unseen(turn: Turn) -> int:
    """How many questions are still new."""
    held = cards.counts(turn.tx, turn.learner.user_id, turn.content.ranges[turn.subject.id]).cards
    return max(0, len(turn.subject.questions) - held)


def made(turn: Turn, exam: ExamDate) -> ExamDate:
    """The plan begins today, with what is still new."""
    planned = replace(exam, begun=turn.today, unseen=unseen(turn))
    exams.save(turn.tx, planned)
    return planned


def anew(turn: Turn) -> Pace | None:
    """Plan what is left again, after an absence; None without an exam ahead."""
    exam = of(turn)
    if exam is None or exam.day <= turn.today:
        return None
    planned = made(turn, exam)
    return pace.pace(planned.unseen or 0, turn.today, exam.day)


def days_behind(turn: Turn, exam: ExamDate) -> int:
    """How many days of new questions are missing; a plan that an older release made has no beginning, and is kept."""
    if exam.begun is None or not exam.unseen:
        return 0
    return pace.behind(exam.unseen, exam.unseen - unseen(turn), exam.begun, turn.today, exam.day)


def weeks(turn: Turn, exam: ExamDate, amount: int) -> tuple[Week, ...]:
    """What each week holds from today on."""
    return pace.weeks(amount, unseen(turn), turn.today, exam.day)


def in_words(turn: Turn, exam: ExamDate, amount: int) -> list[Markup]:
    """What the days hold from today on."""
    speech, load = turn.speech, weeks(turn, exam, amount)
    lines = []
    if load:
        days = min(7, (exam.day - turn.today).days)
        new = round(load[0].new / days)
        lines.append(speech.markup("plan-day", new=new, repeats=amount - new))
    if exam.begun is not None:
        lines.append(speech.markup("plan-behind", days=late) if (late := days_behind(turn, exam)) else _on_track(turn))
    lines += [_week(turn, week) for week in load[:WEEKS]]
    if len(load) > WEEKS:
        rest = load[WEEKS:]
        lines.append(speech.markup("plan-rest", new=sum(one.new for one in rest), repeats=sum(o.repeats for o in rest)))
    if 1 < (exam.day - turn.today).days <= last_week.DAYS:
        lines.append(speech.markup("plan-last-week"))
    return lines


def _on_track(turn: Turn) -> Markup:
    return turn.speech.markup("plan-on-track")


def _week(turn: Turn, week: Week) -> Markup:
    return turn.speech.markup("plan-week", day=turn.speech.day_short(week.begins), new=week.new, repeats=week.repeats)


def seen_by(turn: Turn, day: date | None) -> Markup:
    """When everything has been seen."""
    return turn.speech.markup("exam-seen-by", day=turn.speech.day_short(day)) if day else render.Markup("")
