"""A trouble that lasts is said at once and then now and again, however often something is tried."""

from time import monotonic

EVERY = 30.0
"""Seconds between two lines in the log about the same trouble."""


class Complaint:
    def __init__(self) -> None:
        self._next = 0.0

    def due(self) -> bool:
        """Whether to say it now."""
        now = monotonic()
        if now < self._next:
            return False
        self._next = now + EVERY
        return True
