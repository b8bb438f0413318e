"""/preview [topic]: every question of a topic in every form, for whoever writes them. Nothing is recorded."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from bot.chat import render
from bot.chat.buttons import Button, Key, Preview, Rows
from bot.chat.content import Shelved
from bot.chat.messages import Outgoing, Toast
from bot.chat.render import Markup
from bot.chat.styles import Style
from bot.chat.turn import Command, Feature, Said, Turn
from bot.practice import present, result
from bot.practice.forms import lay_out
from bot.practice.result import Run
from bot.practice.topic import find_topic
from bot.storage import askings
from bot.storage.askings import Asking, Form, NewAsking, Purpose, State


def preview(turn: Turn) -> Said:
    """The first question of a topic; without a topic, of all."""
    if not turn.is_owner:
        return [turn.say(turn.speech.markup("ask-unknown-command"))]
    topic, wanted = None, turn.arguments.strip()
    if wanted:
        topic = find_topic(turn.content, turn.subject, wanted).topic
        if topic is None:
            return [turn.say(turn.speech.markup("quiz-no-topic", topic=render.clip(wanted, 60)))]
    numbers = turn.content.numbers_of(turn.subject, topic)
    if not numbers:
        return [turn.say(turn.speech.markup("quiz-nothing"))]
    return [turn.say(*_page(turn, turn.content.questions[numbers[0]], "question"))]


def walk(turn: Turn, button: Button) -> Said:
    """Another form, or another question."""
    assert isinstance(button, Preview)
    item = turn.content.questions.get(button.question)
    if not turn.is_owner or item is None:
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    if button.form == "poll":
        return _poll(turn, item)
    return [turn.show(*_page(turn, item, button.form))]


def _page(turn: Turn, item: Shelved, form: str) -> tuple[Markup, Rows]:
    numbers = turn.content.numbers_of(item.subject, item.question.topic)
    place = numbers.index(item.number)
    show = _FORMS.get(form, _FORMS["question"])
    text = render.join([show(turn, item), "", f"<code>{render.escape(item.question.key)}</code>"])
    forms = tuple(Key(turn.speech.plain(_LABELS[name]), Preview(item.number, name)) for name in _LABELS)
    before = (Key(turn.speech.plain("button-previous"), Preview(numbers[place - 1], form)),) if place else ()
    after = (
        (
            Key(
                turn.speech.plain("button-next", position=place + 2, size=len(numbers)),
                Preview(numbers[place + 1], form),
            ),
        )
        if place + 1 < len(numbers)
        else ()
    )
    return Markup(text), tuple(row for row in (forms[:3], forms[3:6], forms[6:], (*before, *after)) if row)


def _asking(turn: Turn, item: Shelved, style: Style, chosen: tuple[int, ...] | None = None) -> Asking:
    """An asking that exists nowhere but on this screen."""
    numbers = turn.content.numbers_of(item.subject, item.question.topic)
    layout = lay_out(item.question.drawn(item.number), style, item.number)
    new = NewAsking(
        user_id=turn.incoming.user_id,
        chat_id=turn.incoming.chat_id,
        thread_id=None,
        question_id=item.number,
        version=item.question.version,
        form=layout.form,
        draw=item.number,
        arrangement=layout.arrangement,
        key=layout.key,
        wanted=layout.wanted,
        purpose=Purpose.QUIZ,
        session_id=None,
        position=numbers.index(item.number) + 1,
        asked_at=turn.now,
    )
    asking = askings.opened(0, new)
    if chosen is None:
        return asking
    return replace(asking, state=State.ANSWERED, chosen=chosen, correct=chosen == layout.key and bool(chosen))


def _question(turn: Turn, item: Shelved, style: Style = Style.BUTTONS) -> Markup:
    numbers = turn.content.numbers_of(item.subject, item.question.topic)
    return present.question(turn.speech, _asking(turn, item, style), item, len(numbers), style)[0]


def _right(turn: Turn, item: Shelved) -> Markup:
    asking = _asking(turn, item, Style.BUTTONS)
    answered = replace(asking, state=State.ANSWERED, chosen=asking.key, correct=True)
    return result.result(turn.speech, answered, item, Run(1))[0]


def _wrong(turn: Turn, item: Shelved) -> Markup:
    """The first answer that is wrong: another option, the wrong order, another word."""
    asking = _asking(turn, item, Style.BUTTONS)
    if asking.form is Form.TYPED:
        typed = replace(asking, state=State.ANSWERED, chosen=(), given="…", correct=False)
        return result.result(turn.speech, typed, item, Run(1))[0]
    others = [option for option in asking.arrangement if option not in asking.key]
    chosen = (others[0],) if others else asking.key[::-1]
    return result.result(turn.speech, _asking(turn, item, Style.BUTTONS, chosen), item, Run(1))[0]


def _unknown(turn: Turn, item: Shelved) -> Markup:
    return result.result(turn.speech, _asking(turn, item, Style.BUTTONS, ()), item, Run(1))[0]


def _why(turn: Turn, item: Shelved) -> Markup:
    return result.why_not(turn.speech, _asking(turn, item, Style.POLL, ()), item, Run(1))[0]


def _poll(turn: Turn, item: Shelved) -> Sequence[Outgoing]:
    asking, asked = _asking(turn, item, Style.POLL), item.question.drawn(item.number)
    if asking.form is not Form.POLL:
        return [Toast(turn.speech.plain("preview-no-poll"), alert=True)]
    return [present.quiz_poll(replace(asking, thread_id=turn.incoming.thread_id), asked, None, anonymous=True)]


_FORMS: dict[str, Callable[[Turn, Shelved], Markup]] = {
    "question": _question,
    "typed": partial(_question, style=Style.TYPED),
    "right": _right,
    "wrong": _wrong,
    "unknown": _unknown,
    "why": _why,
}
_LABELS = {
    "question": "button-form-question",
    "typed": "button-form-typed",
    "poll": "button-form-poll",
    "right": "button-form-right",
    "wrong": "button-form-wrong",
    "unknown": "button-form-unknown",
    "why": "button-why-not",
}

feature = Feature(
    commands=(Command("preview", preview, group=True),),
    presses={Preview: walk},
)
