"""In which form a question is asked: by its kind and by how the learner likes to answer.

Every kind has a form in every style. A native poll cannot hold everything; what does not fit is asked with buttons.
"""

from dataclasses import dataclass
from random import Random

from bot.chat.styles import Style
from bot.library.model import Kind, Question
from bot.storage.askings import Form, Wanted

POLL_QUESTION, POLL_OPTION, POLL_EXPLANATION, POLL_OPTIONS = 300, 100, 200, range(2, 13)
"""Telegram's limits for a quiz poll, in characters (Bot API 10.0)."""

_OWN = {Kind.MULTI: Form.SEVERAL, Kind.ORDERING: Form.ORDER, Kind.MATCHING: Form.PAIRS, Kind.CLOZE: Form.TYPED}
_WITH_TAPS = frozenset({Form.SEVERAL, Form.ORDER, Form.PAIRS})


@dataclass(frozen=True, slots=True)
class Layout:
    """How one asking stands: see NewAsking."""

    form: Form
    arrangement: tuple[int, ...] = ()
    key: tuple[int, ...] = ()
    wanted: Wanted | None = None


def lay_out(question: Question, style: Style, seed: int) -> Layout:
    """A drawn question in the form that fits, shuffled by the seed."""
    return in_form(question, form_of(question, style), seed)


def form_of(question: Question, style: Style) -> Form:
    if style is Style.POLL and fits_poll(question):
        return Form.POLL
    if question.kind is Kind.NUMERIC:
        typed = question.number is not None and (style in {Style.TYPED, Style.READER} or not question.options)
        return Form.TYPED if typed else Form.CHOICE
    return _OWN.get(question.kind, Form.CHOICE)


def fits_poll(question: Question) -> bool:
    """Whether its options can stand in a native quiz poll."""
    return (
        len(question.options) in POLL_OPTIONS
        and _length(question.choice_stem) <= POLL_QUESTION
        and all(1 <= _length(option) <= POLL_OPTION for option in question.options)
        and _length(question.explanation) <= POLL_EXPLANATION
    )


def in_form(question: Question, form: Form, seed: int) -> Layout:
    match form:
        case Form.TYPED:
            return Layout(form, wanted=wanted_of(question))
        case Form.ORDER | Form.PAIRS:
            size = len(question.sequence or question.pairs)
            return Layout(form, _mixed(size, seed, in_order=False), tuple(range(size)))
        case _:
            order = _mixed(len(question.options), seed) if question.shuffle else tuple(range(len(question.options)))
            return Layout(form, order, tuple(sorted(question.answer)), wanted_of(question))


def has_options(question: Question) -> bool:
    """Whether it can be asked where nobody can type or tap step by step."""
    return bool(question.options)


def takes_taps(form: Form) -> bool:
    """Whether an answer consists of several taps."""
    return form in _WITH_TAPS


def wanted_of(question: Question) -> Wanted | None:
    """The snapshot that a typed answer is graded on; None for kinds that are not typed."""
    number = question.number
    if number is not None:
        return Wanted((), str(number.value), str(number.tolerance), number.unit, number.units)
    return Wanted(question.accept) if question.accept else None


def _mixed(size: int, seed: int, *, in_order: bool = True) -> tuple[int, ...]:
    """A shuffled order; with `in_order` False never the right one, which would give it away."""
    order = list(range(size))
    dice = Random(seed)  # noqa: S311
    dice.shuffle(order)
    if not in_order and size > 1 and order == sorted(order):
        order = order[1:] + order[:1]
    return tuple(order)


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
