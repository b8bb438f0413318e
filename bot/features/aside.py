"""Not today, never, and parked: questions that are not asked for now. /aside lists them, /skip leaves the open one."""

from datetime import timedelta

from bot.chat import render
from bot.chat.buttons import BringBack, Button, Key, OpenNote, SetAside
from bot.chat.messages import Toast
from bot.chat.turn import Command, Feature, Said, Turn
from bot.practice import more, record, session
from bot.storage import aside, askings, sessions
from bot.storage.aside import Aside, Why
from bot.storage.askings import Asking, State

SHOWN = 5
_DAY = timedelta(days=1)
_REASONS = {
    Why.BURIED: "aside-why-buried",
    Why.SUSPENDED: "aside-why-suspended",
    Why.LEECH: "aside-why-leech",
}
_TOLD = {Why.BURIED: "aside-not-today", Why.SUSPENDED: "aside-never"}


def press_aside(turn: Turn, button: Button) -> Said:
    """*Not today* or *Never again*, for an answered question."""
    assert isinstance(button, SetAside)
    asking = more.answered(turn, button.asking)
    if isinstance(asking, Toast):
        return [asking]
    if button.why not in set(_TOLD):
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    _set(turn, asking, Why(button.why))
    toast = Toast(turn.speech.plain(_TOLD[Why(button.why)]))
    return [toast, *session.show_result(turn, asking, guess=record.was_luck(turn.tx, asking))]


def skip(turn: Turn) -> Said:
    """The open question is put off until tomorrow, and the next one comes."""
    asking = askings.open_of(turn.tx, turn.learner.user_id)
    if asking is None:
        return [turn.say(turn.speech.markup("skip-nothing"))]
    askings.close(turn.tx, asking.id, turn.now, state=State.REPLACED)
    _set(turn, asking, Why.BURIED)
    run = sessions.find(turn.tx, asking.session_id) if asking.session_id else None
    opened = session.open_next(turn.tx, turn.content, run, turn.now, turn.style) if run else None
    after = session.show_opened(turn, opened) if opened else session.summary(turn, run) if run else ()
    return [*session.disarm([asking]), turn.say(turn.speech.markup("skipped")), *after]


def _set(turn: Turn, asking: Asking, why: Why) -> None:
    """Also the end of its session does without it."""
    question = asking.question_id
    until = turn.today + _DAY if why is Why.BURIED else None
    aside.put(turn.tx, turn.learner.user_id, Aside(question, why, until), turn.now)
    run = sessions.open_of(turn.tx, turn.learner.user_id)
    if run is not None and question in run.again:
        sessions.plan(turn.tx, run, run.queue, [number for number in run.again if number != question])


def show(turn: Turn) -> Said:
    """What rests, and why, with a way back for each."""
    resting = aside.of(turn.tx, turn.learner.user_id, turn.today)
    kept = [one for one in resting if one.question_id in turn.content.questions]
    if not kept:
        return [turn.show(turn.speech.markup("aside-none"))]
    rest = len(kept) - SHOWN
    lines = [
        turn.speech.markup("aside", count=len(kept)),
        *(_line(turn, place, one) for place, one in enumerate(kept[:SHOWN], 1)),
        turn.speech.markup("summary-more", count=rest) if rest > 0 else "",
    ]
    return [turn.show(render.join(lines), tuple(_row(turn, p, one) for p, one in enumerate(kept[:SHOWN], 1)))]


def _line(turn: Turn, place: int, one: Aside) -> str:
    stem = turn.content.questions[one.question_id].question.drawn(one.question_id).stem
    return f"{place}. {render.escape(render.clip(stem, 200))}\n<i>{turn.speech.markup(_REASONS[one.why])}</i>"


def _row(turn: Turn, place: int, one: Aside) -> tuple[Key, ...]:
    topic = turn.content.questions[one.question_id].question.topic
    back = Key(turn.speech.plain("button-bring-back", place=place), BringBack(one.question_id))
    return (Key(turn.speech.plain("button-note-of", place=place), OpenNote(topic, 0, -1)), back)


def bring_back(turn: Turn, button: Button) -> Said:
    """From the list, or after the note of a parked question was read."""
    assert isinstance(button, BringBack)
    if not aside.bring_back(turn.tx, turn.incoming.user_id, button.question):
        return [Toast(turn.speech.plain("aside-not"), alert=True)]
    return [Toast(turn.speech.plain("brought-back"))]


feature = Feature(
    commands=(Command("aside", show), Command("skip", skip)),
    presses={SetAside: press_aside, BringBack: bring_back},
)
