"""The state of each question in each memory: derived from the review log, kept for speed."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.tables import cards
from bot.study.memory import ALGORITHM, Memory

_FIELDS = tuple(cards.c[name] for name in Memory.__slots__)
_ONE = select(*_FIELDS).where(cards.c.user_id == bindparam("user"), cards.c.question_id == bindparam("question"))
_ALL = select(cards.c.question_id, *_FIELDS).where(cards.c.user_id == bindparam("user"))
_KEYS = ("user_id", "question_id")


def _save(dialect: type[sqlite.Insert] | type[postgresql.Insert]) -> "sqlite.Insert | postgresql.Insert":
    statement = dialect(cards)
    changes = {name: statement.excluded[name] for name in (*Memory.__slots__, "algorithm")}
    return statement.on_conflict_do_update(index_elements=_KEYS, set_=changes)


_SAVE = {"sqlite": _save(sqlite.Insert), "postgresql": _save(postgresql.Insert)}


def find(tx: Connection, user_id: int, question_id: int) -> Memory | None:
    row = tx.execute(_ONE, {"user": user_id, "question": question_id}).one_or_none()
    return Memory(*row) if row else None


def of(tx: Connection, user_id: int) -> dict[int, Memory]:
    """Every card of one learner by question id."""
    return {row[0]: Memory(*row[1:]) for row in tx.execute(_ALL, {"user": user_id})}


def save(tx: Connection, user_id: int, question_id: int, memory: Memory) -> None:
    values = {name: getattr(memory, name) for name in Memory.__slots__}
    row = {"user_id": user_id, "question_id": question_id, "algorithm": ALGORITHM, **values}
    tx.execute(_SAVE[tx.dialect.name], row)


def delete(tx: Connection, user_id: int, questions: Iterable[int]) -> None:
    tx.execute(cards.delete().where(cards.c.user_id == user_id, cards.c.question_id.in_(list(questions))))
