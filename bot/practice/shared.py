"""A finished quiz for others: the same questions in private, in a group, or offered in any chat."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.chat.buttons import Forward, Key, Rows, Url
from bot.chat.content import Content, Shelved
from bot.chat.links import address, group_address, seal, unseal
from bot.chat.texts import Speech
from bot.chat.turn import Bot
from bot.library.model import Subject, TopicId
from bot.storage import askings, sessions
from bot.storage.askings import Purpose
from bot.storage.sessions import Session

NAME = "same"
"""Of the link, and of what inline mode is asked."""


def offer(speech: Speech, bot: Bot, session: Session) -> Rows:
    """Buttons under a finished quiz of one's own."""
    sealed = seal(bot.key, session.id, session.size)
    return (
        (
            Key(speech.plain("button-in-group"), Url(group_address(bot.username, NAME, sealed))),
            Key(speech.plain("button-share"), Forward(f"{NAME}-{sealed}")),
        ),
    )


def invitation(speech: Speech, bot: str, sealed: str) -> Rows:
    """Buttons under a quiz that was shared: to a private chat, or to a group."""
    return (
        (Key(speech.plain("button-start-here"), Url(address(bot, NAME, sealed))),),
        (Key(speech.plain("button-in-group"), Url(group_address(bot, NAME, sealed))),),
    )


@dataclass(frozen=True, slots=True)
class Quiz:
    """What was shared. numbers: of its questions, each once and in their order. topic: None when it is several."""

    numbers: tuple[int, ...]
    subject: Subject
    topic: TopicId | None


def quiz(tx: Connection, content: Content, key: bytes, sealed: str) -> Quiz | None:
    """The quiz behind a link; None when the link is not ours, or the content has none of its questions any more."""
    named = unseal(key, sealed)
    session = sessions.find(tx, named[0]) if named is not None else None
    if session is None or session.purpose is not Purpose.QUIZ:
        return None
    asked = dict.fromkeys(asking.question_id for asking in askings.of_session(tx, session.id))
    items = [content.questions[number] for number in asked if number in content.questions]
    if not items:
        return None
    return Quiz(tuple(item.number for item in items), items[0].subject, _topic(session, items))


def _topic(session: Session, items: Sequence[Shelved]) -> TopicId | None:
    """What the quiz was asked for, or what several questions have in common; one question shows nobody's wish."""
    topics = {item.question.topic for item in items}
    if session.topic and items[0].subject.has(session.topic):
        return TopicId(session.topic)
    return topics.pop() if len(topics) == 1 and len(items) > 1 else None
