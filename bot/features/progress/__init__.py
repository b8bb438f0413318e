"""/progress: how far I am, in words and as pictures, from the first answer on.

One message, whose buttons change the view in place. The words beside a picture say what it shows; for a screen
reader they come alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.chat.buttons import Button, Key, Progress, QuizTopic, Rows
from bot.chat.messages import Sendable, Toast
from bot.chat.turn import Command, Feature, Said, Turn
from bot.drawing.charts import Look
from bot.features.progress import activity, calibration, due, readiness, topics
from bot.features.progress.view import View
from bot.storage import cards, learners

FIRST = "activity"
VIEWS: Mapping[str, tuple[str, Callable[[Turn], View]]] = {
    FIRST: ("button-view-activity", activity.view),
    "topics": ("button-view-topics", topics.view),
    "due": ("button-view-due", due.view),
    "readiness": ("button-view-readiness", readiness.view),
    "calibration": ("button-view-calibration", calibration.view),
}
"""Its button, and what it shows."""

OTHER = {Look.LIGHT: (Look.DARK, "button-look-dark"), Look.DARK: (Look.LIGHT, "button-look-light")}
A_ROW = 3


def progress(turn: Turn) -> Said:
    """The first view; or where to begin."""
    numbers = turn.content.numbers_of(turn.subject)
    if not cards.known(turn.tx, turn.learner.user_id, numbers):
        speech = turn.speech
        start: Rows = ((Key(speech.plain("button-try", count=3), QuizTopic("", 3)),),)
        return [turn.show(speech.markup("progress-none", total=len(numbers)), start)]
    return [_shown(turn, FIRST)]


def pressed(turn: Turn, button: Button) -> Said:
    """Another view, or the same in another look."""
    assert isinstance(button, Progress)
    if not turn.incoming.private:
        return [Toast(turn.speech.plain("only-private"), alert=True)]
    if button.view not in VIEWS or button.look not in {"", *Look}:
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    if button.look and button.look != turn.look:
        kept = button.look if button.look == Look.DARK else None
        learners.change(turn.tx, turn.learner.user_id, look=kept)
        turn = replace(turn, person=replace(turn.learner, look=kept))
    return [_shown(turn, button.view)]


def _shown(turn: Turn, name: str) -> Sendable:
    _, made = VIEWS[name]
    view = made(turn)
    picture = turn.drawing(view.chart)
    rows = (*view.rows, *_others(turn, name), *(_other_look(turn, name) if picture else ()))
    return turn.show(view.words, rows, picture=picture)


def _others(turn: Turn, here: str) -> Rows:
    """Every view at its place; the one that is shown is marked."""
    names = {name: turn.speech.plain(label) for name, (label, _) in VIEWS.items()}
    names[here] = turn.speech.plain("button-view-here", name=names[here])
    keys = [Key(label, Progress(name, "")) for name, label in names.items()]
    return tuple(tuple(keys[first : first + A_ROW]) for first in range(0, len(keys), A_ROW))


def _other_look(turn: Turn, name: str) -> Rows:
    other, label = OTHER[turn.look]
    return ((Key(turn.speech.plain(label), Progress(name, other.value)),),)


feature = Feature(commands=(Command("progress", progress, menu=True),), presses={Progress: pressed})
