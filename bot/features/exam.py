"""/exam: the date of the exam, and how many questions a day get one there."""

from collections.abc import Callable
from datetime import date, timedelta

from bot.chat import render
from bot.chat.buttons import Button, Daily, Exam, Key, Rows
from bot.chat.messages import Sendable, Toast
from bot.chat.turn import Command, Feature, Said, Turn
from bot.storage import cards, dialogues, exams, subscriptions
from bot.storage.dialogues import Dialogue
from bot.storage.exams import ExamDate
from bot.study import pace
from bot.study.dates import months_ahead, parse_date

MONTHS = (1, 2, 3)
FARTHEST = timedelta(days=2 * 366)
DIALOGUE = "exam-date"
NAMED = 3
"""How many missing services are named before *What is missing?* lists them all."""


def exam(turn: Turn) -> Said:
    """What is set, what was typed after the command, or the question for a date."""
    if turn.arguments.strip():
        return _read(turn, turn.arguments)
    known = _known(turn)
    return [_status(turn, known)] if known is not None and known.day >= turn.today else _ask(turn)


def _known(turn: Turn) -> ExamDate | None:
    return exams.find(turn.tx, turn.learner.user_id, turn.subject.id)


def _ask(turn: Turn) -> Said:
    """Which day? Tap, or type."""
    _listen(turn)
    speech = turn.speech
    ahead = tuple(
        Key(speech.plain("button-in-months", count=count), _on(months_ahead(turn.today, count))) for count in MONTHS
    )
    other: Rows = ((Key(speech.plain("button-another-date"), Exam("type", "")),), *_no_date(turn))
    return [turn.show(speech.markup("exam-when"), (ahead, *other))]


def _no_date(turn: Turn) -> Rows:
    return ((Key(turn.speech.plain("button-no-date"), Exam("none", "")),),)


def _on(day: date) -> Exam:
    return Exam("day", day.strftime("%Y%m%d"))


def _listen(turn: Turn) -> None:
    incoming = turn.incoming
    dialogues.begin(turn.tx, incoming.user_id, incoming.chat_id, Dialogue(DIALOGUE, None), turn.now)


def _type(turn: Turn) -> Said:
    _listen(turn)
    return [turn.show(turn.speech.markup("exam-type"))]


def typed(turn: Turn, _dialogue: Dialogue) -> Said:
    return _read(turn, turn.incoming.text)


def _read(turn: Turn, text: str) -> Said:
    """Show the date as it was understood; nothing is kept before *Yes*."""
    day = parse_date(text, turn.today)
    if day is None:
        _listen(turn)
        return [turn.say(turn.speech.markup("exam-no-date", example=turn.speech.day_short(turn.today)))]
    if not turn.today <= day <= turn.today + FARTHEST:
        _listen(turn)
        return [turn.say(turn.speech.markup("exam-too-far"))]
    rows: Rows = (
        (Key(turn.speech.plain("button-yes"), _on(day)), Key(turn.speech.plain("button-change"), Exam("ask", ""))),
    )
    return [turn.say(turn.speech.markup("exam-right", day=turn.speech.day(day), days=(day - turn.today).days), rows)]


def _set(turn: Turn, value: str) -> Said | None:
    """Keep the date and propose an amount a day."""
    day = parse_date(f"{value[:4]}-{value[4:6]}-{value[6:]}", turn.today)
    if day is None or not turn.today <= day <= turn.today + FARTHEST:
        return None
    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
    known = _known(turn)
    amount = known.amount if known else None
    exams.save(turn.tx, ExamDate(turn.learner.user_id, turn.subject.id, day, amount))
    return _propose(turn, day)


