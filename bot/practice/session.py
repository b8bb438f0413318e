"""A run of questions for one person in one live message: begin, take an answer, go on, sum up.

The daily push begins a session without an update behind it, so nothing here needs a turn to begin one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.chat import render
from bot.chat.buttons import Daily, Key, QuizMissed, QuizTopic, Rows
from bot.chat.content import Content, Shelved
from bot.chat.messages import Disarm, Edit, Poll, Say, Sendable, StopPoll, Toast
from bot.chat.render import Markup
from bot.chat.styles import Style
from bot.chat.texts import Speech
from bot.chat.turn import Said, Turn
from bot.practice import exam_date, exam_days, present, record, result, shared, steadiness, sure
from bot.practice.forms import lay_out
from bot.practice.result import Run
from bot.storage import aside, askings, exams, sessions, subscriptions
from bot.storage.askings import Asking, Form, NewAsking, Purpose, State
from bot.storage.sessions import Session
from bot.study.grade import is_right
from bot.study.grade.arranged import grade_order

SHOWN_MISSED = 8
SEEDS = 2**31

SHORT = 3
"""Of so few questions a missed one would come back before it could be forgotten; the summary offers it instead."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A question that was just opened, and the session it belongs to."""

    session: Session
    asking: Asking
    item: Shelved


def begin(tx: Connection, content: Content, session: Session, now: datetime, style: Style) -> Opened | None:
    """Store a session and open its first question; None when the content has none of its questions."""
    return open_next(tx, content, sessions.open_session(tx, session), now, style)


def put(speech: Speech, opened: Opened, style: Style) -> Say | Poll:
    """The message that asks an open question."""
    asking, item = opened.asking, opened.item
    if asking.form is Form.POLL:
        return present.poll(speech, asking, item)
    text, rows = present.question(speech, asking, item, opened.session.size, style)
    return Say(asking.chat_id, text, rows, asking=asking.id)


def replace_waiting(tx: Connection, user_id: int, now: datetime) -> list[Asking]:
    """Close what waits for this person: questions are replaced, never stacked."""
    return askings.replace_open(tx, user_id, now)


def disarm(waiting: Sequence[Asking]) -> list[Sendable]:
    """Take the buttons off replaced questions, and close their polls; their text stays."""
    return [_disarmed(old.form, old.chat_id, old.message_id) for old in waiting if old.message_id is not None]


def _disarmed(form: Form, chat_id: int, message_id: int) -> Sendable:
    return StopPoll(chat_id, message_id) if form is Form.POLL else Disarm(chat_id, message_id)


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
    opened = begin(turn.tx, turn.content, session, turn.now, turn.style)
    if opened is None:
        return [*folded, turn.say(turn.speech.markup("quiz-nothing"))]
    return [*folded, put(turn.speech, opened, turn.style)]


def take(turn: Turn, asking: Asking, chosen: tuple[int, ...], given: str | None = None, right: bool = False) -> Said:
    """Close an asking with an answer, record it, and show what came of it.

    chosen: option numbers, in the order given. given: what was typed instead, and `right` whether it is.
    """
    correct = right if given is not None else fits(asking, chosen)
    if not askings.close(turn.tx, asking.id, turn.now, chosen, correct, given=given):
        return [Toast(turn.speech.plain("answered-before"))]
    record.answer(turn.tx, turn.learner.user_id, asking, correct, turn.now, turn.today)
    if not correct:
        ask_once_more(turn, asking)
    closed = replace(asking, state=State.ANSWERED, chosen=chosen, given=given, correct=correct)
    if asking.form is Form.POLL:
        return _closed_poll(turn, closed)
    if turn.learner.confidence and (chosen or given is not None):
        return _ask_how_sure(turn, closed)
    return show_result(turn, closed)


def ask_once_more(turn: Turn, asking: Asking) -> None:
    """A missed question comes again at the end of its session, once; a parked one does not."""
    session = sessions.find(turn.tx, asking.session_id) if asking.session_id else None
    if session is None or session.state != "open" or session.size <= SHORT or asking.position > session.size:
        return
    if asking.question_id in session.again or aside.is_parked(turn.tx, session.user_id, asking.question_id):
        return
    sessions.plan(turn.tx, session, session.queue, (*session.again, asking.question_id))


def _ask_how_sure(turn: Turn, asking: Asking) -> Said:
    """Before the result; where the question has changed there is nothing to be sure of."""
    item = turn.content.questions.get(asking.question_id)
    if item is None or not result.is_same(asking, item):
        return show_result(turn, asking)
    text, rows = sure.question(turn.speech, asking, item)
    return in_place(turn, asking, text, rows)


