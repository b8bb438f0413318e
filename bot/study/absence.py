"""What becomes of somebody's daily questions when they do not answer: quieter, rarer, one last word, then nothing."""

from enum import Enum, auto

SILENT, WEEKLY, LAST = 3, 7, 14
"""Days in a row that were asked in vain."""


class Push(Enum):
    """SOUND, QUIET: a question. NONE: nothing today. GOODBYE: one last message, and nothing after it."""

    SOUND = auto()
    QUIET = auto()
    NONE = auto()
    GOODBYE = auto()


def push_after(unanswered: int) -> Push:
    """What comes on a day after so many that were not answered."""
    if unanswered >= LAST:
        return Push.GOODBYE
    if unanswered >= WEEKLY and unanswered % WEEKLY:
        return Push.NONE
    return Push.QUIET if unanswered >= SILENT else Push.SOUND
