"""Votes that overtook the reply to sendPoll: kept until it is known which question they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from bot.storage.prepared import Prepared
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


_ONE = (early_votes.c.poll_id == bindparam("poll")) & (early_votes.c.user_id == bindparam("user"))
_VOTE = tuple(early_votes.c[name] for name in EarlyVote.__slots__)
_KNOWN = select(*_VOTE).join(askings, askings.c.poll_id == early_votes.c.poll_id).order_by(early_votes.c.at)
_TAKEN = _KNOWN.add_columns(askings.c.id).with_for_update(of=early_votes, skip_locked=True)
# not IS NULL: SQLite would begin with the askings of all chats, ever, instead of with the few early votes
_OF_CHATS = Prepared(_TAKEN.where(func.coalesce(askings.c.user_id, 0) == 0))
_OF_PERSONS = Prepared(_KNOWN.where(askings.c.user_id.isnot(None)))
_WITH_ASKINGS = early_votes.outerjoin(askings, askings.c.poll_id == early_votes.c.poll_id)
_UNKNOWN = Prepared(select(early_votes.c.poll_id).select_from(_WITH_ASKINGS).where(askings.c.id.is_(None)).distinct())


def park(tx: Connection, vote: EarlyVote) -> None:
    row = {name: getattr(vote, name) for name in EarlyVote.__slots__}
    tx.execute(insert(tx, early_votes).on_conflict_do_nothing(), row)


def take_known(tx: Connection, numbers: Sequence[int] | None = None) -> list[tuple[EarlyVote, int]]:
    """Take out the votes in polls of chats that are known by now, and which asking each is for.

    numbers: of these askings only. In the next moment a poll may turn out to be the first of two copies, and its asking
    to be shown by the other one: the vote is for that asking nevertheless.

    Those that another process is taking are left to it: it needs the round to count them, and we may have that.
    """
    rows = _OF_CHATS.all(tx, {}) if numbers is None else tx.execute(_TAKEN.where(askings.c.id.in_(list(numbers)))).all()
    votes = [(EarlyVote(*row[:-1]), row[-1]) for row in rows]
    _delete(tx, [(vote.poll_id, vote.user_id) for vote, _ in votes])
    return votes


def take_in(tx: Connection, poll_id: str) -> list[EarlyVote]:
    """Take out the votes in one poll that no other transaction has in hand."""
    free = select(*_VOTE).where(early_votes.c.poll_id == poll_id).with_for_update(skip_locked=True)
    votes = [EarlyVote(*row) for row in tx.execute(free)]
    _delete(tx, [(vote.poll_id, vote.user_id) for vote in votes])
    return votes


def forget(tx: Connection, now: datetime) -> None:
    """Those in polls that nobody ever knew."""
    _delete(tx, _lock(tx, early_votes.c.at < now - KEPT))


def lie(tx: Connection, numbers: Sequence[int], copies: Sequence[str]) -> bool:
    """Whether votes in the polls of these askings, or in these copies, lie here although they were counted just now:
    another process has them in hand."""
    in_copies = askings.c.id.is_(None) & early_votes.c.poll_id.in_(list(copies))
    theirs = askings.c.id.in_(list(numbers)) | in_copies
    there = select(early_votes.c.poll_id).select_from(_WITH_ASKINGS).where(theirs).limit(1)
    return tx.execute(there).first() is not None


def unknown(tx: Connection) -> list[str]:
    """The polls that nobody knows yet, and in which somebody voted."""
    return [row[0] for row in _UNKNOWN.all(tx, {})]


def readdress(tx: Connection, old: str, new: str) -> None:
    """Votes in one poll are votes in another: a copy of it. Who voted in both is left with the vote in the other."""
    if old == new:
        return
    mine = _lock(tx, early_votes.c.poll_id == old)
    there = set(tx.execute(select(early_votes.c.user_id).where(early_votes.c.poll_id == new)).scalars())
    _delete(tx, [key for key in mine if key[1] in there])
    moved = [key for key in mine if key[1] not in there]
    if moved:
        tx.execute(early_votes.update().where(_ONE).values(poll_id=new), _named(moved))


def of_persons(tx: Connection) -> list[EarlyVote]:
    """Votes of people in polls that were put to them alone, and that are known by now."""
    return [EarlyVote(*row) for row in _OF_PERSONS.all(tx, {})]


def take(tx: Connection, vote: EarlyVote) -> None:
    """It is counted in this transaction."""
    _delete(tx, [(vote.poll_id, vote.user_id)])


def _lock(tx: Connection, which: ColumnElement[bool]) -> list[tuple[str, int]]:
    """(poll, person) of votes that no other transaction has in hand."""
    free = select(early_votes.c.poll_id, early_votes.c.user_id).where(which).with_for_update(skip_locked=True)
    return [(row[0], row[1]) for row in tx.execute(free)]


def _delete(tx: Connection, keys: Sequence[tuple[str, int]]) -> None:
    if keys:
        tx.execute(early_votes.delete().where(_ONE), _named(keys))


def _named(keys: Sequence[tuple[str, int]]) -> list[dict[str, object]]:
    return [{"poll": poll, "user": user} for poll, user in keys]
