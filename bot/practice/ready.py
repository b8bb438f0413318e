"""How ready a learner is, from what is stored: the cards, and the answers that teach the forecast."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from bot.chat.content import Content, weights_of
from bot.library.model import Kind, Subject
from bot.practice.record import seed
from bot.storage import cards, parameters, reviews
from bot.storage.reviews import Given
from bot.study.forecast import Answer, answer_to
from bot.study.grade import grade
from bot.study.memory import USUAL, Memory, Weights, review
from bot.study.readiness import Readiness, readiness

USUAL_OPTIONS = 4
"""Of a question that has left the content."""

LOOKED_BACK = 2_000
"""Answers that are gone through again, at 20 microseconds each: 100 days of 20, and enough for the forecast's 800."""


def ready(tx: Connection, content: Content, subject: Subject, user_id: int, day: date) -> Readiness:
    """The learner's readiness in one subject for study date `day`; 100,000 answers cost no more than the last few."""
    numbers = content.domains[subject.id]
    held = {number: memory for number, memory in cards.of(tx, user_id).items() if number in numbers}
    return readiness(numbers, weights_of(subject), held, _told(tx, content, user_id, held), day)


def told(tx: Connection, content: Content, subject: Subject, user_id: int) -> list[Answer]:
    """The learner's last answers in one subject, with what was known before each; oldest first."""
    numbers = content.domains[subject.id]
    held = {number: memory for number, memory in cards.of(tx, user_id).items() if number in numbers}
    return _told(tx, content, user_id, held)


def _told(tx: Connection, content: Content, user_id: int, held: Mapping[int, Memory]) -> list[Answer]:
    given = [one for one in reviews.last(tx, user_id, LOOKED_BACK) if one.question_id in held]
    within = Counter(one.question_id for one in given)
    earlier = {number: memory.reviews - within[number] for number, memory in held.items()}
    return answers(content, user_id, given, parameters.of(tx, user_id), earlier)


def answers(
    content: Content,
    user_id: int,
    given: Sequence[Given],
    weights: Weights = USUAL,
    earlier: Mapping[int, int] | None = None,
) -> list[Answer]:
    """What was known before each answer, found by going through them again, oldest first.

    earlier: how many answers to a question came before these. Where there are any, nothing is known before the
    first of these: it only begins the memory, and what is guessed wrongly of the beginning fades with each answer.
    """
    earlier = earlier or {}
    memories: dict[int, Memory] = {}
    found = []
    for one in given:
        number, right = one.question_id, grade(one.correct, one.guessed)
        before, skipped = memories.get(number), max(0, earlier.get(number, 0))
        after = review(before, right, one.study_date, seed(user_id, number), weights)
        if before is None and skipped:
            after = replace(after, reviews=after.reviews + skipped)
        else:
            chance = luck(content, number)
            found.append(answer_to(number, before, one.study_date, one.correct, one.guessed, chance))
        memories[number] = after
    return found


def luck(content: Content, number: int) -> float:
    """The chance to be right by guessing: hardly any where an order, pairs or a word is wanted."""
    shelved = content.questions.get(number)
    if shelved is None:
        return 1 / USUAL_OPTIONS
    question = shelved.question
    match question.kind:
        case Kind.MULTI:
            return float(0.5 ** len(question.options))
        case Kind.ORDERING | Kind.MATCHING | Kind.CLOZE:
            return 0.0
        case _:
            return 1 / max(2, len(question.options))
