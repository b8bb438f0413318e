"""Answers that put things in order or side by side, by tapping or by typed letters."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 64
_PLACES = re.compile(r"[A-Za-z0-9\s,;.>-]+")


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
    """`BADC`, `b, a, d, c` or `2 1 4 3` as indices of what was shown as A, B, C …; None for anything else.

    size: at most 9 things, so that every digit stands for itself.
    """
    if len(text) > LONGEST or not _PLACES.fullmatch(text):
        return None
    signs = [one.upper() for one in text if one.isalnum()]
    places = tuple(int(one) - 1 if one.isdigit() else ord(one) - ord("A") for one in signs)
    return places if places and all(0 <= place < size for place in places) and len(set(places)) == len(places) else None
