"""Statements of the hot path: compiled once, then straight to the driver.

SQLAlchemy's execution costs several times what SQLite needs for a row by its key (measured: 60-100 µs of
70-110), and about half of what asyncpg needs for one. A Prepared is written and typed in SQLAlchemy Core like any
other statement, and runs in the same transaction.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, Connection, Dialect, Select, literal_column
from sqlalchemy.sql import visitors
from sqlalchemy.sql.dml import UpdateBase

Values: TypeAlias = Mapping[str, Any]
Row: TypeAlias = tuple[Any, ...]
_Process: TypeAlias = Callable[[Any], Any]


class Prepared:
    """columns: those that an INSERT without values is given. Every other value is a bindparam by name.

    index: by which SQLite, which has no statistics here, is to read the only table.
    """

    def __init__(
        self, statement: "Select[Any] | UpdateBase", columns: Sequence[str] | None = None, index: str | None = None
    ) -> None:
        self._statement = statement
        self._columns = columns
        self._index = index
        self._plans: dict[str, _Plan] = {}

    def all(self, tx: Connection, values: Values) -> list[Row]:
        """Every row."""
        plan = self._plan(tx)
        rows = plan.driver.fetch(tx, plan.sql, plan.bind(values))
        return plan.read(rows) if plan.reads else rows

    def one(self, tx: Connection, values: Values) -> Row | None:
        """The first row, of a statement that finds at most one."""
        rows = self.all(tx, values)
        return rows[0] if rows else None

    def change(self, tx: Connection, values: Values) -> int:
        """How many rows were written."""
        plan = self._plan(tx)
        return plan.driver.change(tx, plan.sql, plan.bind(values))

    def change_each(self, tx: Connection, many: Sequence[Values]) -> None:
        """Write once for each of `many`."""
        plan = self._plan(tx)
        if many:
            plan.driver.change_each(tx, plan.sql, [plan.bind(values) for values in many])

    def sql(self, tx: Connection) -> str:
        """What the driver is given, for EXPLAIN."""
        return self._plan(tx).sql

    def _plan(self, tx: Connection) -> "_Plan":
        return self._plans.get(tx.dialect.name) or self._prepare(tx.dialect)

    def _prepare(self, dialect: Dialect) -> "_Plan":
        plan = _Plan(self._statement, dialect, self._columns)
        if self._index is not None and dialect.name == "sqlite":
            source, where, rest = plan.sql.partition("\nWHERE")
            assert where, "an index is for a statement with a condition"
            plan.sql = f"{source} INDEXED BY {self._index}{where}{rest}"
        self._plans[dialect.name] = plan
        return plan


class _Sqlite:
    """sqlite3, in whose thread the transaction runs."""

    def fetch(self, tx: Connection, sql: str, bound: list[Any]) -> list[Row]:
        return self._of(tx).execute(sql, bound).fetchall()

    def change(self, tx: Connection, sql: str, bound: list[Any]) -> int:
        return self._of(tx).execute(sql, bound).rowcount

    def change_each(self, tx: Connection, sql: str, many: list[list[Any]]) -> None:
        self._of(tx).executemany(sql, many)

    @staticmethod
    def _of(tx: Connection) -> sqlite3.Connection:
        driver: sqlite3.Connection | None = tx.connection.driver_connection
        assert driver is not None
        return driver


class _Asyncpg:
    """asyncpg, which SQLAlchemy lets a transaction wait for."""

    def fetch(self, tx: Connection, sql: str, bound: list[Any]) -> list[Row]:
        rows = _connection(tx).run_async(lambda driver: driver.fetch(sql, *bound))
        return [tuple(row) for row in rows]

    def change(self, tx: Connection, sql: str, bound: list[Any]) -> int:
        said: str = _connection(tx).run_async(lambda driver: driver.execute(sql, *bound))
        return int(said.rpartition(" ")[2])  # as in "UPDATE 1" or "INSERT 0 1"

    def change_each(self, tx: Connection, sql: str, many: list[list[Any]]) -> None:
        _connection(tx).run_async(lambda driver: driver.executemany(sql, many))


def _connection(tx: Connection) -> Any:
    """SQLAlchemy's own around asyncpg's."""
    return tx.connection.dbapi_connection


_FLOAT8 = 701
"""PostgreSQL's number for the only type of ours that SQLAlchemy reads in more than one way."""

_DRIVERS: dict[str, _Sqlite | _Asyncpg] = {"sqlite": _Sqlite(), "postgresql": _Asyncpg()}


def _stored(bind: Any, dialect: Dialect) -> _Process:
    """How a value is written; as it is where the type has nothing to do."""
    process: _Process | None = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return process or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _spelt_out(statement: "Select[Any] | UpdateBase", dialect: Dialect) -> Any:
    """The statement with the constants of its conditions in the text.

    Behind a place for a value SQLite cannot see that a partial index fits; and where one might, it plans the whole
    statement anew for every value that is bound (measured: 30-60 µs instead of 6).
    """

    def spell(element: Any, **_: Any) -> Any:
        if not isinstance(element, BindParameter) or element.required:
            return None
        write = element.type.dialect_impl(dialect).literal_processor(dialect)
        value: Any = element.value
        many = element.expanding
        values = list(value) if many else [value]
        if write is None or not all(isinstance(one, str | int) for one in values):
            return None
        if not all(isinstance(one, str) or one >= 0 for one in values):
            return None  # with a minus before it, it would begin a comment
        text = ", ".join(write(one) for one in values)
        return literal_column(f"({text})" if many else text, element.type)

    return visitors.replacement_traverse(statement, {}, spell)


class _Plan:
    """SQL with places for values, how each value is stored, and how each column is read."""

    def __init__(self, statement: "Select[Any] | UpdateBase", dialect: Dialect, columns: Sequence[str] | None) -> None:
        given = None if columns is None else list(columns)
        compiled: Any = _spelt_out(statement, dialect).compile(dialect=dialect, column_keys=given)
        self.driver = _DRIVERS[dialect.name]
        self.sql = str(compiled)
        assert "POSTCOMPILE" not in self.sql, "a list is a constant of texts and numbers here"
        binds = [compiled.binds[name] for name in compiled.positiontup or ()]
        self._constants = [None if bind.required else _stored(bind, dialect)(bind.value) for bind in binds]
        self._binds = [(place, bind.key, _stored(bind, dialect)) for place, bind in enumerate(binds) if bind.required]
        shown = statement.selected_columns if isinstance(statement, Select) else compiled.effective_returning or ()
        processes = [column.type.dialect_impl(dialect).result_processor(dialect, _FLOAT8) for column in shown]
        self.reads = [(place, process) for place, process in enumerate(processes) if process is not None]

    def bind(self, values: Values) -> list[Any]:
        bound = self._constants.copy()
        for place, name, process in self._binds:
            bound[place] = process(values[name])
        return bound

    def read(self, rows: list[Row]) -> list[Row]:
        return [self._row(row) for row in rows]

    def _row(self, row: Row) -> Row:
        values = list(row)
        for place, process in self.reads:
            values[place] = process(values[place])
        return tuple(values)
