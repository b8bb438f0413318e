"""Votes that overtook the reply to sendPoll: kept until it is known which question they answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, tuple_

from bot.storage.tables import askings, early_votes
from bot.storage.upsert import insert

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class EarlyVote:
    poll_id: str
    user_id: int
    places: tuple[int, ...]
    at: datetime


def park(tx: Connection, vote: EarlyVote) -> None:
    row = {name: getattr(vote, name) for name in EarlyVote.__slots__}
    tx.execute(insert(tx, early_votes).on_conflict_do_nothing(), row)


def take_known(tx: Connection, now: datetime) -> list[EarlyVote]:
    """Take out the votes whose poll is known by now; forget those that nobody ever knew."""
    columns = [early_votes.c[name] for name in EarlyVote.__slots__]
    known = select(*columns).join(askings, askings.c.poll_id == early_votes.c.poll_id).order_by(early_votes.c.at)
    votes = [EarlyVote(*row) for row in tx.execute(known)]
    if votes:
        keys = [(vote.poll_id, vote.user_id) for vote in votes]
        tx.execute(early_votes.delete().where(tuple_(early_votes.c.poll_id, early_votes.c.user_id).in_(keys)))
    tx.execute(early_votes.delete().where(early_votes.c.at < now - KEPT))
    return votes
