"""/preview [topic]: every question of a topic in every form, for whoever writes them. Nothing is recorded."""

from collections.abc import Callable

from bot.chat import render
from bot.chat.buttons import Button, Key, Preview, Rows
from bot.chat.content import Shelved
from bot.chat.messages import Poll, Toast
from bot.chat.render import Markup
from bot.chat.turn import Command, Feature, Said, Turn
from bot.practice import present
from bot.practice.topic import find_topic
from bot.storage.askings import Asking, Purpose, State


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
        return [_poll(turn, item)]
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
    return Markup(text), tuple(row for row in (forms[:3], forms[3:], (*before, *after)) if row)


def _asking(turn: Turn, item: Shelved, chosen: tuple[int, ...] | None) -> Asking:
    """An asking that exists nowhere but on this screen."""
    numbers = turn.content.numbers_of(item.subject, item.question.topic)
    key = tuple(sorted(item.question.answer))
    return Asking(
        id=0,
        user_id=turn.incoming.user_id,
        chat_id=turn.incoming.chat_id,
        thread_id=None,
        question_id=item.number,
        version=item.question.version,
        arrangement=present.arrange(item.question, item.number),
        key=key,
        purpose=Purpose.QUIZ,
        session_id=None,
        position=numbers.index(item.number) + 1,
        state=State.OPEN if chosen is None else State.ANSWERED,
        message_id=None,
        buried=False,
        asked_at=turn.now,
        chosen=chosen,
        correct=None if chosen is None else chosen == key,
    )


def _question(turn: Turn, item: Shelved) -> Markup:
    numbers = turn.content.numbers_of(item.subject, item.question.topic)
    return present.question(turn.speech, _asking(turn, item, None), item, len(numbers))[0]


def _right(turn: Turn, item: Shelved) -> Markup:
    return present.result(turn.speech, _asking(turn, item, tuple(sorted(item.question.answer))), item, 1)[0]


def _wrong(turn: Turn, item: Shelved) -> Markup:
    asking = _asking(turn, item, ())
    others = [option for option in asking.arrangement if option not in asking.key]
    return present.result(turn.speech, _asking(turn, item, (others[0],)), item, 1)[0]


def _unknown(turn: Turn, item: Shelved) -> Markup:
    return present.result(turn.speech, _asking(turn, item, ()), item, 1)[0]


def _why(turn: Turn, item: Shelved) -> Markup:
    return present.why_not(turn.speech, _asking(turn, item, ()), item, 1)[0]


def _poll(turn: Turn, item: Shelved) -> Poll:
    asking, question = _asking(turn, item, None), item.question
    order = asking.arrangement
    return Poll(
        chat_id=turn.incoming.chat_id,
        question=question.stem,
        options=tuple(question.options[option] for option in order),
        correct=tuple(sorted(order.index(option) for option in asking.key)),
        explanation=question.explanation,
        asking=None,
        thread_id=turn.incoming.thread_id,
        anonymous=True,
    )


_FORMS: dict[str, Callable[[Turn, Shelved], Markup]] = {
    "question": _question,
    "right": _right,
    "wrong": _wrong,
    "unknown": _unknown,
    "why": _why,
}
_LABELS = {
    "question": "button-form-question",
    "right": "button-form-right",
    "wrong": "button-form-wrong",
    "unknown": "button-form-unknown",
    "why": "button-why-not",
    "poll": "button-form-poll",
}

feature = Feature(
    commands=(Command("preview", preview, group=True),),
    presses={Preview: walk},
)
