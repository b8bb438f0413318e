"""/quiz [topic] [n] [missed]: which questions, and how many; answering them is features.answer."""

from collections.abc import Collection
from dataclasses import replace

from bot.chat import render
from bot.chat.buttons import Button, Key, QuizAmong, QuizMissed, QuizTopic, Rows
from bot.chat.messages import Toast
from bot.chat.turn import Command, Feature, Said, Turn
from bot.practice import choose, exam_days, exam_plan, session, shared
from bot.practice.topic import find_topic, request
from bot.storage import askings, bookmarks, reviews, sessions

USUAL = 5
MOST = 50


def quiz(turn: Turn) -> Said:
    """A quiz on the topic and of the length that were typed; both may be missing, in any order, and so may *missed*."""
    words = turn.arguments.split()
    missed_word = {"missed", turn.speech.plain("missed-word")}
    only_missed = any(word.casefold() in missed_word for word in words)
    arguments = (
        " ".join(word for word in words if word.casefold() not in missed_word) if only_missed else turn.arguments
    )
    topic_text, wanted = request(arguments)
    size = USUAL if wanted is None else min(max(1, wanted), MOST)
    among = reviews.missed(turn.tx, turn.learner.user_id) if only_missed else None
    if not topic_text:
        return _begin(turn, "", size, among)
    found = find_topic(turn.content, turn.subject, topic_text)
    if found.topic is not None:
        return _begin(turn, found.topic, size, among)
    rows: Rows = tuple((Key(turn.subject.note(t).title, QuizTopic(t, size)),) for t in found.nearest)
    key = "quiz-which-topic" if found.nearest else "quiz-no-topic"
    return [turn.say(turn.speech.markup(key, topic=render.clip(topic_text, 60)), rows)]


def _begin(turn: Turn, topic: str, size: int, among: Collection[int] | None = None) -> Said:
    """among: only these, for example what was missed."""
    user = turn.learner.user_id
    numbers = choose.questions(turn.tx, turn.content, turn.subject, user, size, turn.today, topic or None, among)
    if not numbers and among is not None:
        return [turn.say(turn.speech.markup("quiz-none-of-these"))]
    exam = exam_plan.of(turn) if not numbers else None
    if exam is not None and (exam.day - turn.today).days == 1:
        return [exam_days.eve(turn.speech, exam, turn.incoming.chat_id)]
    return session.start(turn, numbers, topic or None)


def quiz_among(turn: Turn, button: Button) -> Said:
    """Only what was missed, or only what is kept."""
    assert isinstance(button, QuizAmong)
    if not turn.incoming.private:
        return [Toast(turn.speech.plain("only-private"), alert=True)]
    user = turn.learner.user_id
    among = reviews.missed(turn.tx, user) if button.which == "missed" else set(bookmarks.of(turn.tx, user))
    return _begin(turn, "", min(max(1, button.size), MOST), among)


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


def same(turn: Turn, sealed: str) -> Said | None:
    """The questions of a quiz that somebody shared."""
    found = shared.quiz(turn.tx, turn.content, turn.bot.key, sealed)
    if found is None:
        return None
    topic = found.topic if found.subject.id == turn.subject.id else None  # *Another quiz* is on the learner's subject
    return session.start(replace(turn, subject=found.subject), list(found.numbers), topic)


feature = Feature(
    commands=(Command("quiz", quiz, menu=True),),
    presses={QuizTopic: quiz_topic, QuizMissed: quiz_missed, QuizAmong: quiz_among},
    links={shared.NAME: same},
)
