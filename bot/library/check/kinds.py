"""What each kind of question needs beyond a good stem and good options: section 5 of the standard."""

import re
from collections import Counter

from bot.library.check.options import AIM, place
from bot.library.check.rule import Finding, Findings, Pack, QuestionRule, warning
from bot.library.check.stems import BLANK
from bot.library.generate import Draw
from bot.library.model import Kind
from bot.library.questions import ReadQuestion
from bot.library.rules import EXPLANATION, STEM, telegram_length
from bot.library.words import fold

PAIRS, SEQUENCE, DISTRACTORS = (3, 5), (4, 8), (2, 4)
GOOD_DRAWS = 0.5
_WHICH = re.compile(r"\b(TWO|THREE|FOUR)\b")
_NUMBERS = {"TWO": 2, "THREE": 3, "FOUR": 4}


def says_how_many(_pack: Pack, one: ReadQuestion) -> Findings:
    """A multi-select without the number asks two things at once."""
    if one.question.kind is not Kind.MULTI:
        return
    said = _WHICH.search(one.question.stem)
    if said is None or _NUMBERS[said[1]] != len(one.question.answer):
        hint = f"{len(one.question.answer)} options are right"
        yield Finding("stem", "the stem says how many: Which TWO …", hint)


def verdicts(_pack: Pack, one: ReadQuestion) -> Findings:
    """Two true and two false, each with its reason: `True, because …`."""
    if one.question.kind is not Kind.TRUEFALSE:
        return
    counted = Counter(option.partition(",")[0].strip() for option in one.question.options)
    reasons = all(option.partition(",")[2].strip() for option in one.question.options)
    if sorted(counted.values()) != [2, 2] or not reasons:
        yield Finding("options", "two options begin with True, and two with False, each with a reason")


def cloze_blank(_pack: Pack, one: ReadQuestion) -> Findings:
    asked = one.question
    if asked.kind is not Kind.CLOZE:
        return
    if len(BLANK.findall(asked.stem)) != 1:
        yield Finding("stem", "a cloze has exactly one blank ____")
    accepted = [fold(text) for text in asked.accept]
    if not all(any(text in fold(asked.options[right]) for text in accepted) for right in asked.answer):
        yield Finding(
            "poll_form", "the right option holds none of the accepted spellings", f"accept: {asked.accept[0]}"
        )


def sequence_length(_pack: Pack, one: ReadQuestion) -> Findings:
    asked = one.question
    if asked.kind is not Kind.ORDERING:
        return
    if not SEQUENCE[0] <= len(asked.sequence) <= SEQUENCE[1]:
        yield Finding("sequence", f"{len(asked.sequence)} steps; {SEQUENCE[0]}-{SEQUENCE[1]} can be put in order")
    for step in asked.sequence:
        if telegram_length(step) > AIM:
            yield warning("sequence", f"a step has {telegram_length(step)} characters; aim at {AIM}", step)


def pair_count(_pack: Pack, one: ReadQuestion) -> Findings:
    asked = one.question
    if asked.kind is not Kind.MATCHING:
        return
    if not PAIRS[0] <= len(asked.pairs) <= PAIRS[1]:
        yield Finding("pairs", f"{len(asked.pairs)} pairs; {PAIRS[0]}-{PAIRS[1]} can be kept in mind")
    for _, right in asked.pairs:
        if telegram_length(right) > AIM:
            yield warning("pairs", f"a right side has {telegram_length(right)} characters; aim at {AIM}", right)


def generator_distractors(_pack: Pack, one: ReadQuestion) -> Findings:
    generator = one.question.generator
    if generator is not None and not DISTRACTORS[0] <= len(generator.misconceptions) <= DISTRACTORS[1]:
        yield Finding(place(one), f"{len(generator.misconceptions)} distractors; a generator has 2-4, usually 3")


def good_draws(_pack: Pack, one: ReadQuestion) -> Findings:
    """A draw is rejected when a wrong method gives the right number or two coincide."""
    generator = one.question.generator
    if generator is None:
        return
    draws = [draw for draw in generator.draws() if draw is not None]
    if len(draws) < GOOD_DRAWS * generator.size:
        message = f"only {len(draws)} of {generator.size} draws are good"
        yield warning("generate", message, "choose parameters for which the wrong methods give other numbers")
    if any(map(_too_long, draws)):
        yield Finding("stem", "in some draws stem or explanation is too long for a poll")


def _too_long(draw: Draw) -> bool:
    return telegram_length(draw.stem) > STEM or telegram_length(draw.explanation) > EXPLANATION


def one_key_place(_pack: Pack, one: ReadQuestion) -> Findings:
    """Where the right number is the smallest or largest in every draw, its place gives it away."""
    generator = one.question.generator
    if generator is None:
        return
    places = {draw.answer for draw in generator.draws() if draw is not None}
    if len(places) == 1:
        yield warning("generate", f"the right number is number {places.pop() + 1} of the options in every draw")


RULES: tuple[tuple[str, QuestionRule], ...] = (
    ("Q7", verdicts),
    ("Q3", cloze_blank),
    ("S5", sequence_length),
    ("S5", pair_count),
    ("S5", generator_distractors),
    ("S5", good_draws),
    ("Q16", one_key_place),
)

ENGLISH: tuple[tuple[str, QuestionRule], ...] = (("Q7", says_how_many),)
