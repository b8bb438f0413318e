"""The Bot API in a process of its own: it plays many people at once, and measures how they are served.

It speaks just enough HTTP by hand, so that it costs a fraction of any bot it serves; `ceiling` shows how
much it could take. `POST /load` starts people who talk to one bot and returns what they met with.
"""

import asyncio
import re
import resource
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson

from tests.bench.people import People, plan

Json = dict[str, Any]

LATE = 20.0
"""Seconds that people wait for the last replies."""

HOOKS = 40
"""Parallel posts to a webhook: Telegram's default."""

ME = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench", "can_join_groups": True}
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_CHAT = re.compile(rb'chat_id(?:=|": ?"?|"\r\n\r\n)(-?\d+)')
_OFFSET = re.compile(rb'offset(?:=|":)(\d+)')
_AT_ONCE = re.compile(rb'timeout(?:=|":)0')
_OK = b'{"ok":true,"result":true}'
_REPLIES = frozenset({b"sendMessage", b"editMessageText", b"sendPoll"})


class Line:
    """What the server knows of one bot: its updates, its webhook, and who talks to it."""

    def __init__(self) -> None:
        self.latency = 0.0
        self.waiting: deque[tuple[int, bytes]] = deque()
        self.poller: Callable[[bytes], None] | None = None
        self.hook: tuple[str, int, str, str] | None = None
        self.hooks: list[Hook] = []
        self.opening: asyncio.Task[None] | None = None
        self.people: People | None = None
        self.sent = 0
        self.moments: list[float] = []
        self.calls: dict[str, int] = {}

    def put(self, number: int, update: bytes) -> None:
        """A new update: to a webhook that is free, to the poll that waits, else into the queue."""
        self.waiting.append((number, update))
        if self.hook is not None:
            for hook in self.hooks:
                if hook.free:
                    hook.go()
                    return
        elif self.poller is not None:
            asyncio.get_running_loop().call_soon(self.deliver)

    def announced(self, body: bytes) -> None:
        """A webhook is set; some bots do so before they listen there."""
        given = orjson.loads(body) if body[:1] == b"{" else dict(parse_qsl(body.decode()))
        parts = urlsplit(given.get("url", ""))
        if parts.hostname:
            self.hook = (parts.hostname, parts.port or 80, parts.path, given.get("secret_token", ""))
            self.open()

    def open(self) -> None:
        if self.opening is None or self.opening.done():
            self.opening = asyncio.create_task(open_hooks(self))

    def deliver(self) -> None:
        if self.poller is not None and self.waiting:
            poller, self.poller = self.poller, None
            poller(self.batch())

    def batch(self) -> bytes:
        rows = [update for _, update in list(self.waiting)[:100]]
        return b'{"ok":true,"result":[' + b",".join(rows) + b"]}"

    def confirm(self, offset: int) -> None:
        while self.waiting and self.waiting[0][0] < offset:
            self.waiting.popleft()

    def answered(self, chat: int, body: bytes) -> None:
        self.sent += 1
        self.moments.append(time.perf_counter())
        if self.people is not None:
            self.people.answered(chat, body)


LINES: dict[bytes, Line] = {}


class Door(asyncio.Protocol):
    """One connection; requests on it are answered in order."""

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            found = _LENGTH.search(head)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            self._take(head.split(b" ", 2)[1], body)

    def _take(self, path: bytes, body: bytes) -> None:
        if path == b"/load":
            task = asyncio.create_task(load(orjson.loads(body)))
            task.add_done_callback(lambda done: self.reply(orjson.dumps(_outcome(done))))
            return
        _, token, method = path.split(b"/", 2)
        line = LINES.setdefault(token[3:], Line())
        line.calls[method.decode()] = line.calls.get(method.decode(), 0) + 1
        if line.latency:
            asyncio.get_running_loop().call_later(line.latency, self._call, line, method, body)
        else:
            self._call(line, method, body)

    def _call(self, line: Line, method: bytes, body: bytes) -> None:
        if method == b"getUpdates":
            self._poll(line, body)
        elif method in _REPLIES:
            found = _CHAT.search(body)
            chat = int(found[1]) if found else 0
            self.reply(_message(line, chat))
            line.answered(chat, body)
        elif method == b"setWebhook":
            self.reply(_OK)
            line.announced(body)
        else:
            self.reply(orjson.dumps({"ok": True, "result": ME}) if method == b"getMe" else _OK)

    def _poll(self, line: Line, body: bytes) -> None:
        if (offset := _OFFSET.search(body)) is not None:
            line.confirm(int(offset[1]))
        if line.waiting or _AT_ONCE.search(body):
            self.reply(line.batch())
        else:
            line.poller = self.reply
            asyncio.get_running_loop().call_later(10.0, self._nothing, line)

    def _nothing(self, line: Line) -> None:
        if line.poller == self.reply:
            line.poller = None
            self.reply(b'{"ok":true,"result":[]}')

    def reply(self, body: bytes) -> None:
        if not self._transport.is_closing():
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
            self._transport.write(head + body)


def _message(line: Line, chat: int) -> bytes:
    """A message as the real server returns it."""
    return (
        b'{"ok":true,"result":{"message_id":%d,"from":{"id":1,"is_bot":true,"first_name":"Bench","username":"bench"},'
        b'"chat":{"id":%d,"first_name":"Maya","type":"private"},"date":1795564800,"text":"what is dax"}}'
        % (line.sent + 1000, chat)
    )


