"""How well somebody knows what they know: how often they were right when they said they were sure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

ENOUGH = 10
"""Answers before a share means anything."""

SURE_IS = 0.9
"""Somebody who is sure should be right so often."""

LUCKY_IS = 0.5
"""Whoever is right more often than this when guessing did not only guess."""

_Z90 = 1.645


class Confidence(StrEnum):
    """What somebody said about their answer before they saw whether it was right."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Level:
    """Answers of one confidence, and how many of them were right."""

    confidence: Confidence
    answers: int
    right: int

    @property
    def share(self) -> float | None:
        """Of right ones; None while there are too few."""
        return self.right / self.answers if self.answers >= ENOUGH else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Where the true share lies in nine of ten cases (Wilson 1927)."""
        if not self.answers:
            return 0.0, 1.0
        n, share, z = self.answers, self.right / self.answers, _Z90
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        reach = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
        return max(0.0, min(share, middle - reach)), min(1.0, max(share, middle + reach))


class Leaning(StrEnum):
    """OVER: sure too often. UNDER: guesses are mostly right. FITS: neither can be seen."""

    OVER = "over"
    UNDER = "under"
    FITS = "fits"


def calibration(taps: Iterable[tuple[Confidence, bool]]) -> tuple[Level, ...]:
    """A level for each confidence, surest first. taps: what was said, and whether the answer was right."""
    said = list(taps)
    return tuple(
        Level(level, sum(one is level for one, _ in said), sum(one is level and right for one, right in said))
        for level in Confidence
    )


def leaning(levels: Sequence[Level]) -> Leaning | None:
    """What the levels show beyond chance; None while no one has enough answers."""
    known = {level.confidence: level for level in levels if level.share is not None}
    if not known:
        return None
    sure, unsure = known.get(Confidence.SURE), known.get(Confidence.UNSURE)
    if sure is not None and sure.bounds[1] < SURE_IS:
        return Leaning.OVER
    if unsure is not None and unsure.bounds[0] > LUCKY_IS:
        return Leaning.UNDER
    return Leaning.FITS
