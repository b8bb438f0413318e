"""How look-up grows with the notes: `python -m tests.bench.growth`. Each size is measured in a process of
its own, in time of the processor.

The notes are copies of the shipped ones: title, aliases, summary and facts, without remarks, phrasings and questions.
A word of a few notes is written in ever more ways, so that common words become common, rare ones stay rare, and the
vocabulary grows as in natural text (Heaps' law, exponent 0.7).
"""

import gc
import resource
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from zlib import crc32

from rich.console import Console
from rich.table import Table

from bot.library.model import Note, Subject
from bot.library.search import Index
from bot.library.search_index import texts_of
from bot.library.words import cut
from tests.ask.questions import SUBJECTS, Part, questions
from tests.bench.lookup import shipped

SIZES = (56, 1_000, 10_000, 100_000)
RARE = 3
"""A word of so many notes or fewer has other spellings in other copies."""

HEAPS = 0.7

EVERY = 7
"""Of the questions every so many-th is put to a copy."""


def rare_words(subject: Subject) -> frozenset[str]:
    held = Counter(word for note in subject.notes for word in {word for text in _texts(note) for word in cut(text)})
    return frozenset(word for word, notes in held.items() if notes <= RARE and word.isalpha() and len(word) > 2)


def _texts(note: Note) -> tuple[str, ...]:
    return (note.title, *note.aliases, *texts_of(note))


def renamed(text: str, rare: frozenset[str], copy: int) -> str:
    return " ".join(f"{word}{_ending(word, copy)}" if word.lower() in rare else word for word in text.split())


def _ending(word: str, copy: int) -> str:
    return _letters(crc32(f"{word}{copy}".encode()) % int(1 + copy**HEAPS))


def _letters(number: int) -> str:
    out = ""
    while number:
        number, digit = divmod(number, 26)
        out += chr(97 + digit)
    return out


def copied(note: Note, rare: frozenset[str], copy: int) -> Note:
    return replace(
        note,
        id=f"{note.id}-{copy}",  # type: ignore[arg-type]  # a new topic
        title=renamed(note.title, rare, copy),
        aliases=tuple(renamed(alias, rare, copy) for alias in note.aliases),
        summary=renamed(note.summary, rare, copy),
        facts=tuple(replace(fact, text=renamed(fact.text, rare, copy)) for fact in note.facts),
        remarks=(),
        asked=(),
    )


def grown(size: int) -> tuple[Subject, list[str]]:
    """(a subject of so many notes, questions about them)"""
    sources = [shipped(name) for name in SUBJECTS]
    rare = [rare_words(source) for source in sources]
    notes: list[Note] = []
    asked: list[str] = []
    copy = 0
    while len(notes) < size:
        for source, words, name in zip(sources, rare, SUBJECTS, strict=True):
            notes += [copied(note, words, copy) for note in source.notes]
            if len(asked) < 2_000:
                asked += [renamed(one.text, words, copy) for one in questions(name, Part.TUNED)[copy % EVERY :: EVERY]]
        copy += 1
    return replace(sources[0], notes=tuple(notes[:size]), questions=(), topics=()), asked


def resident() -> float:
    """MiB in use now, or at the most so far where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
        return int(pages) * resource.getpagesize() / 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(size: int) -> list[str]:
    subject, asked = grown(size)
    gc.collect()
    before, began = resident(), time.process_time()
    index = Index(subject)
    built = time.process_time() - began
    gc.collect()
    gc.freeze()
    used = resident() - before
    times = []
    for text in asked:
        began = time.process_time()
        index.look_up(text)
        times.append(1000 * (time.process_time() - began))
    times.sort()
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    return [f"{size:,}", f"{p50:.2f}", f"{p99:.2f}", f"{built:.2f}", f"{used:.0f}"]


def main() -> None:
    if len(sys.argv) > 1:
        print("\t".join(measured(int(sys.argv[1]))))
        return
    table = Table("notes", "p50 ms", "p99 ms", "built in s", "index MiB", title="Look-up and the number of notes")
    for size in SIZES:
        command = [sys.executable, "-m", "tests.bench.growth", str(size)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
        table.add_row(*done.stdout.rstrip("\n").split("\t"))
    Console().print(table)


if __name__ == "__main__":
    main()
