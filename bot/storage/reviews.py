"""The review log: append-only and the truth. Corrections are rows that amend an earlier one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from bot.storage.prepared import Prepared
from bot.storage.tables import reviews
from bot.study.confidence import Confidence
from bot.study.plan import noon


@dataclass(frozen=True, slots=True)
class Review:
    """One answer as it was given. seconds: from shown to answered, None when not known."""

    user_id: int
    question_id: int
    asking_id: int | None
    at: datetime
    study_date: date
    correct: bool
    guessed: bool = False
    seconds: float | None = None
    amends: int | None = None
    kind: str = "answer"


_ROW = (
    reviews.c.id,
    reviews.c.amends,
    reviews.c.kind,
    reviews.c.question_id,
    reviews.c.study_date,
    reviews.c.correct,
    reviews.c.guessed,
)
_MINE = select(*_ROW).where(reviews.c.user_id == bindparam("user")).order_by(reviews.c.at, reviews.c.id)
_HISTORY = _MINE.where(reviews.c.question_id == bindparam("question"))
_DAY = select(reviews.c.study_date).where(reviews.c.user_id == bindparam("user")).limit(1)
_FIRST, _LATEST = Prepared(_DAY.order_by(reviews.c.at)), Prepared(_DAY.order_by(reviews.c.at.desc()))
_DAYS_BEHIND = timedelta(days=2)
"""A study date begins this much before its noon UTC at the most, anywhere on earth."""

UNDONE = "undone"
"""The kind of row that takes an answer back; day and correctness are those of the answer."""

LUCKY = ("guessed", Confidence.UNSURE)
"""The kinds of rows that call a right answer a guess: after its result, and before."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it counts now, amendments applied."""

    question_id: int
    study_date: date
    correct: bool
    guessed: bool


_ASKED_ON = Prepared(
    select(reviews.c.question_id).where(
        reviews.c.user_id == bindparam("user"), reviews.c.study_date == bindparam("day")
    )
)
_ADD = Prepared(insert(reviews).on_conflict_do_nothing(), Review.__slots__)


def add(tx: Connection, review: Review) -> bool:
    """Write one row; False when this asking was already answered by this person (a redelivery)."""
    return bool(_ADD.change(tx, {name: getattr(review, name) for name in Review.__slots__}))


@dataclass(frozen=True, slots=True)
class Answered:
    """The row of an answer."""

    id: int
    study_date: date
    correct: bool


def of_asking(tx: Connection, asking_id: int, user_id: int) -> Answered | None:
    """The answer somebody gave to one asking."""
    query = select(reviews.c.id, reviews.c.study_date, reviews.c.correct).where(
        reviews.c.asking_id == asking_id, reviews.c.user_id == user_id, reviews.c.kind == "answer"
    )
    row = tx.execute(query).one_or_none()
    return row and Answered(*row)


def has_kind(tx: Connection, asking_id: int, user_id: int, kinds: Sequence[str]) -> bool:
    """Whether something of these kinds was said about the answer to this asking."""
    query = select(reviews.c.id).where(
        reviews.c.asking_id == asking_id, reviews.c.user_id == user_id, reviews.c.kind.in_(kinds)
    )
    return tx.execute(query).first() is not None


def confidences(tx: Connection, user_id: int, since: date) -> list[tuple[Confidence, bool]]:
    """How sure somebody said they were, and whether they were right, since a study date."""
    undone = reviews.alias()
    query = select(reviews.c.kind, reviews.c.correct).where(
        reviews.c.user_id == user_id,
        reviews.c.study_date >= since,
        reviews.c.kind.in_(list(Confidence)),
        ~exists().where(
            undone.c.asking_id == reviews.c.asking_id, undone.c.user_id == user_id, undone.c.kind == UNDONE
        ),
    )
    return [(Confidence(kind), right) for kind, right in tx.execute(query)]


def history(tx: Connection, user_id: int, question_id: int) -> list[Given]:
    """Effective answers to one question, oldest first."""
    return effective(tx.execute(_HISTORY, {"user": user_id, "question": question_id}))


