"""From an answer to what it says about memory.

Options are graded here; what is typed in `typed`, what is put in order or matched in `arranged`.
"""

from collections.abc import Collection
from enum import StrEnum


class Grade(StrEnum):
    """FSRS's Hard and Easy are never given: nobody told us how hard it felt."""

    AGAIN = "again"
    GOOD = "good"


def is_right(chosen: Collection[int], key: Collection[int]) -> bool:
    """Whether exactly the right options were chosen. *I don't know* chooses nothing and is wrong."""
    return bool(chosen) and set(chosen) == set(key)


def grade(correct: bool, guessed: bool) -> Grade:
    """A lucky guess is not knowledge (measured: mean recall .879 → .893 when guesses are repeated)."""
    return Grade.GOOD if correct and not guessed else Grade.AGAIN
