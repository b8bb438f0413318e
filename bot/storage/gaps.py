"""Look-ups that the notes could not answer: how often, by how many people, and near which topic.

Who asked is kept only as a keyed hash, only until there are three of them and at most for 30 days; a
question is shown to nobody before three different people have asked it.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.storage import operation
from bot.storage.prepared import Prepared
from bot.storage.tables import gaps

SHOWN_FROM = 3
"""Different people."""

KEPT = timedelta(days=30)
KEPT_SHOWN = timedelta(days=180)
MOST = 5_000
"""Rows that nobody may see yet; nobody can fill the database by asking nonsense."""

LONGEST = 80
_KEY = "gap_key"
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Gap:
    """words: the question, folded. times: asked, by at least SHOWN_FROM people. nearest: a topic's id."""

    subject: str
    words: str
    nearest: str | None
    times: int


_FIND = Prepared(
    select(gaps.c.id, gaps.c.hashes, gaps.c.askers)
    .where(gaps.c.subject == bindparam("what"), gaps.c.words == bindparam("said"))
    .with_for_update()
)
_BEGIN = Prepared(
    insert(gaps).on_conflict_do_nothing(),
    ("subject", "words", "nearest", "times", "askers", "hashes", "first_at", "last_at"),
)
_COUNT = Prepared(
    update(gaps)
    .where(gaps.c.id == bindparam("gap"))
    .values(
        times=gaps.c.times + 1,
        nearest=bindparam("topic"),
        askers=bindparam("people"),
        hashes=bindparam("marks"),
        last_at=bindparam("at"),
    )
)


def count(tx: Connection, subject: str, words: str, nearest: str | None, asker: int, now: datetime) -> None:
    """Somebody asked what the notes do not hold. asker: a user id, which is not stored."""
    words = words[:LONGEST]
    row = _FIND.one(tx, {"what": subject, "said": words})
    mark = _mark(tx, asker)
    if row is None:
        values = {"subject": subject, "words": words, "nearest": nearest, "times": 1, "askers": 1, "hashes": mark}
        _BEGIN.change(tx, {**values, "first_at": now, "last_at": now})
        return
    number, marks, askers = row
    if marks is not None and mark not in marks.split():
        askers += 1
        marks = None if askers >= SHOWN_FROM else f"{marks} {mark}"
    _COUNT.change(tx, {"gap": number, "topic": nearest, "people": askers, "marks": marks, "at": now})


def frequent(tx: Connection, most: int = 20) -> list[Gap]:
    """What was asked by enough people, the most frequent first."""
    rows = tx.execute(
        select(gaps.c.subject, gaps.c.words, gaps.c.nearest, gaps.c.times)
        .where(gaps.c.askers >= SHOWN_FROM)
        .order_by(gaps.c.times.desc(), gaps.c.id)
        .limit(most)
    )
    return [Gap(*row) for row in rows]


def prune(tx: Connection, now: datetime) -> None:
    """Drop what too few people asked within the time, and what nobody has asked for long."""
    few = gaps.c.askers < SHOWN_FROM
    newest = tx.execute(select(func.max(gaps.c.id))).scalar() or 0
    tx.execute(delete(gaps).where(few & ((gaps.c.first_at < now - KEPT) | (gaps.c.id <= newest - MOST))))
    tx.execute(delete(gaps).where(gaps.c.last_at < now - KEPT_SHOWN))


def _mark(tx: Connection, asker: int) -> str:
    key = operation.get(tx, _KEY)
    if key is None:
        key = operation.add(tx, _KEY, token_hex(32))
    return hmac.digest(bytes.fromhex(key), str(asker).encode(), "sha256").hex()[:_DIGITS]
