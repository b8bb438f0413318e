"""Small formulas of an author, such as `ceil(reads * kb / 4)`, worked out exactly and safely.

Python's grammar is borrowed, Python's evaluation is not: only what stands in this file can happen.
Numbers are fractions, so 0.1 + 0.2 is 0.3. Everything is bounded: length, nesting, size of numbers.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

Value: TypeAlias = Fraction | str

LONGEST = 300
"""Characters of a formula. Python's own parser gives up on nesting long before it could hurt."""

MAX_EXPONENT = 64
MAX_BITS = 256
"""Of a numerator or denominator."""


class BadExpression(Exception):
    """A formula that cannot be read, or has no value."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula that was read. Equal when its text is."""

    source: str
    _tree: ast.expr = field(repr=False, compare=False)

    @property
    def names(self) -> frozenset[str]:
        """The parameters that it needs."""
        found = {node.id for node in ast.walk(self._tree) if isinstance(node, ast.Name)}
        return frozenset(found - FUNCTIONS.keys())

    def number(self, values: Mapping[str, Value]) -> Fraction:
        """Its value for these parameters. Raises BadExpression: division by zero, a text, a giant."""
        found = _value(self._tree, values)
        if isinstance(found, str):
            raise BadExpression(f"the value is the text {found!r}, not a number")
        return found


def read_expression(source: str) -> Expression:
    """Raises BadExpression."""
    if len(source) > LONGEST:
        raise BadExpression(f"longer than {LONGEST} characters")
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise BadExpression("not a formula") from None
    for node in ast.walk(tree):
        _allow(node)
    return Expression(source.strip(), tree)


def _allow(node: ast.AST) -> None:
    if not isinstance(node, _ALLOWED):
        raise BadExpression(f"{type(node).__name__} is not allowed in a formula")
    if isinstance(node, ast.Constant) and (
        isinstance(node.value, bool) or not isinstance(node.value, int | float | str)
    ):
        raise BadExpression(f"{node.value!r} is not allowed in a formula")
    if isinstance(node, ast.Call):
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
            raise BadExpression(f"unknown function; known: {', '.join(sorted(FUNCTIONS))}")
        if node.keywords or not node.args:
            raise BadExpression("a function takes plain arguments, at least one")


def _value(node: ast.expr, values: Mapping[str, Value]) -> Value:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.Constant(value=int() | float() as number):
            return _bounded(lambda: Fraction(str(number)))
        case ast.Name(id=name):
            return _named(name, values)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _value(body if _truth(test, values) else orelse, values)
        case ast.BinOp(left=left, op=op, right=right):
            return _calculate(op, _number(left, values), _number(right, values))
        case ast.UnaryOp(op=sign, operand=operand):
            size = _number(operand, values)
            return -size if isinstance(sign, ast.USub) else size
        case ast.Call(func=ast.Name(id=name), args=args):
            return _call(name, [_number(argument, values) for argument in args])
    raise BadExpression("a comparison has no number; write `a if x == y else b`")


def _named(name: str, values: Mapping[str, Value]) -> Value:
    try:
        return values[name]
    except KeyError:
        raise BadExpression(f"there is no parameter {name!r}") from None


def _number(node: ast.expr, values: Mapping[str, Value]) -> Fraction:
    found = _value(node, values)
    if isinstance(found, str):
        raise BadExpression(f"{found!r} is a text; only == and != work on texts")
    return found


def _truth(node: ast.expr, values: Mapping[str, Value]) -> bool:
    match node:
        case ast.BoolOp(op=op, values=parts):
            found = (_truth(part, values) for part in parts)
            return all(found) if isinstance(op, ast.And) else any(found)
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [_value(side, values) for side in (left, *others)]
            return all(_compare(op, a, b) for op, a, b in zip(ops, sides, sides[1:], strict=False))
    raise BadExpression("a condition compares two things")


def _compare(op: ast.cmpop, left: Value, right: Value) -> bool:
    if isinstance(op, ast.Eq | ast.NotEq):
        return (left == right) is isinstance(op, ast.Eq)
    if isinstance(left, str) or isinstance(right, str):
        raise BadExpression("only == and != work on texts")
    return _ORDER[type(op)](left, right)


def _calculate(op: ast.operator, left: Fraction, right: Fraction) -> Fraction:
    if isinstance(op, ast.Pow) and (right.denominator != 1 or abs(right) > MAX_EXPONENT):
        raise BadExpression(f"an exponent is a whole number up to {MAX_EXPONENT}")
    return _bounded(lambda: Fraction(_ARITHMETIC[type(op)](left, right)))


def _call(name: str, numbers: list[Fraction]) -> Fraction:
    function = FUNCTIONS[name]
    return _bounded(lambda: Fraction(function(*numbers)))


def _bounded(work: Callable[[], Fraction]) -> Fraction:
    try:
        found = work()
    except ZeroDivisionError:
        raise BadExpression("a division by zero") from None
    except (TypeError, ValueError, OverflowError):
        raise BadExpression("a function has the wrong number of arguments, or a number is too large") from None
    if max(found.numerator.bit_length(), found.denominator.bit_length()) > MAX_BITS:
        raise BadExpression("a number is too large")
    return found


def _round(number: Fraction, digits: Fraction = Fraction(0)) -> Fraction:
    """Half away from zero, as people round: 2.5 is 3."""
    if digits.denominator != 1 or not 0 <= digits <= 9:
        raise ValueError(digits)
    scale = 10 ** int(digits)
    rounded = math.floor(abs(number) * scale + Fraction(1, 2))
    return Fraction(rounded if number >= 0 else -rounded, scale)


FUNCTIONS: Mapping[str, Callable[..., Fraction | int]] = {
    "ceil": math.ceil,
    "floor": math.floor,
    "round": _round,
    "abs": abs,
    "min": lambda *numbers: min(numbers),
    "max": lambda *numbers: max(numbers),
}

_ARITHMETIC: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction | int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: lambda base, exponent: base ** int(exponent),
}

_ORDER: Mapping[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}

_ALLOWED = (
    *_ARITHMETIC,
    *_ORDER,
    *(ast.Eq, ast.NotEq, ast.Constant, ast.Name, ast.Load, ast.IfExp, ast.Call),
    *(ast.BinOp, ast.UnaryOp, ast.UAdd, ast.USub, ast.Compare, ast.BoolOp, ast.And, ast.Or),
)
