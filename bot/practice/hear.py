"""What a typed text means to an open question: an answer, a slip that is explained, or something else altogether."""

import re
from collections.abc import Callable
from fractions import Fraction

from bot.chat.turn import Said, Turn
from bot.library.folding import folded
from bot.library.model import Number
from bot.library.numbers import Reading, read_number
from bot.practice.present import LETTERS, drawn
from bot.storage.askings import Asking, Form, Wanted
from bot.study.grade.arranged import read_places
from bot.study.grade.typed import grade_words

GIVEN = 200
"""Characters of a typed answer that are kept."""

_LETTER = re.compile(r"\s*([a-lA-L])\s*[.):]?\s*", re.ASCII)
_ASKING = "?？؟;"
"""Marks at the end of a question; Greek ends one with a semicolon."""


Take = Callable[[Turn, Asking, tuple[int, ...], str | None, bool], Said]
"""What is done with an answer: options in the order given, or what was typed and whether it is right."""


def hear(turn: Turn, asking: Asking, take: Take) -> Said | None:
    """The answer to an open question; None when the text is somebody else's business."""
    text = turn.incoming.text
    if asking.form is Form.TYPED:
        return _typed(turn, asking, text, take)
    if match := _LETTER.fullmatch(text):
        return _one_letter(turn, asking, LETTERS.index(match[1].upper()), take)
    places = read_places(text, len(asking.arrangement))
    if places is not None and any(map(str.isalpha, text)):
        return _letters(turn, asking, text, places, take)
    return _number(turn, asking, text, take)


def _one_letter(turn: Turn, asking: Asking, place: int, take: Take) -> Said:
    if place >= len(asking.arrangement):
        last = LETTERS[len(asking.arrangement) - 1]
        return [turn.say(turn.speech.markup("letter-out-of-range", last=last))]
    needed = _needed(asking)
    if needed != 1:
        return [turn.say(turn.speech.markup("letters-needed", count=needed))]
    return take(turn, asking, (asking.arrangement[place],), None, False)


def _letters(turn: Turn, asking: Asking, text: str, places: tuple[int, ...], take: Take) -> Said | None:
    needed = _needed(asking)
    if len(places) == needed:
        return take(turn, asking, tuple(asking.arrangement[place] for place in places), None, False)
    if text.strip().isalpha() and not text.isupper():
        return None  # a word that happens to be made of these letters: "bad", "cab"
    key = "letter-needed" if needed == 1 else "letters-needed"
    return [turn.say(turn.speech.markup(key, count=needed))]


def _needed(asking: Asking) -> int:
    """How many letters an answer has."""
    return 1 if asking.form is Form.CHOICE else len(asking.key)


def _number(turn: Turn, asking: Asking, text: str, take: Take) -> Said | None:
    """A number answers a numeric question even where its options are shown."""
    if asking.wanted is None or not asking.wanted.value or _is_question(turn, text):
        return None
    reading = read_number(text, _wanted_number(asking.wanted))
    if reading not in {Reading.RIGHT, Reading.WRONG}:
        return None
    return _take(turn, asking, text, reading is Reading.RIGHT, take)


def _typed(turn: Turn, asking: Asking, text: str, take: Take) -> Said | None:
    assert asking.wanted is not None, "a typed question has something to hold the answer against"
    if asking.wanted.value:
        return _typed_number(turn, asking, text, asking.wanted, take)
    graded = grade_words(text, asking.wanted.accept)
    if not graded.correct and (text.startswith("/") or _is_question(turn, text)):
        return None
    return _take(turn, asking, text, graded.correct, take)


def _typed_number(turn: Turn, asking: Asking, text: str, wanted: Wanted, take: Take) -> Said | None:
    if text.startswith("/") or _is_question(turn, text):
        return None
    reading = read_number(text, _wanted_number(wanted))
    if reading is not Reading.UNREADABLE:
        return _take(turn, asking, text, reading is Reading.RIGHT, take)
    return [turn.say(turn.speech.markup("number-needed"))]


def _take(turn: Turn, asking: Asking, text: str, right: bool, take: Take) -> Said:
    """A wrong number that one of the options shows is the misconception behind that option."""
    given = " ".join(text.split())[:GIVEN]
    chosen = () if right else _shown_as(turn, asking, text)
    return take(turn, asking, chosen, given, right)


def _shown_as(turn: Turn, asking: Asking, text: str) -> tuple[int, ...]:
    item = turn.content.questions.get(asking.question_id)
    if item is None or asking.wanted is None or not asking.wanted.value or item.question.version != asking.version:
        return ()
    asked, unit = drawn(asking, item), asking.wanted
    for option, shown in enumerate(asked.options):
        digits = re.search(r"\d[\d,]*(?:\.\d+)?", shown)
        if digits is None or option in asked.answer:
            continue
        value = Number(Fraction(digits[0].replace(",", "")), unit.unit, unit.units)
        if read_number(text, value) is Reading.RIGHT:
            return (option,)
    return ()


def _wanted_number(wanted: Wanted) -> Number:
    return Number(Fraction(wanted.value), wanted.unit, wanted.units, Fraction(wanted.tolerance))


def _is_question(turn: Turn, text: str) -> bool:
    """Whether somebody asks back instead of answering: it ends with a question mark, or begins like a question."""
    stripped = text.strip()
    if stripped.endswith(tuple(_ASKING)):
        return True
    words = folded(stripped).replace("'s", "").lstrip("¿").split()
    known = {folded(word) for word in turn.speech.plain("question-words").split()}
    return len(words) > 1 and words[0] in known
