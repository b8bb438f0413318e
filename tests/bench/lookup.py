"""How good look-up is, beside other ways of searching, in one run: `python -m tests.bench.lookup`.

With a file of questions and a subject's folder it measures those instead, and lists what was missed.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.chat.texts import catalogue
from bot.library.load import load
from bot.library.meaning import Model, installed
from bot.library.model import Subject
from bot.library.search import Index
from bot.practice.told import PlainAnswers
from tests.ask.measure import Search, Tally, measure
from tests.ask.questions import CONTENT, SUBJECTS, Part, questions, read
from tests.ask.searches import OTHERS, Ours

KINDS = ("scenario", "list", "typo", "paraphrase", "comparison")
COLUMNS = ("answer@1", "answer@3", "topic@1", "refused", "wrongly refused", "p50 ms", "p99 ms", "shown", *KINDS)


def shipped(name: str) -> Subject:
    return subject_of(CONTENT / name)


def subject_of(folder: Path) -> Subject:
    return load(folder).library.default


def ours(subject: Subject, model: Model | None = None) -> Ours:
    return Ours(PlainAnswers(subject, Index(subject, model), catalogue().speech(None)))


def row(name: str, tally: Tally) -> list[str]:
    return [
        name,
        *(f"{tally.share(what, 'answerable'):.1f}" for what in ("answer@1", "answer@3", "topic@1")),
        f"{tally.share('unanswerable refused', 'unanswerable'):.1f}",
        f"{tally.share('wrongly refused', 'answerable'):.1f}",
        f"{tally.milliseconds(0.5):.2f}",
        f"{tally.milliseconds(0.99):.2f}",
        str(tally.median_length),
        *(tally.of_kind(kind) for kind in KINDS),
    ]


def compared(part: Part) -> Table:
    """The searches over all subjects."""
    table = Table("search", *COLUMNS, title=f"Look-up: {part} questions, in per cent")
    subjects = {name: shipped(name) for name in SUBJECTS}
    made: list[tuple[str, Callable[[Subject], Search]]] = [
        *((other.name, other) for other in OTHERS),
        (Ours.name, ours),
    ]
    if (model := installed()) is not None:
        made.append((f"{Ours.name} with [meaning]", partial(ours, model=model)))
    for name, make in made:
        tally = Tally()
        for folder, subject in subjects.items():
            tally.add(measure(make(subject), questions(folder, part)))
        table.add_row(*row(name, tally))
    return table


def one_file(path: Path, folder: Path) -> None:
    """Our own figures on any file of questions, with what went wrong."""
    tally = measure(ours(subject_of(folder)), list(read(path)))
    report(tally)


def report(tally: Tally) -> None:
    for question, reply in tally.missed:
        best = reply.results[0] if reply.results else None
        what = "answered" if reply.answered else "refused"
        print(f"{question.kind:14} {question.text!r} {what}: {best.topic if best else '-'}; {question.must_contain}")
    table = Table("search", *COLUMNS)
    table.add_row(*row(Ours.name, tally))
    Console(width=200).print(table)


def main() -> None:
    if len(sys.argv) == 3:
        one_file(Path(sys.argv[1]), Path(sys.argv[2]))
        return
    for part in Part:
        Console(width=200).print(compared(part))


if __name__ == "__main__":
    main()
