"""Which questions to ask next: a pure policy over what is known of each.

Half of a session is new while there is anything new, the rest is what is most likely forgotten.
Due-first alone never reaches most of a bank on a daily budget and loses to random quizzing.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from random import Random

from bot.study.memory import Memory, recall


def choose(
    candidates: Sequence[int],
    memories: Mapping[int, Memory],
    amount: int,
    day: date,
    seed: int,
    families: Mapping[int, int] | None = None,
    not_today: Set[int] = frozenset(),
) -> tuple[int, ...]:
    """At most `amount` of `candidates` (question ids), in the order to ask them.

    memories: what is known of the questions already seen. families: question id → a number shared by
    siblings (questions on the same fact), of which one is asked a day. not_today: already asked.
    Deterministic for a seed.
    """
    random = Random(seed)  # noqa: S311
    unseen = [q for q in candidates if q not in memories and q not in not_today]
    random.shuffle(unseen)
    seen = sorted(
        (q for q in candidates if q in memories and q not in not_today),
        key=lambda q: (recall(memories[q], day), random.random()),
    )
    taken = {(families or {}).get(q, -q) for q in not_today}
    return tuple(_apart(_alternate(unseen, seen), families or {}, taken))[:amount]


def _alternate(first: Sequence[int], second: Sequence[int]) -> Iterable[int]:
    for place in range(max(len(first), len(second))):
        yield from first[place : place + 1]
        yield from second[place : place + 1]


def _apart(questions: Iterable[int], families: Mapping[int, int], taken: set[int]) -> Iterable[int]:
    for question in questions:
        family = families.get(question, -question)
        if family not in taken:
            taken.add(family)
            yield question
