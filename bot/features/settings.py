"""/settings and /subject: the language, the zone, the way to answer and the subject, each one tap away."""

from babel import Locale

from bot.chat import render
from bot.chat.buttons import Button, Daily, Key, Missed, PickSubject, Rows, Setting
from bot.chat.messages import Toast
from bot.chat.styles import Style
from bot.chat.texts import catalogue
from bot.chat.turn import Command, Feature, Said, Turn
from bot.library.model import SubjectId
from bot.practice import sure
from bot.storage import learners

_STYLES = {
    Style.BUTTONS: "button-style-buttons",
    Style.POLL: "button-style-poll",
    Style.TYPED: "button-style-typed",
    Style.READER: "button-style-reader",
}
_SET = {
    Style.BUTTONS: "style-set-buttons",
    Style.POLL: "style-set-poll",
    Style.TYPED: "style-set-typed",
    Style.READER: "style-set-reader",
}

PHONE = "phone"
"""The choice that follows the phone's language."""


def settings(turn: Turn) -> Said:
    learner, speech = turn.learner, turn.speech
    text = speech.markup(
        "settings",
        language=_name(learner.language) if learner.language else speech.plain("language-phone"),
        zone=learner.zone.split("/")[-1].replace("_", " ") if learner.zone else speech.plain("zone-unknown"),
        style=speech.plain(_STYLES[turn.style]),
        subject=turn.subject.title,
    )
    rows: Rows = (
        (
            Key(speech.plain("button-language"), Setting("language", "")),
            Key(speech.plain("button-style"), Setting("style", "")),
        ),
        (Key(speech.plain("button-zone"), Daily("zone", "")), Key(speech.plain("button-daily"), Daily("open", ""))),
        (Key(speech.plain("button-confidence"), Setting("confidence", "")),),
    )
    if learner.group_answers is not None:
        on = learner.group_answers
        label = speech.plain("button-group-answers-off" if on else "button-group-answers-on")
        rows = (*rows, (Key(label, Missed(0, "no" if on else "always")),))
    if len(turn.content.library.subjects) > 1:
        rows = (*rows, (Key(speech.plain("button-subject"), Setting("subject", "")),))
    return [turn.show(text, rows)]


def choose(turn: Turn, button: Button) -> Said:
    assert isinstance(button, Setting)
    if button.name == "language":
        return _language(turn, button.value)
    if button.name == "style":
        return _style(turn, button.value)
    if button.name == "confidence":
        return _confidence(turn, button.value)
    if button.name == "subject":
        return subject(turn)
    return settings(turn)


def _confidence(turn: Turn, value: str) -> Said:
    """Whether each answer is followed by *How sure are you?*, and how sure this learner should be."""
    if value in {"on", "off"}:
        learners.change(turn.tx, turn.learner.user_id, confidence=value == "on")
    asked = value == "on" if value in {"on", "off"} else turn.learner.confidence
    speech = turn.speech
    text = [speech.markup("confidence-on" if asked else "confidence-off"), sure.words(speech, sure.levels(turn))]
    switch = Key(
        speech.plain("button-ask-me-not" if asked else "button-ask-me"), Setting("confidence", "off" if asked else "on")
    )
    return [turn.show(render.join(text), ((switch,), (Key(speech.plain("button-settings"), Setting("open", "")),)))]


def _style(turn: Turn, value: str) -> Said:
    """How to answer questions; what is open is asked in the new way from the next question on."""
    speech = turn.speech
    if not value:
        rows = tuple((Key(speech.plain(label), Setting("style", style)),) for style, label in _STYLES.items())
        return [turn.show(speech.markup("style-which"), rows)]
    if value not in set(Style):
        return [Toast(speech.plain("old-button"), alert=True)]
    learners.change(turn.tx, turn.learner.user_id, answer_style=None if value == Style.BUTTONS else value)
    back = (Key(speech.plain("button-settings"), Setting("open", "")),)
    return [turn.show(speech.markup(_SET[Style(value)]), (back,))]


def _language(turn: Turn, value: str) -> Said:
    tongues = catalogue().tongues
    if not value:
        follow = Key(turn.speech.plain("language-phone"), Setting("language", PHONE))
        names = tuple((Key(_name(tongue), Setting("language", tongue)),) for tongue in tongues)
        return [turn.show(turn.speech.markup("language-which"), ((follow,), *names))]
    if value != PHONE and value not in tongues:
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    learners.change(turn.tx, turn.learner.user_id, language=None if value == PHONE else value)
    speech = catalogue().speech(turn.learner.phone_language if value == PHONE else value)
    back = (Key(speech.plain("button-settings"), Setting("open", "")),)
    return [turn.show(speech.markup("language-set"), (back,))]


def _name(tongue: str) -> str:
    """A language in its own words."""
    return (Locale(tongue).get_display_name(tongue) or tongue).capitalize()


def subject(turn: Turn) -> Said:
    """The subjects side by side; the current one says so."""
    subjects = turn.content.library.subjects
    if len(subjects) == 1:
        return [turn.show(turn.speech.markup("subject-only", subject=turn.subject.title))]
    rows = tuple((Key(one.title, PickSubject(one.id)),) for one in subjects.values())
    return [turn.show(turn.speech.markup("subject-which", subject=turn.subject.title), rows)]


def pick_subject(turn: Turn, button: Button) -> Said:
    assert isinstance(button, PickSubject)
    chosen = turn.content.library.subjects.get(SubjectId(button.subject))
    if chosen is None:
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    learners.change(turn.tx, turn.learner.user_id, subject=chosen.id)
    text = turn.speech.markup(
        "subject-set", subject=chosen.title, topics=len(chosen.topic_ids), questions=len(chosen.questions)
    )
    return [turn.show(text)]


feature = Feature(
    commands=(Command("settings", settings, menu=True), Command("subject", subject)),
    presses={Setting: choose, PickSubject: pick_subject},
)
