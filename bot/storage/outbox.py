"""The outbox: everything that is sent has a row first, and the row says how far it got.

READY → CLAIMED (by a process, see storage.replicas) → SENDING (may have reached Telegram) → SENT. A message found in
SENDING after a crash, or whose answer was lost, is HELD: the learner's own answer may show that it
arrived; else it is sent once more after some minutes. Edits, deletions and answers to look-ups may be
repeated without harm and skip SENDING. A push has a row without a body; its text is made when the row is claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.storage import askings
from bot.storage.inbox import PRUNED
from bot.storage.poll_copies import COPIES, LOOKS, MAYBE, keep_first
from bot.storage.prepared import Prepared
from bot.storage.tables import askings as askings_table
from bot.storage.tables import outbox

HELD_FOR = timedelta(minutes=3)
KEPT = timedelta(days=14)


class Kind(StrEnum):
    MESSAGE = "message"
    EDIT = "edit"
    DELETE = "delete"
    PUSH = "push"


class Priority(IntEnum):
    REPLY = 0
    ROUND = 1
    PUSH = 2


@dataclass(frozen=True, slots=True)
class Letter:
    """What to send. message_id: what is edited or deleted. method, body: of the Bot API. answers: see `answer_to`.

    lasts: seconds after which the message is removed again; None = it stays.
    """

    user_id: int | None
    chat_id: int
    kind: Kind
    method: str
    body: dict[str, Any]
    message_id: int | None = None
    asking_id: int | None = None
    priority: Priority = Priority.REPLY
    answers: int | None = None
    lasts: int | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A row of the outbox that this process has claimed. A push has neither method nor body yet."""

    id: int
    user_id: int | None
    chat_id: int
    message_id: int | None
    kind: Kind
    method: str | None
    body: dict[str, Any] | None
    asking_id: int | None
    priority: Priority
    attempts: int
    not_before: datetime
    study_date: date | None = None
    slot: int | None = None
    answers: int | None = None
    lasts: int | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """Telegram's word that a parcel arrived. lasts, chat_id: of one that is removed again."""

    id: int
    message_id: int | None = None
    poll_id: str | None = None
    asking_id: int | None = None
    chat_id: int | None = None
    lasts: int | None = None


_COLUMNS = tuple(outbox.c[name] for name in Parcel.__slots__)
_ANSWER = (
    select(*_COLUMNS)
    .where(outbox.c.chat_id == bindparam("chat"), outbox.c.answers == bindparam("question"))
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_CLAIMED = ("state", "created_at", "not_before", "lease_owner")
_INSERT = Prepared(insert(outbox).returning(outbox.c.id), (*Letter.__slots__, *_CLAIMED))
_PLANNED = ("kind", "priority", "state", "created_at", "user_id", "chat_id", "study_date", "slot", "not_before")
_PLAN = Prepared(upsert(outbox).on_conflict_do_nothing(), _PLANNED)
_MARK = update(outbox).where(outbox.c.id == bindparam("parcel"))
_SENDING = (
    update(outbox)
    .where(
        outbox.c.id.in_(bindparam("parcels", expanding=True)),
        outbox.c.state.in_(["claimed", "sending"]),  # again, after a refusal: in another form, or to another chat
        outbox.c.lease_owner == bindparam("me"),
    )
    .values(state="sending")
    .returning(outbox.c.id)
)
_SENDING_ONE = Prepared(
    _MARK.where(outbox.c.state.in_(["claimed", "sending"]), outbox.c.lease_owner == bindparam("me"))
    .values(state="sending")
    .returning(outbox.c.id)
)
_LEASE = Prepared(_MARK.values(state="claimed", lease_owner=bindparam("me")))
_FREE = Prepared(
    select(*_COLUMNS, outbox.c.state)
    .where(
        outbox.c.state.in_(["ready", "claimed", "sending", "held"]),
        outbox.c.not_before <= bindparam("now"),
        outbox.c.lease_owner.is_(None),
    )
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True),
    index="ix_outbox_free",
)
_CLOSED = Prepared(
    select(askings_table.c.state, askings_table.c.asked_at, askings_table.c.closed_at, outbox.c.created_at)
    .join(outbox, outbox.c.asking_id == askings_table.c.id)
    .where(outbox.c.id == bindparam("parcel"))
)
_SEEN = Prepared(
    update(outbox)
    .where(
        outbox.c.chat_id == bindparam("chat"),
        outbox.c.message_id.is_(None),
        outbox.c.asking_id == bindparam("asking"),
        outbox.c.state.in_(["sending", "held"]),
    )
    .values(
        state="sent", body=None, done_at=bindparam("at"), message_id=bindparam("message"), reason="known by a press"
    )
)
_REFUSED = Prepared(
    select(outbox.c.chat_id, outbox.c.asking_id, outbox.c.reason).where(
        outbox.c.done_at >= bindparam("since"),
        outbox.c.state == "dropped",
        outbox.c.reason != MAYBE,
        outbox.c.asking_id.isnot(None),
        outbox.c.chat_id < 0,
    )
)
_OLD = select(outbox.c.id).where(outbox.c.done_at < bindparam("before")).limit(bindparam("most"))
_PRUNE = Prepared(outbox.delete().where(outbox.c.id.in_(_OLD)))
_SENT = Prepared(
    _MARK.values(
        state="sent",
        body=LOOKS,
        done_at=bindparam("at"),
        message_id=bindparam("message"),
        lease_owner=None,
    )
)
_BODY = Prepared(
    _MARK.values(kind=Kind.MESSAGE, method=bindparam("how"), body=bindparam("what"), asking_id=bindparam("asking"))
)


