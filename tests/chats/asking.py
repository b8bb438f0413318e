"""Ask one question of the coffee subject, in one answer style, and read what its message shows."""

from functools import cache

from bot.demo.telegram import Message
from bot.library.load import load
from bot.library.model import Library, QuestionKey
from tests.stage import SUBJECTS, Heard, Stage, Talker

ODD = (
    "🍵🍵🍵",
    "   \u200b\u200d ",
    "<script>alert(1)</script>",
    "<b>matcha",
    "&amp;&lt;",
    "the of and",
    "שלום עולם",
    "(a+)+$" * 300,
    "matcha " * 585,
    "x" * 4096,
    "\u202ematcha",
    "dynamodb qeury scna " * 200,
    "\u200f" * 4000,
    "?",
    "\x00\x07\x1bmatcha\x7f",
    "<a href='https://example.org'>matcha</a>",
    "+" * 4096,
)
"""What people send by mistake or in order to break something."""

STYLES = {"buttons": "Buttons", "poll": "Quiz polls", "typed": "Typing", "reader": "Screen reader"}


@cache
def coffee() -> Library:
    """One question of every kind."""
    loaded = load(SUBJECTS / "kinds")
    assert not loaded.errors, [str(mistake) for mistake in loaded.errors]
    return loaded.library


async def answers_by(talker: Talker, style: str) -> Heard:
    """/settings, How I answer, and the style."""
    await talker.says("/settings")
    await talker.presses("How I answer")
    return await talker.presses(STYLES[style])


async def asked(stage: Stage, talker: Talker, key: str) -> Message:
    """The message that asks this question, alone in its quiz."""
    content = stage.app.services.content
    number = content.numbers[content.library.default.id][QuestionKey(key)]
    await talker.says(f"/start question-{number}")
    return talker.last


def letter(message: Message, text: str) -> str:
    """The letter before an option's text."""
    lines = [line for line in message.text.split("\n") if line[1:].startswith(". ") and line[3:] == text]
    assert len(lines) == 1 and lines[0][0].isalpha(), f"{text!r} in {message.text!r}"
    return lines[0][0]


def letters(message: Message, *texts: str) -> str:
    return "".join(letter(message, text) for text in texts)
