"""Which day the exam is: tapped, or typed in one's own words and echoed; nothing is kept before *Yes*."""

from datetime import date, timedelta

from bot.chat.buttons import Daily, Exam, Key, Rows
from bot.chat.messages import Say
from bot.chat.turn import Said, Turn
from bot.features.exam import plan
from bot.practice import exam_date, exam_plan
from bot.practice.steps import Steps
from bot.storage import askings, dialogues, exams, subscriptions
from bot.storage.dialogues import Dialogue
from bot.storage.exams import ExamDate
from bot.study.dates import readings

FARTHEST = timedelta(days=2 * 366)
DIALOGUE = "exam-date"


def ask(turn: Turn) -> Said:
    """Which day? Tap, or type."""
    _listen(turn)
    return [turn.show(turn.speech.markup("exam-when"), exam_date.rows(turn.speech, turn.today))]


def _listen(turn: Turn) -> None:
    incoming = turn.incoming
    dialogues.begin(turn.tx, incoming.user_id, incoming.chat_id, Dialogue(DIALOGUE, None), turn.now)


def _type(turn: Turn) -> Said:
    _listen(turn)
    return [turn.show(turn.speech.markup("exam-type"))]


def typed(turn: Turn, _dialogue: Dialogue) -> Said:
    return read(turn, turn.incoming.text)


def typed_after_offer(turn: Turn, _dialogue: Dialogue) -> Said | None:
    """Nobody asked to be asked: what is no date is a look-up, and where a question is open it may be its answer."""
    if askings.open_of(turn.tx, turn.incoming.user_id) is not None:
        return None
    return read(turn, turn.incoming.text) if readings(turn.incoming.text, turn.today) else None


def read(turn: Turn, text: str) -> Said:
    """Show the date as it was understood; where it can be read in two ways, both."""
    found = readings(text, turn.today)
    if not found:
        _listen(turn)
        return [turn.say(turn.speech.markup("exam-no-date", example=turn.speech.day_short(turn.today)))]
    possible = [day for day in found if _is_possible(turn, day)]
    if not possible:
        _listen(turn)
        return [turn.say(turn.speech.markup("exam-too-far"))]
    if len(possible) > 1:
        return _which(turn, possible)
    return [_echo(turn, possible[0])]


def _is_possible(turn: Turn, day: date) -> bool:
    return turn.today <= day <= turn.today + FARTHEST


def _which(turn: Turn, days: list[date]) -> Said:
    rows: Rows = (
        *((Key(turn.speech.day_short(day), exam_date.on(day)),) for day in days),
        (Key(turn.speech.plain("button-another-date"), Exam("type", "")),),
    )
    return [turn.say(turn.speech.markup("exam-which-day"), rows)]


def _echo(turn: Turn, day: date) -> Say:
    change = Key(turn.speech.plain("button-change"), Exam("ask", ""))
    rows: Rows = ((Key(turn.speech.plain("button-yes"), exam_date.on(day)), change),)
    return turn.say(turn.speech.markup("exam-right", day=turn.speech.day(day), days=(day - turn.today).days), rows)


def _set(turn: Turn, value: str) -> Said | None:
    """Keep the date, begin a plan, and propose an amount a day."""
    found = readings(f"{value[:4]}-{value[4:6]}-{value[6:]}", turn.today) if len(value) == 8 else ()
    if len(found) != 1 or not _is_possible(turn, found[0]):
        return None
    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
    known = exam_plan.of(turn)
    fresh = ExamDate(turn.learner.user_id, turn.subject.id, found[0], known.amount if known else None)
    return plan.propose(turn, exam_plan.made(turn, fresh))


def _none(turn: Turn) -> Said:
    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
    exams.remove(turn.tx, turn.learner.user_id, turn.subject.id)
    reminded = subscriptions.find(turn.tx, turn.learner.user_id) is not None
    rows: Rows = () if reminded else ((Key(turn.speech.plain("button-daily"), Daily("open", "")),),)
    return [turn.show(turn.speech.markup("exam-none"), rows)]


STEPS: Steps = {
    "ask": lambda turn, _: ask(turn),
    "type": lambda turn, _: _type(turn),
    "day": _set,
    "none": lambda turn, _: _none(turn),
}
