"""/mock: an exam against the clock, without a word about right and wrong until its end; then every question again."""

from collections.abc import Callable
from dataclasses import replace

from bot.chat import render
from bot.chat.buttons import Button, Key, QuizMissed, Rows
from bot.chat.buttons import Mock as Step
from bot.chat.messages import Disarm, Say, Toast
from bot.chat.render import Markup
from bot.chat.styles import Style, spoken
from bot.chat.turn import Command, Feature, Said, Turn
from bot.practice import mock as practice
from bot.practice import result, session
from bot.practice.hear import hear
from bot.practice.taps import after_take_back, after_tap
from bot.storage import askings, mocks, outbox
from bot.storage.askings import Asking
from bot.storage.mocks import Mock, State
from bot.study.mock import minutes
from bot.study.plan import study_date, zone

SIZES = (10, 20, 40)
FEWEST, MOST = 5, 80
"""Questions; for more the list would not fit under a message."""

EXTRA = (0, 25, 50)
"""Percent of more time, for those whose exam gives it or who want it."""

COMPARED = 3
IN_A_ROW = 8


# --- before


def mock(turn: Turn) -> Said:
    """The one that runs, at the bottom; else how many questions."""
    running = mocks.open_of(turn.tx, turn.learner.user_id)
    if running is not None:
        return _again(turn, running)
    wanted = turn.arguments.strip()
    if wanted.isascii() and wanted.isdigit():
        return _offer(turn, int(wanted[:6]))
    most = _most(turn)
    sizes = [size for size in dict.fromkeys((*SIZES, turn.subject.exam.questions or most)) if FEWEST <= size <= most]
    keys = tuple(Key(str(size), Step("size", size, 0)) for size in sorted(sizes) or [most])
    text = [
        turn.speech.markup("mock-how-many"),
        _compared(turn, mocks.results(turn.tx, turn.learner.user_id, turn.subject.id, COMPARED)),
    ]
    return [turn.show(render.join(text), (keys,))] if most else [turn.show(turn.speech.markup("quiz-nothing"))]


def _most(turn: Turn) -> int:
    return min(MOST, len(turn.content.domains[turn.subject.id]))


def _compared(turn: Turn, results: list[Mock]) -> str:
    """Earlier results, the latest first."""
    shown = ", ".join(
        turn.speech.plain("mock-earlier-one", day=turn.speech.day_short(one.begun_at.date()), percent=_percent(one))
        for one in results
    )
    return turn.speech.markup("mock-earlier", results=shown) if shown else ""


def _percent(over: Mock) -> int:
    return round(100 * (over.correct or 0) / over.size)


def _offer(turn: Turn, wanted: int) -> Said:
    """What it will be, and with how much time."""
    exam, size = turn.subject.exam, min(max(1, wanted), _most(turn))
    times = [minutes(size, exam.questions, exam.minutes, extra) for extra in EXTRA]
    keys = [
        Key(
            turn.speech.plain("button-mock-begin" if not extra else "button-mock-extra", minutes=time),
            Step("begin", size, extra),
        )
        for extra, time in zip(EXTRA, times, strict=True)
    ]
    text = turn.speech.markup("mock-rules", size=size, minutes=times[0])
    return [turn.show(text, tuple((key,) for key in keys))]


def _size(turn: Turn, button: Step) -> Said:
    running = mocks.open_of(turn.tx, turn.learner.user_id)
    return _again(turn, running) if running is not None else _offer(turn, button.of)


def _begin(turn: Turn, button: Step) -> Said:
    """Pressed twice, the exam that runs is shown."""
    running = mocks.open_of(turn.tx, turn.learner.user_id)
    if running is not None:
        return _show(turn, running)
    if button.value not in EXTRA or not 1 <= button.of <= _most(turn):
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    waiting = session.replace_waiting(turn.tx, turn.learner.user_id, turn.now)
    begun = practice.begin(turn, button.of, button.value)
    return [*session.disarm(waiting), *_show(turn, begun)]


