"""What an answer leaves behind: a row in the review log, and the card that follows from it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from bot.storage import aside, cards, parameters, reviews
from bot.storage.aside import Aside, Why
from bot.storage.askings import Asking, Purpose
from bot.storage.reviews import Given, Review
from bot.study import memory
from bot.study.confidence import Confidence
from bot.study.grade import grade
from bot.study.memory import USUAL, Memory, Weights, is_leech, parks, review

LONGEST = 600.0
"""Seconds; a question answered later than this was not being thought about."""


def answer(tx: Connection, user_id: int, asking: Asking, correct: bool, at: datetime, day: date) -> bool:
    """Record an answer once; False when this person had answered this asking before."""
    seconds = (at - asking.asked_at).total_seconds()
    row = Review(
        user_id=user_id,
        question_id=asking.question_id,
        asking_id=asking.id,
        at=at,
        study_date=day,
        correct=correct,
        seconds=round(seconds, 1) if 0 <= seconds <= LONGEST and asking.purpose is not Purpose.MOCK else None,
    )
    if not reviews.add(tx, row):
        return False
    before = cards.find(tx, user_id, asking.question_id)
    own = parameters.of(tx, user_id)
    after = review(before, grade(correct, guessed=False), day, seed(user_id, asking.question_id), own)
    _keep(tx, user_id, asking.question_id, before, after, at)
    return True


def adopt(
    tx: Connection, user_id: int, asking_id: int, question_id: int, correct: bool, at: datetime, day: date
) -> None:
    """Record an answer that was given before, in a group; recording it again changes nothing."""
    row = Review(user_id=user_id, question_id=question_id, asking_id=asking_id, at=at, study_date=day, correct=correct)
    if reviews.add(tx, row) and (memory := fold(tx, user_id, question_id)) is not None:
        cards.save(tx, user_id, question_id, memory)


def guessed(tx: Connection, user_id: int, asking: Asking, at: datetime, day: date) -> bool:
    """Amend a right answer to a guess, and derive the card again; False when there is nothing to amend."""
    given = reviews.of_asking(tx, asking.id, user_id)
    if given is None or not given.correct or was_guess(tx, user_id, asking):
        return False
    return _amend(
        tx,
        user_id,
        asking,
        Review(user_id, asking.question_id, asking.id, at, day, True, True, amends=given.id, kind="guessed"),
    )


def sure(tx: Connection, user_id: int, asking: Asking, confidence: Confidence, at: datetime, day: date) -> bool:
    """Keep how sure somebody was before they saw the result; False when it was said before."""
    given = reviews.of_asking(tx, asking.id, user_id)
    if given is None or reviews.has_kind(tx, asking.id, user_id, (*Confidence, *reviews.LUCKY)):
        return False
    guess = confidence is Confidence.UNSURE
    row = Review(
        user_id, asking.question_id, asking.id, at, day, given.correct, guess, amends=given.id, kind=confidence
    )
    return _amend(tx, user_id, asking, row)


def undo(tx: Connection, user_id: int, asking: Asking, at: datetime) -> bool:
    """Take an answer back: the card is what it was before; False when there is none."""
    given = reviews.of_asking(tx, asking.id, user_id)
    if given is None:
        return False
    row = Review(
        user_id,
        asking.question_id,
        asking.id,
        at,
        given.study_date,
        given.correct,
        amends=given.id,
        kind=reviews.UNDONE,
    )
    return _amend(tx, user_id, asking, row)


def _amend(tx: Connection, user_id: int, asking: Asking, row: Review) -> bool:
    """Write what corrects an answer, and derive the card again."""
    if not reviews.add(tx, row):
        return False
    question = asking.question_id
    before, after = cards.find(tx, user_id, question), fold(tx, user_id, question)
    if after is None:
        cards.delete(tx, user_id, [question])
    elif after != before:
        _keep(tx, user_id, question, before, after, row.at)
    if after is None or not is_leech(after):
        aside.bring_back(tx, user_id, question, Why.LEECH)
    return True


def _keep(tx: Connection, user_id: int, question: int, before: Memory | None, after: Memory, at: datetime) -> None:
    """Save a card; one that is missed again and again is parked."""
    cards.save(tx, user_id, question, after)
    if parks(before, after):
        aside.put(tx, user_id, Aside(question, Why.LEECH, None), at)


def was_luck(tx: Connection, asking: Asking) -> bool:
    """Whether an answer was right and called a guess."""
    return bool(asking.correct) and asking.user_id is not None and was_guess(tx, asking.user_id, asking)


def was_guess(tx: Connection, user_id: int, asking: Asking) -> bool:
    """Whether the answer to this asking was amended to a guess."""
    return reviews.has_kind(tx, asking.id, user_id, reviews.LUCKY)


def fold(tx: Connection, user_id: int, question_id: int) -> Memory | None:
    """The card as the review log has it; None without an answer."""
    return card_of(user_id, question_id, reviews.history(tx, user_id, question_id), parameters.of(tx, user_id))


def card_of(user_id: int, question_id: int, given: Sequence[Given], weights: Weights = USUAL) -> Memory | None:
    """The card that these answers come to."""
    grades = ((grade(one.correct, one.guessed), one.study_date) for one in given)
    return memory.fold(grades, seed(user_id, question_id), weights)


def seed(user_id: int, question_id: int) -> int:
    """Names a card, so that its fuzz is the same in every replay."""
    return user_id * 1_000_003 + question_id
