"""A typed answer held against what is accepted. Whatever is typed: an answer comes, quickly, and nothing is raised."""

from dataclasses import dataclass
from unicodedata import category, combining, name, normalize

from rapidfuzz import fuzz

from bot.library.model import Question
from bot.study.grade.numbers import Reading, read_number

LONGEST = 256
"""Characters of a typed answer that are looked at; nobody types a longer one in earnest."""

NEAR = 75
"""Similarity in percent from which on a wrong word gets "closest was …"."""

_SMART = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "--", "−": "-", "…": "..."})
"""What phones put in place of what was typed."""

_ACCENTED = ("LATIN", "GREEK")
"""Scripts in which an accent can be left out; in others the mark is another letter."""


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
    if said in accepted or _bare(said) in accepted:
        return Typed(True)
    return Typed(False, _closest(said, accept))


def _closest(said: str, accept: tuple[str, ...]) -> str:
    if not said:
        return ""
    similarity, nearest = max((fuzz.ratio(said, folded(accepted)), accepted) for accepted in accept)
    return nearest if similarity >= NEAR else ""


def _bare(said: str) -> str:
    """Without quotes around it and a full stop behind it, which phones add: `"appspec.yml".` is appspec.yml."""
    return said.removesuffix(".").strip("\"'`").removesuffix(".").strip()


def folded(text: str) -> str:
    """One form for all that count as the same: width, case, accents, invisible characters, spaces."""
    visible = "".join(" " if c.isspace() else c for c in text.translate(_SMART) if _is_visible(c))
    letters = normalize("NFKC", normalize("NFKC", visible).casefold())
    return " ".join(normalize("NFC", _without_accents(normalize("NFD", letters))).split())


def _is_visible(character: str) -> bool:
    return category(character) not in {"Cf", "Cc", "Cs", "Cn"} or character.isspace()


def _without_accents(letters: str) -> str:
    kept, accented = [], False
    for letter in letters:
        if not combining(letter):
            accented = name(letter, "").startswith(_ACCENTED)
        elif accented:
            continue
        kept.append(letter)
    return "".join(kept)
