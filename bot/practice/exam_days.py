"""What a push says around an exam: the evening before, nothing on the day, the day after a question."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from bot.chat.buttons import Exam, Key, Rows
from bot.chat.messages import Say
from bot.chat.render import Markup
from bot.chat.texts import Speech
from bot.storage import exams
from bot.storage.exams import ExamDate, Outcome

EASY = 10
ENDINGS = {
    Outcome.PASSED: "button-passed",
    Outcome.FAILED: "button-failed",
    Outcome.MOVED: "button-moved",
    Outcome.UNTOLD: "button-untold",
}
_DAY = timedelta(days=1)


def is_over(exam: ExamDate, today: date) -> bool:
    """The day has passed, and nothing was told of it yet."""
    return exam.day < today and exam.outcome is None


def push(tx: Connection, speech: Speech, exam: ExamDate | None, chat_id: int, today: date) -> list[Say] | None:
    """What is said in place of a question; nothing on some days. None: today is a day like any other."""
    if exam is None or exam.day > today + _DAY:
        return None
    if exam.day == today:
        return []
    if exam.day > today:
        return [eve(speech, exam, chat_id)]
    asked = ask_once(tx, speech, exam, chat_id, today)
    return [asked] if asked else None


def ask_once(tx: Connection, speech: Speech, exam: ExamDate, chat_id: int, today: date) -> Say | None:
    """How it went, when the day is over and nobody has asked yet."""
    if exam.asked or not is_over(exam, today):
        return None
    exams.save(tx, replace(exam, asked=True))
    text, rows = how_was_it(speech)
    return Say(chat_id, text, rows)


def eve(speech: Speech, exam: ExamDate, chat_id: int) -> Say:
    keys = (
        Key(speech.plain("button-easy", count=EASY), Exam("easy", "")),
        Key(speech.plain("button-rest"), Exam("rest", "")),
    )
    return Say(chat_id, speech.markup("exam-eve", day=speech.day(exam.day), count=EASY), (keys,))


def how_was_it(speech: Speech) -> tuple[Markup, Rows]:
    passed, failed, moved, untold = (
        Key(speech.plain(label), Exam("told", ending)) for ending, label in ENDINGS.items()
    )
    return speech.markup("exam-how"), ((passed, failed), (moved,), (untold,))
