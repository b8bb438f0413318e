"""Questions whose numbers are drawn: parameters, a formula, and one formula for each misconception.

A draw in which a wrong method gives the right number, or two wrong ones the same, would teach nothing:
it is drawn again. Every draw is a function of its seed alone, so a review shows the same numbers later.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from itertools import chain
from math import prod

from bot.library.expressions import BadExpression, Expression, Value

MAX_DRAWS = 5_000
"""Combinations of the parameters: few enough that a checker looks at all of them."""

TRIES = 32
"""Scattered ones; after that the combinations are taken in turn, so that a good one is always found."""

DECIMALS = 3
_HOLE = re.compile(r"\{([^{}]*)\}")


class NoGoodDraw(Exception):
    """Every combination of the parameters makes a wrong method right, or has no value."""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    choices: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong way to calculate, and what to say to somebody who took it."""

    name: str
    formula: Expression
    why_not: str


@dataclass(frozen=True, slots=True)
class Draw:
    """values: ascending, without the unit; why_not: place among them → reason."""

    stem: str
    explanation: str
    values: tuple[Fraction, ...]
    answer: int
    why_not: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Generator:
    """stem, explanation and reasons have holes such as `{reads}` and `{answer}`. tolerance: of the answer, absolute."""

    stem: str
    explanation: str
    parameters: tuple[Parameter, ...]
    formula: Expression
    misconceptions: tuple[Misconception, ...]
    tolerance: Fraction = Fraction(0)

    @property
    def size(self) -> int:
        """How many combinations there are."""
        return prod(len(parameter.choices) for parameter in self.parameters)

    def draw(self, seed: int) -> Draw:
        """The draw of a seed. Raises NoGoodDraw."""
        tries = (scattered(f"{seed}:{step}", self.size) for step in range(TRIES))
        for place in chain(tries, range(self.size)):
            if (found := self._draw(place)) is not None:
                return found
        raise NoGoodDraw

    def draws(self) -> Iterator[Draw | None]:
        """Every combination; None for a rejected one."""
        return (self._draw(place) for place in range(self.size))

    def _draw(self, place: int) -> Draw | None:
        values = self.combination(place)
        try:
            answer = self.formula.number(values)
            wrong = [(one.formula.number(values), one.why_not) for one in self.misconceptions]
        except BadExpression:
            return None
        numbers = sorted({answer, *(number for number, _ in wrong)})
        if len(numbers) != 1 + len(wrong) or not all(map(writable, numbers)):
            return None
        if any(abs(number - answer) <= self.tolerance for number, _ in wrong):
            return None
        texts = {name: written(value) for name, value in {**values, "answer": answer}.items()}
        return Draw(
            fill(self.stem, texts),
            fill(self.explanation, texts),
            tuple(numbers),
            numbers.index(answer),
            {numbers.index(number): fill(why, texts) for number, why in wrong if why},
        )

    def combination(self, place: int) -> dict[str, Value]:
        """The parameters of the n-th combination."""
        values: dict[str, Value] = {}
        for parameter in self.parameters:
            place, choice = divmod(place, len(parameter.choices))
            values[parameter.name] = parameter.choices[choice]
        return values

    @property
    def longest_stem(self) -> str:
        """The stem with the longest text in every hole: no draw has a longer one."""
        longest = {one.name: max(map(written, one.choices), key=_units, default="") for one in self.parameters}
        return fill(self.stem, longest)

    @property
    def spec(self) -> str:
        """All that decides what is asked, as one text."""
        parts = [self.stem, self.formula.source]
        parts += [f"{one.name}:{','.join(map(written, one.choices))}" for one in self.parameters]
        parts += [one.formula.source for one in self.misconceptions]
        return "\x1e".join(parts)


def _units(text: str) -> int:
    """UTF-16 code units, which Telegram counts."""
    return len(text.encode("utf-16-le"))


def scattered(seed: str, size: int) -> int:
    """A number below `size` for a seed: the same on every machine and in every version of Python."""
    return int.from_bytes(sha256(seed.encode()).digest()[:8]) % size


def holes(template: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(_HOLE.findall(template))


def fill(template: str, texts: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: texts.get(hole[1], hole[0]), template)


def writable(number: Fraction) -> bool:
    """Whether it can be written out with three decimals at most."""
    scale: int = 10**DECIMALS
    return (number * scale).denominator == 1


def written(value: Value) -> str:
    """A number as it is shown: 0.5, 3500, 16,000."""
    if isinstance(value, str):
        return value
    digits = f"{int(abs(value)):,}" if abs(value) >= 10_000 else str(int(abs(value)))
    rest = abs(value) % 1
    decimals = f"{int(rest * 10**DECIMALS):0{DECIMALS}}".rstrip("0")
    return f"{'-' if value < 0 else ''}{digits}{'.' if decimals else ''}{decimals}"
