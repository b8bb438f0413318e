"""/stop, /cancel and a plain "stop": whatever runs ends, and nothing is lost."""

from bot.chat.messages import Sendable
from bot.chat.turn import Command, Feature, Said, Turn
from bot.practice import mock, session
from bot.storage import dialogues, outbox, sessions, subscriptions


def stop(turn: Turn) -> Said:
    """End the quiz in hand and the daily questions; say what was ended."""
    folded = _end_quiz(turn)
    daily = subscriptions.remove(turn.tx, turn.learner.user_id)
    outbox.drop_pushes(turn.tx, turn.learner.user_id, turn.now, "stopped")
    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
    key = "stopped-all" if daily else "stopped-quiz" if folded is not None else "stopped-nothing"
    return [*(folded or ()), turn.say(turn.speech.markup(key))]


def cancel(turn: Turn) -> Said:
    """End the quiz in hand; the daily questions go on. (An open dialogue ended when the command came.)"""
    folded = _end_quiz(turn)
    return [*(folded or ()), turn.say(turn.speech.markup("cancelled" if folded is not None else "cancelled-nothing"))]


def _end_quiz(turn: Turn) -> list[Sendable] | None:
    """What to take down; None when nothing was open."""
    waiting = session.replace_waiting(turn.tx, turn.learner.user_id, turn.now)
    current = sessions.open_of(turn.tx, turn.learner.user_id)
    if current is not None:
        sessions.close(turn.tx, current.id)
    left = mock.leave(turn)
    return [*session.disarm(waiting), *(left or ())] if waiting or current or left is not None else None


def stop_word(turn: Turn) -> Said | None:
    """The plain word for stop in the learner's language, or in English."""
    text = turn.incoming.text.strip().strip(".!").casefold()
    return stop(turn) if text in {"stop", turn.speech.plain("stop-word").casefold()} else None


feature = Feature(
    commands=(Command("stop", stop, menu=True), Command("cancel", cancel)),
    text=stop_word,
)
