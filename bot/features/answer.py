"""Answering a question: by a button, by several, by typed letters, a typed text or a vote; and what follows.

Everything here starts from the asking behind a button, a poll or the open question: it decides who may answer.
"""

from dataclasses import replace

from bot.chat.buttons import (
    Back,
    Button,
    Choose,
    Guessed,
    Next,
    Resume,
    ShowNote,
    ShowOptions,
    Submit,
    Sure,
    TakeBack,
    WhyNot,
)
from bot.chat.messages import Toast
from bot.chat.turn import Feature, Said, Turn
from bot.practice import note, present, record, result, session, sure
from bot.practice.forms import in_form, takes_taps
from bot.practice.hear import hear
from bot.practice.taps import after_take_back, after_tap
from bot.storage import askings, early_votes, outbox
from bot.storage.askings import Asking, Form, State
from bot.storage.early_votes import EarlyVote
from bot.study.confidence import Confidence


def typed(turn: Turn) -> Said | None:
    """A text that answers the open question; anything else is somebody else's business."""
    asking = askings.open_of(turn.tx, turn.incoming.user_id)
    return hear(turn, asking, session.take) if asking is not None else None


def vote(turn: Turn, poll_id: str, places: tuple[int, ...]) -> Said | None:
    """A vote in a poll that was put to one person.

    In one that was put to a chat it was not for `votes`: the poll has changed hands since, and the vote waits.
    """
    if not places:
        return ()
    asking = askings.of_poll(turn.tx, poll_id)
    if asking is None or asking.user_id is None or _is_guessed(turn, asking):
        me = turn.incoming
        early_votes.park(turn.tx, EarlyVote(poll_id, me.user_id, places, turn.now, me.name))
        return ()
    return _count(turn, asking, places)


def _is_guessed(turn: Turn, asking: Asking) -> bool:
    """Whether a poll was taken for somebody's by its looks, and may be that of the voter's group for all we know."""
    theirs = asking.user_id != turn.incoming.user_id and asking.message_id is None
    return theirs and _alike(turn, asking) is None


def count_early(turn: Turn, cast: EarlyVote) -> Said:
    """A vote that overtook the news of its own poll."""
    asking = askings.of_poll(turn.tx, cast.poll_id)
    if asking is None or asking.user_id is None or _is_guessed(turn, asking):
        return ()  # until it is known, or known as a copy, or for a day
    early_votes.take(turn.tx, cast)
    return _count(turn, asking, cast.places)


def _count(turn: Turn, asking: Asking, places: tuple[int, ...]) -> Said:
    if not places or max(places) >= len(asking.arrangement):
        return ()
    if asking.user_id != turn.incoming.user_id:
        mine = _alike(turn, asking)
        if mine is None:
            return ()
        asking = askings.swap_polls(turn.tx, mine, asking)
    there = replace(turn.incoming, chat_id=asking.chat_id, private=True)
    return session.take(replace(turn, incoming=there), asking, tuple(asking.arrangement[place] for place in places))


def _alike(turn: Turn, asking: Asking) -> Asking | None:
    """The voter's own open question, where it looks like that of somebody else, to whom the poll was taken to belong.

    Of polls whose answer was lost only their looks are known until somebody votes.
    """
    mine = askings.open_of(turn.tx, turn.incoming.user_id)
    if mine is None or mine.form is not Form.POLL:
        return None
    shown = _shown(turn, mine)
    return mine if shown is not None and shown == _shown(turn, asking) else None


def _shown(turn: Turn, asking: Asking) -> tuple[str, list[str]] | None:
    item = turn.content.questions.get(asking.question_id)
    if item is None or item.question.version != asking.version:
        return None
    poll = present.quiz_poll(asking, present.drawn(asking, item), None)
    return poll.question, list(poll.options)


def press_option(turn: Turn, button: Button) -> Said:
    assert isinstance(button, Choose)
    asking = _mine(turn, button.asking)
    if isinstance(asking, Toast):
        return [asking]
    if asking.state is State.OPEN:
        if button.option == present.DONT_KNOW:
            return session.take(turn, asking, ())
        if button.option not in asking.arrangement:
            return [Toast(turn.speech.plain("old-button"), alert=True)]
        return _tap(turn, asking, button.option)
    if asking.state is State.ANSWERED:
        return [Toast(turn.speech.plain("answered-before"))]
    return _closed(turn)


def _tap(turn: Turn, asking: Asking, option: int) -> Said:
    """One tap is the answer, or one part of it."""
    if not takes_taps(asking.form):
        return session.take(turn, asking, (option,))
    picked = after_tap(asking, option)
    if picked is None:
        return [Toast(turn.speech.plain("tapped-already"))]
    return session.pick(turn, asking, picked)


def press_submit(turn: Turn, button: Button) -> Said:
    """The taps become the answer, when there are as many as the question wants."""
    assert isinstance(button, Submit)
    asking = _open(turn, button.asking)
    if not isinstance(asking, Asking):
        return asking
    if len(asking.picked) != len(asking.key):
        return [Toast(turn.speech.plain("taps-needed", count=len(asking.key)), alert=True)]
    return session.take(turn, asking, asking.picked)


def press_take_back(turn: Turn, button: Button) -> Said:
    assert isinstance(button, TakeBack)
    asking = _open(turn, button.asking)
    if not isinstance(asking, Asking):
        return asking
    if not asking.picked:
        return [Toast(turn.speech.plain("nothing-to-take-back"))]
    return session.pick(turn, asking, after_take_back(asking))


