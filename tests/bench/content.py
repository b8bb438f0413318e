"""How long loading and checking take: `python -m tests.bench.content [content folder]`. Figures of one machine.

A pack of 10,000 questions in 200 files is made up beside the real ones.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from bot.library.check.run import check
from bot.library.load import load

TOPICS, EACH = 200, 50
WORDS = [first + second for first in ("ka", "lo", "mi", "ne", "ru", "so") for second in ("ban", "dor", "fel", "gim")]
T = TypeVar("T")

NOTE = """\
---
id: {topic}
title: Topic {topic}
aliases: [about {topic}]
exam: ["1"]
as_of: 2026-11-24
sources: [https://example.org/{topic}]
---
summary: All about {topic}.

"""
QUESTION = """\
- id: {topic}.q{number}.single
  kind: single
  topic: {topic}
  note: {topic}
  facts: [{topic}.f{number}]
  difficulty: 1
  cognitive: apply
  stem: "{stem}?"
  options: ["{right}", "{second}", "{third}", "{fourth}"]
  answer: ["{right}"]
  explanation: "{why}"
  why_not: {{"{second}": "{why}", "{third}": "{why}", "{fourth}": "{why}"}}
  sources: [https://example.org/{topic}]
  as_of: 2026-11-24
  stability: stable

"""


def large_pack(folder: Path) -> Path:
    """A made-up subject of 10,000 questions."""
    chance = random.Random(1)

    def words(count: int) -> str:
        return " ".join(chance.choices(WORDS, k=count))

    for name in ("notes", "questions"):
        (folder / name).mkdir(parents=True)
    (folder / "subject.toml").write_text('title = "Large"\n', "utf-8")
    for topic in (f"t{number}" for number in range(TOPICS)):
        facts = (f"- [{topic}.f{number}] {words(9)}.\n" for number in range(EACH))
        (folder / "notes" / f"{topic}.md").write_text(NOTE.format(topic=topic) + "".join(facts), "utf-8")
        items = (
            QUESTION.format(
                topic=topic,
                number=number,
                stem=words(chance.randint(12, 30)),
                right=f"{words(5)} a",
                second=f"{words(5)} b",
                third=f"{words(5)} c",
                fourth=f"{words(5)} d",
                why=words(16),
            )
            for number in range(EACH)
        )
        (folder / "questions" / f"{topic}.yaml").write_text("".join(items), "utf-8")
    return folder


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """(result, seconds, MB of memory that are still held)."""
    before, began = _memory(), time.perf_counter()
    result = work()
    return result, time.perf_counter() - began, _memory() - before


def _memory() -> float:
    pages = Path("/proc/self/statm")
    return int(pages.read_text().split()[1]) * 4096 / 1e6 if pages.exists() else 0.0


def main(content: Path) -> None:
    today = datetime.now(UTC).date()
    table = Table("what", "questions", "load s", "MB more", "check s", "wanted")
    with tempfile.TemporaryDirectory() as name:
        large = large_pack(Path(name) / "large")
        for folder, wanted in ((large, "load <= 10 s, <= 150 MB"), (content, "load <= 1 s, check <= 3 s")):
            loaded, seconds, memory = timed(partial(load, folder))
            _, checking, _ = timed(partial(check, folder, today))
            count = sum(len(subject.questions) for subject in loaded.library.subjects.values())
            table.add_row(folder.name, str(count), f"{seconds:.2f}", f"{memory:.0f}", f"{checking:.2f}", wanted)
    Console().print(table)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "content"))