def put(tx: Connection, letters: Sequence[Letter], now: datetime, owner: str) -> list[Parcel]:
    """Store letters as claimed by `owner`, who hands them to its sender in memory after the commit."""
    return [_put(tx, letter, now, owner) for letter in letters]


def _put(tx: Connection, letter: Letter, now: datetime, owner: str) -> Parcel:
    values = {name: getattr(letter, name) for name in Letter.__slots__}
    state = {"state": "claimed", "created_at": now, "not_before": now, "lease_owner": owner}
    row = _INSERT.one(tx, {**values, **state})
    assert row is not None
    return Parcel(id=row[0], attempts=0, not_before=now, **values)


def queue(tx: Connection, letters: Sequence[Letter], now: datetime) -> None:
    """Store letters for whichever process comes first: what no reply may wait for."""
    rows = [{name: getattr(letter, name) for name in Letter.__slots__} for letter in letters]
    if rows:
        tx.execute(insert(outbox), [{**row, "state": "ready", "created_at": now, "not_before": now} for row in rows])


def fate(tx: Connection, chat_id: int, asking_id: int) -> tuple[str, str]:
    """How far the question of an asking got that stands nowhere yet: (state, why it was held or dropped)."""
    query = select(outbox.c.state, outbox.c.reason).where(_unseen(chat_id, asking_id))
    row = tx.execute(query.order_by(outbox.c.id.desc()).limit(1)).first()
    return (row[0], row[1] or "") if row else ("", "")


def hasten(tx: Connection, chat_id: int, asking_id: int, now: datetime) -> None:
    """Repeat a held message now: a round stands still without its question."""
    held = _unseen(chat_id, asking_id) & (outbox.c.state == "held")
    tx.execute(update(outbox).where(held).values(not_before=now))


def _unseen(chat_id: int, asking_id: int) -> ColumnElement[bool]:
    """The chat and the missing message id lead to few rows by an index; an asking has none."""
    return (outbox.c.chat_id == chat_id) & outbox.c.message_id.is_(None) & (outbox.c.asking_id == asking_id)


def refused(tx: Connection, since: datetime) -> list[tuple[int, int, str]]:
    """(chat, asking, reason) of the questions to chats that Telegram did not take since then."""
    return [(row[0], row[1], row[2] or "") for row in _REFUSED.all(tx, {"since": since})]


def plan_push(tx: Connection, rows: Sequence[tuple[int, date, int, datetime]], now: datetime) -> None:
    """Plan body-less pushes (user = private chat, study date, slot, due); one of each, whoever plans twice."""
    if not rows:
        return
    fixed = {"kind": Kind.PUSH, "priority": Priority.PUSH, "state": "ready", "created_at": now}
    _PLAN.change_each(
        tx,
        [{"user_id": u, "chat_id": u, "study_date": d, "slot": s, "not_before": at, **fixed} for u, d, s, at in rows],
    )


