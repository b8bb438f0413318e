"""`studybot fit` on a real database: kept where better, cards follow, and every later answer uses them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert, select

from bot.operate.fitting import Tally, fit_all
from bot.operate.rebuilding import rebuild_cards
from bot.practice import record
from bot.storage import cards, learners, parameters, questions
from bot.storage.askings import Asking, Form, Purpose, State
from bot.storage.database import Database
from bot.storage.tables import parameters as table
from bot.storage.tables import reviews
from bot.study.fit import Answer
from bot.study.grade import Grade
from bot.study.memory import USUAL, review
from tests.study.test_fit import FORGETFUL, answered

MAYA, BEN, NOW = 10**12, 10**12 + 1, datetime(2026, 6, 1, 9, tzinfo=UTC)


def write(tx: Connection, user: int, log: list[Answer]) -> list[int]:
    """Store a simulated learner's answers, and the cards that follow from them."""
    learners.meet(tx, user, "en", NOW)
    numbers = list(questions.register(tx, [("tea", f"q{n}") for n in range(60)], NOW).values())
    rows = [
        {
            "user_id": user,
            "question_id": numbers[question],
            "at": NOW - timedelta(days=100) + timedelta(minutes=place),
            "study_date": day,
            "correct": grade is Grade.GOOD,
            "guessed": False,
            "kind": "answer",
        }
        for place, (question, day, grade) in enumerate(log)
    ]
    tx.execute(insert(reviews), rows)
    return numbers


async def test_only_who_is_predicted_better_gets_parameters(db: Database) -> None:
    numbers = await db.transaction(write, MAYA, answered(FORGETFUL, 1))
    await db.transaction(write, BEN, answered(USUAL, 0))
    await rebuild_cards(db)
    usual = await db.read(cards.of, MAYA)
    bens = await db.read(cards.of, BEN)

    assert await fit_all(db, NOW) == Tally(looked_at=2, kept=1)
    own = await db.read(parameters.of, MAYA)
    assert own != USUAL and await db.read(parameters.of, BEN) == USUAL
    derived = await db.read(cards.of, MAYA)
    assert derived != usual and derived.keys() == usual.keys()
    assert await db.read(cards.of, BEN) == bens
    assert await fit_all(db, NOW) == Tally(0, 0), "nothing is done twice"

    await rebuild_cards(db)
    assert await db.read(cards.of, MAYA) == derived, "a rebuild knows them too"

    asking = Asking(
        1, MAYA, MAYA, None, numbers[0], 1, Form.CHOICE, 0, (0, 1), (0,), None, (), Purpose.QUIZ, None, 1,
        State.ANSWERED, None, None, False, NOW, (0,), None, True,
    )  # fmt: skip
    assert await db.transaction(record.answer, MAYA, asking, True, NOW, NOW.date())
    after = (await db.read(cards.of, MAYA))[numbers[0]]
    assert after == review(derived[numbers[0]], Grade.GOOD, NOW.date(), record.seed(MAYA, numbers[0]), own)
    assert await db.read(lambda tx: tx.execute(select(table.c.own < table.c.usual)).scalars().all())