def press_show_options(turn: Turn, button: Button) -> Said:
    """Whoever cannot or will not type gets the options."""
    assert isinstance(button, ShowOptions)
    asking = _open(turn, button.asking)
    if not isinstance(asking, Asking):
        return asking
    item = turn.content.questions.get(asking.question_id)
    if item is None or not item.question.options or item.question.version != asking.version:
        return [Toast(turn.speech.plain("question-gone"), alert=True)]
    layout = in_form(present.drawn(asking, item), Form.CHOICE, asking.draw)
    shaped = replace(asking, form=layout.form, arrangement=layout.arrangement, key=layout.key)
    askings.reshape(turn.tx, shaped)
    return session.show_open(turn, shaped)


def _open(turn: Turn, asking_id: int) -> Asking | Said:
    """The open asking behind a button; else what to say instead."""
    asking = _mine(turn, asking_id)
    if isinstance(asking, Toast):
        return [asking]
    if asking.state is State.ANSWERED:
        return [Toast(turn.speech.plain("answered-before"))]
    return asking if asking.state is State.OPEN else _closed(turn)


def _closed(turn: Turn) -> Said:
    """An old question: say so, and show the current one."""
    current = askings.open_of(turn.tx, turn.incoming.user_id)
    toast = Toast(turn.speech.plain("question-closed" if current else "question-closed-none"), alert=True)
    return [toast, *session.again(turn, current)] if current else [toast]


def _mine(turn: Turn, asking_id: int) -> Asking | Toast:
    """The asking behind a button, if it was put to whoever pressed it."""
    asking = askings.find(turn.tx, asking_id)
    if asking is None:
        return Toast(turn.speech.plain("old-button"), alert=True)
    if asking.user_id != turn.incoming.user_id:
        return Toast(turn.speech.plain("not-yours"), alert=True)
    pressed = turn.incoming.message_id
    if turn.incoming.press_id is not None and pressed is not None and pressed != asking.message_id:
        outbox.seen(turn.tx, turn.incoming.chat_id, asking.id, pressed, turn.now)
    return asking


def press_guessed(turn: Turn, button: Button) -> Said:
    assert isinstance(button, Guessed)
    asking = _answered(turn, button.asking)
    if isinstance(asking, Toast):
        return [asking]
    if not record.guessed(turn.tx, turn.learner.user_id, asking, turn.now, turn.today):
        return [Toast(turn.speech.plain("guess-known"))]
    session.ask_once_more(turn, asking)
    return session.show_result(turn, asking, guess=True)


def press_sure(turn: Turn, button: Button) -> Said:
    """How sure somebody is, and only then the result."""
    assert isinstance(button, Sure)
    asking = _answered(turn, button.asking)
    if isinstance(asking, Toast):
        return [asking]
    if not 0 <= button.level < len(sure.ORDER):
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    level = sure.ORDER[button.level]
    if not record.sure(turn.tx, turn.learner.user_id, asking, level, turn.now, turn.today):
        return [Toast(turn.speech.plain("guess-known"))]
    if guess := level is Confidence.UNSURE:
        session.ask_once_more(turn, asking)
    return session.show_result(turn, asking, guess=guess and bool(asking.correct))


def press_why_not(turn: Turn, button: Button) -> Said:
    assert isinstance(button, WhyNot)
    asking = _answered(turn, button.asking)
    if isinstance(asking, Toast):
        return [asking]
    item = turn.content.questions.get(asking.question_id)
    if item is None:
        return [Toast(turn.speech.plain("question-gone"), alert=True)]
    text, rows = result.why_not(turn.speech, asking, item, session.run_of(turn, asking))
    return [turn.show(text, rows, asking=asking.id)]


def press_note(turn: Turn, button: Button) -> Said:
    """The note behind an answered question, in its place."""
    assert isinstance(button, ShowNote)
    asking = _answered(turn, button.asking)
    if isinstance(asking, Toast):
        return [asking]
    item = turn.content.questions.get(asking.question_id)
    if item is None:
        return [Toast(turn.speech.plain("question-gone"), alert=True)]
    page = note.whole(turn.speech, item.subject.note(item.question.topic))
    return [
        turn.show(page, result.note_rows(turn.speech, asking, item, session.run_of(turn, asking)), asking=asking.id)
    ]


def press_back(turn: Turn, button: Button) -> Said:
    assert isinstance(button, Back)
    asking = _answered(turn, button.asking)
    if isinstance(asking, Toast):
        return [asking]
    return session.show_result(turn, asking, guess=record.was_luck(turn.tx, asking))


def _answered(turn: Turn, asking_id: int) -> Asking | Toast:
    """Notes and reasons would give an open question away."""
    asking = _mine(turn, asking_id)
    if isinstance(asking, Asking) and asking.state is not State.ANSWERED:
        return Toast(turn.speech.plain("answer-first"))
    return asking


def press_next(turn: Turn, button: Button) -> Said:
    assert isinstance(button, Next)
    asking = _mine(turn, button.asking)
    if isinstance(asking, Toast):
        return [asking]
    return session.advance(turn, asking)


def press_resume(turn: Turn, _button: Button) -> Said:
    """*Back to my questions*: the open one again, at the bottom."""
    asking = askings.open_of(turn.tx, turn.incoming.user_id)
    if asking is None:
        return [Toast(turn.speech.plain("question-closed-none"))]
    return session.again(turn, asking)


feature = Feature(
    presses={
        Choose: press_option,
        Submit: press_submit,
        TakeBack: press_take_back,
        ShowOptions: press_show_options,
        Guessed: press_guessed,
        Sure: press_sure,
        WhyNot: press_why_not,
        ShowNote: press_note,
        Back: press_back,
        Next: press_next,
        Resume: press_resume,
    },
    text=typed,
    vote=vote,
)
