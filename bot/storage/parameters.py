"""One learner's own parameters of the memory model, where somebody had them fitted (`studybot fit`)."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, or_, select

from bot.storage.prepared import Prepared
from bot.storage.tables import parameters, reviews
from bot.storage.upsert import insert
from bot.study.fit import Fitted
from bot.study.memory import USUAL, Weights

GROWN = 1.25
"""Fitted again when there are so many times as many answers."""

_OF = Prepared(select(parameters.c.weights).where(parameters.c.user_id == bindparam("user")))


def of(tx: Connection, user_id: int) -> Weights:
    """What this learner's memory is reckoned with."""
    row = _OF.one(tx, {"user": user_id})
    return tuple(row[0]) if row and row[0] else USUAL


def all_own(tx: Connection) -> dict[int, Weights]:
    """Everybody who has weights of their own."""
    rows = tx.execute(select(parameters.c.user_id, parameters.c.weights).where(parameters.c.weights.isnot(None)))
    return {user: tuple(weights) for user, weights in rows}


def save(tx: Connection, user_id: int, fitted: Fitted, now: datetime) -> None:
    """Keep what came of a fit, also that nothing better was found."""
    values = {
        "weights": None if fitted.weights is None else list(fitted.weights),
        "answers": fitted.answers,
        "usual": fitted.usual,
        "own": fitted.own,
        "at": now,
    }
    tx.execute(
        insert(tx, parameters)
        .values(user_id=user_id, **values)
        .on_conflict_do_update(index_elements=["user_id"], set_=values)
    )


def due(tx: Connection, enough: int) -> list[int]:
    """Learners with enough answers, who were never fitted or have answered much since."""
    count = func.count()
    query = (
        select(reviews.c.user_id)
        .outerjoin(parameters, parameters.c.user_id == reviews.c.user_id)
        .where(reviews.c.amends.is_(None))
        .group_by(reviews.c.user_id, parameters.c.answers)
        .having(count >= enough, or_(parameters.c.answers.is_(None), count >= parameters.c.answers * GROWN))
        .order_by(reviews.c.user_id)
    )
    return list(tx.execute(query).scalars())