# --- while it runs


def _show(turn: Turn, running: Mock, toast: str = "") -> Said:
    """The question at its place, in the pressed message or a new one."""
    asking = askings.at(turn.tx, running.session_id, running.place)
    if asking is None:
        return [Toast(turn.speech.plain("question-gone"), alert=True)]
    text, rows = practice.question(turn, running, asking)
    told = [Toast(turn.speech.plain(toast))] if toast else []
    return [*told, turn.show(text, rows, asking=asking.id)]


def _again(turn: Turn, running: Mock) -> Said:
    if turn.now >= running.ends_at:
        return _end(turn, running)
    shown = askings.at(turn.tx, running.session_id, running.place)
    return [*session.disarm([shown] if shown else []), *_show(turn, running)]


def _pick(turn: Turn, button: Step) -> Said:
    found = _drafted(turn, button.of)
    if not isinstance(found, tuple):
        return found
    running, asking = found
    if button.value not in asking.arrangement:
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    picked = after_tap(asking, button.value)
    if picked is None:
        return [Toast(turn.speech.plain("tapped-already"))]
    return _keep(turn, running, replace(asking, picked=picked))


def _take_back(turn: Turn, button: Step) -> Said:
    found = _drafted(turn, button.of)
    if not isinstance(found, tuple):
        return found
    running, asking = found
    return _keep(turn, running, replace(asking, picked=after_take_back(asking)))


def _drafted(turn: Turn, asking_id: int) -> tuple[Mock, Asking] | list[Toast] | Said:
    """The open mock exam and the question of it behind a button; else what to say instead."""
    asking = askings.find(turn.tx, asking_id)
    if asking is None or asking.session_id is None or asking.user_id != turn.incoming.user_id:
        return [Toast(turn.speech.plain("not-yours" if asking else "old-button"), alert=True)]
    if turn.incoming.message_id is not None and turn.incoming.message_id != asking.message_id:
        outbox.seen(turn.tx, turn.incoming.chat_id, asking.id, turn.incoming.message_id, turn.now)
    running = mocks.find(turn.tx, asking.session_id)
    if running is None or running.state is not State.OPEN:
        return [Toast(turn.speech.plain("mock-is-over"), alert=True)]
    if turn.now >= running.ends_at:
        return _end(turn, running)
    return replace(running, place=asking.position), asking


def _keep(turn: Turn, running: Mock, asking: Asking) -> Said:
    """An answer that may still change."""
    askings.draft(turn.tx, asking.id, asking.picked, asking.given, asking.correct)
    mocks.keep(turn.tx, running)
    text, rows = practice.question(turn, running, asking)
    return session.in_place(turn, asking, text, rows)


def typed(turn: Turn) -> Said | None:
    """A typed answer, while no other question is open; anything else is somebody else's business."""
    running = mocks.open_of(turn.tx, turn.incoming.user_id) if turn.incoming.private else None
    if running is None or askings.open_of(turn.tx, turn.incoming.user_id) is not None:
        return None
    if turn.now >= running.ends_at:
        return _end(turn, running)
    asking = askings.at(turn.tx, running.session_id, running.place)
    return None if asking is None else hear(turn, asking, lambda *heard: _typed(running, *heard))


def _typed(running: Mock, turn: Turn, asking: Asking, chosen: tuple[int, ...], given: str | None, right: bool) -> Said:
    answered = replace(asking, picked=chosen, given=given, correct=right if given is not None else None)
    return _keep(turn, running, answered)


def _go(turn: Turn, running: Mock, place: int) -> Said:
    if not 1 <= place <= running.size:
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    there = replace(running, place=place)
    mocks.keep(turn.tx, there)
    return _show(turn, there)


def _flag(turn: Turn, running: Mock, place: int) -> Said:
    if not 1 <= place <= running.size:
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    kept = tuple(one for one in running.flagged if one != place)
    flagged = kept if place in running.flagged else tuple(sorted((*kept, place)))
    marked = replace(running, place=place, flagged=flagged)
    mocks.keep(turn.tx, marked)
    return _show(turn, marked)