def claim(tx: Connection, now: datetime, owner: str, most: int) -> list[Parcel]:
    """Take what is ready, what is held long enough, and what a dead process left; replies first."""
    here = {"now": now, "most": most}
    free: list[Parcel] = []
    while not free and (rows := _FREE.all(tx, here)):  # what is put off or dropped is not found again
        free = [parcel for row in rows if _may_send(tx, parcel := _parcel(row[:-1]), row[-1], now)]
    if free:
        _LEASE.change_each(tx, [{"parcel": parcel.id, "me": owner} for parcel in free])
    return free


def _may_send(tx: Connection, parcel: Parcel, state: str, now: datetime) -> bool:
    """Whether a found row may go out now; a message that may have arrived waits, and is repeated once."""
    if state == "sending" and parcel.kind is Kind.MESSAGE:
        hold(tx, parcel.id, now, "interrupted while sending")
        return False
    if parcel.kind is Kind.EDIT and _has_newer_edit(tx, parcel):
        drop(tx, parcel.id, now, "a newer edit of this message exists")
        return False
    if state != "held":
        return True
    if parcel.attempts > 1 or _was_answered(tx, parcel):
        drop(tx, parcel.id, now, MAYBE)
        return False
    return True


def _has_newer_edit(tx: Connection, parcel: Parcel) -> bool:
    """Newest wins per message: an edit left over from before a crash must not undo a later one."""
    same = (outbox.c.chat_id == parcel.chat_id) & (outbox.c.message_id == parcel.message_id)
    later = select(outbox.c.id).where(same, outbox.c.id > parcel.id, outbox.c.kind == Kind.EDIT)
    return tx.execute(later.limit(1)).first() is not None


def _was_answered(tx: Connection, parcel: Parcel) -> bool:
    """Whether what it asks was answered or is over. What was made after that (a result) asks nothing."""
    row = _CLOSED.one(tx, {"parcel": parcel.id}) if parcel.asking_id is not None else None
    if row is None:
        return False
    state, asked_at, closed_at, made_at = row
    if state in {askings.State.OPEN, askings.State.DRAFT}:
        return False
    return closed_at is None or not (made_at > asked_at and made_at >= closed_at)


def give_body(tx: Connection, parcel: Parcel, letter: Letter) -> Parcel:
    """Turn a claimed push into the message it has become."""
    values = {"parcel": parcel.id, "how": letter.method, "what": letter.body, "asking": letter.asking_id}
    _BODY.change(tx, values)
    return Parcel(
        id=parcel.id,
        attempts=parcel.attempts,
        not_before=parcel.not_before,
        **{name: getattr(letter, name) for name in Letter.__slots__},
    )


def sending(tx: Connection, numbers: Sequence[int], owner: str) -> set[int]:
    """These may reach Telegram from now on; returns those that are still this process's to send."""
    if tx.dialect.name == "sqlite":
        return {number for number in numbers if _SENDING_ONE.one(tx, {"parcel": number, "me": owner})}
    return set(tx.execute(_SENDING, {"parcels": list(numbers), "me": owner}).scalars())


def sent(tx: Connection, arrived: Sequence[Delivered], now: datetime) -> None:
    """Mark parcels as sent, and write where a question stands into its asking."""
    arrived = sorted(arrived, key=lambda delivered: delivered.id)  # as everybody locks them
    _SENT.change_each(tx, [{"parcel": d.id, "at": now, "message": d.message_id} for d in arrived])
    for delivered in arrived:
        if delivered.asking_id is not None and delivered.message_id is not None:
            if delivered.poll_id is not None:
                keep_first(tx, delivered.id, delivered.asking_id, delivered.poll_id)
            askings.sent(tx, delivered.asking_id, delivered.message_id, delivered.poll_id)
    removals = [row for delivered in arrived if (row := _removal(delivered, now)) is not None]
    if removals:
        tx.execute(insert(outbox), removals)


def _removal(delivered: Delivered, now: datetime) -> dict[str, Any] | None:
    """The row that takes a short line away again, written together with where it stands, so that no crash loses it."""
    if delivered.lasts is None or delivered.message_id is None or delivered.chat_id is None:
        return None
    place = {"chat_id": delivered.chat_id, "message_id": delivered.message_id}
    letter = {"kind": Kind.DELETE, "method": "deleteMessage", "body": place, "priority": Priority.PUSH}
    due = now + timedelta(seconds=delivered.lasts)
    return {**place, **letter, "state": "ready", "created_at": now, "not_before": due}


