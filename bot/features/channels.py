"""The anonymous polls of channels: only totals are ever known, and they arrive by themselves."""

from bot.chat.turn import Feature, Said, Turn
from bot.storage import askings, votes


def totals(turn: Turn, poll_id: str, counts: tuple[int, ...]) -> Said:
    """Keep how the votes stand, of polls that were put to a chat and are anonymous."""
    asking = askings.of_poll(turn.tx, poll_id)
    if asking is not None and asking.user_id is None and len(counts) == len(asking.arrangement):
        votes.tally(turn.tx, asking.id, asking.chat_id, asking.question_id, counts, turn.now)
    return ()


feature = Feature(totals=totals)
