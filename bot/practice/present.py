"""A question as it is shown: the text begins with the stem, options stand in it as letters, buttons carry letters."""

from collections.abc import Callable, Sequence

from bot.chat import render
from bot.chat.buttons import Button, Choose, Key, Rows, ShowOptions, Submit, TakeBack
from bot.chat.content import Shelved
from bot.chat.messages import Poll
from bot.chat.render import Markup
from bot.chat.styles import Style
from bot.chat.texts import Speech
from bot.library.model import Question
from bot.practice.forms import POLL_QUESTION, takes_taps
from bot.storage.askings import Asking, Form

LETTERS = "ABCDEFGHIJKL"
DONT_KNOW = -1
IN_A_ROW = 8
"""Letter buttons side by side: more than Telegram puts into a row."""


def drawn(asking: Asking, item: Shelved) -> Question:
    """The question as this asking puts it: with its numbers, or about its pair."""
    return item.question.drawn(asking.draw)


def letter(asking: Asking, option: int) -> str:
    """The letter under which an option was shown."""
    return LETTERS[asking.arrangement.index(option)]


def letters(asking: Asking, options: Sequence[int]) -> str:
    return ", ".join(letter(asking, option) for option in options)


def question(
    speech: Speech, asking: Asking, item: Shelved, size: int, style: Style = Style.BUTTONS
) -> tuple[Markup, Rows]:
    """The open question, with the taps so far."""
    title = item.subject.note(item.question.topic).title
    once_more = asking.position > size
    place = speech.markup(
        "question-once-more" if once_more else "question-place", position=asking.position, size=size, topic=title
    )
    asked = drawn(asking, item)
    parts = [body(asking, asked), hint(speech, asking, asked, style), f"<i>{place}</i>"]
    return Markup(render.join(parts, "\n")), _rows(speech, asking, asked, style)


def body(asking: Asking, asked: Question) -> Markup:
    """Stem and options, as they stand in the question and again under its result."""
    stem = asked.stem if asking.form in {Form.TYPED, Form.ORDER, Form.PAIRS} else asked.choice_stem
    numbered = _lefts(asking, asked) if asking.form is Form.PAIRS else []
    options = [
        f"{LETTERS[place]}. {render.escape(text)}"
        for place, text in enumerate(texts(asking, asked)[option] for option in asking.arrangement)
    ]
    return render.join([render.escape(stem), *numbered, *options])


def texts(asking: Asking, asked: Question) -> tuple[str, ...]:
    """What can be chosen, in the order of its numbers."""
    match asking.form:
        case Form.ORDER:
            return asked.sequence
        case Form.PAIRS:
            return tuple(right for _, right in asked.pairs)
        case _:
            return asked.options


def _lefts(asking: Asking, asked: Question) -> list[str]:
    """The left sides, numbered, with what was chosen for them so far."""
    chosen = [letter(asking, option) for option in asking.picked] + [""] * len(asked.pairs)
    return [
        f"{number}. {render.escape(left)}{f' = {one}' if one else ''}"
        for number, ((left, _), one) in enumerate(zip(asked.pairs, chosen, strict=False), 1)
    ]


def poll(speech: Speech, asking: Asking, item: Shelved) -> Poll:
    """The same as a native quiz poll; below it *I don't know*, which no vote can say."""
    unsure: Rows = ((_unsure(speech, asking),),) if asking.user_id is not None else ()
    return quiz_poll(asking, drawn(asking, item), asking.id, rows=unsure)


def quiz_poll(
    asking: Asking,
    asked: Question,
    number: int | None,
    *,
    reply_to: int | None = None,
    silent: bool = False,
    anonymous: bool = False,
    rows: Rows = (),
    heading: str = "",
    period: int | None = None,
) -> Poll:
    """An asking as a native poll.

    number: of the asking that its votes answer, None for a poll that nobody counts. heading: stands before the
    question where Telegram leaves room for it. period: seconds until it closes.
    """
    order = asking.arrangement
    headed = f"{heading} {asked.choice_stem}".strip()
    return Poll(
        chat_id=asking.chat_id,
        question=headed if render.size(headed) <= POLL_QUESTION else asked.choice_stem,
        options=tuple(asked.options[option] for option in order),
        correct=tuple(sorted(order.index(option) for option in asking.key)),
        explanation=asked.explanation,
        asking=number,
        thread_id=asking.thread_id,
        reply_to=reply_to,
        silent=silent,
        anonymous=anonymous,
        rows=rows,
        period=period,
    )


