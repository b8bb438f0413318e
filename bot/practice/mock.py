"""A mock exam: all its questions are drawn at once, answers may change until the end, and only then they count.

Its askings are drafts: nothing else replaces them, and nothing grades them before `finish`, which closes each
once and writes the answers into the review log. Whatever happens is in the database, so a restart changes nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.chat import render
from bot.chat.buttons import Key, Rows
from bot.chat.buttons import Mock as Step
from bot.chat.content import Content, weights_of
from bot.chat.messages import Sendable
from bot.chat.render import Markup
from bot.chat.styles import Style
from bot.chat.texts import Speech
from bot.chat.turn import Turn
from bot.practice import present, record, session
from bot.storage import askings, mocks, sessions
from bot.storage.askings import Asking, Form, Purpose
from bot.storage.mocks import Mock, State
from bot.storage.sessions import Session
from bot.study.mock import minutes, mix

_MINUTE = 60


def begin(turn: Turn, size: int, extra: int) -> Mock:
    """Draw the questions and start the clock. extra: time in percent of the exam's own."""
    subject, user = turn.subject, turn.learner.user_id
    new = Session(
        0, user, turn.incoming.chat_id, Purpose.MOCK, subject.id, None, (), size, "mock", turn.now, turn.today
    )
    run = sessions.open_session(turn.tx, new)
    numbers = mix(
        turn.content.domains[subject.id], weights_of(subject), size, run.id * 1_009 + user, turn.content.families
    )
    style = Style.BUTTONS if turn.style is Style.POLL else turn.style  # a vote cannot be changed
    for place, number in enumerate(numbers, 1):
        session.ask(turn.tx, run, turn.content.questions[number], place, place, style, turn.now, askings.State.DRAFT)
    time = minutes(len(numbers), subject.exam.questions, subject.exam.minutes, extra)
    ends = turn.now + timedelta(minutes=time)
    mock = Mock(run.id, user, subject.id, len(numbers), time, turn.now, ends)
    mocks.add(turn.tx, mock)
    return mock


def is_answered(asking: Asking) -> bool:
    """Whether there is a whole answer by now."""
    if asking.given is not None:
        return True
    needed = 1 if asking.form is Form.CHOICE else len(asking.key)
    return bool(asking.picked) and len(asking.picked) == needed


def question(turn: Turn, mock: Mock, asking: Asking) -> tuple[Markup, Rows]:
    """A question with the answer so far; what is right is not to be seen. One that is gone says so, and can be left."""
    item = turn.content.questions.get(asking.question_id)
    flagged = asking.position in mock.flagged
    where = turn.speech.markup(
        "mock-place-flagged" if flagged else "mock-place",
        position=asking.position,
        size=mock.size,
        minutes=minutes_left(mock, turn.now),
    )
    if item is None or item.question.version != asking.version:
        return render.join([turn.speech.markup("question-gone"), f"<i>{where}</i>"]), _ways(turn.speech, mock, asking)
    asked = present.drawn(asking, item)
    given = _given(turn, asking)
    parts = [
        present.body(asking, asked),
        given or present.hint(turn.speech, asking, asked, turn.style, submits=False),
        f"<i>{where}</i>",
    ]
    return Markup(render.join(parts, "\n")), (*_taps(turn, asking), *_ways(turn.speech, mock, asking))


def _given(turn: Turn, asking: Asking) -> str:
    """The answer so far, where no button shows it."""
    given = asking.given
    if given is None and turn.style in {Style.TYPED, Style.READER}:
        given = present.letters(asking, asking.picked)
    return turn.speech.markup("mock-given", given=given) if given else ""


def _taps(turn: Turn, asking: Asking) -> Rows:
    if asking.form is Form.TYPED or turn.style in {Style.TYPED, Style.READER}:
        return ()
    letters = present.letter_rows(asking, _pick)
    if asking.picked and asking.form in {Form.ORDER, Form.PAIRS}:
        return (*letters, (Key(turn.speech.plain("button-take-back"), Step("back", asking.id, 0)),))
    return letters


def _pick(asking: int, option: int) -> Step:
    return Step("pick", asking, option)


def _ways(speech: Speech, mock: Mock, asking: Asking) -> Rows:
    place = asking.position
    flag = speech.plain("button-unflag" if place in mock.flagged else "button-flag")
    before = (Key(speech.plain("button-previous"), Step("go", mock.session_id, place - 1)),) if place > 1 else ()
    after = (Key(speech.plain("button-after"), Step("go", mock.session_id, place + 1)),) if place < mock.size else ()
    all_of_them = Key(speech.plain("button-mock-list"), Step("list", mock.session_id, 0))
    return ((Key(flag, Step("flag", mock.session_id, place)), all_of_them), (*before, *after))


def minutes_left(mock: Mock, now: datetime) -> int:
    """Whole minutes, rounded up: 1 until the very end."""
    return max(0, -int(-(mock.ends_at - now).total_seconds() // _MINUTE))


def finish(
    tx: Connection, content: Content, mock: Mock, now: datetime, day: date, state: State = State.OVER
) -> Mock | None:
    """Grade everything once, write the answers into the review log, and keep the result; None when it was over."""
    asked = [(asking, is_answered(asking)) for asking in askings.of_session(tx, mock.session_id)]
    marks = [(asking, answered, answered and _is_right(asking)) for asking, answered in asked]
    over = replace(
        mock,
        state=state,
        over_at=min(now, mock.ends_at),
        answered=sum(answered for _, answered, _ in marks),
        correct=sum(right for *_, right in marks),
        domains=_by_domain(content, mock, [(asking.question_id, right) for asking, _, right in marks]),
    )
    if not mocks.finish(tx, over):
        return None
    for asking, answered, right in marks:
        chosen = asking.picked if answered and asking.given is None else () if answered else None
        if askings.hand_in(tx, asking.id, now, chosen, right, answered=answered) and answered:
            record.answer(tx, mock.user_id, asking, right, now, day)
    return over


def _is_right(asking: Asking) -> bool:
    return bool(asking.correct) if asking.given is not None else session.fits(asking, asking.picked)


def _by_domain(content: Content, mock: Mock, marks: Sequence[tuple[int, bool]]) -> dict[str, tuple[int, int]]:
    """title → (right, all), for the domains that have a title."""
    titles = next((held for subject, held in content.domains.items() if subject == mock.subject), {})
    found: dict[str, tuple[int, int]] = {}
    for number, right in marks:
        if title := titles.get(number):
            before = found.get(title, (0, 0))
            found[title] = before[0] + right, before[1] + 1
    return dict(sorted(found.items()))


def leave(turn: Turn) -> list[Sendable] | None:
    """End a mock exam for /stop: its answers count, its result is not compared. None when none was open."""
    mock = mocks.open_of(turn.tx, turn.learner.user_id)
    if mock is None:
        return None
    shown = askings.at(turn.tx, mock.session_id, mock.place)
    finish(turn.tx, turn.content, mock, turn.now, turn.today, State.LEFT)
    return session.disarm([shown] if shown else [])
