"""How fast one chat may be written to, counted in this process.

Telegram's FAQ: about one message a second in a chat (short bursts pass), 20 a minute in a group.
"""

import asyncio
from collections import deque
from time import monotonic

from bot.chat.arrivals import Arrivals

PRIVATE = (3, 3.0)
"""At most three messages within three seconds."""

GROUP = (19, 60.0)
FORGET_FROM = 10_000
"""From this many chats on, those that have been quiet are forgotten."""

SEVERAL = 3
"""429s of this many chats within a second rest every chat, not just these."""

FOR_REPLIES = 3
"""Places of every second that only replies may take: somebody who asked is looking at the screen."""

PATIENCE = 5.0
"""The longest rest (seconds) that is waited out in memory."""

APART = 0.04
"""Seconds between two chats that go on after a rest of all."""


class LongRest(Exception):
    """Everybody rests, and it takes longer than PATIENCE."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"everybody rests for {seconds:.0f} s")
        self.seconds = seconds


class Pace:
    """a_second: the most that may count at Telegram within any second, 0 for no limit (but after a 429).

    The shared budget spaces what is planned; this holds back what piled up while the process was busy.
    """

    def __init__(self, a_second: int) -> None:
        self._enforced = a_second > 0
        self._arrivals = Arrivals(a_second, min(FOR_REPLIES, a_second // 4))
        self._lines = {True: asyncio.Lock(), False: asyncio.Lock()}
        self._sent: dict[int, deque[float]] = {}
        self._refusals: dict[int, float] = {}
        self._everybody_until = 0.0
        self._is_long = False
        self._last_place = 0.0
        self.held = 0
        """Chats that wait for their own limit, and for nothing that others wait for as well."""

    async def wait(self, chat_id: int, counts: bool, reply: bool = True, processes: int = 1) -> None:
        """Return when this chat may get its next message; `counts`: whether this one uses up the budget.

        processes: that send at the same time. What is planned they take in equal shares: one that stood still must
        not catch up on top of what the others send. Raises LongRest.
        """
        if (rest := self._place_after_rest()) > 0:
            await asyncio.sleep(rest)
        if not (self._enforced and counts):
            return
        most, seconds = PRIVATE if chat_id > 0 else GROUP
        times = self._times(chat_id, most)
        if len(times) == most and (rest := times[0] + seconds - monotonic()) > 0:
            await self._hold(rest)
        times.append(monotonic())
        await self.room(chat_id, counts, reply, processes)

    async def room(self, chat_id: int, counts: bool, reply: bool = True, processes: int = 1) -> None:
        """Return when this second has room for a message, or for another try of it. Raises LongRest."""
        if not (self._enforced and counts):
            return
        async with self._lines[reply]:  # the first in the line looks
            while (rest := self._until_room(not reply, processes)) > 0:  # noqa: ASYNC110
                await asyncio.sleep(rest)
            self._arrivals.left(chat_id, monotonic(), not reply)

    def rest_of_all(self) -> float:
        """Seconds for which everybody rests; 0 when nobody has to."""
        return max(0.0, self._everybody_until - monotonic())

    def _short_rest(self) -> float:
        """A long one stays long until it ends: who comes late must not overtake who was put off."""
        rest = self.rest_of_all()
        if rest > 0 and self._is_long:
            raise LongRest(rest)
        return rest

    def _until_room(self, planned: bool, processes: int) -> float:
        return max(self._short_rest(), self._arrivals.wait(monotonic(), planned, processes))

    async def _hold(self, seconds: float) -> None:
        self.held += 1
        try:
            await asyncio.sleep(seconds)
        finally:
            self.held -= 1

    def answered(self, chat_id: int) -> None:
        """What this chat had room for has been answered."""
        self._arrivals.answered(chat_id, monotonic())

    def forget(self, chat_id: int) -> None:
        """What this chat had room for was not sent after all; nothing where it was answered."""
        self._arrivals.forget(chat_id)

    def _place_after_rest(self) -> float:
        """Seconds until one chat may go on while everybody rests: one after another, or all would be refused again."""
        now = monotonic()
        if self._short_rest() <= 0 and self._last_place <= now:
            return 0.0
        self._last_place = max(self._everybody_until, self._last_place + APART)
        return self._last_place - now

    def refused(self, chat_id: int, seconds: float) -> None:
        """A 429 that may be meant for the bot: where several chats meet with one, all rest as long as the last says."""
        now = monotonic()
        self._refusals[chat_id] = now
        self._refusals = {chat: then for chat, then in self._refusals.items() if now - then < 1.0}
        if len(self._refusals) >= SEVERAL and now + seconds > self._everybody_until:
            self._everybody_until, self._is_long = now + seconds, seconds > PATIENCE

    async def rest(self, seconds: float) -> None:
        """Wait as long as a 429 says."""
        await self._hold(seconds)

    def _times(self, chat_id: int, most: int) -> deque[float]:
        times = self._sent.get(chat_id)
        if times is None:
            if len(self._sent) >= FORGET_FROM:
                quiet = monotonic() - GROUP[1]
                self._sent = {chat: t for chat, t in self._sent.items() if t[-1] > quiet}
            times = self._sent[chat_id] = deque(maxlen=most)
        return times
