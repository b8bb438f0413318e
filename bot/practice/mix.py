"""Which questions a round asks: a topic, several with their shares, or all; what this chat saw lately comes last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from bot.chat.content import Content
from bot.library.model import Subject
from bot.practice import polls
from bot.practice.topic import find_topic
from bot.study.rounds import apportion, parts


@dataclass(frozen=True, slots=True)
class Mix:
    """topics: id and percentage, empty = all. unknown: the first name that is no topic."""

    topics: tuple[tuple[str, int | None], ...] = ()
    unknown: str | None = None


def read(content: Content, subject: Subject, text: str) -> Mix:
    """`s3(40%)+iam(60%)`, or a topic, as topics of the subject."""
    found = []
    for part in parts(text):
        topic = find_topic(content, subject, part.name).topic
        if topic is None:
            return Mix(unknown=part.name)
        found.append((topic, part.percent))
    return Mix(tuple(found))


def title(subject: Subject, mix: Mix) -> str:
    """The topics as a reader sees them; the subject's title for all."""
    names = [note.title for note in subject.notes if note.id in dict(mix.topics)]
    return " + ".join(names) or subject.title


def numbers(
    content: Content, subject: Subject, mix: Mix, size: int, recent: Sequence[int], seed: int
) -> tuple[int, ...]:
    """Up to `size` question numbers. recent: asked here before, the newest first."""
    topics = mix.topics or (("", None),)
    shares = apportion([percent for _, percent in topics], size)
    chosen: list[int] = []
    for (topic, _), share in zip(topics, shares, strict=True):
        pool = [n for n in content.numbers_of(subject, topic or None) if n not in chosen]
        chosen += pick(content, pool, share, recent, seed)
    return tuple(chosen)


def pick(content: Content, pool: Sequence[int], amount: int, recent: Sequence[int], seed: int) -> tuple[int, ...]:
    """Unseen ones first, none on the same fact as another; then those that were asked here longest ago."""
    return tuple(islice((n for n in _in_turn(content, pool, recent, seed) if polls.fits(content, n)), amount))


def _in_turn(content: Content, pool: Sequence[int], recent: Sequence[int], seed: int) -> Iterator[int]:
    """Lazily: most of a large pool is never looked at."""
    seen, wanted = frozenset(recent), frozenset(pool)
    unseen = [number for number in pool if number not in seen]
    Random(seed).shuffle(unseen)  # noqa: S311
    families: set[int] = set()
    siblings = []
    for number in unseen:
        family = content.families.get(number, -number)
        if family in families:
            siblings.append(number)
        else:
            families.add(family)
            yield number
    yield from siblings
    last_asked = dict.fromkeys(recent)  # a question may be in it several times; only the last time counts
    yield from (number for number in reversed(last_asked) if number in wanted)
