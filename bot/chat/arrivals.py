"""How many messages Telegram may have counted within the last second.

It counts a message when it arrives there, between its start and its answer: mostly the same short while after the
start, so the start counts here. Where an answer comes late, a slow line or a busy machine may have brought many
messages there at once, and another second's worth right behind them would be too much: these count from their answer.
"""

from bisect import insort
from collections import deque

SECOND = 1.0
BUNCH = 0.2
"""Seconds within which a fifth of what a second takes may leave of what is planned: after a rest not all that waited
goes at once, or each second after it would begin with such a lump, and two of them come close together when one is
late."""

USUAL = 0.5
"""Seconds that an answer takes until more is known."""

STEP = 0.001
"""Seconds by which an answer moves what is usual towards itself, which makes it the median (Robbins and Monro, 1951);
the first few by more."""

GRACE = 0.05
"""Seconds beyond twice the usual time that are not late either."""

UNHEARD = 2.0
"""Seconds after which a message without an answer does not count until it has one: a line that hangs shall not hold up
the others."""

LOOK = 0.05
"""Seconds between two looks while it takes an answer to know more."""


class Arrivals:
    """Each moment is in seconds on a monotonic clock, not earlier than the one before.

    most: how many may count at a time. kept: how many of these are only for replies.
    """

    def __init__(self, most: int, kept: int = 0) -> None:
        self._most, self._others = max(1, most), max(1, most - kept)
        self._bunch = max(1, round(most * BUNCH))
        self._on_the_way: dict[int, float] = {}
        self._unheard: dict[int, float] = {}
        self._arrived: deque[float] = deque()
        self._planned: deque[float] = deque(maxlen=self._others)
        self._usual = USUAL
        self._answers = 0

    def left(self, chat_id: int, now: float, planned: bool = False) -> None:
        """A message to a chat leaves; of each chat one is on its way at a time, until `answered`."""
        self._on_the_way[chat_id] = now
        if planned:
            self._planned.append(now)

    def answered(self, chat_id: int, now: float) -> None:
        """Telegram has answered it, or the line has broken; nothing where none was on its way."""
        began = self._on_the_way.pop(chat_id, self._unheard.pop(chat_id, None))
        if began is None:
            return
        took = now - began
        insort(self._arrived, now if took > 2 * self._usual + GRACE else began)
        self._answers += 1
        step = max(STEP, USUAL / self._answers**2)
        self._usual += max(-step, min(step, took - self._usual))

    def forget(self, chat_id: int) -> None:
        """It did not leave after all."""
        self._on_the_way.pop(chat_id, None)
        self._unheard.pop(chat_id, None)

    def wait(self, now: float, planned: bool = False, share: int = 1) -> float:
        """Seconds until one more may leave; 0 when it may.

        planned: it is no reply. share: how many processes send what is planned, in equal parts.
        """
        while self._arrived and self._arrived[0] <= now - SECOND:
            self._arrived.popleft()
        while self._on_the_way and (oldest := next(iter(self._on_the_way.items())))[1] <= now - UNHEARD:
            self._unheard[oldest[0]] = self._on_the_way.pop(oldest[0])
        over = len(self._arrived) + len(self._on_the_way) - (self._others if planned else self._most)
        if over >= 0:
            return self._arrived[over] + SECOND - now if over < len(self._arrived) else LOOK
        if not planned:
            return 0.0
        bunch, mine = max(1, self._bunch // share), -(-self._others // share)
        return max(0.0, self._after(bunch, BUNCH) - now, self._after(mine, SECOND) - now)

    def _after(self, few: int, seconds: float) -> float:
        """When the last `few` that were planned will be `seconds` ago."""
        return self._planned[-few] + seconds if len(self._planned) >= few else 0.0
