"""Questions that move: what somebody has learned goes with them."""

from datetime import UTC, date, datetime

from sqlalchemy import Connection

from bot.practice import record
from bot.storage import cards, learners, questions, reviews
from bot.storage.database import Database
from bot.storage.moves import carry_on
from bot.storage.questions import Key
from bot.storage.reviews import Given, Review
from bot.study.grade import grade
from bot.study.memory import review

NOW = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
MAYA = 7


def key(name: str) -> Key:
    return "tea", name


def answered(tx: Connection, name: str, correct: bool = True) -> int:
    """Maya knows a question; returns its number."""
    learners.meet(tx, MAYA, "en", NOW)
    number = questions.register(tx, [key(name)], NOW)[key(name)]
    reviews.add(tx, Review(MAYA, number, 1, NOW, TODAY, correct))
    cards.save(tx, MAYA, number, review(None, grade(correct, False), TODAY, record.seed(MAYA, number)))
    return number


async def test_a_renamed_question_keeps_its_number(db: Database) -> None:
    number = await db.transaction(answered, "old")
    for _ in range(2):  # every start does it again
        await db.transaction(carry_on, {key("old"): [key("new")]})
        register = await db.transaction(questions.register, [key("new")], NOW)
        assert register == {key("new"): number}
    assert (await db.read(cards.of, MAYA)).keys() == {number}
    assert await db.read(reviews.totals, MAYA) == (1, 1)


async def test_a_move_that_is_written_down_late_still_carries_on(db: Database) -> None:
    old = await db.transaction(answered, "old")
    new = (await db.transaction(questions.register, [key("new")], NOW))[key("new")]
    await db.transaction(carry_on, {key("old"): [key("new")]})
    assert new != old and (await db.read(cards.of, MAYA)).keys() == {new}
    assert await db.read(reviews.history, MAYA, new) == [Given(new, TODAY, True, False)]
    assert await db.read(reviews.history, MAYA, old) == []


async def test_a_split_question_is_known_in_all_its_parts(db: Database) -> None:
    old = await db.transaction(answered, "old", False)
    moved = {key("old"): [key("one"), key("two"), key("three")]}
    await db.transaction(carry_on, moved)
    await db.transaction(carry_on, moved)
    register = await db.transaction(questions.register, moved[key("old")], NOW)
    found = await db.read(cards.of, MAYA)
    assert register[key("one")] == old and found.keys() == set(register.values())
    assert len({(memory.due, memory.stability) for memory in found.values()}) == 1
    for number in register.values():
        assert await db.read(reviews.history, MAYA, number) == [Given(number, TODAY, False, False)]
    assert await db.read(reviews.totals, MAYA) == (1, 0), "one answer was given, whatever became of its question"


async def test_an_unknown_old_name_is_nothing_to_do(db: Database) -> None:
    await db.transaction(carry_on, {key("never"): [key("was")]})
    assert await db.transaction(questions.register, [], NOW) == {}


async def test_a_split_that_is_written_down_late_invents_no_history(db: Database) -> None:
    await db.transaction(answered, "old")
    names = [key("one"), key("two")]
    register = await db.transaction(questions.register, names, NOW)
    moved = {key("old"): names}
    await db.transaction(carry_on, moved)

    def answer_one(tx: Connection) -> None:
        learners.meet(tx, 8, "en", NOW)
        number = register[key("one")]
        reviews.add(tx, Review(8, number, 2, NOW, TODAY, True))
        cards.save(tx, 8, number, review(None, grade(True, False), TODAY, record.seed(8, number)))

    await db.transaction(answer_one)
    for _ in range(2):
        await db.transaction(carry_on, moved)
    assert (await db.read(cards.of, 8)).keys() == {register[key("one")]}
    assert (await db.read(cards.of, MAYA)).keys() == set(register.values())
