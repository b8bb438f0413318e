"""Askings: this question, in this option order, was put to this person or chat, in this message or poll.

The one concept behind live messages, polls, double and foreign presses, redelivery and pushes that
replace each other: an answer closes an asking once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update

from bot.storage.prepared import Prepared
from bot.storage.tables import askings


class Purpose(StrEnum):
    QUIZ = "quiz"
    DAILY = "daily"
    POLL = "poll"
    MOCK = "mock"


class State(StrEnum):
    """DRAFT: of a mock exam that runs; its answer may still change, and nothing else replaces it."""

    OPEN = "open"
    DRAFT = "draft"
    ANSWERED = "answered"
    REPLACED = "replaced"
    EXPIRED = "expired"


class Form(StrEnum):
    """How an asking is answered.

    choice: one option. several: options, then *Submit*. order: every option in turn. pairs: an option for each
    left side in turn. typed: a text. poll: a native quiz poll. All but typed ones are also answered by typed letters.
    """

    CHOICE = "choice"
    SEVERAL = "several"
    ORDER = "order"
    PAIRS = "pairs"
    TYPED = "typed"
    POLL = "poll"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a typed answer is held against, as it was when it was asked: spellings, or a number with its unit."""

    accept: tuple[str, ...] = ()
    value: str = ""
    tolerance: str = "0"
    unit: str = ""
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewAsking:
    """arrangement: option numbers in the order shown. key: the right ones; of an order or pairs all, in their order.

    draw: the seed under which the question was drawn.
    """

    user_id: int | None
    chat_id: int
    thread_id: int | None
    question_id: int
    version: int
    form: Form
    draw: int
    arrangement: tuple[int, ...]
    key: tuple[int, ...]
    wanted: Wanted | None
    purpose: Purpose
    session_id: int | None
    position: int
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Asking:
    id: int
    user_id: int | None
    chat_id: int
    thread_id: int | None
    question_id: int
    version: int
    form: Form
    draw: int
    arrangement: tuple[int, ...]
    key: tuple[int, ...]
    wanted: Wanted | None
    picked: tuple[int, ...]
    purpose: Purpose
    session_id: int | None
    position: int
    state: State
    message_id: int | None
    poll_id: str | None
    buried: bool
    asked_at: datetime
    chosen: tuple[int, ...] | None
    given: str | None
    correct: bool | None


_ROW = select(*(askings.c[name] for name in Asking.__slots__))
_MINE = (askings.c.user_id == bindparam("user")) & (askings.c.state == State.OPEN)
_BY_ID = Prepared(_ROW.where(askings.c.id == bindparam("asking")))
_BY_POLL = Prepared(_ROW.where(askings.c.poll_id == bindparam("poll")))
_OPEN = Prepared(_ROW.where(_MINE).order_by(askings.c.id.desc()).limit(1))
_WAITING = Prepared(_ROW.where(_MINE))
_REPLACE = Prepared(update(askings).where(_MINE).values(state=State.REPLACED, closed_at=bindparam("at")))
_LAST = Prepared(
    _ROW.where(
        askings.c.user_id == bindparam("user"),
        askings.c.state == State.ANSWERED,
        askings.c.purpose != Purpose.MOCK,
    )
    .order_by(askings.c.id.desc())
    .limit(1)
)
_OF_SESSION = Prepared(_ROW.where(askings.c.session_id == bindparam("session")).order_by(askings.c.id))
_AT = Prepared(
    _ROW.where(askings.c.session_id == bindparam("session"), askings.c.position == bindparam("place"))
    .order_by(askings.c.id)
    .limit(1)
)
_INSERT = Prepared(insert(askings).returning(askings.c.id), (*NewAsking.__slots__, "state", "buried", "picked"))
_CLOSE = Prepared(
    update(askings)
    .where(askings.c.id == bindparam("asking"), askings.c.state == State.OPEN)
    .values(
        state=bindparam("new_state"),
        closed_at=bindparam("at"),
        chosen=bindparam("choice"),
        given=bindparam("text"),
        correct=bindparam("right"),
    )
)
_THIS = update(askings).where(askings.c.id == bindparam("asking"))
_DRAFT = Prepared(
    _THIS.where(askings.c.state == State.DRAFT).values(
        picked=bindparam("taps"), given=bindparam("text"), correct=bindparam("fits")
    )
)
_HAND_IN = Prepared(
    _THIS.where(askings.c.state == State.DRAFT).values(
        state=bindparam("new_state"),
        closed_at=bindparam("at"),
        chosen=bindparam("choice"),
        correct=bindparam("right"),
    )
)
_STANDS = Prepared(_THIS.values(message_id=bindparam("message")))
_BURY = Prepared(_THIS.values(buried=bindparam("below")))
_BURY_OPEN = Prepared(update(askings).where(_MINE).values(buried=True))


