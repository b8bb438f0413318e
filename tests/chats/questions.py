"""What is on a question's message, for tests that answer it."""

from bot.demo.telegram import Message
from bot.library.model import Question
from tests.stage import Stage


def shown(stage: Stage, message: Message) -> Question:
    """The question that a message shows, open or answered."""
    found = [q for q in stage.library.default.questions if q.stem in message.text]
    assert len(found) == 1, message.text
    return found[0]


def right_letter(stage: Stage, message: Message) -> str:
    """The letter of the right option, as this message shows it."""
    question = shown(stage, message)
    (key,) = question.answer
    return _letter(message, question.options[key])


def wrong_letter(stage: Stage, message: Message) -> str:
    question = shown(stage, message)
    return _letter(message, next(o for place, o in enumerate(question.options) if place not in question.answer))


def _letter(message: Message, option: str) -> str:
    line = next(line for line in message.text.split("\n") if line.endswith(f". {option}"))
    return line[0]
