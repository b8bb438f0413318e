"""Which questions a mock exam asks, and how long it takes: as the exam itself weighs its domains."""

from collections.abc import Mapping
from math import ceil
from random import Random

MINUTES = 2.0
"""For a question, where the subject does not say how long its exam takes."""

LEAST = 1e-6
"""What a domain without weight counts for: it fills up, when the others have no more questions."""


def mix(
    domains: Mapping[int, str],
    weights: Mapping[str, float],
    amount: int,
    seed: int,
    families: Mapping[int, int] | None = None,
) -> tuple[int, ...]:
    """`amount` of the questions, or all there are, in random order; each domain has places by its weight.

    domains: question → domain. families: question → a number shared by siblings, which stay apart while there are
    others. The same seed draws the same exam. Places are given one by one to whoever is owed most (Sainte-Laguë),
    so a domain that runs out leaves its places to the rest.
    """
    random = Random(seed)  # noqa: S311
    stock: dict[str, list[int]] = {}
    for question in random.sample(sorted(domains), len(domains)):
        stock.setdefault(domains[question], []).append(question)
    places = dict.fromkeys(stock, 0)
    for _ in range(min(amount, len(domains))):
        owed = [name for name in stock if places[name] < len(stock[name])]
        places[max(owed, key=lambda name: (max(LEAST, weights.get(name, 0.0)) / (2 * places[name] + 1), name))] += 1
    taken: set[int] = set()
    drawn = [one for name in stock for one in _apart(stock[name], places[name], families or {}, taken)]
    random.shuffle(drawn)
    return tuple(drawn)


def _apart(questions: list[int], amount: int, families: Mapping[int, int], taken: set[int]) -> list[int]:
    """The first `amount`, siblings of what was taken last."""
    first: list[int] = []
    rest: list[int] = []
    for question in questions:
        family = families.get(question, -question)
        (rest if family in taken or len(first) == amount else first).append(question)
        if first and first[-1] == question:
            taken.add(family)
    return first + rest[: amount - len(first)]


def minutes(size: int, questions: int | None, whole: int | None, extra: int = 0) -> int:
    """How long `size` questions take, when the exam has so many `questions` in `whole` minutes; `extra` in percent."""
    each = whole / questions if questions and whole and questions > 0 < whole else MINUTES
    return max(1, ceil(round(size * each * (100 + extra) / 100, 6)))