def add(tx: Connection, asking: NewAsking, state: State = State.OPEN) -> Asking:
    values = {name: getattr(asking, name) for name in NewAsking.__slots__}
    stored = {**values, "wanted": _stored(asking.wanted), "state": state, "buried": False, "picked": ()}
    row = _INSERT.one(tx, stored)
    assert row is not None
    return opened(row[0], asking, state)


def opened(number: int, asking: NewAsking, state: State = State.OPEN) -> Asking:
    """A new asking as the row it becomes."""
    values = {name: getattr(asking, name) for name in NewAsking.__slots__}
    return Asking(
        id=number,
        state=state,
        message_id=None,
        poll_id=None,
        buried=False,
        picked=(),
        chosen=None,
        given=None,
        correct=None,
        **values,
    )


def _stored(wanted: Wanted | None) -> dict[str, object] | None:
    return None if wanted is None else {name: getattr(wanted, name) for name in Wanted.__slots__}


def find(tx: Connection, asking_id: int) -> Asking | None:
    return _one(tx, _BY_ID, asking=asking_id)


def of_poll(tx: Connection, poll_id: str) -> Asking | None:
    return _one(tx, _BY_POLL, poll=poll_id)


def open_of(tx: Connection, user_id: int) -> Asking | None:
    """The newest question that waits for this person's answer."""
    return _one(tx, _OPEN, user=user_id)


def of_session(tx: Connection, session_id: int) -> list[Asking]:
    """Every asking of one session in order."""
    return [_asking(row) for row in _OF_SESSION.all(tx, {"session": session_id})]


def last_answered(tx: Connection, user_id: int) -> Asking | None:
    """What this person answered last by themselves, not in a mock exam."""
    return _one(tx, _LAST, user=user_id)


def close(
    tx: Connection,
    asking_id: int,
    now: datetime,
    chosen: Sequence[int] | None = None,
    correct: bool | None = None,
    state: State = State.ANSWERED,
    given: str | None = None,
) -> bool:
    """Close an open asking; False when it was closed before, and nothing changes. given: what was typed."""
    values = {"asking": asking_id, "new_state": state, "at": now, "choice": chosen, "text": given, "right": correct}
    return bool(_CLOSE.change(tx, values))


def is_in_time(tx: Connection, asking: Asking, at: datetime) -> bool:
    """Whether something that came then came while an asking was open, or in the moment in which it expired."""
    if asking.state is State.OPEN:
        return True
    end = expired_at(tx, asking.id)
    return end is not None and at <= end


def expired_at(tx: Connection, asking_id: int) -> datetime | None:
    closed = select(askings.c.closed_at).where(with_id(asking_id), askings.c.state == State.EXPIRED)
    found: datetime | None = tx.execute(closed).scalar()
    return found


def replace_open(tx: Connection, user_id: int, now: datetime) -> list[Asking]:
    """Close whatever waits for this person's answer, and return it: questions are replaced, never stacked."""
    waiting = [_asking(row) for row in _WAITING.all(tx, {"user": user_id})]
    if waiting:
        _REPLACE.change(tx, {"user": user_id, "at": now})
    return waiting


def expire(tx: Connection, condition: "ColumnElement[bool]", now: datetime) -> int:
    """Close open askings that meet a condition."""
    query = update(askings).where(condition, askings.c.state == State.OPEN)
    return tx.execute(query.values(state=State.EXPIRED, closed_at=now)).rowcount


def with_id(asking_id: int) -> "ColumnElement[bool]":
    """The condition for `expire` that names one asking."""
    return askings.c.id == asking_id


def sent(tx: Connection, asking_id: int, message_id: int, poll_id: str | None) -> None:
    """Record where an asking stands; called in the transaction that marks its message as sent."""
    if poll_id is None:  # also the result of a poll, which is another message
        _STANDS.change(tx, {"asking": asking_id, "message": message_id})
        return
    # a vote was faster, and took the poll for another one that looks the same
    tx.execute(update(askings).where(askings.c.poll_id == poll_id, askings.c.id != asking_id).values(poll_id=None))
    tx.execute(_THIS.values(message_id=message_id, poll_id=poll_id), {"asking": asking_id})


