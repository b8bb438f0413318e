"""Answers that put things in order or side by side, by tapping or by typed letters."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 64
_PLACES = re.compile(r"[A-Za-z\s,;.>-]+")


@dataclass(frozen=True, slots=True)
class Arranged:
    """right: for each place whether what stands there belongs there."""

    right: tuple[bool, ...]

    @property
    def correct(self) -> bool:
        """All of it; almost is wrong, and `right` says where."""
        return bool(self.right) and all(self.right)

    @property
    def first_wrong(self) -> int | None:
        """The first place that is wrong."""
        return self.right.index(False) if False in self.right else None


def grade_order(given: Sequence[int], size: int) -> Arranged:
    """given: indices into the right sequence, in the order that was tapped. Something missing or twice is wrong."""
    return Arranged(tuple(list(given[place : place + 1]) == [place] for place in range(max(size, len(given)))))


def grade_pairs(given: Sequence[int | None], size: int) -> Arranged:
    """given: for each left side the index of the pair whose right side was chosen; None = not answered."""
    return grade_order([-1 if one is None else one for one in given], size)


def read_places(text: str, size: int) -> tuple[int, ...] | None:
    """`BADC` or `b, a, d, c` as indices of what was shown as A, B, C …; None for anything else.

    Letters only: digits are numbers (`2 1`) or belong to names (`ec2`). size: how many letters were shown.
    """
    if len(text) > LONGEST or not _PLACES.fullmatch(text):
        return None
    places = tuple(ord(one.upper()) - ord("A") for one in text if one.isalpha())
    return places if places and max(places) < size and len(set(places)) == len(places) else None
