"""What else can be done with an answered question: keep it, take the answer back, ask it later or never."""

from bot.chat.buttons import Bookmark, Key, Rows, SetAside, Undo
from bot.chat.messages import Toast
from bot.chat.turn import Said, Turn
from bot.practice import record, result, session
from bot.storage import askings, bookmarks
from bot.storage.aside import Why
from bot.storage.askings import Asking, State


def answered(turn: Turn, asking_id: int) -> Asking | Toast:
    """The answered asking behind a button, if it was put to whoever pressed it."""
    asking = askings.find(turn.tx, asking_id)
    if asking is None or asking.state is not State.ANSWERED:
        return Toast(turn.speech.plain("old-button"), alert=True)
    if asking.user_id != turn.incoming.user_id:
        return Toast(turn.speech.plain("not-yours"), alert=True)
    return asking


def menu(turn: Turn, asking: Asking) -> Said:
    """The result with other buttons. *Next* stays where it is."""
    item = turn.content.questions.get(asking.question_id)
    if item is None:
        return [Toast(turn.speech.plain("question-gone"), alert=True)]
    run = session.run_of(turn, asking)
    text, _ = result.result(turn.speech, asking, item, run, guess=record.was_luck(turn.tx, asking))
    return [turn.show(text, _rows(turn, asking, run), asking=asking.id)]


def _rows(turn: Turn, asking: Asking, run: result.Run) -> Rows:
    speech = turn.speech
    kept = bookmarks.has(turn.tx, turn.learner.user_id, asking.question_id)
    mark = Key(speech.plain("button-unmark" if kept else "button-mark"), Bookmark(asking.id))
    back = Key(speech.plain("button-undo"), Undo(asking.id))
    later = Key(speech.plain("button-not-today"), SetAside(asking.id, Why.BURIED))
    never = Key(speech.plain("button-never"), SetAside(asking.id, Why.SUSPENDED))
    rows: Rows = (result.back_row(speech, asking), (mark, back), (later, never))
    return (*rows, result.last_row(speech, asking, run))
