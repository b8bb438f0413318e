"""What choosing costs a learner with ten thousand cards, and how long the cards take to derive again."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Connection, insert

from bot.chat.content import Content, keys
from bot.library.load import load
from bot.library.model import Library, QuestionKey
from bot.operate.rebuilding import rebuild_cards
from bot.practice import choose
from bot.settings import Settings
from bot.storage import learners, questions
from bot.storage.database import Database
from bot.storage.tables import cards, reviews
from bot.study.plan import noon

CARDS, SEEN, LEARNER, REVIEWS = 10_000, 9_500, 7, 1_000_000
TODAY = date(2026, 6, 1)
TEA = Path(__file__).parents[1] / "subjects" / "tea"


def large() -> Library:
    """A subject of ten thousand questions."""
    tea = load(TEA).library.default
    many = tuple(
        replace(tea.questions[n % len(tea.questions)], key=QuestionKey(f"tea.{n}"), facts=(), siblings=())
        for n in range(CARDS)
    )
    return Library({tea.id: replace(tea, questions=many)})


def fill(tx: Connection, library: Library, seen: int) -> Content:
    """Somebody who has seen most of it."""
    random, now = Random(1), datetime(2026, 6, 1, tzinfo=UTC)
    content = Content.shelve(library, questions.register(tx, keys(library), now))
    learners.meet(tx, LEARNER, "en", now)
    rows = [
        {
            "user_id": LEARNER,
            "question_id": number,
            "algorithm": 1,
            "stability": random.lognormvariate(2, 1.5),
            "difficulty": random.uniform(1, 10),
            "due": noon(TODAY),
            "last_review": noon(TODAY - timedelta(days=random.randint(1, 90))),
            "reviews": random.randint(2, 8),
            "lapses": random.randint(0, 2),
        }
        for number in list(content.questions)[:seen]
    ]
    tx.execute(insert(cards), rows)
    return content


def cost(f: Callable[[], object], rounds: int = 50) -> float:
    """Milliseconds of CPU, the median."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        f()
        times.append(1000 * (time.process_time() - began))
    return sorted(times)[rounds // 2]


async def choosing(db: Database, seen: int = SEEN) -> float:
    """Milliseconds of CPU to choose ten questions out of ten thousand, queries included."""
    content = await db.transaction(fill, large(), seen)
    subject = content.library.default

    def measure(tx: Connection) -> float:
        return cost(lambda: choose.questions(tx, content, subject, LEARNER, 10, TODAY))

    return await db.read(measure)


async def rebuilding(db: Database, rows: int) -> float:
    """Seconds to derive all cards from so many reviews."""

    def write(tx: Connection) -> None:
        now = datetime(2026, 6, 1, tzinfo=UTC)
        numbers = list(questions.register(tx, [("bench", f"q{n}") for n in range(500)], now).values())
        for user in range(1, rows // 5_000 + 1):
            learners.meet(tx, user, "en", now)
            log = [
                {
                    "user_id": user,
                    "question_id": numbers[n % 500],
                    "at": now + timedelta(minutes=n),
                    "study_date": TODAY + timedelta(days=n // 20),
                    "correct": n % 3 > 0,
                    "guessed": False,
                    "kind": "answer",
                }
                for n in range(5_000)
            ]
            tx.execute(insert(reviews), log)

    await db.transaction(write)
    began = time.perf_counter()
    assert await rebuild_cards(db) == rows
    return time.perf_counter() - began


async def main() -> None:
    from bot.app import open_storage
    from bot.chat.clock import system_clock

    for seen in (CARDS, SEEN, 500):
        with tempfile.TemporaryDirectory() as folder:
            db, _ = await open_storage(Settings(_env_file=None, data_dir=Path(folder)), system_clock)
            print(f"choosing, {seen} of {CARDS} seen: {await choosing(db, seen):.2f} ms CPU (wanted: <= 5)")
            await db.close()
    with tempfile.TemporaryDirectory() as folder:
        db, _ = await open_storage(Settings(_env_file=None, data_dir=Path(folder)), system_clock)
        print(f"rebuild, {REVIEWS} reviews: {await rebuilding(db, REVIEWS):.1f} s (wanted: <= 60)")
        await db.close()


if __name__ == "__main__":
    asyncio.run(main())