def hint(speech: Speech, asking: Asking, asked: Question, style: Style, *, submits: bool = True) -> Markup:
    """How to answer, where that is not plain; and how far one is. submits: several letters end with *Submit*."""
    if asking.form is Form.TYPED:
        return speech.markup("hint-type-number" if asked.number is not None else "hint-type-word")
    if style in {Style.TYPED, Style.READER}:
        return _typing_hint(speech, asking)
    picked = letters(asking, asking.picked)
    match asking.form:
        case Form.SEVERAL:
            first, more = ("hint-several", "hint-several-chosen") if submits else ("hint-choose", "hint-choose-chosen")
            return speech.markup(more if picked else first, letters=picked, count=_needed(asking))
        case Form.ORDER:
            return speech.markup("hint-order-chosen" if picked else "hint-order", letters=picked)
        case Form.PAIRS if len(asking.picked) < len(asked.pairs):
            return speech.markup("hint-pair", left=asked.pairs[len(asking.picked)][0])
        case _:
            return Markup("")


def _needed(asking: Asking) -> int:
    return len(asking.key)


def _typing_hint(speech: Speech, asking: Asking) -> Markup:
    size = len(asking.arrangement)
    last = LETTERS[size - 1]
    match asking.form:
        case Form.SEVERAL:
            return speech.markup("hint-type-several", count=_needed(asking), example=LETTERS[: _needed(asking)][::-1])
        case Form.ORDER:
            return speech.markup("hint-type-order", count=size, example=LETTERS[:size][::-1])
        case Form.PAIRS:
            return speech.markup("hint-type-pairs", count=size, example=LETTERS[:size][::-1])
        case _:
            return speech.markup("hint-type-letter", last=last)


def _rows(speech: Speech, asking: Asking, asked: Question, style: Style) -> Rows:
    unsure = (_unsure(speech, asking),)
    if asking.form is Form.TYPED:
        options = (Key(speech.plain("button-show-options"), ShowOptions(asking.id)),) if asked.options else ()
        return tuple(row for row in (options, unsure) if row)
    if style in {Style.TYPED, Style.READER}:
        return (unsure,)
    return (*letter_rows(asking), (*unsure, *_tap_keys(speech, asking)))


def _unsure(speech: Speech, asking: Asking) -> Key:
    return Key(speech.plain("button-dont-know"), Choose(asking.id, DONT_KNOW))


def letter_rows(asking: Asking, does: Callable[[int, int], Button] = Choose) -> Rows:
    """All letters, always in the same places: a double tap meets the same letter again. Chosen ones are marked.

    does: the button for (asking, option).
    """
    keys = [
        Key(f"{LETTERS[place]}{_mark(asking, option)}", does(asking.id, option))
        for place, option in enumerate(asking.arrangement)
    ]
    rows = -(-len(keys) // IN_A_ROW)
    width = -(-len(keys) // rows) if rows else 1
    return tuple(tuple(keys[start : start + width]) for start in range(0, len(keys), width))


def _mark(asking: Asking, option: int) -> str:
    """Whether this one is chosen; in an order and in pairs, with its place there."""
    if option not in asking.picked:
        return ""
    return " ✓" if asking.form in {Form.SEVERAL, Form.CHOICE} else f" {asking.picked.index(option) + 1}"


def _tap_keys(speech: Speech, asking: Asking) -> tuple[Key, ...]:
    """*Take back* and *Submit*, as soon as they mean something.

    They stand beside *I don't know*, in the row that holds the note after the answer.
    """
    if not takes_taps(asking.form):
        return ()
    back = asking.picked and asking.form is not Form.SEVERAL
    submit = asking.form is Form.SEVERAL or len(asking.picked) == len(asking.key)
    return (
        *((Key(speech.plain("button-take-back"), TakeBack(asking.id)),) if back else ()),
        *((Key(speech.plain("button-submit"), Submit(asking.id)),) if submit else ()),
    )
