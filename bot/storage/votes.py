"""Who answered what in a chat's polls: for the scoreboard, the week's most missed, one's own cards. Kept some weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.tables import tallies, votes
from bot.storage.upsert import insert

KEPT = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Vote:
    """correct: None while more taps are needed."""

    asking_id: int
    user_id: int
    chat_id: int
    question_id: int
    chosen: tuple[int, ...]
    correct: bool | None
    at: datetime


_ADD = {
    "sqlite": sqlite.Insert(votes).on_conflict_do_nothing(),
    "postgresql": postgresql.Insert(votes).on_conflict_do_nothing(),
}
_COLUMNS = tuple(votes.c[name] for name in Vote.__slots__)


def add(tx: Connection, vote: Vote) -> bool:
    """Keep a vote; False when this person had voted here before: the first one counts."""
    values = {name: getattr(vote, name) for name in Vote.__slots__}
    return bool(tx.execute(_ADD[tx.dialect.name], values).rowcount)


def find(tx: Connection, asking_id: int, user_id: int) -> Vote | None:
    mine = (votes.c.asking_id == asking_id) & (votes.c.user_id == user_id)
    row = tx.execute(select(*_COLUMNS).where(mine).with_for_update()).one_or_none()
    return Vote(*row) if row else None


def complete(tx: Connection, vote: Vote) -> bool:
    """Change the taps of a vote that is not complete yet; False when it was."""
    mine = (votes.c.asking_id == vote.asking_id) & (votes.c.user_id == vote.user_id) & votes.c.correct.is_(None)
    values = {"chosen": vote.chosen, "correct": vote.correct, "at": vote.at}
    return bool(tx.execute(update(votes).where(mine).values(**values)).rowcount)


def of_askings(tx: Connection, askings: Sequence[int]) -> list[Vote]:
    """Complete votes, the earliest first."""
    query = select(*_COLUMNS).where(votes.c.asking_id.in_(list(askings)), votes.c.correct.isnot(None))
    return [Vote(*row) for row in tx.execute(query.order_by(votes.c.at))]


def of_person(tx: Connection, user_id: int, askings: Sequence[int] | None = None) -> list[Vote]:
    """What one person answered, the earliest first; in these askings, or everywhere."""
    query = select(*_COLUMNS).where(votes.c.user_id == user_id, votes.c.correct.isnot(None))
    if askings is not None:
        query = query.where(votes.c.asking_id.in_(list(askings)))
    return [Vote(*row) for row in tx.execute(query.order_by(votes.c.at))]


def count(tx: Connection, asking_id: int) -> tuple[int, int]:
    """(votes, right ones) of one asking."""
    query = select(func.count(), func.count().filter(votes.c.correct)).where(
        votes.c.asking_id == asking_id, votes.c.correct.isnot(None)
    )
    found, right = tx.execute(query).one()
    return found, right


def most_missed(tx: Connection, chat_id: int, since: datetime, least: int) -> int | None:
    """The question that a chat missed most often since then; only where at least `least` were wrong."""
    wrong = func.sum(case((votes.c.correct.is_(False), 1), else_=0))
    query = (
        select(votes.c.question_id)
        .where(votes.c.chat_id == chat_id, votes.c.at >= since)
        .group_by(votes.c.question_id)
        .having(wrong >= least)
        .order_by(wrong.desc(), votes.c.question_id)
        .limit(1)
    )
    return tx.execute(query).scalar()


def tally(tx: Connection, asking_id: int, chat_id: int, question_id: int, counts: Sequence[int], at: datetime) -> None:
    """How the votes of an anonymous poll stand now: only totals are ever known."""
    values = {"counts": tuple(counts), "at": at}
    row = {"asking_id": asking_id, "chat_id": chat_id, "question_id": question_id, **values}
    statement = insert(tx, tallies).values(row)
    tx.execute(statement.on_conflict_do_update(index_elements=["asking_id"], set_=values))


def tally_of(tx: Connection, asking_id: int) -> tuple[int, ...]:
    """Votes for each option as shown; empty when nobody voted."""
    counts: tuple[int, ...] | None = tx.execute(
        select(tallies.c.counts).where(tallies.c.asking_id == asking_id)
    ).scalar()
    return counts or ()


def tallies_since(tx: Connection, chat_id: int, since: datetime) -> list[tuple[int, tuple[int, ...]]]:
    """(asking, counts) of a channel's polls since then."""
    query = select(tallies.c.asking_id, tallies.c.counts).where(tallies.c.chat_id == chat_id, tallies.c.at >= since)
    return [(row[0], row[1]) for row in tx.execute(query)]


def prune(tx: Connection, now: datetime) -> None:
    tx.execute(delete(votes).where(votes.c.at < now - KEPT))
    tx.execute(delete(tallies).where(tallies.c.at < now - KEPT))
