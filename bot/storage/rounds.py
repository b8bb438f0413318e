"""Rounds in groups: the lobby, the questions still to come, the one that stands, and when to look again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, bindparam, delete, select, update

from bot.storage.askings import Asking
from bot.storage.prepared import Prepared
from bot.storage.tables import players, rounds
from bot.storage.types import Utc
from bot.storage.upsert import insert
from bot.study.rounds import Pace

KEPT = timedelta(days=35)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Round:
    """See the table for what each field is."""

    id: int
    chat_id: int
    thread_id: int
    starter_id: int
    state: str
    pace: Pace
    subject: str
    wanted: str
    title: str
    language: str | None
    queue: tuple[int, ...]
    size: int
    asked: tuple[int, ...]
    quiet: int
    shown_at: datetime | None
    explained: tuple[int, ...]
    message_id: int | None
    edited_at: datetime
    due_at: datetime | None
    created_at: datetime
    ended_at: datetime | None

    @property
    def thread(self) -> int | None:
        return self.thread_id or None

    @property
    def current(self) -> int | None:
        """The asking that stands, or stood last."""
        return self.asked[-1] if self.asked else None


@dataclass(frozen=True, slots=True)
class Player:
    user_id: int
    name: str


_ROW = select(*(rounds.c[name] for name in Round.__slots__))
_OPEN = select(rounds.c.id, rounds.c.asked).where(
    rounds.c.chat_id == bindparam("chat"), rounds.c.thread_id == bindparam("thread"), rounds.c.state != "over"
)
_DUE = Prepared(
    _ROW.where(rounds.c.due_at <= bindparam("now"))
    .where(rounds.c.shown_at.is_(None) | (rounds.c.shown_at >= bindparam("since", type_=Utc())))
    .order_by(rounds.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


def open_round(tx: Connection, new: Round) -> Round | None:
    """Store a round (its id is given here); None when one is open in this place already."""
    values = {name: getattr(new, name) for name in Round.__slots__ if name != "id"}
    statement = insert(tx, rounds).values(values).on_conflict_do_nothing().returning(rounds.c.id)
    number = tx.execute(statement).scalar()
    return find(tx, number) if number is not None else None


def find(tx: Connection, round_id: int) -> Round | None:
    """A round, locked until the end of the transaction: whoever decides about it decides alone."""
    return _one(tx, rounds.c.id == round_id)


def open_in(tx: Connection, chat_id: int, thread_id: int) -> Round | None:
    return _one(tx, _place(chat_id, thread_id) & (rounds.c.state != "over"))


def of_asking(tx: Connection, asking: Asking) -> int | None:
    """The running round that an asking belongs to; not locked, for votes come side by side."""
    row = tx.execute(_OPEN, {"chat": asking.chat_id, "thread": asking.thread_id or 0}).first()
    return row[0] if row and asking.id in row[1] else None


def last_in(tx: Connection, chat_id: int, thread_id: int) -> Round | None:
    """The newest round in a place, over or not."""
    return _one(tx, _place(chat_id, thread_id))


def open_of_chat(tx: Connection, chat_id: int) -> list[Round]:
    found = tx.execute(_ROW.where((rounds.c.chat_id == chat_id) & (rounds.c.state != "over")).with_for_update())
    return [_round(row) for row in found]


def due(tx: Connection, now: datetime, most: int, since: datetime | None = None) -> list[Round]:
    """Rounds that the clock has to look at; those another process works on are passed over.

    since: those whose question stood before that are not looked at yet.
    """
    values = {"now": now, "most": most, "since": since or _EVER}
    return [_round(row) for row in _DUE.all(tx, values)]


def change(tx: Connection, round_id: int, /, **values: object) -> None:
    tx.execute(update(rounds).where(rounds.c.id == round_id).values(**values))


def join(tx: Connection, round_id: int, player: Player) -> bool:
    """Somebody takes part; False when they did already."""
    row = {"round_id": round_id, "user_id": player.user_id, "name": player.name}
    return bool(tx.execute(insert(tx, players).on_conflict_do_nothing(), row).rowcount)


def players_of(tx: Connection, round_id: int) -> list[Player]:
    query = select(players.c.user_id, players.c.name).where(players.c.round_id == round_id)
    return [Player(*row) for row in tx.execute(query.order_by(players.c.name, players.c.user_id))]


def forget_players(tx: Connection, round_id: int) -> None:
    """Names are kept no longer than the round lasts."""
    tx.execute(delete(players).where(players.c.round_id == round_id))


def prune(tx: Connection, now: datetime) -> None:
    oldest = select(rounds.c.id).order_by(rounds.c.id).limit(50).scalar_subquery()
    tx.execute(delete(rounds).where(rounds.c.id.in_(oldest), rounds.c.ended_at < now - KEPT))


def _place(chat_id: int, thread_id: int) -> ColumnElement[bool]:
    return (rounds.c.chat_id == chat_id) & (rounds.c.thread_id == thread_id)


def _one(tx: Connection, condition: ColumnElement[bool]) -> Round | None:
    row = tx.execute(_ROW.where(condition).order_by(rounds.c.id.desc()).limit(1).with_for_update()).one_or_none()
    return _round(row) if row else None


def _round(row: Sequence[object]) -> Round:
    fields = dict(zip(Round.__slots__, row, strict=True))
    return Round(**{**fields, "pace": Pace(fields["pace"])})  # type: ignore[arg-type]  # the table's types are these