def _list(turn: Turn, running: Mock, _value: int) -> Said:
    """Every question by number, with what is answered and what is flagged."""
    asked = askings.of_session(turn.tx, running.session_id)
    answered = sum(practice.is_answered(one) for one in asked)
    text = turn.speech.markup(
        "mock-list",
        answered=answered,
        size=running.size,
        flagged=len(running.flagged),
        minutes=practice.minutes_left(running, turn.now),
    )
    keys = [Key(_label(running, one), Step("go", running.session_id, one.position)) for one in asked]
    grid = tuple(tuple(keys[start : start + IN_A_ROW]) for start in range(0, len(keys), IN_A_ROW))
    hand_in = (Key(turn.speech.plain("button-hand-in"), Step("ask", running.session_id, 0)),)
    return [turn.show(text, (*grid, hand_in), asking=_current(asked, running))]


def _label(running: Mock, asking: Asking) -> str:
    flag = " ⚑" if asking.position in running.flagged else ""
    return f"{asking.position}{' ✓' if practice.is_answered(asking) else ''}{flag}"


def _current(asked: list[Asking], running: Mock) -> int:
    """The asking that says where the live message is."""
    return next((one.id for one in asked if one.position == running.place), asked[0].id)


def _ask_end(turn: Turn, running: Mock, _value: int) -> Said:
    asked = askings.of_session(turn.tx, running.session_id)
    missing = sum(not practice.is_answered(one) for one in asked)
    rows: Rows = (
        (Key(turn.speech.plain("button-mock-back"), Step("list", running.session_id, 0)),),
        (Key(turn.speech.plain("button-hand-in-now"), Step("end", running.session_id, 0)),),
    )
    return [turn.show(turn.speech.markup("mock-sure", missing=missing), rows, asking=_current(asked, running))]


# --- the end, and after it


def _end(turn: Turn, running: Mock) -> Said:
    """Hand in, or say what came of it when that had happened before."""
    earlier = mocks.results(turn.tx, running.user_id, running.subject, COMPARED)
    over = practice.finish(turn.tx, turn.content, running, turn.now, turn.today)
    if over is None:
        return [Toast(turn.speech.plain("mock-is-over"), alert=True)]
    if turn.incoming.press_id is not None:
        return [turn.show(*_result(turn, over, earlier))]
    shown = askings.at(turn.tx, over.session_id, over.place)
    return [*session.disarm([shown] if shown else []), turn.say(*_result(turn, over, earlier))]


def _result(turn: Turn, over: Mock, earlier: list[Mock]) -> tuple[Markup, Rows]:
    speech, spent = turn.speech, over.over_at or over.ends_at
    lines = [
        speech.markup("mock-result", right=over.correct or 0, size=over.size, percent=_percent(over)),
        speech.markup(
            "mock-spent",
            answered=over.answered or 0,
            spent=round((spent - over.begun_at).total_seconds() / 60),
            minutes=over.minutes,
        ),
        *(speech.markup("mock-domain", title=title, right=r, all=n) for title, (r, n) in over.domains.items()),
        _compared(turn, earlier),
        speech.markup("mock-practice"),
    ]
    see = Key(speech.plain("button-mock-see"), Step("see", over.session_id, 1))
    missed = Key(speech.plain("button-missed"), QuizMissed(over.session_id))
    rows: Rows = ((see,), (missed,)) if (over.correct or 0) < over.size else ((see,),)
    return render.join(lines), rows