class Hook(asyncio.Protocol):
    """One connection to a webhook; takes the next update as soon as the last one was accepted."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._transport: Any = None
        self.free = False

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self.free = True

    def connection_lost(self, error: Exception | None) -> None:
        """Servers close what they were not asked for a while; another one takes its place."""
        self.free = False
        if self in self._line.hooks:
            self._line.hooks.remove(self)
            self._line.open()

    def go(self) -> None:
        self.free = False
        _, update = self._line.waiting.popleft()
        assert self._line.hook is not None
        host, port, path, secret = self._line.hook
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: {len(update)}\r\n\r\n"
        )
        self._transport.write(head.encode() + update)

    def data_received(self, data: bytes) -> None:
        assert data.startswith(b"HTTP/1.1 200"), data[:100]
        self.free = True
        if self._line.waiting:
            self.go()


async def open_hooks(line: Line) -> None:
    """Connect to a webhook as soon as somebody listens there."""
    assert line.hook is not None
    host, port, *_ = line.hook
    loop, until = asyncio.get_running_loop(), time.monotonic() + LATE
    while len(line.hooks) < HOOKS and time.monotonic() < until:
        try:
            _, hook = await loop.create_connection(lambda: Hook(line), host, port)
        except ConnectionRefusedError:
            await asyncio.sleep(0.05)
            continue
        line.hooks.append(hook)
        if line.waiting and hook.free:
            hook.go()


# --- the load


def cpu(pid: int) -> float:
    """Seconds of processor time that a process has used, all its threads together."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123  # read many times
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def memory(pid: int) -> float:
    """Resident megabytes of a process."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:  # noqa: PTH123
        return next(int(row.split()[1]) / 1024 for row in file if row.startswith("VmRSS"))


async def load(wanted: Json) -> Json:
    """Let people talk to one bot for some seconds. See `people.plan` for what they do.

    Returns updates a second, the bot's CPU per update, latencies and memory, and how busy this server was.
    """
    line = LINES.setdefault(wanted["token"].encode(), Line())
    line.latency = wanted.get("latency", 0.0)
    pid = wanted["pid"]
    if wanted["kind"] == "push":
        return await pushes(line, pid, wanted)
    people = line.people = plan(wanted, line.put)
    people.start()
    await asyncio.sleep(wanted.get("warm", 1.0))
    people.measure()
    calls = dict(line.calls)
    began, used, own = time.perf_counter(), cpu(pid), time.process_time()
    await asyncio.sleep(wanted["seconds"])
    spent, used, own = time.perf_counter() - began, cpu(pid) - used, time.process_time() - own
    served = people.stop()
    ended = time.perf_counter() + wanted.get("patience", LATE)
    while people.open and time.perf_counter() < ended:  # noqa: ASYNC110  # replies are polled for, cheaply
        await asyncio.sleep(0.01)
    times = sorted(people.times) or [0.0]
    return {
        "updates": served,
        "per_second": served / spent,
        "cpu": 1000 * used / max(served, 1),
        "busy": used / spent,
        "server": own / spent,
        "p50": 1000 * times[len(times) // 2],
        "p99": 1000 * times[min(len(times) - 1, int(len(times) * 0.99))],
        "lost": people.open,
        "memory": memory(pid),
        "calls": {name: count - calls.get(name, 0) for name, count in line.calls.items()},
    }


async def pushes(line: Line, pid: int, wanted: Json) -> Json:
    """What arrives unasked: from the first to the `count`th message, or for `seconds` after the first."""
    began, line.moments = time.perf_counter(), []
    while not line.moments:
        await asyncio.sleep(0.002)
        if time.perf_counter() - began > 60:
            return {"messages": 0}
    first, used = line.moments[0], cpu(pid)
    while len(line.moments) < wanted["count"] and time.perf_counter() - first < wanted["seconds"]:  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    spent, used = time.perf_counter() - first, cpu(pid) - used
    count = len(line.moments)
    return {
        "messages": count,
        "per_second": count / spent,
        "cpu": 1000 * used / count,
        "busy": used / spent,
        "first": first - began,
        "memory": memory(pid),
    }


def _outcome(done: "asyncio.Task[Json]") -> Json:
    return done.result() if done.exception() is None else {"error": repr(done.exception())}


async def serve() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8192)), hard))
    server = await asyncio.get_running_loop().create_server(Door, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


# --- how much this server could take


class Blaster(asyncio.Protocol):
    """A connection that calls sendMessage again as soon as it is answered."""

    BODY = b"chat_id=5&text=what+is+dax"
    CALL = b"POST /botblast/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
    answered = 0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        transport.write(self.CALL)

    def data_received(self, data: bytes) -> None:
        Blaster.answered += 1
        self._transport.write(self.CALL)


async def blast(port: int, seconds: float) -> float:
    """Calls a second that this server answers to a client which does nothing else."""
    loop = asyncio.get_running_loop()
    for _ in range(32):
        await loop.create_connection(Blaster, "127.0.0.1", port)
    await asyncio.sleep(0.3)
    before, began = Blaster.answered, time.perf_counter()
    await asyncio.sleep(seconds)
    return (Blaster.answered - before) / (time.perf_counter() - began)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(asyncio.run(blast(int(sys.argv[1]), 2.0)))
    else:
        asyncio.run(serve())
