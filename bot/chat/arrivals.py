"""How many messages Telegram may have counted within the last second.

It counts a message when it arrives there, between its start and its answer: mostly the same short while after the
start, so the start counts here. Where answers come late, a slow line or a busy machine may have brought many messages
there at once, and another second's worth right behind them would be too much: these count from their answer.
"""

from collections import deque

SECOND = 1.0
BUNCH = 0.2
"""Seconds within which a fifth of what a second takes may leave: after a rest not all that waited goes at once, or each
second after it would begin with such a lump, and two of them come close together when one is late."""

USUAL = 0.1
"""Seconds that an answer takes until more is known."""

WEIGHT = 0.01
"""Of the newest answer in what is usual."""

GRACE = 0.05
"""Seconds later than usual that are nothing: a message or two more in that second. What is later still does not make
late answers usual any sooner; a lump of them comes at once."""

UNHEARD = 2.0
"""Seconds after which a message without an answer does not count until it has one: a line that hangs shall not hold up
the others."""

LOOK = 0.05
"""Seconds between two looks while everything that counts is on its way."""


class Arrivals:
    """Each moment is in seconds on a monotonic clock, not earlier than the one before.

    most: how many may count at a time.
    """

    def __init__(self, most: int) -> None:
        self._most = max(1, most)
        self._lately: deque[float] = deque(maxlen=max(1, round(most * BUNCH)))
        self._on_the_way: dict[int, float] = {}
        self._unheard: dict[int, float] = {}
        self._arrived: deque[float] = deque()
        self._usual = USUAL

    def left(self, chat_id: int, now: float) -> None:
        """A message to a chat leaves; of each chat one is on its way at a time, until `answered`."""
        self._on_the_way[chat_id] = now
        self._lately.append(now)

    def answered(self, chat_id: int, now: float) -> None:
        """Telegram has answered it, or the line has broken; nothing where none was on its way."""
        began = self._on_the_way.pop(chat_id, self._unheard.pop(chat_id, None))
        if began is None:
            return
        took = now - began
        arrived = now if took > self._usual + GRACE else began
        self._usual += min(took - self._usual, GRACE) * WEIGHT
        self._arrived.append(max(arrived, self._arrived[-1]) if self._arrived else arrived)

    def wait(self, now: float, but: int = 0, share: int = 1) -> float:
        """Seconds until one more may leave; 0 when it may.

        but: places of every second that it must leave to others. share: how many take what is left in equal parts.
        """
        while self._arrived and self._arrived[0] <= now - SECOND:
            self._arrived.popleft()
        while self._on_the_way and (oldest := next(iter(self._on_the_way.items())))[1] <= now - UNHEARD:
            self._unheard[oldest[0]] = self._on_the_way.pop(oldest[0])
        over = len(self._arrived) + len(self._on_the_way) - max(1, (self._most - but) // share)
        if over >= 0:
            return self._arrived[over] + SECOND - now if over < len(self._arrived) else LOOK
        full = but and len(self._lately) == self._lately.maxlen
        return max(0.0, self._lately[0] + BUNCH - now) if full else 0.0
