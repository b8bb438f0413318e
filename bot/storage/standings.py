"""How much each member of a chat answered, by week, month and in all; who agreed to be named on its board."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.tables import board_members, standings
from bot.storage.upsert import insert

EVER = "all"


@dataclass(frozen=True, slots=True)
class Standing:
    user_id: int
    name: str
    answers: int
    right: int


@dataclass(frozen=True, slots=True)
class Together:
    """What a chat did in a period: people, answers, right ones."""

    people: int
    answers: int
    right: int


def _count(dialect: type[sqlite.Insert] | type[postgresql.Insert]) -> "sqlite.Insert | postgresql.Insert":
    statement = dialect(standings)
    grown = {name: standings.c[name] + statement.excluded[name] for name in ("answers", "right")}
    return statement.on_conflict_do_update(index_elements=["chat_id", "period", "user_id"], set_=grown)


_COUNT = {"sqlite": _count(sqlite.Insert), "postgresql": _count(postgresql.Insert)}


def week(day: date) -> str:
    """The ISO week of a day, as a period."""
    return "{}-W{:02}".format(*day.isocalendar())


def month(day: date) -> str:
    return f"{day:%Y-%m}"


def count(tx: Connection, chat_id: int, user_id: int, correct: bool, day: date) -> None:
    """One more answer in each of the three periods."""
    row = {"chat_id": chat_id, "user_id": user_id, "answers": 1, "right": int(correct)}
    tx.execute(_COUNT[tx.dialect.name], [{**row, "period": period} for period in (week(day), month(day), EVER)])


def of(tx: Connection, chat_id: int, period: str, least: int, most: int, *, by_right: bool) -> list[Standing]:
    """Named members with at least `least` answers: by share of right answers, or `by_right` by their number."""
    share = 1.0 * standings.c.right / standings.c.answers
    order = (standings.c.right, share) if by_right else (share, standings.c.right)
    same = (board_members.c.chat_id == standings.c.chat_id) & (board_members.c.user_id == standings.c.user_id)
    query = (
        select(standings.c.user_id, board_members.c.name, standings.c.answers, standings.c.right)
        .join(board_members, same)
        .where(standings.c.chat_id == chat_id, standings.c.period == period, standings.c.answers >= least)
        .order_by(*(column.desc() for column in order), board_members.c.name)
        .limit(most)
    )
    return [Standing(*row) for row in tx.execute(query)]


def together(tx: Connection, chat_id: int, period: str) -> Together:
    """What everybody did, named or not."""
    query = select(
        func.count(), func.coalesce(func.sum(standings.c.answers), 0), func.coalesce(func.sum(standings.c.right), 0)
    ).where(standings.c.chat_id == chat_id, standings.c.period == period)
    people, answers, right = tx.execute(query).one()
    return Together(people, int(answers), int(right))


def name_on_board(tx: Connection, chat_id: int, user_id: int, name: str) -> None:
    row = {"chat_id": chat_id, "user_id": user_id, "name": name}
    statement = insert(tx, board_members).values(row)
    tx.execute(statement.on_conflict_do_update(index_elements=["chat_id", "user_id"], set_={"name": name}))


def off_board(tx: Connection, chat_id: int, user_id: int) -> bool:
    mine = (board_members.c.chat_id == chat_id) & (board_members.c.user_id == user_id)
    return bool(tx.execute(delete(board_members).where(mine)).rowcount)


def is_on_board(tx: Connection, chat_id: int, user_id: int) -> bool:
    mine = (board_members.c.chat_id == chat_id) & (board_members.c.user_id == user_id)
    return tx.execute(select(board_members.c.user_id).where(mine)).first() is not None
