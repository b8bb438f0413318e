"""Asking for the date of an exam: /exam asks, and so does the end of somebody's first three questions, once."""

from datetime import date

from bot.chat.buttons import Exam, Key, Rows
from bot.chat.render import Markup
from bot.chat.texts import Speech
from bot.chat.turn import Turn
from bot.storage import dialogues, exams, reviews, said
from bot.storage.dialogues import Dialogue
from bot.study.dates import months_ahead

MONTHS = (1, 2, 3)
AFTER = 3
"""Answers, after which we ask."""

ASKED = "exam-date"
OFFER = "exam-offer"
"""The dialogue of an offer: a date that is typed is taken, any other text is somebody else's."""


def rows(speech: Speech, today: date) -> Rows:
    """Some dates to tap, another one to type, or none."""
    ahead = tuple(
        Key(speech.plain("button-in-months", count=count), on(months_ahead(today, count))) for count in MONTHS
    )
    other = Key(speech.plain("button-another-date"), Exam("type", ""))
    return (ahead, (other, *no_date(speech)))


def no_date(speech: Speech) -> tuple[Key, ...]:
    return (Key(speech.plain("button-no-date"), Exam("none", "")),)


def on(day: date) -> Exam:
    """The button that names a day."""
    return Exam("day", day.strftime("%Y%m%d"))


def offer(turn: Turn) -> tuple[Markup, Rows] | None:
    """The question for a date at the end of the first questions; None when it was put before, or is not needed."""
    user, subject = turn.learner.user_id, turn.subject.id
    if not turn.incoming.private or len(reviews.asked_last(turn.tx, user, AFTER)) < AFTER:
        return None
    if exams.find(turn.tx, user, subject) or not said.add(turn.tx, user, subject, ASKED, 1, turn.now):
        return None
    dialogues.begin(turn.tx, user, turn.incoming.chat_id, Dialogue(OFFER, None), turn.now)
    return turn.speech.markup("exam-offer"), rows(turn.speech, turn.today)
