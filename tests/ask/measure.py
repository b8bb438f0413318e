"""Put questions to a way of searching and count answers, topics, refusals, characters, and processor time."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tests.ask.questions import Asked, visible


@dataclass(frozen=True, slots=True)
class Result:
    """topic: id of the note. text: what a chat user would see."""

    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """confidence: what a threshold can be laid on, for a search that does not decide by itself."""

    results: tuple[Result, ...]
    confidence: float
    answered: bool | None = None


class Search(Protocol):
    def find(self, text: str) -> object:
        """What is timed."""

    def reply(self, found: object) -> Reply:
        """The same, ready to be read."""


@dataclass
class Tally:
    """counts: by kind and over all of them."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    missed: list[tuple[Asked, Reply]] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.counts.update(other.counts)
        self.times += other.times
        self.lengths += other.lengths
        self.missed += other.missed

    def share(self, what: str, of: str) -> float:
        """In per cent."""
        return 100 * self.counts[what, ""] / max(1, self.counts[of, ""])

    def of_kind(self, kind: str) -> str:
        return f"{self.counts['answer@1', kind]} of {self.counts['answerable', kind]}"

    def milliseconds(self, quantile: float) -> float:
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * quantile))]

    @property
    def median_length(self) -> int:
        return sorted(self.lengths)[len(self.lengths) // 2] if self.lengths else 0


def measure(search: Search, asked: Sequence[Asked]) -> Tally:
    tally = Tally()
    replies = []
    for question in asked:
        began = time.thread_time()
        found = search.find(question.text)
        tally.times.append(1000 * (time.thread_time() - began))
        replies.append(search.reply(found))
    threshold = _threshold([reply.confidence for reply, one in zip(replies, asked, strict=True) if one.answerable])
    for question, reply in zip(asked, replies, strict=True):
        answered = reply.confidence >= threshold if reply.answered is None else reply.answered
        _count(tally, question, reply, answered)
    return tally


def _threshold(confidences: Sequence[float]) -> float:
    """What keeps 95 % of the answerable questions."""
    return sorted(confidences)[len(confidences) // 20] if confidences else 0.0


def _count(tally: Tally, question: Asked, reply: Reply, answered: bool) -> None:
    def count(what: str) -> None:
        tally.counts[what, ""] += 1
        tally.counts[what, question.kind] += 1

    if not question.answerable:
        what = "lacking" if question.lacking_fact else "unanswerable"
        count(what)
        if not answered:
            count(f"{what} refused")
        elif not question.lacking_fact:
            tally.missed.append((question, reply))
        return
    count("answerable")
    good = [visible(result.text, question.must_contain) for result in reply.results[:3]]
    if reply.results:
        tally.lengths.append(len(reply.results[0].text))
    right_topic = bool(reply.results) and reply.results[0].topic in question.topics
    first = answered and bool(good) and good[0]
    for what, holds in (
        ("answer@1", first),
        ("answer@3", any(good)),
        ("topic@1", right_topic),
        ("wrongly refused", not answered),
    ):
        if holds:
            count(what)
    if not first:
        tally.missed.append((question, reply))
