"""How somebody likes to be asked and answered, and what that does to everything that is said."""

from collections.abc import Sequence
from enum import StrEnum

from bot.chat.messages import Disarm, Edit, Outgoing, Say, Toast


class Style(StrEnum):
    """READER: for screen readers. New messages instead of edits, alerts instead of toasts, typed letters."""

    BUTTONS = "buttons"
    POLL = "poll"
    TYPED = "typed"
    READER = "reader"


def style_of(chosen: str | None) -> Style:
    """A stored style; buttons for none, and for one that another release knows."""
    return Style(chosen) if chosen in set(Style) else Style.BUTTONS


def spoken(said: Sequence[Outgoing]) -> list[Outgoing]:
    """The same for a screen reader: it announces new messages and alerts, but neither edits nor toasts."""
    return [new for one in said for new in _spoken(one)]


def _spoken(one: Outgoing) -> Sequence[Outgoing]:
    match one:
        case Edit(chat_id, message_id, text, rows, asking, answers=answers):
            return [Disarm(chat_id, message_id), Say(chat_id, text, rows, asking=asking, answers=answers)]
        case Toast(text):
            return [Toast(text, alert=True)]
        case _:
            return [one]
