"""A good stem: Q1-Q4, Q13 and the names in it. The rules about wording are about English."""

import re

from bot.library.check.notes import old_names
from bot.library.check.rule import Finding, Findings, Pack, QuestionRule, warning
from bot.library.model import Cognitive, Kind, Question
from bot.library.questions import ReadQuestion
from bot.library.rules import telegram_length

TARGET = 220
MOST_FACTS = 3
BLANK = re.compile(r"_{2,}")
_ASKS_WHICH = re.compile(r"\bwhich (?:one )?of (?:the|these) (?:following|below|statements)\b", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:which|what|who|where)\b[^?]*?(?:\b(?:not|except|never|cannot)\b|n't\b)", re.IGNORECASE)
_LAST_SENTENCE = re.compile(r"[^.?!]*\?[\"')]*$")
_ARTICLE_AT_END = re.compile(r"\b(?:a|an)[\s:?.…]*(?:_{2,})?[\s:?.…]*$", re.IGNORECASE)


def one_fact(_pack: Pack, one: ReadQuestion) -> Findings:
    asked = one.question
    several = asked.kind in {Kind.MULTI, Kind.MATCHING, Kind.ORDERING} or asked.cognitive is Cognitive.APPLY
    if not asked.facts:
        yield Finding("facts", "names no fact that it asks")
    elif len(asked.facts) > MOST_FACTS:
        yield Finding("facts", f"asks {len(asked.facts)} facts; {MOST_FACTS} at most")
    elif len(asked.facts) > 1 and not several:
        yield warning("facts", f"a recall question asks one fact, this names {len(asked.facts)}")


def which_of_the_following(_pack: Pack, one: ReadQuestion) -> Findings:
    for stem in stems(one.question):
        if _ASKS_WHICH.search(stem):
            yield Finding("stem", "the options must not be needed to understand the question", "ask it openly")


def stem_form(_pack: Pack, one: ReadQuestion) -> Findings:
    for stem in stems(one.question):
        blanks = len(BLANK.findall(stem))
        if blanks != 1 and not (blanks == 0 and stem.rstrip("\"')").endswith("?")):
            yield Finding("stem", "a stem ends in ? or has exactly one blank ____", stem[-40:])


def stem_length(_pack: Pack, one: ReadQuestion) -> Findings:
    longest = max(telegram_length(stem) for stem in stems(one.question))
    if longest > TARGET:
        yield warning("stem", f"the stem has {longest} characters; aim at {TARGET}")


def negative_stem(_pack: Pack, one: ReadQuestion) -> Findings:
    for stem in stems(one.question):
        question = _LAST_SENTENCE.search(stem)
        negated = _NEGATED.search(question[0]) if question else None
        if negated and "NOT" not in negated[0]:
            yield warning("stem", "the question is negative", "ask it positively, or write NOT")


def stem_ending(_pack: Pack, one: ReadQuestion) -> Findings:
    for stem in stems(one.question):
        if _ARTICLE_AT_END.search(stem):
            yield Finding("stem", "ends in an article, which gives away what fits", "write a/an or turn it round")


def question_names(pack: Pack, one: ReadQuestion) -> Findings:
    """In why_not an old name may stand: it is there to be put right."""
    asked = one.question
    texts = [*(("stem", stem) for stem in stems(asked)), ("explanation", asked.explanation)]
    texts += [("options", option) for option in asked.options]
    for place, text in texts:
        for old, today in old_names(pack, text):
            yield Finding(place, f"{old!r} is called {today!r} today", "old names only in why_not")


def stems(question: Question) -> tuple[str, ...]:
    """All its stems; of a matching one without pair_stem only its own, to which the left side is added."""
    if question.pairs and not question.pair_stem:
        return (question.stem,)
    return tuple(dict.fromkeys((question.stem, question.choice_stem)))


RULES: tuple[tuple[str, QuestionRule], ...] = (
    ("Q1", one_fact),
    ("Q3", stem_form),
    ("Q3", stem_length),
    ("T8", question_names),
)

ENGLISH: tuple[tuple[str, QuestionRule], ...] = (
    ("Q2", which_of_the_following),
    ("Q4", negative_stem),
    ("Q13", stem_ending),
)
