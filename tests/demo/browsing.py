"""`studybot demo` as a process, and a real browser in front of it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.stage import SUBJECTS

TEA = SUBJECTS / "tea"
PATIENCE = 20.0
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def browser_path() -> str | None:
    """The browser on this machine; BROWSER_PATH names another one."""
    named = os.environ.get("BROWSER_PATH")
    return named or next((found for name in BROWSERS if (found := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless browser. Raises AssertionError where there is none."""
    path = browser_path()
    assert path is not None, "no Chromium was found: install it, or name it in BROWSER_PATH"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield opened
        opened.close()


class DemoProcess:
    """One demo on data of its own; it can be stopped and started again."""

    def __init__(self, data: Path, *options: str, content: Path = TEA, port: int = 0) -> None:
        self.data = data
        self.port = port
        self._options = options
        self._environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(data), "CONTENT_DIR": str(content)}
        self._process: subprocess.Popen[bytes] | None = None
        self._output = data.with_name(f"{data.name}-{id(self)}.out")

    def start(self) -> float:
        """Start, and return after how many seconds the address was printed."""
        began = time.perf_counter()
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "demo", "--no-open", "--port", str(self.port), *self._options],
                env=self._environment,
                stdout=output,
                stderr=output,
            )
        until = began + PATIENCE
        while "Ctrl-C" not in self.said:
            assert self._process.poll() is None and time.perf_counter() < until, self.said
            time.sleep(0.01)
        self.port = int(re.search(r":(\d+)/", self.address)[1])  # type: ignore[index]  # every address has a port
        return time.perf_counter() - began

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def said(self) -> str:
        return self._output.read_text("utf-8")

    @property
    def address(self) -> str:
        found = re.search(r"http://\S+", self.said)
        assert found is not None, self.said
        return found[0]

    def kill(self) -> None:
        """SIGKILL: nothing can be saved any more."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(PATIENCE)

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(PATIENCE)


@contextmanager
def running(process: DemoProcess) -> Iterator[DemoProcess]:
    process.start()
    try:
        yield process
    finally:
        assert process.stop() == 0, process.said


class Reader:
    """What a person does in the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.page.locator("#chats button").first.wait_for(state="attached")

    def goes_to(self, chat: str) -> None:
        if self.page.locator("#back").is_visible():
            self.page.locator("#back").click()
        self.page.locator("#chats button", has_text=chat).click()
        self.page.locator("#title", has_text=chat).wait_for()

    def types(self, text: str) -> None:
        self.page.locator("#box").fill(text)
        self.page.locator("#box").press("Enter")

    def presses(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).last.click()

    def sees(self, text: str, count: int | None = None) -> Locator:
        """A message with this text (the newest of several) comes within a few seconds."""
        found = self.page.locator("article", has_text=text)
        found.last.wait_for()
        assert count is None or found.count() == count, f"{found.count()} messages with {text!r}"
        return found.last
