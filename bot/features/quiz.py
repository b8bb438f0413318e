"""/quiz [topic] [n]: questions in one live message; letters, buttons, reasons, summary."""

import re

from bot.chat import render
from bot.chat.buttons import (
    Back,
    Button,
    Choose,
    Guessed,
    Key,
    Next,
    QuizMissed,
    QuizTopic,
    Resume,
    Rows,
    ShowNote,
    WhyNot,
)
from bot.chat.messages import Toast
from bot.chat.turn import Command, Feature, Said, Turn
from bot.practice import choose, note, present, record, session
from bot.practice.topic import find_topic
from bot.storage import askings, sessions
from bot.storage.askings import Asking, State

USUAL = 5
MOST = 50
_COUNT = re.compile(r"(?:^|\s)([0-9]{1,6})(?=\s|$)", re.ASCII)
_LETTER = re.compile(r"\s*([a-lA-L])\s*[.):]?\s*", re.ASCII)


def quiz(turn: Turn) -> Said:
    """A quiz on the topic and of the length that were typed; both may be missing, in either order."""
    topic_text, size = _parse(turn.arguments)
    if not topic_text:
        return _begin(turn, "", size)
    found = find_topic(turn.content, turn.subject, topic_text)
    if found.topic is not None:
        return _begin(turn, found.topic, size)
    rows: Rows = tuple((Key(turn.subject.note(t).title, QuizTopic(t, size)),) for t in found.nearest)
    key = "quiz-which-topic" if found.nearest else "quiz-no-topic"
    return [turn.say(turn.speech.markup(key, topic=render.clip(topic_text, 60)), rows)]


def _parse(arguments: str) -> tuple[str, int]:
    match = _COUNT.search(arguments)
    if match is None:
        return arguments.strip(), USUAL
    topic = (arguments[: match.start()] + " " + arguments[match.end() :]).strip()
    return topic, min(max(1, int(match[1])), MOST)


def _begin(turn: Turn, topic: str, size: int) -> Said:
    numbers = choose.questions(
        turn.tx, turn.content, turn.subject, turn.learner.user_id, size, turn.today, topic or None
    )
    return session.start(turn, numbers, topic or None)


def quiz_topic(turn: Turn, button: Button) -> Said:
    assert isinstance(button, QuizTopic)
    if not turn.incoming.private:
        return [Toast(turn.speech.plain("only-private"), alert=True)]
    if button.topic and not turn.subject.has(button.topic):
        return [Toast(turn.speech.plain("topic-gone"), alert=True)]
    return _begin(turn, button.topic, min(max(1, button.size), MOST))


def quiz_missed(turn: Turn, button: Button) -> Said:
    """Ask again what was missed in a session."""
    assert isinstance(button, QuizMissed)
    played = sessions.find(turn.tx, button.session)
    if played is None or played.user_id != turn.incoming.user_id:
        return [Toast(turn.speech.plain("not-yours"), alert=True)]
    missed = [a.question_id for a in askings.of_session(turn.tx, played.id) if a.correct is False]
    return session.start(turn, missed, played.topic)


def typed_letter(turn: Turn) -> Said | None:
    """A single letter answers the open question; anything else is somebody else's business."""
    match = _LETTER.fullmatch(turn.incoming.text)
    if match is None:
        return None
    asking = askings.open_of(turn.tx, turn.incoming.user_id)
    if asking is None:
        return None
    place = present.LETTERS.index(match[1].upper())
    if place >= len(asking.arrangement):
        last = present.LETTERS[len(asking.arrangement) - 1]
        return [turn.say(turn.speech.markup("letter-out-of-range", last=last))]
    return session.take(turn, asking, (asking.arrangement[place],))


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
        return session.take(turn, asking, (button.option,))
    if asking.state is State.ANSWERED:
        return [Toast(turn.speech.plain("answered-before"))]
    return _closed(turn)


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
    return asking


def press_guessed(turn: Turn, button: Button) -> Said:
    assert isinstance(button, Guessed)
    asking = _mine(turn, button.asking)
    if isinstance(asking, Toast):
        return [asking]
    if not record.guessed(turn.tx, turn.learner.user_id, asking, turn.now, turn.today):
        return [Toast(turn.speech.plain("guess-known"))]
    return session.show_result(turn, asking, guess=True)


def press_why_not(turn: Turn, button: Button) -> Said:
    assert isinstance(button, WhyNot)
    asking = _answered(turn, button.asking)
    if isinstance(asking, Toast):
        return [asking]
    item = turn.content.questions.get(asking.question_id)
    if item is None:
        return [Toast(turn.speech.plain("question-gone"), alert=True)]
    text, rows = present.why_not(turn.speech, asking, item, session.size_of(turn, asking))
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
    return [turn.show(page, present.note_rows(turn.speech, asking, session.size_of(turn, asking)), asking=asking.id)]


def press_back(turn: Turn, button: Button) -> Said:
    assert isinstance(button, Back)
    asking = _answered(turn, button.asking)
    if isinstance(asking, Toast):
        return [asking]
    return session.show_result(turn, asking, guess=record.was_guess(turn.tx, turn.learner.user_id, asking))


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
    commands=(Command("quiz", quiz, menu=True),),
    presses={
        Choose: press_option,
        Guessed: press_guessed,
        WhyNot: press_why_not,
        ShowNote: press_note,
        Back: press_back,
        Next: press_next,
        QuizTopic: quiz_topic,
        QuizMissed: quiz_missed,
        Resume: press_resume,
    },
    text=typed_letter,
)
