"""*How sure are you?*: asked between an answer and its result, and what it comes to over time."""

from datetime import timedelta

from bot.chat import render
from bot.chat.buttons import Back, Key, Rows, Sure
from bot.chat.content import Shelved
from bot.chat.render import Markup
from bot.chat.texts import Speech
from bot.chat.turn import Turn
from bot.practice import present, result
from bot.storage import reviews
from bot.storage.askings import Asking, Form
from bot.study.confidence import Confidence, Leaning, Level, calibration, leaning

LOOKED_AT = timedelta(days=180)
"""Older taps tell about somebody who knew themselves less."""

_BUTTONS = {
    Confidence.SURE: "button-sure",
    Confidence.LIKELY: "button-likely",
    Confidence.UNSURE: "button-unsure",
}
_LEVELS = {
    Confidence.SURE: "calibration-sure",
    Confidence.LIKELY: "calibration-likely",
    Confidence.UNSURE: "calibration-unsure",
}
_SHOWN = {
    Leaning.OVER: "calibration-over",
    Leaning.UNDER: "calibration-under",
    Leaning.FITS: "calibration-fits",
    None: "calibration-early",
}
ORDER = (Confidence.SURE, Confidence.LIKELY, Confidence.UNSURE)
"""As a button carries them, from 0: never changed, only added to."""


def question(speech: Speech, asking: Asking, item: Shelved) -> tuple[Markup, Rows]:
    """Which answer was understood, and how sure it is. The answer counts already; only its result waits.

    The letters keep their row: a second tap on one must not say anything about being sure.
    """
    asked = present.drawn(asking, item)
    lines = [
        speech.markup("sure-how", given=_given(asking)),
        f"<blockquote expandable>{present.body(asking, asked)}</blockquote>",
    ]
    letters = () if asking.form is Form.TYPED else present.letter_rows(asking)
    show = (Key(speech.plain("button-show-answer"), Back(asking.id)),)
    taps = tuple(Key(speech.plain(_BUTTONS[level]), Sure(asking.id, place)) for place, level in enumerate(ORDER))
    return render.join(lines), (*letters, show, taps)


def _given(asking: Asking) -> str:
    """The answer as it was given: letters, or what was typed."""
    if asking.given is not None:
        return render.clip(asking.given, result.SHOWN_GIVEN)
    chosen = asking.chosen or ()
    ordered = asking.form in {Form.ORDER, Form.PAIRS}
    return present.letters(asking, chosen if ordered else sorted(chosen, key=asking.arrangement.index))


def levels(turn: Turn) -> tuple[Level, ...]:
    """The learner's own calibration: for each confidence, how many answers and how many of them right."""
    since = turn.today - LOOKED_AT
    return calibration(reviews.confidences(turn.tx, turn.learner.user_id, since))


def words(speech: Speech, found: tuple[Level, ...]) -> Markup:
    """The calibration in sentences; what it shows comes last."""
    lines = [
        speech.markup(_LEVELS[one.confidence], right=one.right, answers=one.answers) for one in found if one.answers
    ]
    return render.join([*lines, speech.markup(_SHOWN[leaning(found)])])
