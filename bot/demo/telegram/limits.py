"""Telegram's rates: 30 messages a second, one a second in a chat (short bursts pass), 20 a minute in a group."""

from collections import deque
from collections.abc import Callable
from datetime import datetime

OVERALL = (30, 1.0)
CHAT = (4, 4.0)
GROUP = (20, 60.0)


class Limits:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._sent: dict[tuple[int, int], deque[float]] = {}

    def take(self, chat_id: int, group: bool) -> int:
        """0 when the message may go; else the seconds to wait (retry_after)."""
        now = self._clock().timestamp()
        wanted = [(0, OVERALL), (chat_id, GROUP if group else CHAT)]
        waits = [self._wait(key, rate, now) for key, rate in wanted]
        if any(waits):
            return max(waits)
        for key, rate in wanted:
            self._sent.setdefault((key, rate[0]), deque(maxlen=rate[0])).append(now)
        return 0

    def _wait(self, key: int, rate: tuple[int, float], now: float) -> int:
        most, seconds = rate
        times = self._sent.get((key, most))
        if times is None or len(times) < most or now - times[0] >= seconds:
            return 0
        return max(1, round(times[0] + seconds - now))
