"""YAML without its traps: a tree with line numbers, in which every scalar is the text that was written.

Refused, with the line: aliases and anchors, duplicate keys, tags, more than 1 MiB, nesting deeper than
20, and unquoted words that YAML 1.1 reads as something else (`no`, `12:30`, `1e3`) where text is wanted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

import yaml

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,14})?")
_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers


class NotStrict(Exception):
    """A file that is not read any further. line: from 1."""

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar. quoted: it stood in quotes or in a block."""

    value: str
    line: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Items:
    values: "tuple[Tree, ...]"
    line: int


@dataclass(frozen=True, slots=True)
class Fields:
    values: "dict[str, Tree]"
    keys: dict[str, Text]
    line: int


Tree: TypeAlias = Text | Items | Fields


def parse(text: str, first_line: int = 1) -> Tree | None:
    """The tree of one YAML document; None when it is empty. Raises NotStrict."""
    if len(text.encode()) > MAX_BYTES:
        raise NotStrict(first_line, "the file is larger than 1 MiB", "split it")
    offset = first_line - 1
    try:
        events = yaml.parse(text, Loader=_LOADER)
        return _Builder(events, offset).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotStrict(offset + (mark.line + 1 if mark else 1), f"not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise NotStrict(first_line, f"not YAML: {str(error).splitlines()[0]}") from None


class _Builder:
    def __init__(self, events: Iterator[Any], offset: int) -> None:
        self._events = events
        self._offset = offset

    def document(self) -> Tree | None:
        tree: Tree | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and tree is not None:
                raise NotStrict(self._line(event), "one document a file is enough")
            if isinstance(event, yaml.NodeEvent):
                tree = self._node(event, 1)
        return None if isinstance(tree, Text) and not tree.value and not tree.quoted else tree

    def _node(self, event: Any, depth: int) -> Tree:
        line = self._line(event)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise NotStrict(line, "aliases and anchors are not allowed", "write it out")
        if depth > MAX_DEPTH:
            raise NotStrict(line, f"nested deeper than {MAX_DEPTH}")
        if event.tag is not None:
            raise NotStrict(line, "tags are not allowed")
        if isinstance(event, yaml.ScalarEvent):
            return Text(event.value, line, bool(event.style))  # plain is "" or None, by parser
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(tuple(self._items(depth)), line)
        return self._fields(line, depth)

    def _items(self, depth: int) -> Iterator[Tree]:
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, depth + 1)

    def _fields(self, line: int, depth: int) -> Fields:
        values: dict[str, Tree] = {}
        keys: dict[str, Text] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, depth + 1)
            if not isinstance(key, Text):
                raise NotStrict(key.line, "a key must be text")
            if key.value in values:
                raise NotStrict(key.line, f"the key {key.value!r} stands twice")
            keys[key.value] = key
            values[key.value] = self._node(next(self._events), depth + 1)
        return Fields(values, keys, line)

    def _line(self, event: Any) -> int:
        return int(event.start_mark.line) + 1 + self._offset


def trap(text: Text) -> str | None:
    """What YAML 1.1 would take an unquoted text for (bool, int, float, null, timestamp); None for text."""
    if text.quoted:
        return None
    for tag, pattern in _RESOLVERS.get(text.value[:1], ()):
        if pattern.match(text.value):
            return str(tag).rsplit(":", 1)[-1]
    return None


def as_date(text: Text) -> date | None:
    try:
        return date.fromisoformat(text.value)
    except ValueError:
        return None


def as_decimal(text: Text) -> Fraction | None:
    """`20`, `-0.5`: no exponent, no separators, at most 30 characters."""
    return Fraction(text.value) if _DECIMAL.fullmatch(text.value) else None
