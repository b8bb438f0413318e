"""/undo: the last answer never happened, and its question is asked again."""

from bot.chat import render
from bot.chat.buttons import Button, Undo
from bot.chat.messages import Say, Toast
from bot.chat.render import Markup
from bot.chat.turn import Command, Feature, Said, Turn
from bot.practice import record, session
from bot.practice.session import Opened
from bot.storage import askings, sessions
from bot.storage.askings import Asking
from bot.storage.sessions import Session


def undo(turn: Turn) -> Said:
    """Take back what was answered last; said again, the answer before it."""
    last = askings.last_answered(turn.tx, turn.learner.user_id)
    if last is None:
        return [turn.say(turn.speech.markup("undo-nothing"))]
    told, opened = _take_back(turn, last)
    if opened is None:
        return [*told, turn.say(turn.speech.markup(_later(turn, last)))]
    message = session.put(turn.speech, opened, turn.style)
    if not isinstance(message, Say):
        return [*told, turn.say(turn.speech.markup("undo-done")), message]
    text = render.join([turn.speech.markup("undo-done"), message.text])
    return [*told, turn.say(Markup(text), message.rows, asking=opened.asking.id)]


def press_undo(turn: Turn, button: Button) -> Said:
    assert isinstance(button, Undo)
    last = askings.last_answered(turn.tx, turn.incoming.user_id)
    if last is None or last.id != button.asking:
        return [Toast(turn.speech.plain("undo-only-last"), alert=True)]
    told, opened = _take_back(turn, last)
    here = turn.incoming.message_id
    told = [one for one in told if getattr(one, "message_id", None) != here]
    if opened is None:
        return [*told, turn.show(turn.speech.markup(_later(turn, last)))]
    return [Toast(turn.speech.plain("undo-done")), *told, *session.show_opened(turn, opened)]


def _later(turn: Turn, last: Asking) -> str:
    """A question that has left the content is not asked again."""
    return "undo-later" if last.question_id in turn.content.questions else "undo-done"


def _take_back(turn: Turn, last: Asking) -> tuple[Said, Opened | None]:
    """What to take down, and the question as it is asked again; None when it comes at the end of another session."""
    record.undo(turn.tx, turn.learner.user_id, last, turn.now)
    askings.take_back(turn.tx, last.id, turn.now)
    run = sessions.find(turn.tx, last.session_id) if last.session_id else None
    current = sessions.open_of(turn.tx, turn.learner.user_id)
    if run is None or (current is not None and current.id != run.id):
        if current is not None:
            sessions.plan(turn.tx, current, current.queue, (*current.again, last.question_id))
        return session.disarm([last]), None
    waiting = session.replace_waiting(turn.tx, turn.learner.user_id, turn.now)
    planned = _planned(turn, run, [*waiting, last])
    opened = session.open_next(turn.tx, turn.content, planned, turn.now, turn.style)
    standing = {asking.message_id: asking for asking in (*waiting, last)}
    return session.disarm(list(standing.values())), opened


def _planned(turn: Turn, run: Session, back: list[Asking]) -> Session:
    """The session with these questions in front again, the last one first."""
    queue, again = run.queue, run.again
    for asking in back:
        again = tuple(number for number in again if number != asking.question_id)
        if asking.position > run.size:
            again = (asking.question_id, *again)
        else:
            queue = (asking.question_id, *queue)
    return sessions.plan(turn.tx, sessions.reopen(turn.tx, run), queue, again)


feature = Feature(commands=(Command("undo", undo),), presses={Undo: press_undo})