def keep_message(tx: Connection, chat_id: int, message_id: int, now: datetime) -> None:
    """Somebody replied to a short line of ours: what people talk about is not taken away."""
    waiting = (outbox.c.chat_id == chat_id) & (outbox.c.message_id == message_id) & (outbox.c.state == "ready")
    kept = {"state": "dropped", "body": None, "done_at": now, "reason": "somebody replied to it"}
    tx.execute(update(outbox).where(waiting, outbox.c.kind == Kind.DELETE).values(**kept))


def retry(tx: Connection, number: int, not_before: datetime, reason: str) -> None:
    """It surely did not arrive: try again later. Nothing changes when a vote has shown that an earlier copy did."""
    _change(tx, number, state="ready", not_before=not_before, reason=reason)


def hold(tx: Connection, number: int, now: datetime, reason: str) -> None:
    """It may have arrived: wait for a sign, then repeat it once. Nothing changes when the sign was faster."""
    values = {"state": "held", "not_before": now + HELD_FOR, "reason": reason, "attempts": outbox.c.attempts + 1}
    waiting = update(outbox).where(outbox.c.id == number, outbox.c.state != "sent")
    tx.execute(waiting.values(lease_owner=None, **values))


def seen(tx: Connection, chat_id: int, asking_id: int, message_id: int, now: datetime) -> None:
    """Somebody pressed a button on a message of an asking: what may have arrived did, and is not repeated."""
    _SEEN.change(tx, {"chat": chat_id, "asking": asking_id, "message": message_id, "at": now})


def drop(tx: Connection, number: int, now: datetime, reason: str) -> None:
    """Never send it; unless it is known that it arrived."""
    _change(tx, number, state="dropped", body=LOOKS, done_at=now, reason=reason)


def _change(tx: Connection, number: int, **values: Any) -> None:
    tx.execute(update(outbox).where(outbox.c.id == number, outbox.c.state != "sent").values(lease_owner=None, **values))


def give_back(tx: Connection, numbers: Sequence[int], owner: str) -> None:
    """Whoever is free may deliver these; the reason they were dropped from memory is in the log."""
    mine = outbox.c.id.in_(list(numbers)) & (outbox.c.lease_owner == owner)
    tx.execute(update(outbox).where(mine).values(lease_owner=None))


def drop_pushes(tx: Connection, user_id: int, now: datetime, reason: str) -> None:
    """Take back pushes that were planned for somebody and not sent."""
    mine = (outbox.c.user_id == user_id) & (outbox.c.kind == Kind.PUSH) & (outbox.c.state == "ready")
    tx.execute(update(outbox).where(mine).values(state="dropped", done_at=now, reason=reason))


def prune(tx: Connection, now: datetime, most: int = PRUNED) -> int:
    """Delete a small batch of rows that were done long ago."""
    return _PRUNE.change(tx, {"before": now - KEPT, "most": most})


def _parcel(row: Sequence[Any]) -> Parcel:
    fields = dict(zip(Parcel.__slots__, row, strict=True))
    if fields["body"] is not None and COPIES in fields["body"]:  # ours, not Telegram's
        fields["body"] = {name: value for name, value in fields["body"].items() if name != COPIES}
    return Parcel(**{**fields, "kind": Kind(fields["kind"]), "priority": Priority(fields["priority"])})


def last_push(tx: Connection, user_id: int) -> tuple[date, int] | None:
    """The latest study date and slot for which a push was planned and not taken back."""
    mine = (outbox.c.user_id == user_id) & outbox.c.study_date.isnot(None) & (outbox.c.state != "dropped")
    latest = select(outbox.c.study_date, outbox.c.slot).where(mine)
    row = tx.execute(latest.order_by(outbox.c.study_date.desc(), outbox.c.slot.desc()).limit(1)).one_or_none()
    return row and (row[0], row[1])


def answer_to(tx: Connection, chat_id: int, question: int) -> Parcel | None:
    """The newest answer to a message, as long as its row is kept; without a message_id it is still on its way."""
    row = tx.execute(_ANSWER, {"chat": chat_id, "question": question}).one_or_none()
    return None if row is None else _parcel(row)
