"""How far each parcel got, committed in groups: whatever has piled up goes into one transaction."""

import asyncio
from typing import TypeAlias

import structlog
from sqlalchemy import Connection

from bot.chat.clock import Clock
from bot.storage import outbox
from bot.storage.database import Database, DatabaseAway
from bot.storage.outbox import Delivered

log = structlog.get_logger()

TRIES = 3
"""Of one mark: a deadlock, or a poll that another transaction wrote into another row, is over the next time."""


Waiting: TypeAlias = tuple[int, asyncio.Future[bool]]
"""A parcel that is about to be sent, and what its sender waits for."""


class Marks:
    def __init__(self, db: Database, clock: Clock, owner: str) -> None:
        self._db = db
        self._clock = clock
        self._owner = owner
        self._sending: list[Waiting] = []
        self._sent: list[Delivered] = []
        self._writing: list[Delivered] = []
        self._task: asyncio.Task[None] | None = None

    def numbers(self) -> set[int]:
        """Parcels that arrived, and of which that is not on disk yet."""
        return {delivered.id for delivered in (*self._sent, *self._writing)}

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
                self._writing = sent
                await self._commit(sending, sent)
                self._writing = []
        finally:
            self._task = None

    async def _commit(self, sending: list[Waiting], sent: list[Delivered], tries: int = TRIES) -> None:
        """All of it at once; when that fails, each by itself, so that one does not take the others along."""
        numbers = [number for number, _ in sending]
        try:
            ours = await self._insist(numbers, sent)
        except Exception as error:
            if len(sending) + len(sent) > 1:
                log.warning("marks are written one by one", error=type(error).__name__)
                for delivered in sent:
                    await self._commit([], [delivered])
                for one in sending:
                    await self._commit([one], [])
                return
            if tries > 1:
                await self._commit(sending, sent, tries - 1)
                return
            log.exception("a mark could not be written", outbox_id=numbers[0] if numbers else sent[0].id)
            _tell(sending, error)
        else:
            _tell(sending, ours)

    async def _insist(self, sending: list[int], sent: list[Delivered]) -> set[int]:
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


def _tell(sending: list[Waiting], outcome: set[int] | Exception) -> None:
    """outcome: the parcels that are still ours to send, or why nothing could be written."""
    for number, written in sending:
        if written.cancelled():
            continue
        if isinstance(outcome, Exception):
            written.set_exception(outcome)
        else:
            written.set_result(number in outcome)
