"""Which questions to ask next: a pure policy over what is known of each.

What is asked is worth what it adds to recall on the exam day, given that the question will come round
once more before it. New questions have a quota, so that everything is seen by half-time. Measured against
random, round robin, Leitner, SM-2 and due-first in `tests/bench/learning.py`; due-first never reaches
most of a bank on a daily budget and loses to random quizzing.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from math import log
from random import Random

from bot.study.memory import Memory, is_leech, next_state, recall_after
from bot.study.plan import noon

ROLLING = timedelta(days=60)
"""Without an exam date the plan always looks so far ahead."""

HALF = 0.5
"""Of the plan's time; by then everything has been seen once."""

LATE = 0.25
"""After half-time, what is still new is spread over this part of the time that is left."""

MOST_NEW = 0.75
"""Of a session; the rest repeats, however late somebody began."""

LOST = (0.5, 0.65)
"""Share of repeats that are missed from which, and at which, forecasts no longer tell questions apart."""

AGE = 0.0005
"""Points of recall that a day of waiting counts for: nothing is left alone for ever."""

TURN = 0.02
"""The same for somebody who is asked everything in turn."""

LEAST = 0.1
"""A question counts for at least so much: a domain without weight is still part of the bank."""


class Order(StrEnum):
    """The cheapest order that has the most useful questions in front; of thousands, only those are looked at.

    ROUNDS: while each comes round again, short memories that were lately refreshed. LAST: in the last round, what
    has faded and would last. TURN: what waits longest.
    """

    ROUNDS = "rounds"
    LAST = "last"
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts over all that can be asked. repeats: answers after each question's first; misses: wrong ones of them."""

    unseen: int
    seen: int
    repeats: int
    misses: int

    @property
    def spread(self) -> float:
        """From 0, forecasts are trusted, to 1, everything in turn.

        Whoever misses most of what comes round forgets by another law than FSRS assumes; what it calls weak
        is then hardly weaker than the rest (measured: correlation with the answers .05 instead of .2 to .4).
        """
        low, high = LOST
        missed = (self.misses + 3) / (self.repeats + 10)
        return min(1.0, max(0.0, (missed - low) / (high - low)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a choice.

    daily: questions a day. begun: the first study date of the plan. families: question id → a number shared by
    siblings (questions on the same fact), of which one is asked a day. not_today: already asked.
    weights: question id → what it counts for in the exam, 1 on average. leeches_last: what is missed again and
    again comes after everything else; False where such questions are parked, and those that come were wanted back.
    """

    amount: int
    day: date
    seed: int
    daily: int | None = None
    begun: date | None = None
    exam: date | None = None
    families: Mapping[int, int] = field(default_factory=dict)
    not_today: Set[int] = frozenset()
    weights: Mapping[int, float] = field(default_factory=dict)
    leeches_last: bool = True


def standing(candidates: Sequence[int], memories: Mapping[int, Memory]) -> Standing:
    held = [memories[q] for q in candidates if q in memories]
    repeats, misses = sum(m.reviews - 1 for m in held), sum(m.lapses for m in held)
    return Standing(len(candidates) - len(held), len(held), repeats, misses)


def choose(candidates: Sequence[int], memories: Mapping[int, Memory], wanted: Wanted) -> tuple[int, ...]:
    """At most `wanted.amount` of `candidates` (question ids), in the order to ask them. Deterministic for a seed."""
    return choose_from(candidates, memories, standing(candidates, memories), wanted)


def choose_from(
    candidates: Sequence[int], memories: Mapping[int, Memory], counts: Standing, wanted: Wanted
) -> tuple[int, ...]:
    """The same where `candidates` were narrowed down before: `counts` are those of all."""
    random = Random(wanted.seed)  # noqa: S311
    open_ones = [q for q in candidates if q not in wanted.not_today]
    seen = _most_useful([q for q in open_ones if q in memories], memories, counts, wanted)
    unseen = _shuffled([q for q in open_ones if q not in memories], wanted.weights, random)
    taken = {wanted.families.get(q, -q) for q in wanted.not_today}
    fresh = round(new_share(counts, wanted) * wanted.amount + random.uniform(-0.5, 0.5))
    new = list(_apart(unseen, wanted.families, taken, fresh))
    old = list(_apart(seen, wanted.families, taken, wanted.amount - len(new)))
    more = list(_apart(unseen, wanted.families, taken, wanted.amount - len(new) - len(old)))
    return tuple(_alternate([*new, *more], old))


def new_share(counts: Standing, wanted: Wanted) -> float:
    """The share of new questions that shows all of them by half-time of the plan."""
    if not counts.unseen or days_left(wanted) <= 1:
        return 0.0  # the evening before: nothing new
    begun = wanted.begun or wanted.day
    half = begun + ((wanted.exam or begun + ROLLING) - begun) * HALF
    days = (half - wanted.day).days if half > wanted.day else days_left(wanted) * LATE
    needed = counts.unseen / (days * (wanted.daily or wanted.amount))
    return max(min(MOST_NEW, needed), counts.spread)


def worth(memory: Memory, day: date, left: int, again: int = 0) -> float:
    """What asking today adds to the recall `left` days from now, when it is asked once more `again` days before that.

    0 = this is the last time. Looking at that later time keeps the early ones for what they are good for:
    making a memory last, not being fresh (measured: recall .872 → .895).
    """
    ago = (noon(day) - memory.last_review).days
    stability, difficulty = memory.stability, memory.difficulty
    if not again:
        return _once(stability, difficulty, ago, left) - recall_after(ago + left, stability)
    known = recall_after(ago, stability)
    wait = left - again
    now = sum(
        chance * _once(*next_state(stability, difficulty, known, right), wait, again)
        for right, chance in ((True, known), (False, 1 - known))
    )
    return now - _once(stability, difficulty, ago + wait, again)


def _once(stability: float, difficulty: float, ago: float, left: float) -> float:
    """Expected recall `left` days after an answer that comes `ago` days after the last one."""
    known = recall_after(ago, stability)
    right, _ = next_state(stability, difficulty, known, True)
    wrong, _ = next_state(stability, difficulty, known, False)
    return known * recall_after(left, right) + (1 - known) * recall_after(left, wrong)


def order(counts: Standing, wanted: Wanted) -> Order:
    """In which order to look at the seen ones."""
    if counts.spread > HALF:
        return Order.TURN
    return Order.ROUNDS if _again(counts, wanted) else Order.LAST


def _again(counts: Standing, wanted: Wanted) -> int:
    """How many days before the exam a question comes once more after today; 0 when it does not."""
    round_trip = (counts.seen + counts.unseen) / max(1, wanted.daily or wanted.amount)
    return max(1, round(round_trip / 2)) if days_left(wanted) > round_trip else 0


def _most_useful(seen: Sequence[int], memories: Mapping[int, Memory], counts: Standing, wanted: Wanted) -> list[int]:
    left, again, spread = days_left(wanted), _again(counts, wanted), counts.spread

    def useful(question: int) -> tuple[bool, float, int]:
        memory = memories[question]
        gain = worth(memory, wanted.day, left, again) * max(LEAST, wanted.weights.get(question, 1.0))
        waited = (noon(wanted.day) - memory.last_review).days
        return (
            wanted.leeches_last and is_leech(memory),
            -(1 - spread) * gain - (AGE + spread * TURN) * waited,
            hash((wanted.seed, question)),
        )

    return sorted(seen, key=useful)


def days_left(wanted: Wanted) -> int:
    """Days until what is learnt is needed."""
    exam = wanted.exam if wanted.exam and wanted.exam > wanted.day else wanted.day + ROLLING
    return (exam - wanted.day).days


def _shuffled(questions: Iterable[int], weights: Mapping[int, float], random: Random) -> list[int]:
    """In random order, those that count for more rather earlier (Efraimidis & Spirakis 2006)."""
    return sorted(questions, key=lambda q: -log(1 - random.random()) / max(LEAST, weights.get(q, 1.0)))


def _alternate(first: Sequence[int], second: Sequence[int]) -> Iterable[int]:
    for place in range(max(len(first), len(second))):
        yield from first[place : place + 1]
        yield from second[place : place + 1]


def _apart(questions: Iterable[int], families: Mapping[int, int], taken: set[int], most: int) -> Iterable[int]:
    """The first `most` of which no sibling was taken."""
    found = 0
    for question in questions:
        if found >= most:
            return
        family = families.get(question, -question)
        if family not in taken:
            taken.add(family)
            found += 1
            yield question
