"""Buttons carry typed values, packed under Telegram's 64 bytes.

`1` is the version of the form; a letter names the kind; fields follow, separated by dots. Codes are
never reused: a button of an old release is either still understood or gets a kind answer. What a press
carries is chosen by whoever presses, so nothing here is trusted: the asking decides who may answer.
"""

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import ClassVar, TypeAlias

VERSION = "1"
LIMIT = 64
_DATA = re.compile(r"1([a-z]+)((?:\.[A-Za-z0-9_+/-]*)*)", re.ASCII)
_TEXT = re.compile(r"[A-Za-z0-9_+/-]*", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_KINDS: dict[str, type["Button"]] = {}


class Button:
    """A value that a press brings back. Fields are int or str ([A-Za-z0-9_+/-] only)."""

    code: ClassVar[str]

    def __init_subclass__(cls, code: str) -> None:
        assert code not in _KINDS, f"button code {code} is taken by {_KINDS[code].__name__}"
        cls.code = code
        _KINDS[code] = cls


@dataclass(frozen=True, slots=True)
class Url:
    """A button that opens an address."""

    address: str


@dataclass(frozen=True, slots=True)
class Forward:
    """A button that lets people choose a chat, and types our name and these words there (inline mode)."""

    words: str


@dataclass(frozen=True, slots=True)
class Key:
    """A button as it is shown: a label (one or two words: phones cut longer ones) and what it does."""

    label: str
    does: "Button | Url | Forward"


Rows: TypeAlias = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True)
class Choose(Button, code="a"):
    """An option of an open question, or one of several taps; option -1 is *I don't know*."""

    asking: int
    option: int


@dataclass(frozen=True)
class Submit(Button, code="k"):
    """The answer of several taps is complete."""

    asking: int


@dataclass(frozen=True)
class TakeBack(Button, code="j"):
    """Undo the last tap of an answer of several."""

    asking: int


@dataclass(frozen=True)
class ShowOptions(Button, code="h"):
    """Ask with options instead of a text to type."""

    asking: int


@dataclass(frozen=True)
class Guessed(Button, code="g"):
    asking: int


@dataclass(frozen=True)
class Sure(Button, code="su"):
    """How sure an answer is. level: 0 sure, 1 likely, 2 a guess."""

    asking: int
    level: int


@dataclass(frozen=True)
class MoreOf(Button, code="mo"):
    """What else can be done with an answered question."""

    asking: int


@dataclass(frozen=True)
class Undo(Button, code="un"):
    """Take the answer to this asking back."""

    asking: int


@dataclass(frozen=True)
class Bookmark(Button, code="bm"):
    """Keep the question of this asking, or keep it no longer."""

    asking: int


@dataclass(frozen=True)
class SetAside(Button, code="sa"):
    """Do not ask the question of this asking. why: `buried` (not today) or `suspended`."""

    asking: int
    why: str


@dataclass(frozen=True)
class BringBack(Button, code="bb"):
    """Ask a question again that was set aside."""

    question: int


@dataclass(frozen=True)
class QuizAmong(Button, code="qa"):
    """A quiz on some questions only. which: `missed` or `marked`."""

    which: str
    size: int


@dataclass(frozen=True)
class Mock(Button, code="mx"):
    """A step of a mock exam; the steps are named where they are handled. of: the mock exam, 0 before it began."""

    step: str
    of: int
    value: int


@dataclass(frozen=True)
class WhyNot(Button, code="w"):
    asking: int


@dataclass(frozen=True)
class Back(Button, code="b"):
    """Show the result of this asking again."""

    asking: int


@dataclass(frozen=True)
class ShowNote(Button, code="n"):
    """The note behind a question, in place."""

    asking: int


@dataclass(frozen=True)
class Next(Button, code="x"):
    """The question after this one."""

    asking: int


@dataclass(frozen=True)
class Resume(Button, code="r"):
    """Send the open question again at the bottom."""


@dataclass(frozen=True)
class QuizTopic(Button, code="q"):
    """Start a quiz. topic: empty = all topics, `.` is never part of a topic id."""

    topic: str
    size: int


