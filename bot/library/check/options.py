"""Good options: Q7-Q15. Looked at in the choice form of every kind that has written options."""

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from statistics import median

from bot.library.check.rule import Finding, Findings, Pack, QuestionRule, warning
from bot.library.model import Kind, Question
from bot.library.questions import ReadQuestion
from bot.library.rules import telegram_length
from bot.library.words import STOP, cut, stem

COUNT = {Kind.MULTI: (5, 6), Kind.TRUEFALSE: (4, 4)}
USUAL_COUNT = (3, 5)
AIM = 60
LENGTH_CUE = 1.25
SLACK = 2
"""Characters by which short options may differ without telling anything."""

_NUMBER = re.compile(
    r"(?P<number>-?[0-9]{1,12}(?:,[0-9]{3})*(?:\.[0-9]+)?)(?:\s?(?:-|–|to)\s?(?P<upper>[0-9][0-9,]*(?:\.[0-9]+)?))?"
    r"(?P<unit>\s?[^0-9]{0,40})"
)
_FORBIDDEN = re.compile(
    r"\b(?:all|none|any|both|neither) of (?:the )?(?:above|below|these|options|others)\b|^(?:all|none|both) of them$"
    r"|\b(?:both|neither|either) [A-F] (?:and|nor|or) [A-F]\b|\b(?:options?|answers?) [A-F]\b"
    r"|\b(?:the (?:first|second|third|last|previous|other) (?:option|answer)|(?:option|answer)s? (?:above|below))\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"\b(?:always|never|only)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An option that is a number, or a range when upper is given."""

    value: Fraction
    upper: Fraction | None
    unit: str
    decimals: int


def option_count(_pack: Pack, one: ReadQuestion) -> Findings:
    low, high = COUNT.get(one.question.kind, USUAL_COUNT)
    if written(one) and not low <= len(one.question.options) <= high:
        wanted = str(low) if low == high else f"{low}-{high}"
        yield Finding(place(one), f"{len(one.question.options)} options; {one.question.kind} has {wanted}")


def option_length(_pack: Pack, one: ReadQuestion) -> Findings:
    for option in one.question.options if written(one) else ():
        if telegram_length(option) > AIM:
            yield warning(place(one), f"an option has {telegram_length(option)} characters; aim at {AIM}", option)


def option_alone(_pack: Pack, one: ReadQuestion) -> Findings:
    """Options are shuffled, so none may speak of others."""
    for option in one.question.options:
        if _FORBIDDEN.search(option):
            yield Finding(place(one), f"an option must not speak of other options: {option!r}")


def length_cue(_pack: Pack, one: ReadQuestion) -> Findings:
    asked = one.question
    if not written(one) or quantities(asked):
        return
    middle = median(map(len, asked.options))
    for right in sorted(asked.answer):
        length = len(asked.options[right])
        if length > LENGTH_CUE * middle and length > middle + SLACK:
            message = f"the right option has {length} characters, the median is {middle:g}"
            yield Finding(place(one), message, "the longest looks right: shorten it or lengthen others")


def clang(_pack: Pack, one: ReadQuestion) -> Findings:
    """A word of the stem that only the right option has points at it."""
    asked = one.question
    if not written(one) or asked.kind is Kind.TRUEFALSE:
        return
    others = set().union(*(_content(o) for i, o in enumerate(asked.options) if i not in asked.answer))
    for right in sorted(asked.answer):
        shared = (_content(asked.options[right]) & _content(asked.choice_stem)) - others
        if shared:
            words = ", ".join(sorted(shared))
            yield warning(place(one), f"stem and right option alone share: {words}", "unless it is a technical term")


def _content(text: str) -> set[str]:
    return {stem(word) for word in cut(text) if len(word) > 3 and word not in STOP}


def absolute_words(_pack: Pack, one: ReadQuestion) -> Findings:
    asked = one.question
    if not written(one):
        return
    right = {word.lower() for place in asked.answer for word in _ABSOLUTE.findall(asked.options[place])}
    wrong = {
        word.lower() for i, o in enumerate(asked.options) if i not in asked.answer for word in _ABSOLUTE.findall(o)
    }
    if wrong and not right:
        yield warning(place(one), f"only wrong options have: {', '.join(sorted(wrong))}", "it sounds wrong")


def numbers_in_order(_pack: Pack, one: ReadQuestion) -> Findings:
    found = quantities(one.question) if written(one) else ()
    if not found:
        return
    if one.question.shuffle:
        yield Finding(place(one), "numbers stand in ascending order", "shuffle: false")
    if len({quantity.unit for quantity in found}) > 1:
        yield warning(place(one), "numbers have different units", "use one unit, it is easier to compare")
    elif [q.value for q in found] != sorted(q.value for q in found):
        yield Finding(place(one), "numbers do not ascend")


def number_ranges(_pack: Pack, one: ReadQuestion) -> Findings:
    found = [q for q in quantities(one.question) if q.upper is not None] if written(one) else []
    ends = sorted((quantity.value, quantity.upper or quantity.value) for quantity in found)
    if any(below[1] > above[0] for below, above in pairwise(ends)):
        yield Finding(place(one), "ranges overlap: two could be right")


def number_precision(_pack: Pack, one: ReadQuestion) -> Findings:
    found = quantities(one.question) if written(one) else ()
    rest = [quantity.decimals for index, quantity in enumerate(found) if index not in one.question.answer]
    key = [quantity.decimals for index, quantity in enumerate(found) if index in one.question.answer]
    if rest and key and min(key) > max(rest):
        yield warning(place(one), "only the right number has decimals", "precision gives it away")


def quantities(question: Question) -> tuple[Quantity, ...]:
    """The options as numbers when every one of them is a number with a unit; else nothing."""
    matches = [_NUMBER.fullmatch(option.strip()) for option in question.options]
    return tuple(_quantity(match) for match in matches if match) if all(matches) else ()


def _quantity(match: re.Match[str]) -> Quantity:
    number = match["number"].replace(",", "")
    upper = Fraction(match["upper"].replace(",", "")) if match["upper"] else None
    return Quantity(Fraction(number), upper, _unit(match["unit"]), len(number.partition(".")[2]))


def _unit(text: str) -> str:
    words = (word.rstrip("s") if len(word) > 3 else word for word in text.casefold().split())
    return " ".join(words)


def written(one: ReadQuestion) -> bool:
    """Whether the author wrote the options as such: pairs and draws have rules of their own."""
    return not one.question.pairs and one.question.generator is None


def place(one: ReadQuestion) -> str:
    """The field with the options."""
    return next(filter(one.has, ("options", "poll_form", "pairs", "generate")), "options")


RULES: tuple[tuple[str, QuestionRule], ...] = (
    ("Q7", option_count),
    ("Q8", option_length),
    ("Q12", length_cue),
    ("Q14", clang),
    ("Q15", numbers_in_order),
    ("Q15", number_ranges),
    ("Q15", number_precision),
)

ENGLISH: tuple[tuple[str, QuestionRule], ...] = (
    ("Q11", option_alone),
    ("Q14", absolute_words),
)
