"""The state of each question in each memory: derived from the review log, kept for speed."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from bot.storage.prepared import Prepared
from bot.storage.tables import cards
from bot.study.memory import ALGORITHM, Memory

_FIELDS = tuple(cards.c[name] for name in Memory.__slots__)
_ONE = Prepared(
    select(*_FIELDS).where(cards.c.user_id == bindparam("user"), cards.c.question_id == bindparam("question"))
)
_ALL = Prepared(select(cards.c.question_id, *_FIELDS).where(cards.c.user_id == bindparam("user")))
_KEYS = ("user_id", "question_id")


_KEPT = (*Memory.__slots__, "algorithm")
_INSERT = insert(cards)
_SAVE = Prepared(
    _INSERT.on_conflict_do_update(index_elements=_KEYS, set_={name: _INSERT.excluded[name] for name in _KEPT}),
    (*_KEYS, *_KEPT),
)


def find(tx: Connection, user_id: int, question_id: int) -> Memory | None:
    row = _ONE.one(tx, {"user": user_id, "question": question_id})
    return Memory(*row) if row else None


def of(tx: Connection, user_id: int) -> dict[int, Memory]:
    """Every card of one learner by question id."""
    return {row[0]: Memory(*row[1:]) for row in _ALL.all(tx, {"user": user_id})}


def save(tx: Connection, user_id: int, question_id: int, memory: Memory) -> None:
    values = {name: getattr(memory, name) for name in Memory.__slots__}
    _SAVE.change(tx, {"user_id": user_id, "question_id": question_id, "algorithm": ALGORITHM, **values})


def delete(tx: Connection, user_id: int, questions: Iterable[int]) -> None:
    tx.execute(cards.delete().where(cards.c.user_id == user_id, cards.c.question_id.in_(list(questions))))
