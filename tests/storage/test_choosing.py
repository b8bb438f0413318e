"""Reading a few of many cards gives what looking at all of them would."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Connection

from bot.chat.content import Content, keys
from bot.practice import choose as practice
from bot.storage import aside, cards, exams, learners, questions, reviews
from bot.storage.aside import Aside, Why
from bot.storage.cards import Look
from bot.storage.database import Database
from bot.storage.exams import ExamDate
from bot.storage.reviews import Review
from bot.study.choice import Order, choose
from bot.study.grade import Grade
from bot.study.memory import Memory, review
from bot.study.plan import noon
from tests.stage import tea

MAYA = 10**12
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def prepare(tx: Connection, seen: int, repeats: int = 2) -> Content:
    """Maya, who has answered some of the questions about tea."""
    random, library = Random(3), tea()
    content = Content.shelve(library, questions.register(tx, keys(library), NOW))
    learners.meet(tx, MAYA, "en", NOW)
    for number in list(content.questions)[:seen]:
        memory = None
        for turn in range(repeats, 0, -1):
            day = TODAY - timedelta(days=turn * random.randint(1, 8))
            right = Grade.GOOD if random.random() < 0.7 else Grade.AGAIN
            memory = review(memory, right, day, number)
        assert memory is not None
        cards.save(tx, MAYA, number, memory)
    return content


async def test_reading_narrowly_chooses_what_reading_everything_does(db: Database) -> None:
    content = await db.transaction(prepare, 30)
    subject = content.library.default
    await db.transaction(exams.save, ExamDate(MAYA, subject.id, TODAY + timedelta(days=50), 5))

    def both(tx: Connection) -> tuple[tuple[int, ...], tuple[int, ...]]:
        wanted = practice._wanted(tx, content, subject, MAYA, 10, TODAY)
        everything = choose(content.numbers_of(subject), cards.of(tx, MAYA), wanted)
        return practice.questions(tx, content, subject, MAYA, 10, TODAY), everything

    narrow, everything = await db.read(both)
    assert narrow == everything and len(set(narrow)) == 10


async def test_when_all_was_asked_today_it_is_asked_again(db: Database) -> None:
    content = await db.transaction(prepare, 0)
    subject = content.library.default

    def answer_everything(tx: Connection) -> None:
        for number in content.numbers_of(subject):
            cards.save(tx, MAYA, number, review(None, Grade.GOOD, TODAY, number))
            reviews.add(tx, Review(MAYA, number, number, NOW, TODAY, correct=True))

    await db.transaction(answer_everything)
    chosen = await db.read(practice.questions, content, subject, MAYA, 7, TODAY)
    assert len(set(chosen)) == 7


async def test_only_a_topic_and_only_what_was_missed(db: Database) -> None:
    content = await db.transaction(prepare, 10)
    subject = content.library.default
    topic = subject.topic_ids[3]
    chosen = await db.read(practice.questions, content, subject, MAYA, 5, TODAY, topic)
    assert chosen and all(content.questions[number].question.topic == topic for number in chosen)
    numbers = content.numbers_of(subject)

    def answer(tx: Connection) -> set[int]:
        for place, number in enumerate(numbers[:4]):
            row = Review(MAYA, number, place + 1, NOW, TODAY - timedelta(days=1), correct=place % 2 == 0)
            reviews.add(tx, row)
        first = reviews.of_asking(tx, 1, MAYA)
        assert first is not None
        guess = Review(MAYA, numbers[0], 1, NOW, TODAY, True, guessed=True, amends=first.id, kind="guessed")
        reviews.add(tx, guess)
        return reviews.missed(tx, MAYA)

    missed = await db.transaction(answer)
    assert missed == {numbers[0], numbers[1], numbers[3]}
    chosen = await db.read(practice.questions, content, subject, MAYA, 9, TODAY, None, missed)
    assert set(chosen) == missed


async def test_scattered_questions_are_found_all_the_same(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    content = await db.transaction(prepare, 30)
    subject = content.library.default
    odd = [number for number in content.numbers_of(subject) if number % 2]
    narrow = await db.read(practice.questions, content, subject, MAYA, 6, TODAY, None, odd)
    monkeypatch.setattr(practice, "MOST_RANGES", 3)
    assert await db.read(practice.questions, content, subject, MAYA, 6, TODAY, None, odd) == narrow


async def test_each_order_puts_its_own_in_front(db: Database) -> None:
    await db.transaction(prepare, 0)

    def memory(stability: float, ago: int, lapses: int = 0) -> Memory:
        at = noon(TODAY - timedelta(days=ago))
        return Memory(stability, 5.0, at, at, 9, lapses)

    def fill(tx: Connection) -> None:
        states = [memory(0.3, 1), memory(3, 60), memory(90, 70), memory(0.1, 50, lapses=8), memory(0.1, 0)]
        for number, state in enumerate(states, 1):
            cards.save(tx, MAYA, number, state)
        aside.put(tx, MAYA, Aside(4, Why.LEECH, None), NOW)

    await db.transaction(fill)
    look = Look(Order.ROUNDS, noon(TODAY), left=20, most=1)
    for order, first in ((Order.ROUNDS, 1), (Order.LAST, 2), (Order.TURN, 3)):
        found = await db.read(cards.foremost, MAYA, [(1, 2), (3, 9)], replace(look, order=order))
        assert list(found) == [first], order
    found = await db.read(cards.foremost, MAYA, [(1, 9)], replace(look, most=9, part=1, parts=2))
    assert set(found) == {1, 3}
    assert await db.read(cards.foremost, MAYA, [], look) == {}
    counted = await db.read(cards.counts, MAYA, [(1, 2), (4, 4)])
    assert (counted.cards, counted.reviews, counted.lapses) == (3, 27, 8)


async def test_what_is_set_aside_does_not_come(db: Database) -> None:
    content = await db.transaction(prepare, 15)
    subject = content.library.default
    numbers = content.numbers_of(subject)
    tomorrow = TODAY + timedelta(days=1)
    rests = {
        numbers[0]: Aside(numbers[0], Why.SUSPENDED, None),
        numbers[16]: Aside(numbers[16], Why.LEECH, None),
        numbers[3]: Aside(numbers[3], Why.BURIED, tomorrow),
    }

    def put(tx: Connection) -> None:
        for one in rests.values():
            aside.put(tx, MAYA, one, NOW)

    def both(tx: Connection, day: date) -> tuple[set[int], set[int]]:
        """What comes when half is wanted, and when more is wanted than there is."""
        ask = practice.questions
        return set(ask(tx, content, subject, MAYA, 8, day)), set(ask(tx, content, subject, MAYA, 99, day))

    await db.transaction(put)
    assert set(await db.read(aside.of, MAYA, TODAY)) == set(rests.values())
    some, everything = await db.read(both, TODAY)
    assert len(some) == 8 and everything == set(numbers) - rests.keys()
    some, everything = await db.read(both, tomorrow)
    assert everything == set(numbers) - {numbers[0], numbers[16]}
    assert await db.transaction(aside.bring_back, MAYA, numbers[0])
    assert not await db.transaction(aside.bring_back, MAYA, numbers[0])
    assert not await db.transaction(aside.bring_back, MAYA, numbers[16], Why.BURIED)
    _, everything = await db.read(both, tomorrow)
    assert everything == set(numbers) - {numbers[16]}


def test_numbers_as_ranges() -> None:
    assert cards.ranges([5, 1, 2, 3, 9, 10]) == ((1, 3), (5, 5), (9, 10))
    assert cards.ranges([]) == ()
