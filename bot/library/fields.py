"""Reading typed fields out of a strict tree; whatever is wrong is reported with its line."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TypeVar
from unicodedata import category

from bot.library.mistakes import Report
from bot.library.strict import Fields, Items, Text, Tree, as_date, as_decimal, trap

E = TypeVar("E", bound=StrEnum)
_WHOLE = re.compile(r"[0-9]{1,9}")
_BLANK = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
"""Characters that count as letters or signs and show nothing."""


class Reader:
    """One mapping of a file. `ok` turns False at the first mistake."""

    def __init__(self, fields: Fields, path: Path, report: Report, id: str = "", outer: "Reader | None" = None) -> None:
        self._fields = fields
        self._path = path
        self._report = report
        self._outer = outer
        self.id = id
        self.ok = True

    def wrong(self, line: int, message: str, hint: str = "") -> None:
        self._report.add(self._path, line, "schema", message, id=self.id, hint=hint)
        self._spoil()

    def _spoil(self) -> None:
        self.ok = False
        if self._outer is not None:
            self._outer._spoil()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._fields.values)

    def has(self, name: str) -> bool:
        return name in self._fields.values

    def within(self, name: str) -> "Reader | None":
        """The mapping that stands under a name; missing is a mistake. What is wrong in it is wrong here."""
        tree = self._fields.values.get(name)
        if isinstance(tree, Fields):
            return Reader(tree, self._path, self._report, self.id, outer=self)
        message = f"{name} is missing" if tree is None else f"{name} must map names to values"
        self.wrong(tree.line if tree else self._fields.line, message)
        return None

    def known(self, names: Iterable[str]) -> None:
        """Report keys that mean nothing: most are spelling mistakes."""
        allowed = set(names)
        for name, key in self._fields.keys.items():
            if name not in allowed:
                self.wrong(key.line, f"unknown key {name!r}", f"known: {', '.join(sorted(allowed))}")

    def line(self, name: str) -> int:
        """Where a field begins; where it would stand when it is missing."""
        key = self._fields.keys.get(name)
        return key.line if key else self._fields.line

    def get(self, name: str) -> Tree | None:
        return self._fields.values.get(name)

    def text(self, name: str, default: str | None = None) -> str:
        """A text; missing is a mistake unless there is a default."""
        tree = self._fields.values.get(name)
        if tree is None:
            if default is None:
                self.wrong(self._fields.line, f"{name} is missing")
            return default or ""
        return self._string(tree, name) or ""

    def _string(self, tree: Tree, name: str) -> str | None:
        if not isinstance(tree, Text):
            self.wrong(tree.line, f"{name} must be text")
            return None
        if (kind := trap(tree)) is not None:
            self.wrong(tree.line, f"{name}: YAML may read {tree.value!r} as {kind}", "put it in quotes")
            return None
        if (hidden := _hidden(tree.value)) is not None:
            self.wrong(tree.line, f"{name} {hidden}")
            return None
        return tree.value.strip()

    def texts(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        tree = self._fields.values.get(name)
        if tree is None:
            if default is None:
                self.wrong(self._fields.line, f"{name} is missing")
            return default or ()
        if not isinstance(tree, Items):
            self.wrong(tree.line, f"{name} must be a list")
            return ()
        found = (self._string(item, name) for item in tree.values)
        return tuple(text for text in found if text is not None)

    def one_or_more(self, name: str) -> tuple[str, ...]:
        """A text or a list of texts; missing = none."""
        tree = self._fields.values.get(name)
        if isinstance(tree, Text):
            return (self.text(name),)
        return self.texts(name, ())

    def pairs(self, name: str) -> dict[str, tuple[str, int]]:
        """A mapping of texts to texts, with the line of each; missing = empty."""
        tree = self._fields.values.get(name)
        if tree is None:
            return {}
        if not isinstance(tree, Fields):
            self.wrong(tree.line, f"{name} must map texts to texts")
            return {}
        found = {}
        for key, value in tree.values.items():
            if trap(tree.keys[key]) is not None:
                self.wrong(tree.keys[key].line, f"{name}: the key {key!r} is not plain text", "put it in quotes")
            if (hidden := _hidden(key)) is not None:
                self.wrong(tree.keys[key].line, f"{name}: the key {key!r} {hidden}")
            text = self._string(value, name)
            if text is not None:
                found[key.strip()] = (text, value.line)
        return found

    def day(self, name: str, *, needed: bool = True) -> date | None:
        tree = self._fields.values.get(name)
        if tree is None:
            if needed:
                self.wrong(self._fields.line, f"{name} is missing")
            return None
        found = as_date(tree) if isinstance(tree, Text) else None
        if found is None:
            self.wrong(tree.line, f"{name} must be a date", "2026-11-24")
        return found

    def number(self, name: str, default: int, low: int, high: int) -> int:
        tree = self._fields.values.get(name)
        if tree is None:
            return default
        if isinstance(tree, Text) and _WHOLE.fullmatch(tree.value) and low <= int(tree.value) <= high:
            return int(tree.value)
        self.wrong(tree.line, f"{name} must be a whole number from {low} to {high}")
        return default

    def flag(self, name: str, default: bool) -> bool:
        tree = self._fields.values.get(name)
        if tree is None:
            return default
        if isinstance(tree, Text) and tree.value in {"true", "false"}:
            return tree.value == "true"
        self.wrong(tree.line, f"{name} must be true or false")
        return default

    def decimal(self, name: str, default: Fraction | None = None) -> Fraction:
        """A decimal number, in quotes or not."""
        tree = self._fields.values.get(name)
        if tree is None:
            if default is None:
                self.wrong(self._fields.line, f"{name} is missing")
            return default or Fraction(0)
        found = as_decimal(tree) if isinstance(tree, Text) else None
        if found is None:
            self.wrong(tree.line, f"{name} must be a number such as 20 or 0.5")
        return found or Fraction(0)

    def values(self, name: str) -> tuple[Fraction | str, ...]:
        """A list of numbers and texts, as the parameters of a formula are."""
        tree = self._fields.values.get(name)
        if not isinstance(tree, Items):
            self.wrong(tree.line if tree else self._fields.line, f"{name} must be a list")
            return ()
        numbers = [as_decimal(item) if isinstance(item, Text) else None for item in tree.values]
        texts = [
            self._string(item, name) if number is None else ""
            for item, number in zip(tree.values, numbers, strict=True)
        ]
        return tuple(text or "" if number is None else number for text, number in zip(texts, numbers, strict=True))

    def choice(self, name: str, kind: type[E], default: E | None = None) -> E | None:
        text = self.text(name, default.value if default else None)
        try:
            return kind(text)
        except ValueError:
            self.wrong(self.line(name), f"{name} must be one of {', '.join(kind)}, not {text!r}")
            return default


def _hidden(text: str) -> str | None:
    """What is wrong with a text that cannot be sent, or shows nothing where something stands."""
    if any(category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in text):
        return "holds a control character"
    if text.strip() and all(sign in _BLANK or category(sign) in {"Cf", "Zs", "Zl", "Zp", "Cc"} for sign in text):
        return "shows nothing"
    return None