def fits(asking: Asking, chosen: Sequence[int]) -> bool:
    """Graded on the snapshot that was sent."""
    if asking.form in {Form.ORDER, Form.PAIRS}:
        return grade_order(chosen, len(asking.key)).correct
    return is_right(chosen, asking.key)


def _closed_poll(turn: Turn, asking: Asking) -> Said:
    """A poll cannot become its result: the result is a new message below it."""
    item = turn.content.questions.get(asking.question_id)
    closed = disarm([asking])
    if item is None:
        return [*closed, turn.say(turn.speech.markup("question-gone"))]
    text, rows = result.result(turn.speech, asking, item, run_of(turn, asking))
    return [*closed, Say(asking.chat_id, text, rows, asking=asking.id)]


def pick(turn: Turn, asking: Asking, picked: Collection[int]) -> Said:
    """Keep the taps so far, and show them."""
    askings.pick(turn.tx, asking.id, tuple(picked))
    return show_open(turn, replace(asking, picked=tuple(picked)))


def show_open(turn: Turn, asking: Asking) -> Said:
    """The open question in its own message, as it now stands."""
    item = turn.content.questions.get(asking.question_id)
    if item is None:
        return [Toast(turn.speech.plain("question-gone"), alert=True)]
    if not result.is_same(asking, item):
        return _renewed(turn, asking, item)
    text, rows = present.question(turn.speech, asking, item, run_of(turn, asking).size, turn.style)
    return in_place(turn, asking, text, rows)


def _renewed(turn: Turn, asking: Asking, item: Shelved) -> Said:
    """The content has the question in other words by now: it is asked anew, in place of the old one."""
    askings.close(turn.tx, asking.id, turn.now, state=State.REPLACED)
    session = sessions.find(turn.tx, asking.session_id) if asking.session_id else None
    if session is None:
        return [*disarm([asking]), turn.say(turn.speech.markup("question-changed"))]
    opened = Opened(session, _ask(turn.tx, session, item, turn.now, turn.style), item)
    return [*disarm([asking]), put(turn.speech, opened, turn.style)]


def show_result(turn: Turn, asking: Asking, *, guess: bool = False) -> Said:
    """The result of an answered question, in its own message.

    A question that was rewritten since stays as it was asked, and its result stands below it.
    """
    item = turn.content.questions.get(asking.question_id)
    if item is None:
        return [Toast(turn.speech.plain("question-gone"), alert=True)]
    text, rows = result.result(turn.speech, asking, item, run_of(turn, asking), guess=guess)
    if not result.is_same(asking, item):
        return [*disarm([asking]), Say(asking.chat_id, text, rows, asking=asking.id)]
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
    opened = open_next(turn.tx, turn.content, session, turn.now, turn.style)
    if opened is None:
        return summary(turn, session)
    return show_opened(turn, opened)


def show_opened(turn: Turn, opened: Opened) -> Said:
    """A question that was just opened, in place of what was pressed."""
    message = put(turn.speech, opened, turn.style)
    if isinstance(message, Say):
        return [turn.show(message.text, message.rows, asking=opened.asking.id)]
    pressed = turn.incoming.message_id if turn.incoming.press_id is not None else None
    return [*([Disarm(turn.incoming.chat_id, pressed)] if pressed is not None else []), message]


def again(turn: Turn, asking: Asking) -> Said:
    """The open question once more, at the bottom; the old copy loses its buttons."""
    item = turn.content.questions.get(asking.question_id)
    if item is None:
        askings.close(turn.tx, asking.id, turn.now, state=State.EXPIRED)
        return [turn.say(turn.speech.markup("question-gone"))]
    if not result.is_same(asking, item):
        return _renewed(turn, asking, item)
    askings.bury(turn.tx, asking.id, buried=False)
    if asking.form is Form.POLL:
        return [*disarm([asking]), present.poll(turn.speech, asking, item)]
    text, rows = present.question(turn.speech, asking, item, run_of(turn, asking).size, turn.style)
    return [*disarm([asking]), turn.say(text, rows, asking=asking.id)]


