"""The last week before an exam: mixed questions, drawn from the domains as the exam draws them."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random

DAYS = 7


def as_examined(
    ranked: Sequence[int], domains: Mapping[int, str], weights: Mapping[str, float], amount: int, seed: int
) -> tuple[int, ...]:
    """`amount` of `ranked` (question ids, the most useful first), in mixed order.

    domains: question id → domain. weights: domain → its share of the exam, any scale. Drawn by systematic sampling:
    over the days each domain comes as often as its weight says, also where a day has fewer questions than there are
    domains. A domain that has too few gives its place to the most useful of the rest.
    """
    random = Random(seed)  # noqa: S311
    quota = _quota(weights, amount, random)
    chosen: list[int] = []
    for question in ranked:
        domain = domains.get(question, "")
        if quota.get(domain, 0) > 0:
            quota[domain] -= 1
            chosen.append(question)
    taken = set(chosen)
    chosen += [question for question in ranked if question not in taken][: max(0, amount - len(chosen))]
    random.shuffle(chosen)
    return tuple(chosen)


def _quota(weights: Mapping[str, float], amount: int, random: Random) -> dict[str, int]:
    """How many of each domain; on average exactly its share."""
    names = sorted(weights)
    random.shuffle(names)
    total = sum(weights.values())
    if total <= 0:
        return {}
    start = random.random()
    ends = [start + amount * end / total for end in accumulate(weights[name] for name in names)]
    begins = [start, *ends]
    return {name: int(end) - int(begin) for name, begin, end in zip(names, begins, ends, strict=False)}
