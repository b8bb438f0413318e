"""The state of each question in each memory: derived from the review log, kept for speed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import insert

from bot.storage import aside
from bot.storage.prepared import Prepared
from bot.storage.tables import cards
from bot.study.choice import Order
from bot.study.memory import ALGORITHM, Memory

Range = tuple[int, int]
"""First and last of question numbers that stand together."""

_FIELDS = tuple(cards.c[name] for name in Memory.__slots__)
_ONE = Prepared(
    select(*_FIELDS).where(cards.c.user_id == bindparam("user"), cards.c.question_id == bindparam("question"))
)
_ALL = Prepared(select(cards.c.question_id, *_FIELDS).where(cards.c.user_id == bindparam("user")))
_NUMBERS = Prepared(select(cards.c.question_id).where(cards.c.user_id == bindparam("user")))
_KEYS = ("user_id", "question_id")
MOST_NAMED = 512
"""Questions that are looked up one by one; for more all cards of the learner are read."""

_MICROSECONDS_A_DAY = 86_400e6


@dataclass(frozen=True, slots=True)
class Counts:
    """Over some of a learner's cards: how many, all their answers, and the misses after each one's first."""

    cards: int
    reviews: int
    lapses: int


@dataclass(frozen=True, slots=True)
class Look:
    """today: noon UTC of the study date. left: days to the exam. part of parts: of very many, every so-manieth.

    rests: whether something is set aside; looking for it costs a tenth of the whole query.
    """

    order: Order
    today: datetime
    left: int
    most: int
    part: int = 0
    parts: int = 1
    rests: bool = True


_KEPT = (*Memory.__slots__, "algorithm")
_INSERT = insert(cards)
_SAVE = Prepared(
    _INSERT.on_conflict_do_update(index_elements=_KEYS, set_={name: _INSERT.excluded[name] for name in _KEPT}),
    (*_KEYS, *_KEPT),
)


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


def find(tx: Connection, user_id: int, question_id: int) -> Memory | None:
    row = _ONE.one(tx, {"user": user_id, "question": question_id})
    return Memory(*row) if row else None


def of(tx: Connection, user_id: int) -> dict[int, Memory]:
    """Every card of one learner by question id."""
    return {row[0]: Memory(*row[1:]) for row in _ALL.all(tx, {"user": user_id})}


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
    row = _count(len(within)).one(tx, _these(user_id, within))
    assert row is not None
    return Counts(*row)


@cache
def _count(ranges: int) -> Prepared:
    total = (func.coalesce(func.sum(column), 0) for column in (cards.c.reviews, cards.c.lapses))
    return Prepared(select(func.count(), *total).where(_mine(ranges)))


def strong(tx: Connection, user_id: int, within: Sequence[Range], today: datetime) -> int:
    """How many of these would be recalled with 90 % or more at the study date `today` (noon UTC)."""
    values = {"now": int(today.timestamp()) * 1_000_000, "today": today}
    return int(tx.execute(_strong(tx.dialect.name, len(within)), values | _these(user_id, within)).scalar_one())


@cache
def _strong(dialect: str, ranges: int) -> Select[Any]:
    return select(func.count()).where(_mine(ranges), _ago(dialect) <= cards.c.stability)


def is_due(tx: Connection, user_id: int, within: Sequence[Range], today: datetime) -> bool:
    """Whether any of these is due on the study date `today` (noon UTC)."""
    return _due(len(within)).one(tx, {"now": today, **_these(user_id, within)}) is not None


@cache
def _due(ranges: int) -> Prepared:
    return Prepared(select(cards.c.question_id).where(_mine(ranges), cards.c.due <= bindparam("now")).limit(1))


def foremost(tx: Connection, user_id: int, within: Sequence[Range], look: Look) -> dict[int, Memory]:
    """The first cards in an order, of those that were not asked on that day and are not set aside."""
    values = {
        "now": int(look.today.timestamp()) * 1_000_000,
        "today": look.today,
        "day": look.today.date(),
        "left": float(look.left),
        "most": look.most,
        "part": look.part,
        "parts": look.parts,
    }
    query = _foremost(tx.dialect.name, look.order, len(within), look.rests)
    return {row[0]: Memory(*row[1:]) for row in query.all(tx, values | _these(user_id, within))}


@cache
def _foremost(dialect: str, order: Order, ranges: int, rests: bool) -> Prepared:
    awake = [cards.c.question_id.not_in(aside.resting())] if rests else []
    return Prepared(
        select(cards.c.question_id, *_FIELDS)
        .where(
            _mine(ranges),
            cards.c.last_review < bindparam("today"),
            *awake,
            cards.c.question_id % bindparam("parts") == bindparam("part"),
        )
        .order_by(_orders(dialect)[order], cards.c.question_id)
        .limit(bindparam("most"))
    )


def known(tx: Connection, user_id: int, questions: Sequence[int]) -> set[int]:
    """Those of the questions that somebody has a card of."""
    if len(questions) > MOST_NAMED:
        return {row[0] for row in _NUMBERS.all(tx, {"user": user_id})} & set(questions)
    if not questions:
        return set()
    size = 1 << (len(questions) - 1).bit_length()  # few statements for all lengths; the last one fills them up
    filled = [*questions, *[questions[-1]] * (size - len(questions))]
    values = {f"q{place}": number for place, number in enumerate(filled)}
    return {row[0] for row in _known(size).all(tx, {"user": user_id, **values})}


@cache
def _known(size: int) -> Prepared:
    any_of = cards.c.question_id.in_([bindparam(f"q{place}") for place in range(size)])
    return Prepared(select(cards.c.question_id).where(cards.c.user_id == bindparam("user"), any_of))


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
    _SAVE.change_each(tx, rows)


def delete(tx: Connection, user_id: int, questions: Iterable[int]) -> None:
    tx.execute(cards.delete().where(cards.c.user_id == user_id, cards.c.question_id.in_(list(questions))))


def _mine(ranges: int) -> ColumnElement[bool]:
    """Of one learner, in so many ranges: statements are built once for each number of them."""
    within = (cards.c.question_id.between(bindparam(f"low{n}"), bindparam(f"high{n}")) for n in range(ranges))
    return and_(cards.c.user_id == bindparam("user"), or_(false(), *within))


def _these(user_id: int, within: Sequence[Range]) -> dict[str, int]:
    lows = {f"low{n}": low for n, (low, _) in enumerate(within)}
    return {"user": user_id, **lows, **{f"high{n}": high for n, (_, high) in enumerate(within)}}
