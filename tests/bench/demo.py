"""`python -m tests.bench.demo`: how quick the offline demo is, in a real browser on the shipped content."""

import os
import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Page
from rich.console import Console
from rich.table import Table

from bot.settings import shipped
from tests.demo.browsing import DemoProcess, Reader, browser, running

QUESTIONS = ("what is dax", "lsi vs gsi", "how long can long polling wait", "what is a cmk", "deployment options")
MANY = 1_000
LOOKED = 10.0
"""Seconds for which an idle demo is watched."""

FILL = """async count => {
  const socket = new WebSocket(new URL('live?tab=fill', location.href.replace(/^http/, 'ws')))
  await new Promise(done => { socket.onopen = done })
  const finished = new Promise(done => { socket.onmessage = event => JSON.parse(event.data).done === count && done() })
  for (let n = 1; n <= count; n++)
    socket.send(JSON.stringify({
      n, act: 'say', chat: Number(sessionStorage.chat), text: `line ${n} ` + 'word '.repeat(n % 40),
    }))
  await finished
  socket.close()
}"""
SCROLL = """async () => {
  const scroll = document.getElementById('scroll'), frames = []
  let last = performance.now()
  for (let i = 0; i < 60; i++) {
    scroll.scrollTop = scroll.scrollHeight * (i % 2 ? i : 60 - i) / 60
    await new Promise(requestAnimationFrame)
    frames.push(performance.now() - last)
    last = performance.now()
  }
  return frames.sort((a, b) => a - b)
}"""


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ready(demo: DemoProcess, page: Page) -> float:
    """Seconds from the command to a page that can be typed into."""
    began = time.perf_counter()
    demo.start()
    Reader(page).open(demo.address)
    return time.perf_counter() - began


def idle(demo: DemoProcess) -> float:
    """Percent of one core while nobody does anything and a page is open."""
    before = cpu_of(demo.pid)
    time.sleep(LOOKED)
    return 100 * (cpu_of(demo.pid) - before) / LOOKED


def answers(page: Page) -> list[float]:
    """Milliseconds from Enter to a visible answer."""
    times = []
    for question in QUESTIONS:
        there = page.locator("article:not(.mine)").count()
        page.locator("#box").fill(question)
        began = time.perf_counter()
        page.locator("#box").press("Enter")
        page.wait_for_function("n => document.querySelectorAll('article:not(.mine)').length > n", arg=there)
        times.append(1000 * (time.perf_counter() - began))
    return times


def typing(page: Page) -> float:
    """Milliseconds per key, from the key to a drawn frame."""
    page.locator("#box").focus()
    times = []
    for letter in "a long enough sentence":
        began = time.perf_counter()
        page.keyboard.press(letter if letter != " " else "Space")
        page.evaluate("() => new Promise(requestAnimationFrame)")
        times.append(1000 * (time.perf_counter() - began))
    page.locator("#box").fill("")
    return median(times)


def main() -> None:
    table = Table("the offline demo", "figure", "wanted")
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        demo = DemoProcess(Path(folder) / "data", content=shipped("content"))
        with running(demo):
            pass  # the first start makes the database
        page = chromium.new_context(viewport={"width": 1100, "height": 760}).new_page()
        table.add_row("page ready, second start", f"{ready(demo, page):.2f} s", "<= 3 s")
        try:
            quick = answers(page)
            table.add_row("answer visible after Enter", f"{median(quick):.0f} ms (most {max(quick):.0f})", "<= 150 ms")
            table.add_row("idle, a page open", f"{idle(demo):.2f} % CPU", "< 1 %")
            empty = typing(page)
            Reader(page).goes_to("Question channel")
            page.evaluate(FILL, MANY)
            while page.locator("#older").is_visible():
                page.locator("#older").click()
                page.wait_for_timeout(150)
            shown = page.locator("article").count()
            frames = page.evaluate(SCROLL)
            table.add_row(f"{shown} messages: a frame while scrolling", f"{frames[57]:.0f} ms (95 %)", "no lag")
            table.add_row(f"{shown} messages: a key typed", f"{typing(page):.0f} ms (empty: {empty:.0f})", "no lag")
        finally:
            demo.stop()
    Console().print(table)


if __name__ == "__main__":
    main()
