"""`studybot demo`: finds a folder and a port of its own, prints one address, and runs until it is stopped."""

import asyncio
import errno
import fcntl
import os
import signal
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe
from typing import IO

import structlog
from aiohttp import web

from bot.demo.page import Page
from bot.demo.play import Demo
from bot.demo.watch import watch
from bot.settings import Settings

log = structlog.get_logger()

PORT = 8765
TRIES = 50
"""Ports that are tried, from the wanted one up."""

FOLDERS = 9
"""Demos that may run at once on one data directory, each in a folder of its own."""


class NoPlace(Exception):
    """Nothing free for a demo: the message says what."""


class DemoFolder:
    """A folder that no other demo uses while this one runs."""

    def __init__(self, path: Path, lock: IO[str]) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def claim(cls, data: Path) -> "DemoFolder":
        """data/demo; data/demo-2 and so on while another demo is running there. Raises NoPlace."""
        for number in range(1, FOLDERS + 1):
            path = data / ("demo" if number == 1 else f"demo-{number}")
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = (path / "lock").open("a")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.close()
                continue
            return cls(path, lock)
        raise NoPlace(f"{FOLDERS} demos run on {data} already. Stop one of them, or set DATA_DIR.")

    def secret(self) -> str:
        """What stands in the address: the same after a restart, so that an open page finds its demo again."""
        file = self.path / "secret"
        with suppress(FileNotFoundError):
            known = file.read_text("ascii").strip()
            if len(known) >= 16 and known.replace("-", "").replace("_", "").isalnum():
                return known
        made = token_urlsafe(18)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(made)
        return made

    def release(self) -> None:
        self._lock.close()


async def demo(chosen: Settings, subject: Path | None, host: str, port: int, *, show: bool) -> None:
    """Run until SIGTERM or SIGINT. subject: a folder that is watched instead of the content; show: open a browser."""
    loop, running = asyncio.get_running_loop(), asyncio.current_task()
    assert running is not None
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, running.cancel)
    folder = DemoFolder.claim(chosen.data_dir)
    try:
        with suppress(asyncio.CancelledError):
            await _run(chosen, folder, subject or chosen.content, host, port, show=show)
    finally:
        folder.release()


async def _run(chosen: Settings, folder: DemoFolder, content: Path, host: str, port: int, *, show: bool) -> None:
    played = Demo(chosen, folder.path, content)
    secret = folder.secret()
    runner = web.AppRunner(Page(played, secret, host).application(), access_log=None, shutdown_timeout=1.0)
    watching: asyncio.Task[None] | None = None
    try:
        await played.open()
        await runner.setup()
        found = await _listen(runner, host, port)
        address = f"http://{_shown(host)}:{found}/{secret}/"
        _say(address, found, port, folder.path, played)
        if show and _has_screen():
            await asyncio.to_thread(webbrowser.open, address)
        watching = asyncio.create_task(watch(content, played.reload))
        await asyncio.Event().wait()
    finally:
        if watching is not None:
            watching.cancel()
        await runner.cleanup()
        await asyncio.shield(played.close())


async def _listen(runner: web.AppRunner, host: str, wanted: int) -> int:
    """The first free port from the wanted one; 0 takes any. Raises NoPlace."""
    for port in range(wanted, min(wanted + TRIES, 65536)) if wanted else [0]:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise NoPlace(f"The demo cannot listen on {host}: {error.strerror or error}") from None
            continue
        return int(runner.addresses[0][1])
    raise NoPlace(f"No port is free from {wanted} to {wanted + TRIES - 1}. Choose another with --port.")


def _shown(host: str) -> str:
    """The name to open in a browser on this machine."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104  # compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _say(address: str, found: int, wanted: int, folder: Path, played: Demo) -> None:
    if wanted not in {0, found}:
        print(f"Port {wanted} is taken, so the demo uses {found}.")  # noqa: T201
    if played.loaded.errors:
        print(f"The content has {len(played.loaded.errors)} mistakes; the page lists them.")  # noqa: T201
    print(f"The demo is open: {address}")  # noqa: T201
    print(f"It keeps what you do in {folder}. Ctrl-C ends it.", flush=True)  # noqa: T201


def _has_screen() -> bool:
    """Whether a browser can be opened for a person: else a text browser would take over the terminal."""
    if not sys.stdout.isatty() or os.environ.get("CI"):
        return False
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
