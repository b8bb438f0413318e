"""The state of each question in each memory: derived from the review log, kept for speed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, bindparam, case, func, or_, select, type_coerce
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.tables import cards
from bot.study.choice import Order
from bot.study.memory import ALGORITHM, LEECH, Memory

Range = tuple[int, int]
"""First and last of question numbers that stand together."""

_FIELDS = tuple(cards.c[name] for name in Memory.__slots__)
_ONE = select(*_FIELDS).where(cards.c.user_id == bindparam("user"), cards.c.question_id == bindparam("question"))
_ALL = select(cards.c.question_id, *_FIELDS).where(cards.c.user_id == bindparam("user"))
_KEYS = ("user_id", "question_id")
_MICROSECONDS_A_DAY = 86_400e6


@dataclass(frozen=True, slots=True)
class Counts:
    """Over some of a learner's cards: how many, all their answers, and the misses after each one's first."""

    cards: int
    reviews: int
    lapses: int


def _save(dialect: type[sqlite.Insert] | type[postgresql.Insert]) -> "sqlite.Insert | postgresql.Insert":
    statement = dialect(cards)
    changes = {name: statement.excluded[name] for name in (*Memory.__slots__, "algorithm")}
    return statement.on_conflict_do_update(index_elements=_KEYS, set_=changes)


_SAVE = {"sqlite": _save(sqlite.Insert), "postgresql": _save(postgresql.Insert)}


def _ago(dialect: str) -> ColumnElement[Any]:
    """Days since the last review, at the study date `today` (noon UTC)."""
    if dialect == "sqlite":
        return (bindparam("now") - type_coerce(cards.c.last_review, BigInteger)) / _MICROSECONDS_A_DAY
    return func.extract("epoch", bindparam("today", type_=cards.c.last_review.type) - cards.c.last_review) / 86_400.0


def _orders(dialect: str) -> dict[Order, ColumnElement[Any]]:
    """See study.choice.Order. No powers, so that ten thousand rows cost two milliseconds."""
    ago, lasting = _ago(dialect), cards.c.stability
    faded = ago / (ago + lasting) * (11 - cards.c.difficulty) / (lasting + bindparam("left"))
    return {Order.ROUNDS: ago + 10 * lasting, Order.LAST: -faded, Order.TURN: -ago}


_ORDERS = {dialect: _orders(dialect) for dialect in _SAVE}


def find(tx: Connection, user_id: int, question_id: int) -> Memory | None:
    row = tx.execute(_ONE, {"user": user_id, "question": question_id}).one_or_none()
    return Memory(*row) if row else None


def of(tx: Connection, user_id: int) -> dict[int, Memory]:
    """Every card of one learner by question id."""
    return {row[0]: Memory(*row[1:]) for row in tx.execute(_ALL, {"user": user_id})}


def ranges(numbers: Iterable[int]) -> tuple[Range, ...]:
    """Numbers as the ranges they fill: a subject's questions were mostly registered together."""
    found: list[Range] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def counts(tx: Connection, user_id: int, within: Sequence[Range]) -> Counts:
    """Of one learner's cards for these questions."""
    columns = (func.count(), func.coalesce(func.sum(cards.c.reviews), 0), func.coalesce(func.sum(cards.c.lapses), 0))
    return Counts(*tx.execute(select(*columns).where(_mine(user_id, within))).one())


def foremost(
    tx: Connection, user_id: int, within: Sequence[Range], order: Order, today: datetime, left: int, most: int
) -> dict[int, Memory]:
    """The first cards in this order that were not asked today (noon UTC), leeches last; left: days to the exam."""
    query = (
        select(cards.c.question_id, *_FIELDS)
        .where(_mine(user_id, within), cards.c.last_review < today)
        .order_by(case((cards.c.lapses >= LEECH, 1), else_=0), _ORDERS[tx.dialect.name][order], cards.c.question_id)
        .limit(most)
    )
    values = {"now": int(today.timestamp()) * 1_000_000, "today": today, "left": float(left)}
    return {row[0]: Memory(*row[1:]) for row in tx.execute(query, values)}


def known(tx: Connection, user_id: int, questions: Sequence[int]) -> set[int]:
    """Those of the questions that somebody has a card of."""
    query = select(cards.c.question_id).where(cards.c.user_id == user_id, cards.c.question_id.in_(questions))
    return set(tx.execute(query).scalars())


def save(tx: Connection, user_id: int, question_id: int, memory: Memory) -> None:
    save_all(tx, [(user_id, question_id, memory)])


def save_all(tx: Connection, memories: Sequence[tuple[int, int, Memory]]) -> None:
    """Write many cards: (learner, question, state)."""
    rows = [
        {
            "user_id": user,
            "question_id": question,
            "algorithm": ALGORITHM,
            **{n: getattr(memory, n) for n in Memory.__slots__},
        }
        for user, question, memory in memories
    ]
    tx.execute(_SAVE[tx.dialect.name], rows)


def delete(tx: Connection, user_id: int, questions: Iterable[int]) -> None:
    tx.execute(cards.delete().where(cards.c.user_id == user_id, cards.c.question_id.in_(list(questions))))


def _mine(user_id: int, within: Sequence[Range]) -> ColumnElement[bool]:
    return and_(cards.c.user_id == user_id, or_(False, *(cards.c.question_id.between(*one) for one in within)))
