"""/bookmarks: questions I want to find again, with their answers; and a quiz on them, or on what I missed."""

from bot.chat import render
from bot.chat.buttons import Bookmark, Button, Key, QuizAmong, Rows
from bot.chat.messages import Toast
from bot.chat.turn import Command, Feature, Said, Turn
from bot.practice import more, result
from bot.storage import bookmarks

SHOWN = 8
QUIZ = 10


def press_bookmark(turn: Turn, button: Button) -> Said:
    """Keep the question, or keep it no longer."""
    assert isinstance(button, Bookmark)
    asking = more.answered(turn, button.asking)
    if isinstance(asking, Toast):
        return [asking]
    user, question = turn.learner.user_id, asking.question_id
    if bookmarks.remove(turn.tx, user, question):
        return [Toast(turn.speech.plain("unmarked")), *more.menu(turn, asking)]
    bookmarks.add(turn.tx, user, question, turn.now)
    return [Toast(turn.speech.plain("marked")), *more.menu(turn, asking)]


def show(turn: Turn) -> Said:
    """The latest ones of the present subject. What has left the content is passed over."""
    speech = turn.speech
    numbers = turn.content.numbers[turn.subject.id].values()
    kept = [number for number in bookmarks.of(turn.tx, turn.learner.user_id) if number in set(numbers)]
    missed = (Key(speech.plain("button-missed-only"), QuizAmong("missed", QUIZ)),)
    if not kept:
        return [turn.say(speech.markup("bookmarks-none"), (missed,))]
    rest = len(kept) - SHOWN
    lines = [
        speech.markup("bookmarks", count=len(kept)),
        *(_line(turn, number) for number in kept[:SHOWN]),
        speech.markup("summary-more", count=rest) if rest > 0 else "",
    ]
    rows: Rows = ((Key(speech.plain("button-quiz-marked"), QuizAmong("marked", QUIZ)),), missed)
    return [turn.say(render.join(lines), rows)]


def _line(turn: Turn, number: int) -> str:
    asked = turn.content.questions[number].question.drawn(number)
    return f"• {render.escape(asked.stem)}\n<b>{render.escape(result.answer_of(asked))}</b>"


feature = Feature(commands=(Command("bookmarks", show),), presses={Bookmark: press_bookmark})
