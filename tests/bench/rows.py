"""Databases for speed runs: people, and questions that were put to them, written straight into SQLite."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from pydantic import SecretStr

from bot.app import open_storage, shelve
from bot.chat.clock import system_clock
from bot.library.load import load
from bot.library.model import Kind
from bot.settings import Settings, shipped
from bot.study.plan import study_date, zone
from tests.bench.people import FIRST_ASKING, FIRST_PERSON

HISTORY = 1_000_000_000
"""Ids of askings that were answered long ago begin here."""

OLD = 2
"""Questions that each learner answered in the past."""

_PEOPLE = """
INSERT INTO learners (user_id, phone_language, zone, created_at)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :people - 1)
SELECT :first + i, 'en', 'UTC', :now FROM n
"""
_SUBSCRIPTIONS = """
INSERT INTO subscriptions (user_id, slot, minute, amount, next_due_at, next_date)
SELECT user_id, 0, :minute, 10, :due + user_id % :spread * 1000000, :today FROM learners
"""
_OLD_ASKINGS = """
INSERT INTO askings (id, user_id, chat_id, question_id, version, arrangement, "key", purpose, state, message_id,
                     asked_at, closed_at, chosen, correct)
SELECT :history + (user_id - :first) * :old + :turn, user_id, user_id, :question, 1, '2,0,1,3', '0', 'quiz', 'answered',
       50 + :turn, :now, :now, '0', 1
FROM learners
"""
_OLD_REVIEWS = """
INSERT INTO reviews (user_id, question_id, asking_id, at, study_date, correct, guessed, seconds, kind)
SELECT user_id, :question, :history + (user_id - :first) * :old + :turn, :now, :today, 1, 0, 8.5, 'answer' FROM learners
"""
_OLD_CARDS = """
INSERT INTO cards (user_id, question_id, due, stability, difficulty, last_review, reviews, lapses, algorithm)
SELECT user_id, :question, :due, 2.3, 5.0, :now, 1, 0, 1 FROM learners
"""
_SESSIONS = """
INSERT INTO sessions (id, user_id, chat_id, purpose, subject, queue, size, state, opened_at, study_date)
SELECT user_id, user_id, user_id, 'quiz', :subject, '', :each, 'open', :now, :today
FROM learners WHERE (user_id - :first) % :step = 0
"""
_ASKINGS = """
INSERT INTO askings (id, user_id, chat_id, question_id, version, arrangement, "key", purpose, session_id, position,
                     state, message_id, asked_at)
SELECT :asking + (user_id - :first) * :each + :turn, user_id, user_id, :question, :version, '0,1,2,3', :key, 'quiz',
       user_id, :turn + 1, 'open', 100 + :turn, :now
FROM learners WHERE (user_id - :first) % :step = 0
"""


def fill(folder: Path, people: int, each: int, *, step: int = 1, old: int = 0, due_in: float = 60.0) -> None:
    """A data directory with `people`; every `step`th has `each` questions waiting, all have `old` answered ones.

    due_in: seconds until the first daily question is due; 0 = all of them are.
    """
    choices = asyncio.run(_create(folder))
    moment = system_clock().replace(second=0, microsecond=0)
    now = int(moment.timestamp() * 1e6)
    values = {
        "people": people,
        "first": FIRST_PERSON,
        "now": now - 3_600_000_000,
        "due": now + int(due_in * 1e6),
        "spread": 86_000 if due_in > 0 else 1,
        "minute": moment.hour * 60 + moment.minute,
        "today": str(study_date(moment, zone("UTC"))),
        "each": each,
        "step": step,
        "history": HISTORY,
        "old": OLD,
        "asking": FIRST_ASKING,
        "subject": choices[0][3],
    }
    with closing(sqlite3.connect(folder / "studybot.db")) as database:
        database.execute("PRAGMA synchronous=0")
        database.execute("PRAGMA cache_size=-400000")
        for statement in (_PEOPLE, _SUBSCRIPTIONS, *([_SESSIONS] if each else [])):
            database.execute(statement, values)
        for turn in range(old):
            row = {**values, "turn": turn, "question": choices[-1 - turn][0]}
            for statement in (_OLD_ASKINGS, _OLD_REVIEWS, _OLD_CARDS):
                database.execute(statement, row)
        for turn in range(each):
            number, version, key, _subject = choices[turn % len(choices)]
            database.execute(_ASKINGS, {**values, "turn": turn, "question": number, "version": version, "key": key})
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def _create(folder: Path) -> list[tuple[int, int, str, str]]:
    """An empty database; returns (number, version, key, subject) of its four-option questions."""
    chosen = Settings(_env_file=None, bot_token=SecretStr("1:bench"), data_dir=folder)
    db, _ = await open_storage(chosen, system_clock)
    content = await shelve(db, load(shipped("content")).library, system_clock())
    await db.close()
    subject = content.library.default
    return [
        (content.numbers[subject.id][one.key], one.version, str(min(one.answer)), subject.id)
        for one in subject.questions
        if one.kind is Kind.SINGLE and len(one.options) == 4
    ]
