"""Readiness from stored answers is that of the same learner in memory."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Connection

from bot.chat.content import Content, keys
from bot.practice import ready, record
from bot.storage import cards, learners, questions, reviews
from bot.storage.database import Database
from bot.storage.reviews import Review
from bot.study.grade import grade
from bot.study.memory import review
from tests.stage import kinds, tea

MAYA = 10**12
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def study(tx: Connection, days: int) -> Content:
    """Every question every second day, known four times in five."""
    random, library = Random(3), tea()
    register = questions.register(tx, [*keys(library), ("old", "gone")], NOW)
    content = Content.shelve(library, register)
    learners.meet(tx, MAYA, "en", NOW)
    asking = 0
    for number in register.values():
        memory = None
        for turn in range(days, 0, -1):
            asking += 1
            day, correct = TODAY - timedelta(days=2 * turn), random.random() < 0.8
            reviews.add(tx, Review(MAYA, number, asking, NOW - timedelta(days=2 * turn), day, correct))
            memory = review(memory, grade(correct, guessed=False), day, record.seed(MAYA, number))
        assert memory is not None
        cards.save(tx, MAYA, number, memory)
    return content


async def test_readiness_from_the_log(db: Database) -> None:
    content = await db.transaction(study, 9)
    subject = content.library.default
    found = await db.read(ready.ready, content, subject, MAYA, TODAY)
    figure = found.overall
    assert figure.estimate is not None and figure.answers >= 100
    assert 0.5 < figure.estimate.low < figure.estimate.share < figure.estimate.high < 1
    assert found.domains


async def test_whoever_answered_very_often_is_judged_by_the_last_answers(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came before is known by its number, and the figures agree within their intervals."""
    content = await db.transaction(study, 24)
    subject = content.library.default
    whole = (await db.read(ready.ready, content, subject, MAYA, TODAY)).overall.estimate
    monkeypatch.setattr(ready, "LOOKED_BACK", 240)
    short = (await db.read(ready.ready, content, subject, MAYA, TODAY)).overall.estimate
    assert whole is not None and short is not None
    assert whole.low < short.share < whole.high and short.low < whole.share < short.high
    last = await db.read(ready.told, content, subject, MAYA)
    assert len(last) < 240 and min(one.reviews for one in last) > 10


async def test_answers_by_day(db: Database) -> None:
    await db.transaction(study, 3)
    total = len(tea().default.questions) + 1
    counts = await db.read(reviews.by_day, MAYA, TODAY - timedelta(days=4))
    assert counts == {TODAY - timedelta(days=4): total, TODAY - timedelta(days=2): total}
    taken_back = Review(MAYA, 1, 1, NOW, TODAY - timedelta(days=2), True, amends=1, kind=reviews.UNDONE)
    await db.transaction(reviews.add, taken_back)
    assert (await db.read(reviews.by_day, MAYA, TODAY - timedelta(days=2)))[TODAY - timedelta(days=2)] == total - 1


async def test_a_newcomer_is_told_how_many_answers_are_missing(db: Database) -> None:
    content = await db.transaction(study, 1)
    found = await db.read(ready.ready, content, content.library.default, MAYA, TODAY)
    assert found.overall.estimate is None and (found.overall.answers, found.overall.needed) == (0, 100)
    nobody = await db.read(ready.ready, content, content.library.default, 5, TODAY)
    assert nobody.overall.answers == 0


def test_luck_by_kind() -> None:
    library = kinds()
    content = Content.shelve(library, {key: number for number, key in enumerate(keys(library), 1)})
    chances = {item.question.kind.value: ready.luck(content, number) for number, item in content.questions.items()}
    assert chances["single"] == 1 / 3 and chances["cloze"] == chances["ordering"] == 0
    assert 0 < chances["multi"] < 0.1
    assert all(chance < 1 for chance in chances.values())
    assert ready.luck(content, 999) == 0.25
