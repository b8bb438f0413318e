"""What a row of the table is, and how it is asked for: how much of it, from which seed, where."""

import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """One row on its way. scale: 1 is the full count; folder: empty, gone afterwards."""

    seed: int
    scale: float
    folder: Path
    sabotage: str = ""
    """Code that breaks the product before it starts: a row that still holds proves nothing."""
    timed: bool = True
    """Whether times are judged: not in a test, which runs beside anything."""

    @property
    def random(self) -> random.Random:
        """The same numbers for the same seed, from the beginning."""
        return random.Random(self.seed)

    def count(self, full: int, least: int = 1) -> int:
        """So many of something, at this scale."""
        return max(min(least, full), round(full * self.scale))

    def within(self, seconds: float, limit: float) -> bool:
        return not self.timed or seconds <= limit

    @property
    def full(self) -> bool:
        return self.scale >= 1


@dataclass
class Figure:
    """What was reached: a line for the table, and whether that is what was wanted."""

    reached: str
    good: bool
    details: list[str] = field(default_factory=list)
    """For whoever looks into it: not in the table."""


Prove = Callable[[Run], Awaitable[Figure]]


@dataclass(frozen=True)
class Proof:
    """item: of RELIABILITY, with its section. variant: which database, way in and number of replicas.

    seconds: a bound, after which it has failed. busy: it keeps a core at work; others wait most of the time.
    """

    item: str
    variant: str
    wanted: str
    prove: Prove
    seconds: float = 900.0
    busy: bool = False

    @property
    def name(self) -> str:
        return f"{self.item} {self.variant}".strip()


@dataclass(frozen=True)
class Proven:
    proof: Proof
    figure: Figure
    seconds: float
    cpu: float = 0.0


async def prove(proof: Proof, run: Run) -> Proven:
    """Run one row; an exception is a figure that fell short."""
    began = time.monotonic()
    try:
        figure = await proof.prove(run)
    except Exception as error:
        import traceback

        lines = traceback.format_exc().splitlines()
        figure = Figure(f"{type(error).__name__}: {str(error)[:200]}", False, lines[-25:])
    return Proven(proof, figure, time.monotonic() - began)


def together(figures: Sequence[Figure]) -> Figure:
    """Several figures of one row."""
    return Figure(
        "; ".join(one.reached for one in figures),
        all(one.good for one in figures),
        [line for one in figures for line in one.details],
    )
