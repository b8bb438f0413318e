"""A typed answer held against what is accepted. Whatever is typed: an answer comes, quickly, and nothing is raised."""

from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.library.folding import bare, folded
from bot.library.model import Question
from bot.library.numbers import Reading, read_number

LONGEST = 256
"""Characters of a typed answer that are looked at; nobody types a longer one in earnest."""

NEAR = 75
"""Similarity in percent from which on a wrong word gets "closest was …"."""


@dataclass(frozen=True, slots=True)
class Typed:
    """closest: the accepted spelling that a wrong word came near to. reading: how a number was understood."""

    correct: bool
    closest: str = ""
    reading: Reading | None = None


def grade_typed(question: Question, text: str) -> Typed | None:
    """Grade what was typed for a cloze or numeric question; None for kinds that are not typed."""
    if question.number is not None:
        reading = read_number(text, question.number)
        return Typed(reading is Reading.RIGHT, reading=reading)
    return grade_words(text, question.accept) if question.accept else None


def grade_words(text: str, accept: tuple[str, ...]) -> Typed:
    """Case, accents and surrounding space do not matter; every other character does, above all symbols and digits.

    Nothing is forgiven: a missing double letter is wrong, and *closest* says what it should have been.
    """
    if len(text.strip()) > LONGEST:
        return Typed(False)
    said, accepted = folded(text), {folded(one) for one in accept}
    if said in accepted or bare(said) in accepted:
        return Typed(True)
    return Typed(False, _closest(said, accept))


def _closest(said: str, accept: tuple[str, ...]) -> str:
    if not said:
        return ""
    similarity, nearest = max((fuzz.ratio(said, folded(accepted)), accepted) for accepted in accept)
    return nearest if similarity >= NEAR else ""
