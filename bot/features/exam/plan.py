"""How many questions a day: a proposal, what was agreed on, and whether it goes as planned."""

from dataclasses import replace

from bot.chat import render
from bot.chat.buttons import Daily, Exam, Key, Rows
from bot.chat.messages import Sendable
from bot.chat.turn import Said, Turn
from bot.practice import exam_date, exam_plan, reminders
from bot.practice.load import load
from bot.practice.steps import Steps
from bot.storage import dialogues, exams, subscriptions
from bot.storage.dialogues import Dialogue
from bot.storage.exams import ExamDate
from bot.study import pace

DIALOGUE = "exam-amount"
NAMED = 3
"""How many missing services are named before *What is missing?* lists them all."""


def propose(turn: Turn, exam: ExamDate) -> Said:
    """The amount that shows everything by half-time, half of it, or another one."""
    speech, unseen = turn.speech, exam_plan.unseen(turn)
    wanted = pace.pace(unseen, turn.today, exam.day)
    lines = [
        speech.markup("exam-set", day=speech.day(exam.day)),
        speech.markup("exam-suggestion", amount=wanted.amount, minutes=wanted.minutes),
        exam_plan.seen_by(turn, wanted.seen_by if unseen else None) or (speech.markup("exam-short") if unseen else ""),
    ]
    missing = turn.subject.not_covered
    if missing:
        lines.append(speech.markup("exam-missing", names=", ".join(one.name for one in missing[:NAMED])))
    fewer = max(pace.FEWEST, wanted.amount // 2)
    amounts = (Key(speech.plain("button-a-day", count=n), _amount(n)) for n in dict.fromkeys((wanted.amount, fewer)))
    rows: Rows = (
        (*amounts, Key(speech.plain("button-other-amount"), Exam("other", ""))),
        *(((Key(speech.plain("button-what-missing"), Exam("missing", "")),),) if missing else ()),
        (Key(speech.plain("button-not-now"), Exam("later", "")),),
    )
    return [turn.show(render.join(line for line in lines if line), rows)]


def _amount(number: int) -> Exam:
    return Exam("amount", str(number))


def _other(turn: Turn) -> Said:
    incoming = turn.incoming
    dialogues.begin(turn.tx, incoming.user_id, incoming.chat_id, Dialogue(DIALOGUE, None), turn.now)
    return [turn.show(turn.speech.markup("exam-type-amount", most=pace.MOST))]


def amount_typed(turn: Turn, _dialogue: Dialogue) -> Said:
    agreed = _agree(turn, turn.incoming.text.strip())
    return agreed if agreed is not None else [turn.say(turn.speech.markup("daily-no-number", most=pace.MOST))]


def _agree(turn: Turn, value: str) -> Said | None:
    """The daily questions share the number; without them their set-up begins here."""
    known = exam_plan.of(turn)
    if not (value.isascii() and value.isdigit() and 0 < int(value[:6]) <= pace.MOST) or known is None:
        return None
    amount = int(value)
    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
    exams.save(turn.tx, replace(known, amount=amount))
    reminder = subscriptions.find(turn.tx, turn.learner.user_id)
    if reminder is not None:
        reminders.set_amount(turn, reminder, amount)
        return [status(turn, exam_plan.of(turn) or known)]
    rows: Rows = (
        (Key(turn.speech.plain("button-daily"), Daily("open", "")),),
        (Key(turn.speech.plain("button-not-now"), Exam("later", "")),),
    )
    return [turn.show(turn.speech.markup("exam-agreed", amount=amount), rows)]


def status(turn: Turn, known: ExamDate) -> Sendable:
    """The date, the number, what it holds, and whether it goes as planned."""
    speech = turn.speech
    reminder = subscriptions.find(turn.tx, turn.learner.user_id)
    amount = reminder.amount if reminder else known.amount
    lines = [speech.markup("exam-status", day=speech.day(known.day), days=(known.day - turn.today).days)]
    if amount:
        lines += [_forecast(turn, known, amount), *exam_plan.in_words(turn, known, amount)]
    late = exam_plan.days_behind(turn, known)
    rows: Rows = (
        *(((Key(speech.plain("button-plan-anew"), Exam("anew", "")),),) if late or not amount else ()),
        (
            Key(speech.plain("button-change-date"), Exam("ask", "")),
            Key(speech.plain("button-daily"), Daily("open", "")),
        ),
        exam_date.no_date(speech),
    )
    weeks = exam_plan.weeks(turn, known, amount) if amount else ()
    picture = turn.drawing(load(speech, weeks)) if len(weeks) > 1 else None
    return turn.show(render.join(lines), rows, picture=picture)


def _forecast(turn: Turn, exam: ExamDate, amount: int) -> render.Markup:
    unseen = exam_plan.unseen(turn)
    comes_to = pace.at(amount, unseen, turn.today, exam.day)
    text = turn.speech.markup("exam-amount", amount=amount)
    until = exam_plan.seen_by(turn, comes_to.seen_by if unseen else None)
    return render.join([text, until], " ") if until else text


def _anew(turn: Turn) -> Said | None:
    """Plan what is left again, from today."""
    known = exam_plan.of(turn)
    if known is None or known.day < turn.today:
        return None
    return propose(turn, exam_plan.made(turn, known))


def _missing(turn: Turn) -> Said:
    names = ", ".join(one.name for one in turn.subject.not_covered)
    back: Rows = ((Key(turn.speech.plain("button-back-plan"), Exam("open", "")),),)
    return [turn.show(turn.speech.markup("exam-all-missing", names=names), back)]


def later(turn: Turn) -> Said:
    return [turn.show(turn.speech.markup("exam-later"))]


STEPS: Steps = {
    "amount": _agree,
    "other": lambda turn, _: _other(turn),
    "anew": lambda turn, _: _anew(turn),
    "missing": lambda turn, _: _missing(turn),
    "later": lambda turn, _: later(turn),
}
