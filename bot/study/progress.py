"""How far somebody is, as plain counts over what FSRS says of each card: no estimate of its own is made here."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.study.memory import Memory, recall
from bot.study.plan import noon

STRONG = 0.9
"""A question counts as known from this predicted recall on."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of questions: seen of total, due now, known well; and the weakest topics, worst first."""

    total: int
    seen: int
    due: int
    strong: int
    weakest: tuple[str, ...]


def progress(topics: Mapping[int, str], memories: Mapping[int, Memory], day: date) -> Progress:
    """topics: question id → topic, for every question that can be asked."""
    held = {q: m for q, m in memories.items() if q in topics}
    strengths = {q: recall(m, day) for q, m in held.items()}
    return Progress(
        total=len(topics),
        seen=len(held),
        due=sum(m.due <= noon(day) for m in held.values()),
        strong=sum(s >= STRONG for s in strengths.values()),
        weakest=_weakest(topic_strengths(topics, held, day)),
    )


@dataclass(frozen=True, slots=True)
class Strength:
    """One topic: so many questions seen of all, and the mean recall, 0 to 1, of those; None before the first."""

    topic: str
    seen: int
    total: int
    recall: float | None


def topic_strengths(topics: Mapping[int, str], memories: Mapping[int, Memory], day: date) -> tuple[Strength, ...]:
    """Every topic: those with something seen first, the weakest of them foremost; then the others by name."""
    found: dict[str, list[float]] = {topic: [] for topic in topics.values()}
    totals = Counter(topics.values())
    for question, topic in topics.items():
        if question in memories:
            found[topic].append(recall(memories[question], day))
    each = [Strength(t, len(r), totals[t], sum(r) / len(r) if r else None) for t, r in found.items()]
    return tuple(sorted(each, key=lambda one: (one.recall is None, one.recall or 0.0, one.topic)))


def _weakest(strengths: Iterable[Strength], most: int = 3, enough: int = 2) -> tuple[str, ...]:
    weak = [one.topic for one in strengths if one.seen >= enough and (one.recall or 0.0) < STRONG]
    return tuple(weak[:most])


def coming(memories: Iterable[Memory], today: date, days: int) -> tuple[int, ...]:
    """How many questions become due on each of the next `days` study dates; the first holds what is overdue."""
    counts = Counter(max(0, (memory.due.date() - today).days) for memory in memories)
    return tuple(counts[ahead] for ahead in range(days))


def calendar(given: Mapping[date, int], today: date, weeks: int) -> tuple[tuple[int | None, ...], ...]:
    """Answers per day as so many weeks, Monday first; None before the first answer and after today."""
    first = today - timedelta(days=today.weekday(), weeks=weeks - 1)
    begun = min(given, default=today)
    days = [first + timedelta(days=n) for n in range(7 * weeks)]
    counts = [given.get(day, 0) if begun <= day <= today else None for day in days]
    return tuple(tuple(counts[7 * week : 7 * week + 7]) for week in range(weeks))