@dataclass(frozen=True)
class QuizMissed(Button, code="m"):
    """Ask again what was missed in this session."""

    session: int


@dataclass(frozen=True)
class OpenNote(Button, code="o"):
    """A page of a note; origin: page of the topic list it was opened from, -1 = a look-up."""

    topic: str
    page: int
    origin: int


@dataclass(frozen=True)
class Remember(Button, code="v"):
    """Meet the questions on this line of a note soon. line: its place in the note, 0 = the whole topic."""

    topic: str
    line: int


@dataclass(frozen=True)
class TopicPage(Button, code="t"):
    page: int


@dataclass(frozen=True)
class LookUp(Button, code="l"):
    """*Look something up*: say how."""


@dataclass(frozen=True)
class Daily(Button, code="d"):
    """A step of the daily questions' set-up; the steps are named where they are handled."""

    step: str
    value: str


@dataclass(frozen=True)
class Exam(Button, code="e"):
    """A step of the exam's plan; the steps are named where they are handled."""

    step: str
    value: str


@dataclass(frozen=True)
class Progress(Button, code="pg"):
    """A view of my progress. look: of its picture from now on; empty = as it is."""

    view: str
    look: str


@dataclass(frozen=True)
class Preview(Button, code="p"):
    """One question in one form, for authors; nothing is recorded."""

    question: int
    form: str


@dataclass(frozen=True)
class Zone(Button, code="z"):
    """An IANA zone; empty = another city."""

    zone: str


@dataclass(frozen=True)
class Setting(Button, code="s"):
    """A settings screen or a choice on it."""

    name: str
    value: str


@dataclass(frozen=True)
class PickSubject(Button, code="u"):
    subject: str


@dataclass(frozen=True)
class Vote(Button, code="vo"):
    """An option of a question that was put to a chat where polls are forbidden."""

    asking: int
    option: int


@dataclass(frozen=True)
class RoundStep(Button, code="c"):
    """A step of a group's round; the steps are named where they are handled. value: which question it was about."""

    round: int
    step: str
    value: int


@dataclass(frozen=True)
class ChatStep(Button, code="f"):
    """A step of the panel of a group or channel; chat 0 = the list of all."""

    chat: int
    step: str
    value: str


@dataclass(frozen=True)
class Board(Button, code="i"):
    """A group's board: `show` a period, or put `mine` name on it or take it off."""

    step: str
    period: str


@dataclass(frozen=True)
class Missed(Button, code="y"):
    """What I missed in a round, and whether my answers in groups count for me; round 0 = none in particular."""

    round: int
    step: str


def pack(button: Button) -> str:
    """callback_data of a button. Raises ValueError when it would not fit (a bug of ours, caught by tests)."""
    values = [(getattr(button, name), kind) for name, kind in _fields(button.code)]
    data = ".".join([VERSION + button.code, *(str(value) for value, _ in values)])
    if len(data) > LIMIT or any(_value(str(value), kind) != value for value, kind in values):
        raise ValueError(f"button data does not fit: {data[:80]!r}")
    return data


def unpack(data: str) -> Button | None:
    """The value behind callback_data; None for anything this release does not know."""
    match = _DATA.fullmatch(data)
    kind = _KINDS.get(match[1]) if match else None
    if match is None or kind is None:
        return None
    wanted = _fields(match[1])
    given = match[2].split(".")[1:]
    if len(given) != len(wanted):
        return None
    values = [_value(text, form) for text, (_, form) in zip(given, wanted, strict=True)]
    return None if None in values else kind(*values)


@cache
def _fields(code: str) -> tuple[tuple[str, object], ...]:
    """(name, type) of what a kind of button carries."""
    return tuple((field.name, field.type) for field in fields(_KINDS[code]))  # type: ignore[arg-type]  # every Button is a dataclass


def _value(text: str, kind: object) -> int | str | None:
    if kind is str:
        return text if _TEXT.fullmatch(text) else None
    return int(text) if _NUMBER.fullmatch(text) else None