def effective(log: Iterable[Any]) -> list[Given]:
    """One learner's rows (as in _ROW), oldest first, with every amendment put into the answer that it amends."""
    given: dict[int, Given] = {}
    for number, amends, kind, question, day, correct, guessed, *_ in log:
        if amends is None:
            given[number] = Given(question, day, correct, guessed)
        elif kind == UNDONE:
            given.pop(amends, None)
        elif amends in given:
            given[amends] = replace(given[amends], correct=correct, guessed=guessed)
    return list(given.values())


def last(tx: Connection, user_id: int, most: int) -> list[Given]:
    """The answers in somebody's last `most` rows, oldest first."""
    newest = _MINE.order_by(None).order_by(reviews.c.at.desc(), reviews.c.id.desc()).limit(most)
    return effective(reversed(tx.execute(newest, {"user": user_id}).all()))


def latest(tx: Connection, user_id: int, most: int) -> list[Given]:
    """All answers to the questions that were answered last, `most` answers back; oldest first."""
    last = select(reviews.c.question_id).where(reviews.c.user_id == user_id, reviews.c.amends.is_(None))
    recent = last.order_by(reviews.c.at.desc(), reviews.c.id.desc()).limit(most).subquery()
    return effective(tx.execute(_MINE.where(reviews.c.question_id.in_(select(recent))), {"user": user_id}))


def all_of(tx: Connection, user_id: int) -> list[Given]:
    """Every answer of one learner as it counts now, oldest first."""
    return effective(tx.execute(_MINE, {"user": user_id}))


def missed(tx: Connection, user_id: int, most: int = 500) -> set[int]:
    """Questions whose last answer was wrong or a guess, among those of the last `most` answers."""
    known = {one.question_id: one.correct and not one.guessed for one in latest(tx, user_id, most)}
    return {question for question, right in known.items() if not right}


def began(tx: Connection, user_id: int) -> date | None:
    """The study date of somebody's first answer."""
    row = _FIRST.one(tx, {"user": user_id})
    return row[0] if row else None


def last_day(tx: Connection, user_id: int) -> date | None:
    """The study date of somebody's latest answer."""
    row = _LATEST.one(tx, {"user": user_id})
    return row[0] if row else None


def asked_on(tx: Connection, user_id: int, day: date) -> set[int]:
    """Ids of the questions somebody answered on a study date."""
    return {row[0] for row in _ASKED_ON.all(tx, {"user": user_id, "day": day})}


def asked_last(tx: Connection, user_id: int, most: int) -> list[int]:
    """Ids of the questions somebody answered last, the latest first."""
    query = select(reviews.c.question_id).where(reviews.c.user_id == user_id).order_by(reviews.c.at.desc()).limit(most)
    return list(tx.execute(query).scalars())


def by_day(tx: Connection, user_id: int, since: date) -> dict[date, int]:
    """Answers that count on each study date; a date without one is left out."""
    given, undone = (func.count().filter(reviews.c.kind == kind) for kind in ("answer", UNDONE))
    query = select(reviews.c.study_date, given - undone).where(reviews.c.user_id == user_id, _from(since))
    return {day: count for day, count in tx.execute(query.group_by(reviews.c.study_date)) if count > 0}


def _from(day: date) -> ColumnElement[bool]:
    """On this study date or a later one, found by the index on instants."""
    return (reviews.c.at >= noon(day) - _DAYS_BEHIND) & (reviews.c.study_date >= day)


def totals(tx: Connection, user_id: int, since: date | None = None) -> tuple[int, int]:
    """(answers, right ones): amendments are not counted twice, and what was taken back not at all."""
    given, undone = (reviews.c.kind == kind for kind in ("answer", UNDONE))
    query = select(
        func.count().filter(given) - func.count().filter(undone),
        func.count().filter(given & reviews.c.correct) - func.count().filter(undone & reviews.c.correct),
    ).where(reviews.c.user_id == user_id)
    if since is not None:
        query = query.where(_from(since))
    answers, right = tx.execute(query).one()
    return answers, right
