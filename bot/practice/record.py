"""What an answer leaves behind: a row in the review log, and the card that follows from it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from bot.storage import cards, reviews
from bot.storage.askings import Asking
from bot.storage.reviews import Given, Review
from bot.study import memory
from bot.study.grade import grade
from bot.study.memory import Memory, review

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
        seconds=round(seconds, 1) if 0 <= seconds <= LONGEST else None,
    )
    if not reviews.add(tx, row):
        return False
    before = cards.find(tx, user_id, asking.question_id)
    after = review(before, grade(correct, guessed=False), day, seed(user_id, asking.question_id))
    cards.save(tx, user_id, asking.question_id, after)
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
    if given is None or not given[1]:
        return False
    amendment = Review(
        user_id=user_id,
        question_id=asking.question_id,
        asking_id=asking.id,
        at=at,
        study_date=day,
        correct=True,
        guessed=True,
        amends=given[0],
        kind="guessed",
    )
    if not reviews.add(tx, amendment):
        return False
    if (card := fold(tx, user_id, asking.question_id)) is not None:
        cards.save(tx, user_id, asking.question_id, card)
    return True


def was_guess(tx: Connection, user_id: int, asking: Asking) -> bool:
    """Whether the answer to this asking was amended to a guess."""
    return reviews.amended(tx, asking.id, user_id)


def fold(tx: Connection, user_id: int, question_id: int) -> Memory | None:
    """The card as the review log has it; None without an answer."""
    return card_of(user_id, question_id, reviews.history(tx, user_id, question_id))


def card_of(user_id: int, question_id: int, given: Sequence[Given]) -> Memory | None:
    """The card that these answers come to."""
    return memory.fold(((grade(one.correct, one.guessed), one.study_date) for one in given), seed(user_id, question_id))


def seed(user_id: int, question_id: int) -> int:
    """Names a card, so that its fuzz is the same in every replay."""
    return user_id * 1_000_003 + question_id
