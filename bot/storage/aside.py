"""Questions that are not asked for now: for good, until tomorrow, or until their note was read."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, Select, bindparam, delete, or_, select

from bot.storage.prepared import Prepared
from bot.storage.tables import set_aside
from bot.storage.upsert import insert


class Why(StrEnum):
    """SUSPENDED: the learner does not want it. BURIED: not today. LEECH: missed again and again."""

    SUSPENDED = "suspended"
    BURIED = "buried"
    LEECH = "leech"


@dataclass(frozen=True, slots=True)
class Aside:
    """until: the study date on which it comes back by itself; None = when it is asked for."""

    question_id: int
    why: Why
    until: date | None


def resting() -> Select[tuple[int]]:
    """Ids of the questions that one learner (:user) is not asked on a study date (:day)."""
    still = or_(set_aside.c.until.is_(None), set_aside.c.until > bindparam("day"))
    return select(set_aside.c.question_id).where(set_aside.c.user_id == bindparam("user"), still)


_RESTING = Prepared(resting())
_PARKED = Prepared(
    select(set_aside.c.question_id).where(
        set_aside.c.user_id == bindparam("user"),
        set_aside.c.question_id == bindparam("question"),
        set_aside.c.why == Why.LEECH,
    )
)


def put(tx: Connection, user_id: int, aside: Aside, now: datetime) -> None:
    """Set a question aside, for the reason given last."""
    values = {"why": aside.why, "until": aside.until, "at": now}
    tx.execute(
        insert(tx, set_aside)
        .values(user_id=user_id, question_id=aside.question_id, **values)
        .on_conflict_do_update(index_elements=["user_id", "question_id"], set_=values)
    )


def bring_back(tx: Connection, user_id: int, question: int, why: Why | None = None) -> bool:
    """Ask it again; False when it was not set aside (for this reason, where one is given)."""
    mine = (set_aside.c.user_id == user_id) & (set_aside.c.question_id == question)
    if why is not None:
        mine &= set_aside.c.why == why
    return bool(tx.execute(delete(set_aside).where(mine)).rowcount)


def of(tx: Connection, user_id: int, day: date) -> list[Aside]:
    """What rests on a study date, the latest first."""
    query = select(set_aside.c.question_id, set_aside.c.why, set_aside.c.until).where(
        set_aside.c.question_id.in_(resting()), set_aside.c.user_id == bindparam("user")
    )
    rows = tx.execute(query.order_by(set_aside.c.at.desc(), set_aside.c.question_id), {"user": user_id, "day": day})
    return [Aside(question, Why(why), until) for question, why, until in rows]


def is_parked(tx: Connection, user_id: int, question: int) -> bool:
    """Whether it waits for its note to be read."""
    return _PARKED.one(tx, {"user": user_id, "question": question}) is not None


def on(tx: Connection, user_id: int, day: date) -> set[int]:
    """Ids of the questions that are not asked on a study date."""
    return {row[0] for row in _RESTING.all(tx, {"user": user_id, "day": day})}
