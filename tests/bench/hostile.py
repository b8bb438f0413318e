"""How long look-up takes over what nobody means well: `python -m tests.bench.hostile`. At most 20 ms are wanted.

Each text is put once, so that nothing is remembered of it: to the shipped subject, with the words of the answer, and
to 10,000 notes.
"""

import gc
import time
from collections.abc import Callable, Iterator
from functools import partial

from rich.console import Console
from rich.table import Table

from bot.library.search import Index
from tests.ask.hostile import HOSTILE
from tests.ask.measure import Search
from tests.bench.growth import grown
from tests.bench.lookup import ours, shipped

LARGE = 10_000


def milliseconds(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return 1000 * (time.thread_time() - began)


def answer(search: Search, text: str) -> object:
    return search.reply(search.find(text))


def hundred() -> Iterator[str]:
    """As many different questions as one person may send in a second."""
    words = ("dax", "sqs timeout", "gsi limit", "s3 classes", "kms rotation")
    return (f"{words[number % len(words)]} {number} wrods{number}" for number in range(100))


def main() -> None:
    search = ours(shipped("aws-developer-associate"))
    large = Index(grown(LARGE)[0])
    gc.collect()
    gc.freeze()  # what is measured is a question, not the cleaning up after the notes were made
    table = Table("text", "ms", f"ms of {LARGE:,} notes", title="Look-up of hostile texts, wanted <= 20 ms each")
    for name, text in HOSTILE.items():
        answered = milliseconds(partial(answer, search, text))
        found = milliseconds(partial(large.look_up, text))
        table.add_row(name, f"{answered:.2f}", f"{found:.2f}")
    slowest = [
        max(milliseconds(partial(look_up, text)) for text in hundred()) for look_up in (search.find, large.look_up)
    ]
    table.add_row("slowest of 100 different questions", *(f"{one:.2f}" for one in slowest))
    Console().print(table)


if __name__ == "__main__":
    main()
