"""A finished quiz for others: the same questions in private, in a group, or offered in any chat."""

from sqlalchemy import Connection

from bot.chat.buttons import Forward, Key, Rows, Url
from bot.chat.links import address, group_address, seal, unseal
from bot.chat.texts import Speech
from bot.chat.turn import Bot
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


def questions(tx: Connection, key: bytes, sealed: str) -> tuple[int, ...]:
    """The question numbers behind a link, each once and in their order; none when the link is not ours."""
    named = unseal(key, sealed)
    session = sessions.find(tx, named[0]) if named is not None else None
    if session is None or session.purpose is not Purpose.QUIZ:
        return ()
    return tuple(dict.fromkeys(asking.question_id for asking in askings.of_session(tx, session.id)))
