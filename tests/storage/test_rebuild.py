"""The review log is the truth: all cards can be derived from it again."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Connection

from bot.practice import record
from bot.storage import cards, learners, operation, questions, rebuild, reviews
from bot.storage.database import Database
from bot.storage.reviews import Review
from bot.study.memory import Memory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)
PEOPLE = (-5, 7, 10**12)
QUESTIONS = 6


def write(tx: Connection, days: int = 12) -> None:
    """Three learners, with guesses that were owned up to and answers that were taken back."""
    random = Random(2)
    numbers = list(questions.register(tx, [("tea", f"q{n}") for n in range(QUESTIONS)], NOW).values())
    asking = 0
    for user in PEOPLE:
        learners.meet(tx, user, "en", NOW)
        for day in range(days):
            for number in random.sample(numbers, 3):
                asking += 1
                at, correct = NOW + timedelta(days=day, minutes=asking), random.random() < 0.6
                row = Review(user, number, asking, at, TODAY + timedelta(days=day), correct)
                assert reviews.add(tx, row)
                amend(tx, row, random.choice(["", "", "guessed", "undone"]))


def amend(tx: Connection, row: Review, kind: str) -> None:
    if not kind:
        return
    given = reviews.of_asking(tx, row.asking_id or 0, row.user_id)
    assert given is not None
    reviews.add(
        tx,
        Review(
            row.user_id,
            row.question_id,
            row.asking_id,
            row.at + timedelta(seconds=9),
            row.study_date,
            row.correct,
            guessed=kind == "guessed",
            amends=given.id,
            kind=kind,
        ),
    )


def all_cards(tx: Connection) -> dict[tuple[int, int], Memory]:
    return {(user, q): memory for user in PEOPLE for q, memory in cards.of(tx, user).items()}


def one_by_one(tx: Connection) -> dict[tuple[int, int], Memory]:
    derived = {(user, q): record.fold(tx, user, q) for user in PEOPLE for q in range(1, QUESTIONS + 1)}
    return {key: memory for key, memory in derived.items() if memory is not None}


async def run(db: Database, rows: int, most: int = 10**6) -> int:
    """Batches until all is done, or `most` of them; returns how many there were."""
    place, count = await db.read(rebuild.place), 0
    while count < most and (reached := await db.transaction(rebuild.batch, place, record.card_of, rows)) is not None:
        place, count = reached, count + 1
    return count


@pytest.mark.parametrize("rows", [1, 7, 1000])
async def test_all_cards_are_those_of_the_log(db: Database, rows: int) -> None:
    await db.transaction(write)
    assert await run(db, rows) >= 1
    assert await db.read(all_cards) == await db.read(one_by_one) != {}


async def test_a_stopped_run_goes_on_and_a_new_one_begins_anew(db: Database) -> None:
    await db.transaction(write)
    assert await run(db, 10, most=2) == 2
    assert (await db.read(rebuild.place)).done > 0
    assert await db.read(all_cards) != await db.read(one_by_one)
    await run(db, 10)
    assert await db.read(all_cards) == await db.read(one_by_one)
    assert await db.read(rebuild.place) == rebuild.BEGINNING
    await db.transaction(operation.put, "rebuild", "999 7 1 5")  # another algorithm's place
    assert await db.read(rebuild.place) == rebuild.BEGINNING


async def test_a_wrong_card_is_put_right_and_one_without_answers_goes(db: Database) -> None:
    await db.transaction(write)
    await run(db, 1000)
    right = await db.read(all_cards)

    def spoil(tx: Connection) -> None:
        (user, question), memory = next(iter(right.items()))
        cards.save(tx, user, question, Memory(99.0, 1.0, memory.due, memory.last_review, 1, 0))
        row = Review(user, QUESTIONS + 1, 10**6, NOW, TODAY, correct=True)
        questions.register(tx, [("tea", "late")], NOW)
        reviews.add(tx, row)
        cards.save(tx, user, QUESTIONS + 1, memory)
        amend(tx, row, "undone")

    await db.transaction(spoil)
    await run(db, 1000)
    assert await db.read(all_cards) == right
