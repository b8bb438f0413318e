"""Polls whose answer was lost, and the copies of one: which asking a poll shows that nobody knows.

A poll that may have arrived is sent once more, so that two of them may stand in a chat. A vote names only the id of
its poll; what Telegram tells of the poll's state has its question and options as well, and by those looks its row in
the outbox is found. What was seen of first copies is noted in that row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, null, select, text, update

from bot.storage import askings
from bot.storage.prepared import Prepared
from bot.storage.tables import outbox

KNOWN_FOR = timedelta(hours=24)
"""How long a first copy can be found: as long as votes are parked."""

MAYBE = "may have arrived; not repeated"
"""Why a message was dropped that was repeated once without a sign of either copy."""

COPIES = "copies"
"""Where the body of a row holds the poll ids of first copies."""

LOOKS = case(((outbox.c.attempts > 0) & (outbox.c.method == "sendPoll"), outbox.c.body), else_=null())
"""What is left of the body of what was sent: to know a first copy by. attempts: how often it may have arrived."""

_COLUMNS = (outbox.c.id, outbox.c.asking_id, outbox.c.body, outbox.c.state, outbox.c.attempts)
_POLLS = select(*_COLUMNS).where(outbox.c.method == "sendPoll", outbox.c.asking_id.isnot(None))
_WAITING = outbox.c.state.in_(["ready", "claimed", "sending", "held"])
_FLYING = _POLLS.where(_WAITING, outbox.c.state == "sending", outbox.c.attempts == 0)
_AGAIN = _POLLS.where(_WAITING, outbox.c.attempts > 0, outbox.c.done_at.is_(None))
_OVER = _POLLS.where(
    outbox.c.state.in_(["sent", "dropped"]), outbox.c.attempts > 0, outbox.c.done_at >= bindparam("since")
)
_WAITING_ROWS = (Prepared(_FLYING, index="ix_outbox_waiting"), Prepared(_AGAIN, index="ix_outbox_unsure"))
_OVER_ROWS = (Prepared(_OVER, index="ix_outbox_unsure"),)
_LOCK = Prepared(select(outbox.c.id).where(outbox.c.id == bindparam("parcel")).with_for_update())


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    asking_id: int
    body: dict[str, Any] | None
    state: str
    attempts: int

    @property
    def copies(self) -> tuple[str, ...]:
        return tuple((self.body or {}).get(COPIES, ()))

    def looks_like(self, question: str, options: Sequence[str]) -> bool:
        shown = (self.body or {}).get("question"), [one["text"] for one in (self.body or {}).get("options", ())]
        return shown == (question, list(options))


def recognise(tx: Connection, poll_id: str, question: str, options: Sequence[str], now: datetime) -> bool:
    """Find out what a poll shows that Telegram tells of; whether that is known for certain.

    Two that look alike are graded alike, so either may take the votes; but both are sent once more, because
    nothing says which of them arrived.
    """
    if (known := askings.of_poll(tx, poll_id)) is not None:
        return known.message_id is not None
    _lock(tx, _all(tx, now), question, options)
    waiting, over = _read(tx, _WAITING_ROWS, now), _read(tx, _OVER_ROWS, now)
    if (known := askings.of_poll(tx, poll_id)) is not None:
        return known.message_id is not None
    if any(poll_id in row.copies for row in (*waiting, *over)):
        return True
    alike = [row for row in waiting if row.looks_like(question, options)]
    before = [row for row in over if row.looks_like(question, options)]
    if (first := _free(tx, alike)) is not None and askings.poll_sent(tx, first.asking_id, poll_id):
        if len(alike) == 1 and all(row.copies for row in before):
            _arrived(tx, first, now)
        return False
    return _note_first(tx, [*alike, *before], poll_id)


def copies(tx: Connection, now: datetime) -> dict[str, int]:
    """Poll ids of first copies, and the askings they show."""
    return {poll_id: row.asking_id for row in _all(tx, now) for poll_id in row.copies}


def of(tx: Connection, numbers: Sequence[int], now: datetime) -> list[str]:
    """Poll ids of the first copies of these askings."""
    return [poll_id for poll_id, asking_id in copies(tx, now).items() if asking_id in numbers]


def may_stand_unknown(tx: Connection, numbers: Sequence[int], now: datetime) -> bool:
    """Whether one of these askings was sent once more, and nothing was seen of a first copy yet."""
    again = (row for row in _all(tx, now) if row.asking_id in numbers and row.attempts > 0)
    return any(row.body is not None and not row.copies for row in again)


def _all(tx: Connection, now: datetime) -> list[_Row]:
    return [*_read(tx, _WAITING_ROWS, now), *_read(tx, _OVER_ROWS, now)]


def _read(tx: Connection, queries: Sequence[Prepared], now: datetime) -> list[_Row]:
    """In the order in which they were put: it is the order in which everybody locks them."""
    rows = [_Row(*row) for query in queries for row in query.all(tx, {"since": now - KNOWN_FOR})]
    return sorted(rows, key=lambda row: row.id)


def _lock(tx: Connection, rows: Sequence[_Row], question: str, options: Sequence[str]) -> None:
    """Rows before what they ask, as those do who mark them as sent; a hint does not wait for somebody who is stuck."""
    if tx.dialect.name != "postgresql":
        return
    tx.execute(text("SET LOCAL lock_timeout = '500ms'"))
    for number in sorted({row.id for row in rows if row.looks_like(question, options)}):
        _LOCK.one(tx, {"parcel": number})


def keep_first(tx: Connection, number: int, asking_id: int, poll_id: str) -> None:
    """A poll was sent. Where a vote in the first copy made that one known meanwhile, it stays known."""
    first = askings.poll_of(tx, asking_id)
    if first is None or first == poll_id:
        return
    row = tx.execute(_POLLS.where(outbox.c.id == number, outbox.c.attempts > 0)).one_or_none()
    if row is not None:
        _note(tx, _Row(*row), first)


def _free(tx: Connection, rows: Iterable[_Row]) -> _Row | None:
    """The first one whose asking has no poll."""
    found = ((row, askings.find(tx, row.asking_id)) for row in rows)
    return next((row for row, asking in found if asking is not None and not asking.poll_id), None)


def _arrived(tx: Connection, row: _Row, now: datetime) -> None:
    """The only one that it can be: it is not sent again. Where it was not sent twice, there is no other copy."""
    looks = None if row.state != "sending" and row.attempts == 1 else LOOKS
    values = {"state": "sent", "body": looks, "done_at": now, "reason": "known by a vote", "lease_owner": None}
    tx.execute(update(outbox).where(outbox.c.id == row.id).values(**values))


def _note_first(tx: Connection, alike: Sequence[_Row], poll_id: str) -> bool:
    """Write down whose first copy a poll is, where that can be told.

    Rather one whose first copy nobody has seen yet, and one that is open still. Of polls that were put to persons it
    may be any: the vote says whose it is.
    """
    rows = [row for row in alike if not row.copies] or list(alike)
    found = [(row, asking) for row in rows if (asking := askings.find(tx, row.asking_id)) is not None]
    if len(found) > 1 and not all(asking.user_id for _, asking in found):
        found = [(row, asking) for row, asking in found if asking.state is askings.State.OPEN]
        if len(found) > 1:
            return False
    if not found:
        return False
    row, asking = found[0]
    if askings.poll_sent(tx, asking.id, poll_id):
        return False
    _note(tx, row, poll_id)
    return True


def _note(tx: Connection, row: _Row, poll_id: str) -> None:
    noted = {**(row.body or {}), COPIES: [*row.copies, poll_id]}
    tx.execute(update(outbox).where(outbox.c.id == row.id).values(body=noted))
