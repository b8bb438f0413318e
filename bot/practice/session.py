"""A run of questions for one person in one live message: begin, take an answer, go on, sum up.

The daily push begins a session without an update behind it, so nothing here needs a turn to begin one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.chat import render
from bot.chat.buttons import Daily, Key, QuizMissed, QuizTopic, Rows
from bot.chat.content import Content, Shelved
from bot.chat.messages import Disarm, Edit, Sendable, Toast
from bot.chat.render import Markup
from bot.chat.turn import Said, Turn
from bot.practice import present, record
from bot.storage import askings, sessions, subscriptions
from bot.storage.askings import Asking, NewAsking, Purpose, State
from bot.storage.sessions import Session
from bot.study.grade import is_right

SHOWN_MISSED = 8


@dataclass(frozen=True, slots=True)
class Opened:
    """A question that was just opened, and the session it belongs to."""

    session: Session
    asking: Asking
    item: Shelved


def begin(tx: Connection, content: Content, session: Session, now: datetime) -> Opened | None:
    """Store a session and open its first question; None when the content has none of its questions."""
    return _open_next(tx, content, sessions.open_session(tx, session), now)


def replace_waiting(tx: Connection, user_id: int, now: datetime) -> list[Asking]:
    """Close what waits for this person: questions are replaced, never stacked."""
    return askings.replace_open(tx, user_id, now)


def disarm(waiting: Sequence[Asking]) -> list[Sendable]:
    """Take the buttons off replaced questions; their text stays."""
    return [Disarm(old.chat_id, old.message_id) for old in waiting if old.message_id is not None]


def start(turn: Turn, numbers: Sequence[int], topic: str | None = None) -> Said:
    """A quiz over these questions, in a new message."""
    folded = disarm(replace_waiting(turn.tx, turn.learner.user_id, turn.now))
    session = Session(
        id=0,
        user_id=turn.learner.user_id,
        chat_id=turn.incoming.chat_id,
        purpose=Purpose.QUIZ,
        subject=turn.subject.id,
        topic=topic,
        queue=tuple(numbers),
        size=len(numbers),
        state="open",
        opened_at=turn.now,
        study_date=turn.today,
    )
    opened = begin(turn.tx, turn.content, session, turn.now)
    if opened is None:
        return [*folded, turn.say(turn.speech.markup("quiz-nothing"))]
    text, rows = present.question(turn.speech, opened.asking, opened.item, session.size)
    return [*folded, turn.say(text, rows, asking=opened.asking.id)]


def take(turn: Turn, asking: Asking, chosen: tuple[int, ...]) -> Said:
    """Close an asking with an answer, record it, and show what came of it in the same message."""
    correct = is_right(chosen, asking.key)
    if not askings.close(turn.tx, asking.id, turn.now, chosen, correct):
        return [Toast(turn.speech.plain("answered-before"))]
    record.answer(turn.tx, turn.learner.user_id, asking, correct, turn.now, turn.today)
    closed = replace(asking, state=State.ANSWERED, chosen=chosen, correct=correct)
    return show_result(turn, closed)


def show_result(turn: Turn, asking: Asking, *, guess: bool = False) -> Said:
    """The result of an answered question, in its own message."""
    item = turn.content.questions.get(asking.question_id)
    if item is None:
        return [Toast(turn.speech.plain("question-gone"), alert=True)]
    text, rows = present.result(turn.speech, asking, item, size_of(turn, asking), guess=guess)
    return in_place(turn, asking, text, rows)


def in_place(turn: Turn, asking: Asking, text: Markup, rows: Rows) -> Said:
    """The question's own message changed; a new one where the old stands too far up, or was never sent."""

    if turn.incoming.press_id is not None:
        return [turn.show(text, rows, asking=asking.id)]
    if asking.message_id is None or asking.buried:
        return [*disarm([asking]), turn.say(text, rows, asking=asking.id)]
    return [Edit(asking.chat_id, asking.message_id, text, rows, asking.id)]