def _propose(turn: Turn, day: date) -> Said:
    speech, unseen = turn.speech, _unseen(turn)
    wanted = pace.pace(unseen, turn.today, day)
    until = speech.markup("exam-seen-by", day=speech.day_short(wanted.seen_by)) if wanted.seen_by and unseen else ""
    lines = [
        speech.markup("exam-set", day=speech.day(day)),
        speech.markup("exam-suggestion", amount=wanted.amount, minutes=wanted.minutes),
        until or (speech.markup("exam-short") if unseen else ""),
    ]
    missing = turn.subject.not_covered
    if missing:
        lines.append(speech.markup("exam-missing", names=", ".join(one.name for one in missing[:NAMED])))
    fewer = max(pace.FEWEST, wanted.amount // 2)
    amounts = dict.fromkeys((wanted.amount, fewer))
    rows: Rows = (
        tuple(Key(speech.plain("button-a-day", count=n), Exam("amount", str(n))) for n in amounts),
        *(((Key(speech.plain("button-what-missing"), Exam("missing", "")),),) if missing else ()),
        (Key(speech.plain("button-not-now"), Exam("later", "")),),
    )
    return [turn.show(render.join(lines), rows)]


def _unseen(turn: Turn) -> int:
    held = cards.of(turn.tx, turn.learner.user_id)
    return sum(number not in held for number in turn.content.numbers_of(turn.subject))


def _agree(turn: Turn, value: str) -> Said | None:
    """The daily questions share the number; without them their set-up begins here."""
    known = _known(turn)
    if not value.isdigit() or not 0 < int(value) <= pace.MOST or known is None:
        return None
    amount = int(value)
    exams.save(turn.tx, ExamDate(known.user_id, known.subject, known.day, amount))
    reminder = subscriptions.find(turn.tx, turn.learner.user_id)
    if reminder is not None:
        subscriptions.set_amount(turn.tx, turn.learner.user_id, amount)
        return [_status(turn, _known(turn) or known)]
    rows: Rows = (
        (Key(turn.speech.plain("button-daily"), Daily("open", "")),),
        (Key(turn.speech.plain("button-not-now"), Exam("later", "")),),
    )
    return [turn.show(turn.speech.markup("exam-agreed", amount=amount), rows)]


def _status(turn: Turn, known: ExamDate) -> Sendable:
    speech = turn.speech
    reminder = subscriptions.find(turn.tx, turn.learner.user_id)
    amount = reminder.amount if reminder else known.amount
    lines = [
        speech.markup("exam-status", day=speech.day(known.day), days=(known.day - turn.today).days),
        _forecast(turn, known.day, amount) if amount else "",
    ]
    rows: Rows = (
        (
            Key(speech.plain("button-change-date"), Exam("ask", "")),
            Key(speech.plain("button-daily"), Daily("open", "")),
        ),
        *_no_date(turn),
    )
    return turn.show(render.join(lines), rows)


def _forecast(turn: Turn, day: date, amount: int) -> str:
    unseen = _unseen(turn)
    comes_to = pace.at(amount, unseen, turn.today, day)
    text = turn.speech.markup("exam-amount", amount=amount)
    if unseen and comes_to.seen_by:
        text = render.join([text, turn.speech.markup("exam-seen-by", day=turn.speech.day_short(comes_to.seen_by))], " ")
    return text


def _missing(turn: Turn) -> Said:
    names = ", ".join(one.name for one in turn.subject.not_covered)
    back: Rows = ((Key(turn.speech.plain("button-back-plan"), Exam("open", "")),),)
    return [turn.show(turn.speech.markup("exam-all-missing", names=names), back)]


def _none(turn: Turn) -> Said:
    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
    exams.remove(turn.tx, turn.learner.user_id, turn.subject.id)
    return [turn.show(turn.speech.markup("exam-none"))]


def _later(turn: Turn) -> Said:
    return [turn.show(turn.speech.markup("exam-later"))]


_STEPS: dict[str, Callable[[Turn, str], Said | None]] = {
    "open": lambda turn, _: exam(turn),
    "ask": lambda turn, _: _ask(turn),
    "type": lambda turn, _: _type(turn),
    "day": _set,
    "amount": _agree,
    "missing": lambda turn, _: _missing(turn),
    "none": lambda turn, _: _none(turn),
    "later": lambda turn, _: _later(turn),
}


def step(turn: Turn, button: Button) -> Said:
    """One tap. A value that no button of ours carries is an old button."""
    assert isinstance(button, Exam)
    if not turn.incoming.private:
        return [Toast(turn.speech.plain("only-private"), alert=True)]
    taken = _STEPS.get(button.step)
    said = taken(turn, button.value) if taken else None
    return said if said is not None else [Toast(turn.speech.plain("old-button"), alert=True)]


feature = Feature(
    commands=(Command("exam", exam, menu=True),),
    presses={Exam: step},
    dialogues={DIALOGUE: typed},
)
