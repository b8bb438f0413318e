"""The one way out. Messages, edits and deletions have a row in the outbox; answers to presses have none.

Per chat everything leaves in order; chats do not wait for each other. A 429 rests that chat, several
within a second rest everything. What surely did not arrive is tried again; what may have arrived is
held (see storage.outbox).
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import Connection
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.chat.api import Api
from bot.chat.arrivals import BUNCH
from bot.chat.clock import Clock
from bot.chat.errors import seconds_of
from bot.chat.marks import Marks
from bot.chat.messages import PICTURE, TOAST_LIMIT, Toast
from bot.chat.pace import APART, PATIENCE, LongRest, Pace
from bot.chat.pictures import Pictures
from bot.chat.render import Markup, clip, plain
from bot.chat.studio import Studio
from bot.storage import askings, budgets, chats, learners, outbox
from bot.storage.budgets import Rate
from bot.storage.database import Database, DatabaseAway
from bot.storage.outbox import Delivered, Kind, Letter, Parcel, Priority

log = structlog.get_logger()

MakePush = Callable[[Connection, Parcel, datetime], Sequence[Letter]]
"""The letters a planned push has become by now; none when it is no longer wanted."""

ClosedTopic = Callable[[Connection, Parcel, datetime], Sequence[Letter]]
"""What to say when the topic of a forum is gone."""

EVERYTHING = "messages"
"""The name of the overall budget."""

BATCH, AHEAD = 10, 0.4
"""Parcels that one process claims at once, and for how many seconds all processes together may: few, so that a reply
never waits long behind pushes."""

TOGETHER = 5
"""Pushes that leave in the same moment and share their marks, of all processes at most so many, and those of BUNCH
seconds: one by one they cost twice as much."""

BACKLOG = 20
"""Chats that wait for their turn in this process, not for their own limit, beyond which it claims nothing more; or what
AHEAD sends."""

RESTS = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between tries in memory; then the parcel goes back to the outbox for LONG_REST."""

LONG_REST = timedelta(seconds=30)
REMEMBERED = 4_000
"""Messages of which the newest edit is remembered: for as long as older edits may be left over from before a crash."""

EPHEMERAL_DEADLINE = 10.0
_NEW = {"editMessageText": "sendMessage", "editMessageMedia": "sendPhoto"}
"""How the content of an edit is sent as a message of its own."""

_NOT_EDITABLE = ("to edit not found", "can't be edited", "no text in the message to edit")
IDLE = 1.0
"""Seconds between two looks into an outbox with nothing in it."""


