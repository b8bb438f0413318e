"""Votes that overtook the reply to sendPoll: kept until it is known which question they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, select, tuple_

from bot.storage.tables import askings, early_votes
from bot.storage.upsert import insert

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class EarlyVote:
    poll_id: str
    user_id: int
    places: tuple[int, ...]
    at: datetime
    name: str = ""
    """How the voter is called, for the scoreboard of a round."""


def park(tx: Connection, vote: EarlyVote) -> None:
    row = {name: getattr(vote, name) for name in EarlyVote.__slots__}
    tx.execute(insert(tx, early_votes).on_conflict_do_nothing(), row)


def take_known(tx: Connection, now: datetime) -> list[EarlyVote]:
    """Take out the votes in polls of chats that are known by now; forget those that nobody ever knew."""
    votes = _known(tx, askings.c.user_id.is_(None))
    _delete(tx, votes)
    tx.execute(early_votes.delete().where(early_votes.c.at < now - KEPT))
    return votes


def unknown(tx: Connection) -> list[str]:
    """The polls that nobody knows yet, and in which somebody voted."""
    known = early_votes.outerjoin(askings, askings.c.poll_id == early_votes.c.poll_id)
    query = select(early_votes.c.poll_id).select_from(known).where(askings.c.id.is_(None)).distinct()
    return list(tx.execute(query).scalars())


def readdress(tx: Connection, old: str, new: str) -> None:
    """Votes in one poll are votes in another: a copy of it. Who voted in both is left with the vote in the other."""
    there = select(early_votes.c.user_id).where(early_votes.c.poll_id == new)
    mine = early_votes.c.poll_id == old
    tx.execute(early_votes.delete().where(mine, early_votes.c.user_id.in_(there)))
    tx.execute(early_votes.update().where(mine).values(poll_id=new))


def of_persons(tx: Connection) -> list[EarlyVote]:
    """Votes of people in polls that were put to them alone, and that are known by now."""
    return _known(tx, askings.c.user_id == early_votes.c.user_id)


def take(tx: Connection, vote: EarlyVote) -> None:
    """It is counted in this transaction."""
    _delete(tx, [vote])


def _known(tx: Connection, whose: ColumnElement[bool]) -> list[EarlyVote]:
    columns = [early_votes.c[name] for name in EarlyVote.__slots__]
    known = select(*columns).join(askings, askings.c.poll_id == early_votes.c.poll_id)
    return [EarlyVote(*row) for row in tx.execute(known.where(whose).order_by(early_votes.c.at))]


def _delete(tx: Connection, votes: Sequence[EarlyVote]) -> None:
    keys = [(vote.poll_id, vote.user_id) for vote in votes]
    if keys:
        tx.execute(early_votes.delete().where(tuple_(early_votes.c.poll_id, early_votes.c.user_id).in_(keys)))
