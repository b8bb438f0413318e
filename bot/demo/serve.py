"""`studybot demo`: finds a folder and a port of its own, prints one address, and runs until it is stopped."""

import asyncio
import errno
import fcntl
import logging
import os
import signal
import socket
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe
from typing import IO

import structlog
from aiohttp import web
from aiohttp.http import HttpProcessingError
from sqlalchemy.exc import SQLAlchemyError

from bot.demo.page import Page
from bot.demo.play import Demo
from bot.demo.watch import watch
from bot.settings import Settings
from bot.storage.database import DatabaseAway

log = structlog.get_logger()

PORT = 8765
TRIES = 50
"""Ports that are tried, from the wanted one up."""

OUTSIDE = "192.0.2.1"
"""An address that is nobody's (RFC 5737): the way to it shows which of our own addresses others would see."""

FOLDERS = 9
"""Demos that may run at once on one data directory, each in a folder of its own."""


class NoPlace(Exception):
    """Nothing free for a demo: the message says what."""


class BrokenDemo(Exception):
    """What an earlier demo left cannot be opened: the message says why."""


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
    content = subject or chosen.content
    try:
        with suppress(asyncio.CancelledError):
            await _run(Demo(chosen, folder.path, content, one_subject=subject is not None), folder, host, port, show)
    finally:
        folder.release()


async def _run(played: Demo, folder: DemoFolder, host: str, port: int, show: bool) -> None:
    secret = folder.secret()
    logging.getLogger("aiohttp.server").addFilter(_worth_a_line)
    runner = web.AppRunner(Page(played, secret, host).application(), access_log=None, shutdown_timeout=1.0)
    watching: asyncio.Task[None] | None = None
    try:
        await _open(played)
        await runner.setup()
        found = await _listen(runner, host, port)
        address = f"http://{_shown(host)}:{found}/{secret}/"
        _say(address, found, port, played)
        if (elsewhere := _elsewhere(host)) is not None:
            print(f"From other machines: http://{elsewhere}:{found}/{secret}/")  # noqa: T201
        print(f"It keeps what you do in {folder.path}. Ctrl-C ends it.", flush=True)  # noqa: T201
        if show and _has_screen():
            await asyncio.to_thread(webbrowser.open, address)
        watching = asyncio.create_task(watch(played.content, played.reload))
        await asyncio.Event().wait()
    finally:
        if watching is not None:
            watching.cancel()
        await runner.cleanup()
        await asyncio.shield(played.close())


def _worth_a_line(record: logging.LogRecord) -> bool:
    """Not what somebody sent that is no HTTP: it was answered with 400."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


async def _open(played: Demo) -> None:
    """Raises BrokenDemo."""
    try:
        await played.open()
    except (SQLAlchemyError, DatabaseAway) as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise BrokenDemo(
            f"The demo's database cannot be used: {reason}. Move {played.folder} away to begin a new one."
        ) from None


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


def _elsewhere(host: str) -> str | None:
    """This machine's address for others, where the demo listens for them; nothing is sent to find out."""
    if _shown(host) == host or ":" in host:
        return None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect((OUTSIDE, 9))
        return str(probe.getsockname()[0])
    return None


def _say(address: str, found: int, wanted: int, played: Demo) -> None:
    if wanted not in {0, found}:
        print(f"Port {wanted} is taken, so the demo uses {found}.")  # noqa: T201
    if played.loaded.errors:
        print(f"The content has {len(played.loaded.errors)} mistakes; the page lists them.")  # noqa: T201
    print(f"The demo is open: {address}")  # noqa: T201


def _has_screen() -> bool:
    """Whether a browser can be opened for a person: else a text browser would take over the terminal."""
    if not sys.stdout.isatty() or os.environ.get("CI"):
        return False
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
