"""Which topic somebody means by what they typed after /quiz."""

import re
from dataclasses import dataclass

from bot.chat.content import Content
from bot.library.model import Subject, TopicId

NEAREST = 3


@dataclass(frozen=True, slots=True)
class FoundTopic:
    """topic: the one that was meant, None when it is not clear; then `nearest` are worth offering."""

    topic: TopicId | None
    nearest: tuple[TopicId, ...] = ()


_COUNT = re.compile(r"(?:^|\s)([0-9]{1,6})(?=\s|$)", re.ASCII)


def request(arguments: str) -> tuple[str, int | None]:
    """What stands after /quiz: a topic and a number, in either order; both may be missing. "s3" is a topic."""
    match = _COUNT.search(arguments)
    if match is None:
        return arguments.strip(), None
    return f"{arguments[: match.start()]} {arguments[match.end() :]}".strip(), int(match[1])


def find_topic(content: Content, subject: Subject, text: str) -> FoundTopic:
    """Exact names win (id, title or alias, any case); else what the look-up finds."""
    wanted = " ".join(text.casefold().split())
    for topic in subject.topic_ids:
        note = subject.note(topic)
        if wanted in {topic, note.title.casefold()} | {alias.casefold() for alias in note.aliases}:
            return FoundTopic(topic)
    found = content.indexes[subject.id].look_up(text)
    topics = tuple(dict.fromkeys([*(hit.topic for hit in found.hits), *found.nearest]))[:NEAREST]
    return FoundTopic(topics[0] if found.answered and topics else None, topics)