def summary(turn: Turn, session: Session) -> Said:
    """How many were right, what was missed and what was reached, in place of the last question."""
    sessions.close(turn.tx, session.id)
    asked = askings.of_session(turn.tx, session.id)
    answered = [a for a in asked if a.state is State.ANSWERED and a.position <= session.size]
    missed = [a for a in answered if not a.correct]
    heading = turn.speech.markup("summary", total=len(answered), right=len(answered) - len(missed), missed=len(missed))
    shown = [line for a in missed[:SHOWN_MISSED] if (line := _missed_line(turn, a))]
    more = turn.speech.markup("summary-more", count=len(missed) - SHOWN_MISSED) if len(missed) > SHOWN_MISSED else ""
    after = turn.speech.markup("summary-daily" if session.purpose is Purpose.DAILY else "summary-next")
    ask, dates = exam_date.offer(turn) or (None, ())
    text = render.join([heading, *shown, more, *steadiness.reached(turn), ask or after])
    rows = _summary_rows(turn, session, bool(missed), asks=bool(dates))
    # its buttons are about the subject that is chosen by now
    exam = exams.find(turn.tx, session.user_id, turn.subject.id) if session.subject == turn.subject.id else None
    over = exam_days.ask_once(turn.tx, turn.speech, exam, session.chat_id, turn.today) if exam else None
    return [turn.show(text, (*rows, *dates)), *([over] if over else [])]


def _missed_line(turn: Turn, asking: Asking) -> str:
    item = turn.content.questions.get(asking.question_id)
    if item is None:
        return ""
    asked = present.drawn(asking, item)
    if not result.is_same(asking, item):
        return f"• {render.escape(asked.stem)}"
    stem = asked.stem if asking.form in {Form.TYPED, Form.ORDER, Form.PAIRS} else asked.choice_stem
    return f"• {render.escape(stem)}\n<b>{render.escape(result.in_one_line(asking, asked))}</b>"


def _summary_rows(turn: Turn, session: Session, missed: bool, *, asks: bool) -> Rows:
    """asks: the date of an exam is asked for below, and the daily questions follow from it."""
    speech = turn.speech
    again_row = (Key(speech.plain("button-missed"), QuizMissed(session.id)),) if missed else ()
    another = Key(speech.plain("button-another-quiz"), QuizTopic(session.topic or "", session.size))
    subscribed = subscriptions.find(turn.tx, session.user_id)
    running = subscribed is not None and subscribed.due is not None
    daily = () if running or asks else (Key(speech.plain("button-daily"), Daily("open", "")),)
    others = shared.offer(speech, turn.bot, session) if session.purpose is Purpose.QUIZ and not asks else ()
    return tuple(row for row in (again_row, (another,), daily, *others) if row)


def open_next(tx: Connection, content: Content, session: Session, now: datetime, style: Style) -> Opened | None:
    """Open the first question still to ask that the content has; after them those that come once more."""
    while session.queue or session.again:
        number, once_more = (session.queue or session.again)[0], not session.queue
        later = session.again[1:] if once_more else session.again
        session = sessions.plan(tx, session, session.queue[1:], later)
        if (item := content.questions.get(number)) is not None:
            return Opened(session, _ask(tx, session, item, now, style, once_more=once_more), item)
    return None


def _ask(
    tx: Connection, session: Session, item: Shelved, now: datetime, style: Style, *, once_more: bool = False
) -> Asking:
    """once_more: a missed one at the end; its place lies behind the last."""
    draw = len(session.queue) + (500 + len(session.again) if once_more else 0)
    position = session.size + 1 if once_more else session.size - len(session.queue)
    return ask(tx, session, item, position, draw, style, now)


def ask(
    tx: Connection,
    session: Session,
    item: Shelved,
    position: int,
    draw: int,
    style: Style,
    now: datetime,
    state: State = State.OPEN,
) -> Asking:
    """One question of a session as a row: its options drawn, laid out and kept. draw: below 1,000, one for each."""
    seed = (session.id * 1_000 + draw) % SEEDS
    layout = lay_out(item.question.drawn(seed), style, seed)
    new = NewAsking(
        user_id=session.user_id,
        chat_id=session.chat_id,
        thread_id=None,
        question_id=item.number,
        version=item.question.version,
        form=layout.form,
        draw=seed,
        arrangement=layout.arrangement,
        key=layout.key,
        wanted=layout.wanted,
        purpose=session.purpose,
        session_id=session.id,
        position=position,
        asked_at=now,
    )
    return askings.add(tx, new, state)


def run_of(turn: Turn, asking: Asking) -> Run:
    """The questions that an asking is one of."""
    session = sessions.find(turn.tx, asking.session_id) if asking.session_id else None
    if session is None:
        return Run(asking.position)
    missed = asking.state is State.ANSWERED and not asking.correct
    return Run(
        session.size,
        len(session.again),
        asking.question_id in session.again,
        missed and aside.is_parked(turn.tx, session.user_id, asking.question_id),
    )
