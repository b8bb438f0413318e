"""Webhook delivery: what belongs to one chat one after another, chats side by side, until each is answered with 2xx.

So does Telegram's own Bot API server: it keeps a queue per chat (or person, for what has no chat), and posts
over up to `max_connections` at once. redeliver: the chance that an answered update is posted once more, as
after a lost answer. unordered: forget the queues and post in any order.
"""

import asyncio
from collections import deque
from random import Random

import aiohttp

from bot.demo.telegram.objects import Json
from bot.demo.telegram.state import Telegram

CONNECTIONS = 40
RETRY = 0.2
"""Seconds between two tries to deliver to a webhook."""


class Delivery:
    def __init__(self, telegram: Telegram, seed: int = 0) -> None:
        self._telegram = telegram
        self._random = Random(seed)  # noqa: S311
        self.redeliver = 0.0
        self.unordered = False
        self.posts = 0
        """How many posts were answered with 2xx."""
        self._adopted = 0
        self._hook: Json = telegram.webhook
        self._queues: dict[int, deque[Json]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._seats = asyncio.Semaphore(CONNECTIONS)

    async def run(self) -> None:
        """Until cancelled."""
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        async with aiohttp.ClientSession(connector=connector) as session:
            try:
                while True:
                    self._adopt(session)
                    await asyncio.sleep(0.005)
            finally:
                self._drop()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    def _drop(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._queues.clear()
        self._adopted = 0

    def _adopt(self, session: aiohttp.ClientSession) -> None:
        """Put new updates into their queues; a webhook that was set anew begins from what was not answered."""
        if self._telegram.webhook is not self._hook:
            self._drop()
            self._hook = self._telegram.webhook
        if not self._hook["url"]:
            return
        fresh: list[Json] = []
        for update in reversed(self._telegram.updates):
            if update["update_id"] <= self._adopted:
                break
            fresh.append(update)
        if not fresh:
            return
        self._adopted = fresh[0]["update_id"]
        if self.unordered:
            self._random.shuffle(fresh)
        for update in reversed(fresh):
            self._enqueue(session, update)

    def _enqueue(self, session: aiohttp.ClientSession, update: Json) -> None:
        name = update["update_id"] if self.unordered else _queue(update)
        waiting = self._queues.get(name)
        if waiting is not None:
            waiting.append(update)
            return
        self._queues[name] = deque([update])
        task = asyncio.create_task(self._drain(session, name, self._hook))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, session: aiohttp.ClientSession, name: int, hook: Json) -> None:
        waiting = self._queues[name]
        while waiting and hook is self._telegram.webhook:
            again = self._random.random() < self.redeliver
            async with self._seats:
                if not await self._insist(session, hook, waiting[0]):
                    return  # not delivered: it goes to the webhook that was set meanwhile
            done = waiting.popleft()
            if done in self._telegram.updates:
                self._telegram.updates.remove(done)
            if again:
                self._enqueue_again(session, done)
        if self._queues.get(name) is waiting:
            del self._queues[name]

    def _enqueue_again(self, session: aiohttp.ClientSession, update: Json) -> None:
        """Later, behind what waits by then, and as often as chance will have it."""
        loop = asyncio.get_running_loop()
        loop.call_later(self._random.random() * 0.5, self._enqueue, session, update)

    async def _insist(self, session: aiohttp.ClientSession, hook: Json, update: Json) -> bool:
        """Post until it is answered; False when the webhook is another one before that."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.get("secret_token", "")}
        while hook is self._telegram.webhook:
            try:
                async with session.post(hook["url"], json=update, headers=headers) as response:
                    if response.status < 300:
                        self.posts += 1
                        return True
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(RETRY)
        return False


def _queue(update: Json) -> int:
    """The chat of a message, else the person behind the update; 0 for what has neither."""
    payload = next((value for key, value in update.items() if key != "update_id"), None)
    holders = [payload.get(name) for name in ("chat", "from", "user")] if isinstance(payload, dict) else []
    numbers = [holder["id"] for holder in holders if isinstance(holder, dict) and isinstance(holder.get("id"), int)]
    return int(numbers[0]) if numbers else 0
