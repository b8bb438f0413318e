"""How far somebody is, as plain counts: no estimate is made here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

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
        weakest=_weakest((topics[q], strength) for q, strength in strengths.items()),
    )


def _weakest(strengths: Iterable[tuple[str, float]], most: int = 3, enough: int = 2) -> tuple[str, ...]:
    by_topic: dict[str, list[float]] = {}
    for topic, strength in strengths:
        by_topic.setdefault(topic, []).append(strength)
    means = {t: sum(s) / len(s) for t, s in by_topic.items() if len(s) >= enough}
    return tuple(sorted((t for t, m in means.items() if m < STRONG), key=lambda t: (means[t], t))[:most])
