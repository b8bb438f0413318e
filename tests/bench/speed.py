"""`python -m tests.bench.speed [quick]`: whole programs side by side, as a user would start them.

One process plays the Bot API for all; the bots are started together and measured in turn, several rounds,
so that what else runs on this machine meets all of them. A figure is the median of its rounds.
"""

import asyncio
import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Self

import orjson
from rich.console import Console
from rich.table import Table

from tests.bench.rows import OLD, fill
from tests.databases import migrate_now
from tests.ports import free_port
from tests.prove.server import PostgresProcess

Json = dict[str, Any]

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RIVALS = ROOT / ".venv" / "rivals" / "bin" / "python"
EACH = 40
BLOCK = 600
"""People whose prepared questions one measurement may use up."""


@dataclass(frozen=True)
class Size:
    """How long everything takes. grown: learners of the large database."""

    rounds: int = 3
    seconds: float = 3.0
    grown: int = 1_000_000
    push_seconds: float = 20.0


QUICK = Size(rounds=1, seconds=1.5, grown=100_000, push_seconds=5.0)


class Server:
    """The process that plays the Bot API."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.bench.botapi"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self.root = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait()

    def load(self, **wanted: Any) -> Json:
        """What came of a load; see tests.bench.botapi."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=180)) as connection:
            connection.request("POST", "/load", orjson.dumps(wanted))
            outcome: Json = orjson.loads(connection.getresponse().read())
        if "error" in outcome:
            raise RuntimeError(outcome["error"])
        return outcome

    def ceiling(self) -> float:
        command = [sys.executable, "-m", "tests.bench.botapi", str(self.port)]
        return float(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


@dataclass
class Bot:
    """A program under test."""

    token: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    block: int = 0
    results: dict[str, list[Json]] = field(default_factory=dict)

    def start(self) -> None:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **self.environment}
        self.process = subprocess.Popen(self.command, env=environment, cwd=self.environment.get("DATA_DIR", ROOT))

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def end(self, how: int = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(20)


def echo(server: Server, kind: str, *, hook: bool = False) -> Bot:
    python = RIVALS if kind == "aiogram" or hook else sys.executable
    token = f"{len(kind)}{int(hook)}:{kind}"
    address = [f"http://127.0.0.1:{free_port()}"] if hook else []
    return Bot(token, [str(python), str(HERE / "echoes.py"), kind, server.root, token, *address])


def studybot(
    server: Server, folder: Path, name: str, *, hook: bool = False, rate: float = 0.0, database: str = ""
) -> Bot:
    folder.mkdir(exist_ok=True)
    token = f"7:{name}"
    environment = {
        "BOT_TOKEN": token,
        "BOT_API_URL": server.root,
        "DATA_DIR": str(folder),
        "SEND_RATE": str(rate),
        "LOG_LEVEL": "WARNING",
        "DATABASE_URL": database,
    }
    if hook:
        port = str(free_port())
        environment.update(PORT=port, WEBHOOK_URL=f"http://127.0.0.1:{port}")
    return Bot(token, [sys.executable, "-m", "bot", "run"], environment)


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of an empty, migrated database of a server of its own."""
    server = PostgresProcess()
    try:
        asyncio.run(server.start())
        url = asyncio.run(server.create("studybot"))
        migrate_now(url)
        yield url
    finally:
        asyncio.run(server.close())


@contextmanager
def running(server: Server, bots: Sequence[Bot]) -> Iterator[None]:
    """All of them, started and answering."""
    try:
        for bot in bots:
            bot.start()
        for bot in bots:
            _until_it_answers(server, bot)
        yield
    finally:
        for bot in bots:
            bot.end()


def _until_it_answers(server: Server, bot: Bot) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        hello: Json = {"kind": "text", "people": 1, "first": -1, "seconds": 0.3, "warm": 0.2, "patience": 0.1}
        if server.load(token=bot.token, pid=bot.pid, **hello)["updates"]:
            return
    raise RuntimeError(f"{bot.command} does not answer")


@dataclass(frozen=True)
class Row:
    """One line of the table: a bot, and what people do with it."""

    name: str
    bot: Bot
    load: Json
    group: str

    def measure(self, server: Server, seconds: float) -> None:
        first = self.bot.block * BLOCK * self.load.get("step", 1)
        self.bot.block += 1 if self.load["kind"] == "answer" else 0
        wanted = {"people": PEOPLE, "each": EACH, "seconds": seconds, "first": first, **self.load}
        outcome = server.load(token=self.bot.token, pid=self.bot.pid, **wanted)
        self.bot.results.setdefault(self.name, []).append(outcome)

    def figure(self, name: str) -> float:
        return median(float(one[name]) for one in self.bot.results[self.name])


TEXT: Json = {"kind": "text"}
LOOK_UP: Json = {"kind": "text", "first": -20_000}
"""By people who were not asked anything."""

DIFFERING: Json = {**LOOK_UP, "kind": "differing"}
ANSWER: Json = {"kind": "answer"}
QUIZ: Json = {"kind": "quiz", "first": -10_000}
SLOW: Json = {"latency": 0.06, "warm": 2.0, "people": 512}
BEST_OF_256 = 32
"""How many people at once PTB's concurrent_updates=256 serves fastest; with more, its HTTP pool gets in its way."""

PEOPLE = 256


def compared(server: Server, folder: Path, size: Size, database: str) -> list[Row]:
    """Everything that is measured side by side."""
    plain, ours, many, rival = (echo(server, kind) for kind in ("ptb", "ptb-ours", "ptb-256", "aiogram"))
    plain_hook, rival_hook = echo(server, "ptb", hook=True), echo(server, "aiogram", hook=True)
    fill(folder / "poll", BLOCK * (4 * size.rounds + 4), EACH)
    fill(folder / "hook", BLOCK * (2 * size.rounds + 2), EACH)
    mine, mine_hook = (
        studybot(server, folder / "poll", "poll"),
        studybot(server, folder / "hook", "hook", hook=True),
    )
    many_can = studybot(server, folder / "pg", "pg", database=database)
    poll = [
        Row("PTB echo, as it comes", plain, TEXT, "polling"),
        Row("PTB echo, our transport", ours, TEXT, "polling"),
        Row("PTB echo, concurrent_updates=256", many, {**TEXT, "people": BEST_OF_256}, "polling"),
        Row("aiogram echo", rival, TEXT, "polling"),
        Row("Studybot, look-up", mine, LOOK_UP, "polling"),
        Row("Studybot, look-ups that all differ", mine, DIFFERING, "polling"),
        Row("Studybot, answered question", mine, ANSWER, "polling"),
        Row("Studybot, whole quizzes", mine, QUIZ, "polling"),
    ]
    hook = [
        Row("PTB echo, as it comes; webhook", plain_hook, TEXT, "webhook"),
        Row("aiogram echo; webhook", rival_hook, TEXT, "webhook"),
        Row("Studybot, look-up; webhook", mine_hook, LOOK_UP, "webhook"),
        Row("Studybot, answered question; webhook", mine_hook, ANSWER, "webhook"),
    ]
    slow = [
        Row("PTB echo, as it comes; API 60 ms", plain, {**TEXT, **SLOW, "people": 16}, "slow"),
        Row("PTB echo, concurrent_updates=256; API 60 ms", many, {**TEXT, **SLOW}, "slow"),
        Row("PTB echo, 256, its best; API 60 ms", many, {**TEXT, **SLOW, "people": BEST_OF_256}, "slow"),
        Row("aiogram echo; API 60 ms", rival, {**TEXT, **SLOW}, "slow"),
        Row("Studybot, look-up; API 60 ms", mine, {**LOOK_UP, **SLOW}, "slow"),
        Row("Studybot, answered question; API 60 ms", mine, {**ANSWER, **SLOW}, "slow"),
        Row("Studybot, look-up; webhook; API 60 ms", mine_hook, {**LOOK_UP, **SLOW}, "slow"),
        Row("Studybot, answered question; webhook; API 60 ms", mine_hook, {**ANSWER, **SLOW}, "slow"),
    ]
    shared = [
        Row("Studybot, look-up; PostgreSQL", many_can, LOOK_UP, "shared"),
        Row("Studybot, whole quizzes; PostgreSQL", many_can, QUIZ, "shared"),
    ]
    rows = [*poll, *hook, *shared, *slow]
    with running(server, [plain, ours, many, rival, plain_hook, rival_hook, mine, mine_hook, many_can]):
        for _ in range(size.rounds):
            for row in rows:
                row.measure(server, size.seconds)
        rate = 0.5 * poll[0].figure("per_second")
        even = [
            Row(f"{row.name}; {rate:.0f}/s", row.bot, {**row.load, "rate": rate, "people": 200}, "even")
            for row in poll[:7]
        ]
        for row in even:
            row.measure(server, 2 * size.seconds)
    for name in ("poll", "hook"):
        check(folder / name)
    return [*rows, *even]


def check(folder: Path) -> None:
    """Nothing was lost and nothing counted twice: the speed is that of the real thing."""
    import sqlite3

    with closing(sqlite3.connect(folder / "studybot.db")) as database:
        (waiting,) = database.execute("SELECT count(*) FROM inbox WHERE state != 'done'").fetchone()
        (answered,) = database.execute("SELECT count(*) FROM askings WHERE state = 'answered'").fetchone()
        (kept,) = database.execute("SELECT count(*) FROM reviews").fetchone()
    assert waiting == 0, f"{waiting} updates were not handled"
    assert answered == kept, f"{answered} answered questions, but {kept} reviews"


def growth(server: Server, folder: Path, size: Size) -> list[Row]:
    """The same people's load with a thousand learners in the database, and with a million."""
    active = 1_000
    small, large = folder / "small", folder / "large"
    fill(small, active, EACH, old=OLD)
    fill(large, size.grown, EACH, step=size.grown // active, old=OLD)
    bots = studybot(server, small, "small"), studybot(server, large, "large")
    steps = 1, size.grown // active
    rows = [
        Row(f"{what}, {people:,} learners", bot, {**load, "step": step, "people": 64}, "growth")
        for what, load in (("look-up", TEXT), ("answered question", ANSWER))
        for bot, step, people in zip(bots, steps, (active, size.grown), strict=True)
    ]
    block = active // (size.rounds + 1)
    with running(server, bots):
        for turn in range(size.rounds):
            for row in rows:
                load = {**row.load, "first": turn * block * row.load["step"], "each": EACH}
                outcome = server.load(token=row.bot.token, pid=row.bot.pid, seconds=size.seconds, **load)
                row.bot.results.setdefault(row.name, []).append(outcome)
    shutil.rmtree(large)
    return rows


@dataclass(frozen=True)
class Promise:
    """A figure that must hold. good: None where nothing is promised."""

    what: str
    figure: str
    wanted: str = ""
    good: bool | None = None

    @property
    def verdict(self) -> str:
        return "" if self.good is None else "ok" if self.good else "[red]falls short[/]"


def pushes(server: Server, folder: Path, size: Size) -> list[Promise]:
    """Daily questions: as fast as they go, at the usual rate, and again after a kill."""
    fill(folder / "push", 6_000, 0, due_in=0)
    fast = studybot(server, folder / "push", "push")
    fast.start()
    out = server.load(token=fast.token, pid=fast.pid, kind="push", count=2_000, seconds=60)
    fast.end(signal.SIGKILL)
    lines = [Promise("daily push, no limit", f"{out['per_second']:.0f}/s, {out['cpu']:.2f} ms CPU")]
    again, usual = [], studybot(server, folder / "push", "push")
    for _ in range(3):
        usual.start()
        out = server.load(token=usual.token, pid=usual.pid, kind="push", count=50, seconds=10)
        again.append(out["first"])
        usual.end(signal.SIGKILL)
    resumed = median(again)
    lines.append(Promise("first push after kill -9 and start", f"{resumed:.2f} s", "<= 2 s", resumed <= 2))
    slow = studybot(server, folder / "push", "push", rate=25)
    slow.start()
    server.load(token=slow.token, pid=slow.pid, kind="push", count=100, seconds=10)
    out = server.load(token=slow.token, pid=slow.pid, kind="push", count=10**6, seconds=size.push_seconds)
    slow.end()
    said = f"{out['per_second']:.1f}/s at {100 * out['busy']:.1f} % of a core"
    steady = out["per_second"] >= 24.5 and out["busy"] <= 0.05
    return [*lines, Promise("daily push, SEND_RATE=25", said, "25/s, <= 5 %", steady)]


def show(rows: Sequence[Row]) -> Table:
    table = Table(title="Whole programs, side by side")
    for name in ("what", "updates/s", "CPU ms", "p50 ms", "p99 ms", "MB", "Bot API busy"):
        table.add_column(name, justify="left" if name == "what" else "right", no_wrap=True)
    for number, row in enumerate(rows):
        end = number + 1 == len(rows) or rows[number + 1].group != row.group
        figures = [
            f"{row.figure('per_second'):.0f}",
            f"{row.figure('cpu'):.2f}",
            f"{row.figure('p50'):.0f}",
            f"{row.figure('p99'):.0f}",
            f"{row.figure('memory'):.0f}",
            f"{100 * row.figure('server'):.0f} %",
        ]
        table.add_row(row.name, *figures, end_section=end)
    return table


def promises(rows: Sequence[Row], grown: Sequence[Row]) -> list[Promise]:
    """The figures that must hold, as ratios within this run."""
    found = {row.name: row for row in rows}
    plain, many = found["PTB echo, as it comes"], found["PTB echo, concurrent_updates=256; API 60 ms"]
    best = found["PTB echo, 256, its best; API 60 ms"]
    look, answer = found["Studybot, look-up"], found["Studybot, answered question"]
    differing = found["Studybot, look-ups that all differ"]
    slow = found["Studybot, answered question; API 60 ms"]
    used = answer.figure("cpu")
    lines = [
        _at_least("answered question / PTB echo", _ratio(answer, plain), 1.2, " (aim 1.5)"),
        Promise("answered question, CPU", f"{used:.2f} ms", "<= 2.0 ms", used <= 2.0),
        _at_least("look-up / PTB echo", _ratio(look, plain), 2.0),
        Promise("look-ups that all differ / PTB echo", f"{_ratio(differing, plain):.2f}"),
        _at_least("API 60 ms, the same people: answered question / PTB echo, 256", _ratio(slow, many), 4.0),
        Promise("PostgreSQL: look-up / PTB echo", f"{_ratio(found['Studybot, look-up; PostgreSQL'], plain):.2f}"),
        Promise(f"API 60 ms: the same with {BEST_OF_256} people for PTB, its best", f"{_ratio(slow, best):.2f}"),
    ]
    for few, all_ in zip(grown[::2], grown[1::2], strict=True):
        lines.append(_at_most(f"CPU: {all_.name} / {few.name.split(', ')[1]}", _ratio(all_, few, "cpu"), 1.2))
    if grown:
        lines.append(_at_most("memory, the same", _ratio(grown[-1], grown[-2], "memory"), 1.2))
    return lines


def _at_least(what: str, ratio: float, least: float, aim: str = "") -> Promise:
    return Promise(what, f"{ratio:.2f}", f">= {least:g}{aim}", ratio >= least)


def _at_most(what: str, ratio: float, most: float) -> Promise:
    return Promise(what, f"{ratio:.2f}", f"<= {most:g}", ratio <= most)


def _ratio(one: Row, other: Row, name: str = "per_second") -> float:
    return one.figure(name) / max(other.figure(name), 0.001)


def main(arguments: Sequence[str]) -> None:
    size = QUICK if "quick" in arguments else Size()
    parts = [name for name in ("compare", "growth", "push") if name in arguments] or ["compare", "growth", "push"]
    console = Console(width=130)
    others = Table("what", "figure", "wanted", "verdict")
    with Server() as server, tempfile.TemporaryDirectory() as name:
        others.add_row("the Bot API's own ceiling", f"{server.ceiling():.0f} calls/s", "", "")
        folder = Path(name)
        rows: list[Row] = []
        if "compare" in parts:
            with postgres() as database:
                rows = compared(server, folder, size, database)
        grown = growth(server, folder, size) if "growth" in parts else []
        lines = pushes(server, folder, size) if "push" in parts else []
    console.print(show([*rows, *grown]))
    for line in [*(promises(rows, grown) if rows else []), *lines]:
        others.add_row(line.what, line.figure, line.wanted, line.verdict)
    console.print(others)


if __name__ == "__main__":
    main(sys.argv[1:])