def poll_sent(tx: Connection, asking_id: int, poll_id: str) -> bool:
    """The poll of an asking is known, and where it stands is not. False: another one was quicker."""
    taken = tx.execute(_THIS.where(askings.c.poll_id.is_(None)).values(poll_id=poll_id), {"asking": asking_id})
    return bool(taken.rowcount)


def poll_of(tx: Connection, asking_id: int) -> str | None:
    """The poll that an asking is known to be shown by; it stays so until the end of the transaction."""
    mine = select(askings.c.poll_id).where(askings.c.id == asking_id).with_for_update()
    poll_id: str | None = tx.execute(mine).scalar()
    return poll_id


def swap_polls(tx: Connection, one: Asking, other: Asking) -> Asking:
    """Each has the other's poll from now on; returns the first as it now is. Unless they have others by now."""
    both = select(askings.c.id, askings.c.poll_id).where(askings.c.id.in_([one.id, other.id]))
    now = {row[0]: row[1] for row in tx.execute(both.order_by(askings.c.id).with_for_update())}
    if now != {one.id: one.poll_id, other.id: other.poll_id}:
        return one
    for asking, poll_id in ((one, None), (other, None), (one, other.poll_id), (other, one.poll_id)):
        tx.execute(_THIS.values(poll_id=poll_id), {"asking": asking.id})
    return replace(one, poll_id=other.poll_id)


def pick(tx: Connection, asking_id: int, picked: Sequence[int]) -> None:
    """Keep the taps so far of an answer that needs several."""
    tx.execute(_THIS.values(picked=tuple(picked)), {"asking": asking_id})


def take_back(tx: Connection, asking_id: int, now: datetime) -> None:
    """An answered asking as if it had been replaced before its answer."""
    tx.execute(_THIS.values(state=State.REPLACED, closed_at=now), {"asking": asking_id})


def draft(tx: Connection, asking_id: int, picked: Sequence[int], given: str | None, right: bool | None) -> None:
    """Keep an answer that may still change. right: of what was typed; options are graded at the end."""
    _DRAFT.change(tx, {"asking": asking_id, "taps": tuple(picked), "text": given, "fits": right})


def hand_in(
    tx: Connection, asking_id: int, now: datetime, chosen: Sequence[int] | None, correct: bool, *, answered: bool
) -> bool:
    """Close a draft; what was not answered is wrong. False when it was closed before."""
    state = State.ANSWERED if answered else State.EXPIRED
    values = {"asking": asking_id, "new_state": state, "at": now, "choice": chosen, "right": correct}
    return bool(_HAND_IN.change(tx, values))


def at(tx: Connection, session_id: int, position: int) -> Asking | None:
    """The asking at one place of a session."""
    return _one(tx, _AT, session=session_id, place=position)


def reshape(tx: Connection, asking: Asking) -> None:
    """Ask an open question in another form: its options instead of a text, which still answers a number."""
    values = {"form": asking.form, "arrangement": asking.arrangement, "key": asking.key}
    tx.execute(_THIS.values(**values), {"asking": asking.id})


def bury(tx: Connection, asking_id: int, buried: bool = True) -> None:
    """Another message of ours now stands below the question (or no longer does)."""
    _BURY.change(tx, {"asking": asking_id, "below": buried})


def bury_open(tx: Connection, user_id: int) -> bool:
    """The same for whatever waits for this person's answer; False when nothing does."""
    return bool(_BURY_OPEN.change(tx, {"user": user_id}))


def _one(tx: Connection, query: Prepared, **values: object) -> Asking | None:
    row = query.one(tx, values)
    return _asking(row) if row else None


def _asking(row: Sequence[Any]) -> Asking:
    fields = dict(zip(Asking.__slots__, row, strict=True))
    wanted = fields["wanted"]
    return Asking(
        **{
            **fields,
            "form": Form(fields["form"]),
            "wanted": wanted
            and Wanted(**{**wanted, "accept": tuple(wanted["accept"]), "units": tuple(wanted["units"])}),
            "purpose": Purpose(fields["purpose"]),
            "state": State(fields["state"]),
        }
    )
