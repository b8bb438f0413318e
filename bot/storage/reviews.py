"""The review log: append-only and the truth. Corrections are rows that amend an earlier one."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from bot.storage.prepared import Prepared
from bot.storage.tables import reviews


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


_HISTORY = (
    select(reviews.c.id, reviews.c.amends, reviews.c.study_date, reviews.c.correct, reviews.c.guessed)
    .where(reviews.c.user_id == bindparam("user"), reviews.c.question_id == bindparam("question"))
    .order_by(reviews.c.at, reviews.c.id)
)


_ASKED_ON = Prepared(
    select(reviews.c.question_id).where(
        reviews.c.user_id == bindparam("user"), reviews.c.study_date == bindparam("day")
    )
)
_ADD = Prepared(insert(reviews).on_conflict_do_nothing(), Review.__slots__)


def add(tx: Connection, review: Review) -> bool:
    """Write one row; False when this asking was already answered by this person (a redelivery)."""
    return bool(_ADD.change(tx, {name: getattr(review, name) for name in Review.__slots__}))


def of_asking(tx: Connection, asking_id: int, user_id: int) -> tuple[int, bool] | None:
    """(id, correct) of the answer somebody gave to one asking."""
    query = select(reviews.c.id, reviews.c.correct).where(
        reviews.c.asking_id == asking_id, reviews.c.user_id == user_id, reviews.c.kind == "answer"
    )
    row = tx.execute(query).one_or_none()
    return row and (row[0], row[1])


def amended(tx: Connection, asking_id: int, user_id: int) -> bool:
    """Whether the answer to this asking was later called a guess."""
    query = select(reviews.c.id).where(
        reviews.c.asking_id == asking_id, reviews.c.user_id == user_id, reviews.c.kind == "guessed"
    )
    return tx.execute(query).first() is not None


def history(tx: Connection, user_id: int, question_id: int) -> list[tuple[date, bool, bool]]:
    """Effective answers to one question, oldest first: (study date, correct, guessed), amendments applied."""
    effective: dict[int, tuple[date, bool, bool]] = {}
    for number, amends, day, correct, guessed in tx.execute(_HISTORY, {"user": user_id, "question": question_id}):
        if amends is None:
            effective[number] = (day, correct, guessed)
        elif amends in effective:
            effective[amends] = (effective[amends][0], correct, guessed)
    return list(effective.values())


def asked_on(tx: Connection, user_id: int, day: date) -> set[int]:
    """Ids of the questions somebody answered on a study date."""
    return {row[0] for row in _ASKED_ON.all(tx, {"user": user_id, "day": day})}


def totals(tx: Connection, user_id: int, since: date | None = None) -> tuple[int, int]:
    """(answers, right ones), amendments not counted twice."""
    query = select(func.count(), func.count().filter(reviews.c.correct)).where(
        reviews.c.user_id == user_id, reviews.c.kind == "answer"
    )
    if since is not None:
        query = query.where(reviews.c.study_date >= since)
    answers, right = tx.execute(query).one()
    return answers, right