class Sender:
    """owner: the name of this process in leases. rate: the overall budget."""

    def __init__(
        self,
        db: Database,
        api: Api,
        clock: Clock,
        owner: str,
        rate: Rate,
        make_push: MakePush,
        closed_topic: ClosedTopic,
        studio: Studio,
    ) -> None:
        self._db = db
        self._api = api
        self._clock = clock
        self._owner = owner
        self._rate = rate
        self._evenly = replace(rate, burst=1)  # what is planned leaves room for those who ask
        self._make_push = make_push
        self._closed_topic = closed_topic
        self._pictures = Pictures(api, studio)
        self._marks = Marks(db, clock, owner)
        self._pace = Pace(round(rate.per_second + rate.burst) if rate.per_second else 0)
        self._boxes: dict[int, deque[Parcel]] = {}
        self._later_on: set[int] = set()
        self._newest: dict[tuple[str, int, int], int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._poked = asyncio.Event()
        self._others: Callable[[], int] = lambda: 0
        self._pump_task: asyncio.Task[None] | None = None

    # --- what the rest of the program calls

    def start(self, others: Callable[[], int]) -> None:
        """Begin to look into the outbox for what nobody hands over. others: how many processes do so beside us."""
        self._others = others
        self._pump_task = asyncio.create_task(self._pump())

    def poke(self) -> None:
        """There may be something new in the outbox."""
        self._poked.set()

    def hand_over(self, parcels: Sequence[Parcel], delay: float = 0.0) -> None:
        """Deliver parcels that this process has claimed; returns at once.

        The last may go after `delay` seconds, those before it one place of the budget earlier each: a batch that
        left at once would fill a second of Telegram's own count. Of pushes a few go together, when the last may.
        """
        gap = 1 / self._rate.per_second if self._rate.per_second else 0.0
        together = max(1, min(TOGETHER, round(BUNCH * self._rate.per_second)) // (1 + self._others()))

        def wait(place: int) -> float:
            earlier = len(parcels) - 1 - place
            bunched = earlier % together if parcels[place].priority is Priority.PUSH else 0
            return delay - gap * (earlier - bunched)

        for seconds, places in groupby(range(len(parcels)), wait):
            bunch = [parcels[place] for place in places]
            if seconds > 0:
                self._spawn(self._later(bunch, seconds))
            else:
                self._take_all(bunch)

    def _take_all(self, parcels: Sequence[Parcel]) -> None:
        for parcel in parcels:
            self._take(parcel)

    def _take(self, parcel: Parcel) -> None:
        if (message := _edited(parcel)) is not None:
            self._newest[message] = max(parcel.id, self._newest.pop(message, 0))
            if len(self._newest) > REMEMBERED:
                del self._newest[next(iter(self._newest))]
        box = self._boxes.get(parcel.chat_id)
        if box is not None:
            box.append(parcel)
        else:
            self._boxes[parcel.chat_id] = deque([parcel])
            self._spawn(self._drain(parcel.chat_id))

    def answer(self, query_id: str, toast: Toast | None) -> None:
        """Answer a press; its own deadline, no row: after two minutes nobody waits for it any more."""
        parameters: dict[str, Any] = {"callback_query_id": query_id}
        if toast is not None:
            parameters["text"] = clip(toast.text, TOAST_LIMIT)
            if toast.alert:
                parameters["show_alert"] = True
        self._spawn(self._ephemeral("answerCallbackQuery", parameters))

    async def send_now(self, method: str, parameters: dict[str, Any]) -> bool:
        """Make a call that has no row: tried until its deadline, then forgotten; whether it was made."""
        return await self._ephemeral(method, parameters)

    def numbers(self) -> set[int]:
        """The parcels in memory."""
        boxed = {parcel.id for box in self._boxes.values() for parcel in box}
        return boxed | self._later_on | self._marks.numbers()

    @property
    def busy(self) -> bool:
        return bool(self._tasks) or self._marks.busy

    async def stop(self, patience: float) -> None:
        """Finish what is being sent within `patience` seconds; the rest stays in the outbox."""
        if self._pump_task is not None:
            self._pump_task.cancel()
            await asyncio.gather(self._pump_task, return_exceptions=True)
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        with suppress(TimeoutError):  # with the database away, marks wait for the next start as well
            await asyncio.wait_for(self._marks.flush(), patience)

    # --- from the outbox

    async def _pump(self) -> None:
        while True:
            try:
                while await self.pump_once():
                    pass
            except DatabaseAway:
                log.warning("database away; the outbox waits")
            except Exception:
                log.exception("looking into the outbox failed; it goes on")
            try:
                # not wait_for: on Python 3.11 it swallows a cancellation that arrives together with a poke
                async with asyncio.timeout(IDLE):
                    await self._poked.wait()
            except TimeoutError:
                pass
            self._poked.clear()

    async def pump_once(self) -> bool:
        """Claim one batch and deliver it; False when there was nothing."""
        if (rest := self._pace.rest_of_all()) > 0:
            await asyncio.sleep(min(rest, IDLE))
            return True
        waiting = len(self._boxes) - self._pace.held
        if self._rate.per_second and waiting > max(BACKLOG, AHEAD * self._rate.per_second):
            await asyncio.sleep(APART)
            return True
        found, parcels, delay = await self._db.transaction(self._claim, self._clock())
        self.hand_over(parcels, delay)
        if delay > 0:
            await asyncio.sleep(delay)
        return found

    def _claim(self, tx: Connection, now: datetime) -> tuple[bool, list[Parcel], float]:
        claimed = outbox.claim(tx, now, self._owner, self._share())
        ready = [ready for parcel in claimed for ready in self._open(tx, parcel, now)]
        # a claimed push that came to nothing must still count as progress for the pump
        return bool(claimed), ready, budgets.reserve(tx, EVERYTHING, self._evenly, len(ready), monotonic())

    def _share(self) -> int:
        """How many parcels to claim, so that what all processes hold is sent within AHEAD."""
        if not self._rate.per_second:
            return BATCH
        return min(BATCH, max(1, round(AHEAD * self._rate.per_second / (1 + self._others()))))

    def _open(self, tx: Connection, parcel: Parcel, now: datetime) -> list[Parcel]:
        """A push gets its body now; everything else is as it was stored."""
        if parcel.method is not None:
            return [parcel]
        letters = self._make_push(tx, parcel, now)
        if not letters:
            outbox.drop(tx, parcel.id, now, "no longer wanted")
            return []
        *before, body = letters
        return [*outbox.put(tx, before, now, self._owner), outbox.give_body(tx, parcel, body)]

    # --- to Telegram

    async def _later(self, parcels: Sequence[Parcel], delay: float) -> None:
        numbers = {parcel.id for parcel in parcels}
        self._later_on |= numbers
        try:
            await asyncio.sleep(delay)
        finally:
            self._later_on -= numbers
        self._take_all(parcels)

    async def _drain(self, chat_id: int) -> None:
        box = self._boxes[chat_id]
        try:
            while box:
                try:
                    if not self._superseded(box[0]):
                        await self._pictures.prepare(box[0].body or {})
                    await self._pace.wait(chat_id, *self._counts(box[0]))
                    await self._deliver(box, box[0])
                except LongRest as everybody:
                    await self._postpone(box, timedelta(seconds=everybody.seconds), "429")
                finally:
                    self._pace.forget(chat_id)
        except Exception:
            self._spawn(self._give_back([parcel.id for parcel in box]))
            raise
        finally:
            del self._boxes[chat_id]

    def _counts(self, parcel: Parcel) -> tuple[bool, bool, int]:
        """Whether it counts at Telegram, whether it is a reply, and how many processes share what is none."""
        return parcel.kind is not Kind.DELETE, parcel.priority is Priority.REPLY, 1 + self._others()

    async def _give_back(self, numbers: list[int]) -> None:
        """What was dropped from memory is taken up again from the outbox."""
        while True:
            try:
                await self._db.transaction(outbox.give_back, numbers, self._owner)
                return
            except DatabaseAway:
                await asyncio.sleep(IDLE)

    async def _deliver(self, box: deque[Parcel], parcel: Parcel) -> None:
        """Deliver the first parcel of a box, and take it (or, when all must rest, everything) out."""
        if self._superseded(parcel):
            box.popleft()
            self._marks.sent(Delivered(parcel.id, parcel.message_id))
            return
        if not await self._may_send(parcel):
            box.popleft()  # we stood still, and another process has taken it over
            return
        for rest in (*RESTS, None):
            try:
                result = await self._call(parcel)
            except RetryAfter as error:
                if not await self._wait_out(box, seconds_of(error), last=rest is None):
                    return
                await self._pace.room(parcel.chat_id, *self._counts(parcel))
            except (BadRequest, ChatMigrated, Forbidden, InvalidToken, TimedOut) as error:
                box.popleft()
                await self._refused(box, parcel, error)
                return
            except TelegramError as error:
                if rest is None:
                    await self._postpone(box, LONG_REST, type(error).__name__)
                    return
                await asyncio.sleep(rest)
                await self._pace.room(parcel.chat_id, *self._counts(parcel))
            else:
                box.popleft()
                self._marks.sent(_delivered(parcel, result))
                return

    async def _wait_out(self, box: deque[Parcel], seconds: float, *, last: bool) -> bool:
        """Rest after a 429; False when it takes so long that everything for this chat goes back to the outbox.

        Then behind what everybody sends by now, or all that were refused would be refused again.
        """
        if box[0].chat_id > 0 or seconds <= PATIENCE:  # a group's own limit may last a minute
            self._pace.refused(box[0].chat_id, seconds)
        if seconds > PATIENCE or last:
            await self._postpone(box, timedelta(seconds=seconds), "429")
            return False
        await self._pace.rest(seconds)
        with suppress(DatabaseAway):
            await asyncio.sleep(await self._db.transaction(budgets.reserve, EVERYTHING, self._rate, 1, monotonic()))
        return True

    async def _call(self, parcel: Parcel) -> Any:
        body = {**(parcel.body or {}), "chat_id": parcel.chat_id}
        door = self._pictures if PICTURE in body else self._api
        try:
            return await door.call(parcel.method or "", body)
        finally:
            self._pace.answered(parcel.chat_id)

    def _superseded(self, parcel: Parcel) -> bool:
        """Whether a newer edit of the same message waits or went: one left over from before a crash comes late."""
        message = _edited(parcel)
        return message is not None and self._newest.get(message, 0) > parcel.id

    async def _may_send(self, parcel: Parcel) -> bool:
        """Mark what must not come twice; a second copy of an answer is harmless, one of a question is not."""
        once = parcel.kind is Kind.MESSAGE and parcel.asking_id is not None
        return await self._marks.sending(parcel.id) if once else True

    async def _refused(self, box: deque[Parcel], parcel: Parcel, error: TelegramError) -> None:
        """What an error that is not just bad weather means for this parcel, and for its chat."""
        now = self._clock()
        if isinstance(error, TimedOut):
            again = outbox.hold if parcel.kind is Kind.MESSAGE else outbox.retry
            await self._db.transaction(again, parcel.id, now, "no answer in time")
        elif isinstance(error, ChatMigrated):
            await self._db.transaction(chats.move, parcel.chat_id, error.new_chat_id)
            box.extendleft([parcel])
            moved = [replace(p, chat_id=error.new_chat_id) for p in box if p.kind is not Kind.DELETE]
            for gone in (p for p in box if p.kind is Kind.DELETE):  # there its number is another message's
                self._marks.sent(Delivered(gone.id, gone.message_id))
            box.clear()
            self.hand_over(moved)
        elif isinstance(error, Forbidden):
            waiting = [parcel, *box]
            box.clear()  # the door is closed: what stands behind would only knock again
            await self._db.transaction(_shut_out, waiting, now, error.message)
        elif _no_topic(parcel, error):
            self.hand_over(await self._db.transaction(self._tell_closed, parcel, now, error.message))
        elif second := _second_try(parcel, error):
            box.appendleft(second)
        elif "not modified" in error.message or "already been closed" in error.message or _gone(parcel, error):
            self._marks.sent(Delivered(parcel.id, parcel.message_id))
        else:
            log.error("Telegram refused a message", outbox_id=parcel.id, method=parcel.method, reason=error.message)
            await self._db.transaction(outbox.drop, parcel.id, now, error.message[:200])

    def _tell_closed(self, tx: Connection, parcel: Parcel, now: datetime, reason: str) -> list[Parcel]:
        """A question that cannot stand in its topic is over; the group hears of it where everybody reads."""
        outbox.drop(tx, parcel.id, now, reason[:200])
        if parcel.asking_id is not None:
            askings.expire(tx, askings.with_id(parcel.asking_id), now)
        return outbox.put(tx, self._closed_topic(tx, parcel, now), now, self._owner)

    async def _postpone(self, box: deque[Parcel], rest: timedelta, reason: str) -> None:
        """Give everything for one chat back to the outbox, in order, for later."""
        waiting = list(box)
        not_before = self._clock() + rest

        def give_back(tx: Connection) -> None:
            for parcel in waiting:
                outbox.retry(tx, parcel.id, not_before, reason)

        await self._db.transaction(give_back)
        for _ in waiting:
            box.popleft()

    async def _ephemeral(self, method: str, parameters: dict[str, Any]) -> bool:
        try:
            async with asyncio.timeout(EPHEMERAL_DEADLINE):
                await self._api.insist(method, parameters, RESTS, deadline=EPHEMERAL_DEADLINE)
        except BadRequest as error:
            log.debug("an answer came too late", method=method, reason=error.message)
        except (TelegramError, TimeoutError) as error:
            log.warning("an answer was not delivered", method=method, error=type(error).__name__)
        else:
            return True
        return False

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("sending failed; the outbox keeps it", error=type(error).__name__, exc_info=error)


def _edited(parcel: Parcel) -> tuple[str, int, int] | None:
    """What this parcel replaces as a whole: a message's text, or its picture."""
    if parcel.kind is not Kind.EDIT or parcel.method not in _NEW or parcel.message_id is None:
        return None
    return parcel.method, parcel.chat_id, parcel.message_id


def _delivered(parcel: Parcel, result: Any) -> Delivered:
    message = result if isinstance(result, dict) else {}
    poll = message.get("poll") or {}
    stands = message.get("message_id", parcel.message_id)
    return Delivered(parcel.id, stands, poll.get("id"), parcel.asking_id, parcel.chat_id, parcel.lasts)


def _second_try(parcel: Parcel, error: TelegramError) -> Parcel | None:
    """Another form of a message that Telegram refused: without markup, or new where the old one is gone."""
    body = parcel.body or {}
    if "can't parse entities" in error.message.lower() and "parse_mode" in body:
        log.error("markup refused; sent as plain text", outbox_id=parcel.id, reason=error.message)
        bare = {name: value for name, value in body.items() if name != "parse_mode"}
        text = "caption" if PICTURE in body else "text"
        return replace(parcel, body={**bare, text: plain(Markup(bare.get(text, "")))})
    if parcel.method in _NEW and any(words in error.message for words in _NOT_EDITABLE):
        fresh = {name: value for name, value in body.items() if name != "message_id"}
        return replace(parcel, kind=Kind.MESSAGE, method=_NEW[parcel.method], body=fresh, message_id=None)
    return None


def _gone(parcel: Parcel, error: TelegramError) -> bool:
    """Whether a message cannot be removed because somebody was quicker, or it is too old by now."""
    told = error.message.lower()
    return parcel.kind is Kind.DELETE and ("to delete not found" in told or "can't be deleted" in told)


def _no_topic(parcel: Parcel, error: TelegramError) -> bool:
    """Whether a forum topic was closed or deleted before its message came."""
    gone = "thread not found" in error.message or "topic_closed" in error.message.lower()
    return gone and "message_thread_id" in (parcel.body or {})


def _shut_out(tx: Connection, parcels: Sequence[Parcel], now: datetime, reason: str) -> None:
    """403: this person blocked us, or this group removed us. Their reminders pause until they are back."""
    for parcel in parcels:
        outbox.drop(tx, parcel.id, now, reason[:200])
    chat = parcels[0].chat_id
    if chat > 0:
        learners.block(tx, chat, now)
    else:
        chats.change(tx, chat, present=False)
