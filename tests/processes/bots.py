"""`studybot run` as a process, against the HTTP door of the simulated Telegram on 127.0.0.1."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bot.demo.telegram import Telegram
from bot.demo.telegram.server import Server
from tests.stage import SUBJECTS

ROOT = Path(__file__).parents[2]

PATIENCE = 30.0
_RUN = "import sys; from bot.__main__ import main; sys.argv = ['studybot', 'run']; main()"


class BotProcess:
    """One process; started, killed and started again on the same data. before: code that breaks it, for proofs."""

    def __init__(self, folder: Path, server: Server, before: str = "", **settings: str) -> None:
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),  # the bot beside these tests, whatever is installed
            "BOT_TOKEN": server.telegram.token,
            "BOT_API_URL": server.address,
            "DATA_DIR": str(folder / "data"),
            "CONTENT_DIR": str(SUBJECTS / "tea"),
            "SEND_RATE": "0",
            "LOG_LEVEL": "DEBUG",
            **settings,
        }
        self._command = [sys.executable, "-m", "bot", "run"]
        if before:
            self._command = [sys.executable, "-c", f"{before}\n{_RUN}"]
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self.output = folder / "output.txt"
        self._said_before = 0

    async def start(self) -> None:
        self._said_before = len(self.said())
        with self.output.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                cwd=self._folder,
                env=self._environment,
                stdout=output,
                stderr=output,
            )

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def ready(self, patience: float = PATIENCE) -> None:
        """Wait until it serves. Raises AssertionError with what it said when it ends instead."""
        await until(lambda: not self.running or "running" in self.said_now(), patience)
        assert self.running, f"it ended: {self.said_now()[-2000:]}"

    def pause(self) -> None:
        """SIGSTOP: it stands still, and its connections stay open."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    async def kill(self) -> None:
        """kill -9: no goodbye."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def terminate(self) -> int:
        """SIGTERM; returns the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), PATIENCE)

    async def ended(self) -> tuple[int, str]:
        """Wait for it to end by itself; exit code and what it said."""
        assert self._process is not None
        code = await asyncio.wait_for(self._process.wait(), PATIENCE)
        return code, self.said()

    def said(self) -> str:
        return self.output.read_text("utf-8") if self.output.exists() else ""

    def said_now(self) -> str:
        """What it said since it was started last."""
        return self.said()[self._said_before :]


async def until(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until something is the case."""
    async with asyncio.timeout(patience):
        while not condition():  # noqa: ASYNC110  # another process knows no Event of ours
            await asyncio.sleep(0.01)


def new_server() -> Server:
    return Server(Telegram(lambda: datetime.now(UTC)))