def advance(turn: Turn, asking: Asking) -> Said:
    """The question after an answered one, in place; after the last one, the summary."""
    session = sessions.find(turn.tx, asking.session_id) if asking.session_id else None
    if session is None or session.state != "open":
        return [Toast(turn.speech.plain("session-over"))]
    if askings.of_session(turn.tx, session.id)[-1].id != asking.id:
        return [Toast(turn.speech.plain("asked-already"))]
    opened = _open_next(turn.tx, turn.content, session, turn.now)
    if opened is None:
        return summary(turn, session)
    text, rows = present.question(turn.speech, opened.asking, opened.item, session.size)
    return [turn.show(text, rows, asking=opened.asking.id)]


def again(turn: Turn, asking: Asking) -> Said:
    """The open question once more, at the bottom; the old copy loses its buttons."""
    item = turn.content.questions.get(asking.question_id)
    if item is None:
        askings.close(turn.tx, asking.id, turn.now, state=State.EXPIRED)
        return [turn.say(turn.speech.markup("question-gone"))]
    askings.bury(turn.tx, asking.id, buried=False)
    text, rows = present.question(turn.speech, asking, item, size_of(turn, asking))
    return [*disarm([asking]), turn.say(text, rows, asking=asking.id)]


def summary(turn: Turn, session: Session) -> Said:
    """How many were right, and what was missed, in place of the last question."""
    sessions.close(turn.tx, session.id)
    answered = [a for a in askings.of_session(turn.tx, session.id) if a.state is State.ANSWERED]
    missed = [a for a in answered if not a.correct]
    heading = turn.speech.markup("summary", total=len(answered), right=len(answered) - len(missed), missed=len(missed))
    shown = [line for a in missed[:SHOWN_MISSED] if (line := _missed_line(turn, a))]
    more = turn.speech.markup("summary-more", count=len(missed) - SHOWN_MISSED) if len(missed) > SHOWN_MISSED else ""
    after = turn.speech.markup("summary-daily" if session.purpose is Purpose.DAILY else "summary-next")
    text = render.join([heading, *shown, more, after])
    return [turn.show(text, _summary_rows(turn, session, bool(missed)))]


def _missed_line(turn: Turn, asking: Asking) -> str:
    item = turn.content.questions.get(asking.question_id)
    if item is None:
        return ""
    key = "; ".join(item.question.options[option] for option in asking.key)
    return f"• {render.escape(item.question.stem)}\n<b>{render.escape(key)}</b>"


def _summary_rows(turn: Turn, session: Session, missed: bool) -> Rows:
    speech = turn.speech
    again_row = (Key(speech.plain("button-missed"), QuizMissed(session.id)),) if missed else ()
    another = Key(speech.plain("button-another-quiz"), QuizTopic(session.topic or "", session.size))
    subscribed = subscriptions.find(turn.tx, session.user_id) is not None
    daily = () if subscribed else (Key(speech.plain("button-daily"), Daily("open", "")),)
    return tuple(row for row in (again_row, (another,), daily) if row)


def _open_next(tx: Connection, content: Content, session: Session, now: datetime) -> Opened | None:
    """Take the first question that the content still has off the queue, and open it."""
    while session.queue:
        number = session.queue[0]
        session = sessions.shorten(tx, session)
        if (item := content.questions.get(number)) is not None:
            return Opened(session, _ask(tx, session, item, now), item)
    return None


def _ask(tx: Connection, session: Session, item: Shelved, now: datetime) -> Asking:
    new = NewAsking(
        user_id=session.user_id,
        chat_id=session.chat_id,
        thread_id=None,
        question_id=item.number,
        version=item.question.version,
        arrangement=present.arrange(item.question, session.id * 1_000 + len(session.queue)),
        key=tuple(sorted(item.question.answer)),
        purpose=session.purpose,
        session_id=session.id,
        position=session.size - len(session.queue),
        asked_at=now,
    )
    return askings.add(tx, new)


def size_of(turn: Turn, asking: Asking) -> int:
    """How many questions the session of an asking has."""
    session = sessions.find(turn.tx, asking.session_id) if asking.session_id else None
    return session.size if session else asking.position