def _see(turn: Turn, over: Mock, place: int) -> Said:
    """One question of it, with its answer and why."""
    asking = askings.at(turn.tx, over.session_id, place)
    item = turn.content.questions.get(asking.question_id) if asking else None
    if asking is None:
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    if item is None:
        text = turn.speech.markup("question-gone")
    else:
        text, _ = result.result(turn.speech, asking, item, result.Run(over.size))
    here = turn.speech.markup("mock-see-place", position=place, size=over.size)
    keys = [
        Key(turn.speech.plain(label), Step("see", over.session_id, there))
        for label, there in (("button-previous", place - 1), ("button-after", place + 1))
        if 1 <= there <= over.size
    ]
    back = Key(turn.speech.plain("button-mock-result"), Step("result", over.session_id, 0))
    return [turn.show(render.join([text, f"<i>{here}</i>"]), (tuple(keys), (back,)) if keys else ((back,),))]


def _see_result(turn: Turn, over: Mock, _value: int) -> Said:
    kept = mocks.results(turn.tx, over.user_id, over.subject, COMPARED + 8)
    earlier = [one for one in kept if one.begun_at < over.begun_at]
    return [turn.show(*_result(turn, over, earlier[:COMPARED]))]


def time_passed(turn: Turn, session_id: int) -> Said:
    """Called when the end is near or has come; there is no press and no text behind it."""
    running = mocks.find(turn.tx, session_id)
    assert turn.person is not None
    if running is None or running.state is not State.OPEN:
        return ()
    shown = askings.at(turn.tx, session_id, running.place)
    if turn.now >= running.ends_at:
        return _time_over(turn, running, shown)
    warned = replace(running, warned=True)
    mocks.keep(turn.tx, warned)
    if shown is None or shown.message_id is None:
        return ()
    said = session.in_place(turn, shown, *practice.question(turn, warned, shown))
    return spoken(said) if turn.style is Style.READER else said


def _time_over(turn: Turn, running: Mock, shown: Asking | None) -> Said:
    """Handed in as it is; the result is a new message, because an edit rings nobody."""
    earlier = mocks.results(turn.tx, running.user_id, running.subject, COMPARED)
    day = study_date(turn.now, zone(turn.person.zone if turn.person else None))
    over = practice.finish(turn.tx, turn.content, running, turn.now, day)
    if over is None or shown is None:
        return ()
    text, rows = _result(turn, over, earlier)
    told = render.join([turn.speech.markup("mock-time-over"), text])
    end = [Disarm(shown.chat_id, shown.message_id)] if shown.message_id is not None else []
    return [*end, Say(shown.chat_id, Markup(told), rows)]


_RUNNING: dict[str, Callable[[Turn, Mock, int], Said]] = {
    "go": _go,
    "flag": _flag,
    "list": _list,
    "ask": _ask_end,
    "end": lambda turn, running, _: _end(turn, running),
}
_OVER: dict[str, Callable[[Turn, Mock, int], Said]] = {"see": _see, "result": _see_result}
_FIRST: dict[str, Callable[[Turn, Step], Said]] = {
    "size": _size,
    "begin": _begin,
    "pick": _pick,
    "back": _take_back,
}


def step(turn: Turn, button: Button) -> Said:
    """One tap. What no button of ours carries is an old button; what is somebody else's changes nothing."""
    assert isinstance(button, Step)
    if not turn.incoming.private:
        return [Toast(turn.speech.plain("only-private"), alert=True)]
    if button.step in _FIRST:
        return _FIRST[button.step](turn, button)
    found = mocks.find(turn.tx, button.of)
    if found is None or button.step not in {*_RUNNING, *_OVER}:
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    if found.user_id != turn.incoming.user_id:
        return [Toast(turn.speech.plain("not-yours"), alert=True)]
    if button.step in _OVER:
        if found.state is State.OPEN:
            return [Toast(turn.speech.plain("answer-first"), alert=True)]
        return _OVER[button.step](turn, found, button.value)
    if found.state is not State.OPEN:
        return [Toast(turn.speech.plain("mock-is-over"), alert=True)]
    if turn.now >= found.ends_at:
        return _end(turn, found)
    return _RUNNING[button.step](turn, found, button.value)


feature = Feature(commands=(Command("mock", mock),), presses={Step: step}, text=typed)
