"""/gaps: what several people asked and the notes do not hold, for the people who run this bot."""

from collections.abc import Sequence

from bot.chat import render
from bot.chat.render import Markup
from bot.chat.texts import Speech, catalogue
from bot.chat.turn import Command, Feature, Said, Turn
from bot.library.model import Library, SubjectId
from bot.storage import gaps
from bot.storage.gaps import Gap


def show(turn: Turn) -> Said:
    if not turn.is_owner:
        return [turn.say(turn.speech.markup("ask-unknown-command"))]
    return [turn.say(listed(turn.speech, turn.content.library, gaps.frequent(turn.tx)))]


def listed(speech: Speech, library: Library, found: Sequence[Gap]) -> Markup:
    if not found:
        return speech.markup("gaps-none", people=gaps.SHOWN_FROM)
    lines = [
        speech.markup("gaps-line", times=gap.times, question=gap.words, topic=_title(library, gap) or "-")
        for gap in found
    ]
    return render.join([speech.markup("gaps-heading", people=gaps.SHOWN_FROM), *lines])


def plain_gaps(library: Library, found: Sequence[Gap]) -> str:
    """The same for the command line."""
    return render.plain(listed(catalogue().speech(None), library, found))


def _title(library: Library, gap: Gap) -> str:
    subject = library.subjects.get(SubjectId(gap.subject))
    known = subject is not None and gap.nearest is not None and subject.has(gap.nearest)
    return subject.note(gap.nearest).title if known else ""  # type: ignore[union-attr,arg-type]  # checked one line above


feature = Feature(commands=(Command("gaps", show),))
