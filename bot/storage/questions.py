"""The register of content keys: cards, reviews, buttons and links carry small numbers instead of names."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.storage.tables import questions
from bot.storage.upsert import insert

Key = tuple[str, str]
"""Subject and key of a question."""


def register(tx: Connection, keys: Iterable[Key], now: datetime) -> dict[Key, int]:
    """A number for every key, the same for ever; keys that left the content are marked retired."""
    wanted = set(keys)
    known = {(subject, key): (number, retired) for number, subject, key, retired in tx.execute(select(questions))}
    if new := sorted(wanted - known.keys()):
        rows = [{"subject": subject, "key": key} for subject, key in new]
        tx.execute(insert(tx, questions).on_conflict_do_nothing(), rows)
    _mark(tx, [known[k][0] for k in known.keys() - wanted if known[k][1] is None], now)
    _mark(tx, [known[k][0] for k in known.keys() & wanted if known[k][1] is not None], None)
    numbers = select(questions.c.subject, questions.c.key, questions.c.id)
    return {(subject, key): number for subject, key, number in tx.execute(numbers) if (subject, key) in wanted}


def _mark(tx: Connection, numbers: list[int], retired_at: datetime | None) -> None:
    if numbers:
        statement = update(questions).where(questions.c.id == bindparam("number")).values(retired_at=retired_at)
        tx.execute(statement, [{"number": number} for number in numbers])
