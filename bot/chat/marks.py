"""How far each parcel got, committed in groups: whatever has piled up goes into one transaction."""

import asyncio

import structlog
from sqlalchemy import Connection

from bot.chat.clock import Clock
from bot.storage import outbox
from bot.storage.database import Database, DatabaseAway
from bot.storage.outbox import Delivered

log = structlog.get_logger()


class Marks:
    def __init__(self, db: Database, clock: Clock, owner: str) -> None:
        self._db = db
        self._clock = clock
        self._owner = owner
        self._sending: list[tuple[int, asyncio.Future[bool]]] = []
        self._sent: list[Delivered] = []
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        return self._task is not None

    async def sending(self, number: int) -> bool:
        """Returns when it is on disk that this parcel may reach Telegram from now on.

        False: it is not ours to send any more.
        """
        written = asyncio.get_running_loop().create_future()
        self._sending.append((number, written))
        self._wake()
        return bool(await written)

    def sent(self, delivered: Delivered) -> None:
        """It arrived; written soon."""
        self._sent.append(delivered)
        self._wake()

    async def flush(self) -> None:
        """Returns when everything is on disk."""
        while self._task is not None:
            await asyncio.wait([self._task])

    def _wake(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._write())

    async def _write(self) -> None:
        try:
            while self._sending or self._sent:
                sending, self._sending = self._sending, []
                sent, self._sent = self._sent, []
                ours = await self._commit([number for number, _ in sending], sent)
                for number, written in sending:
                    if not written.cancelled():
                        written.set_result(number in ours)
        finally:
            self._task = None

    async def _commit(self, sending: list[int], sent: list[Delivered]) -> set[int]:
        def write(tx: Connection) -> set[int]:
            if sent:
                outbox.sent(tx, sent, self._clock())
            return outbox.sending(tx, sending, self._owner) if sending else set()

        while True:
            try:
                return await self._db.transaction(write)
            except DatabaseAway:
                log.warning("database away; marks wait")
                await asyncio.sleep(0.5)
