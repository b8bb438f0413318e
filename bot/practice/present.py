"""A question as it is shown: options in the text as letters, buttons that carry only the letter."""

from random import Random

from bot.chat import render
from bot.chat.buttons import Back, Choose, Guessed, Key, Next, Rows, ShowNote, WhyNot
from bot.chat.content import Shelved
from bot.chat.render import Markup
from bot.chat.texts import Speech, marked
from bot.library.model import Question
from bot.storage.askings import Asking

LETTERS = "ABCDEFGHIJKL"
DONT_KNOW = -1


def arrange(question: Question, seed: int) -> tuple[int, ...]:
    """The order in which options are shown: shuffled unless the author fixed it."""
    order = list(range(len(question.options)))
    if question.shuffle:
        Random(seed).shuffle(order)  # noqa: S311
    return tuple(order)


def letter(asking: Asking, option: int) -> str:
    """The letter under which an option was shown."""
    return LETTERS[asking.arrangement.index(option)]


def question(speech: Speech, asking: Asking, item: Shelved, size: int) -> tuple[Markup, Rows]:
    """The open question: it begins with the stem, because a lock screen shows the first words."""
    title = item.subject.note(item.question.topic).title
    place = speech.markup("question-place", position=asking.position, size=size, topic=title)
    text = render.join([_stem_and_options(asking, item.question), "", f"<i>{place}</i>"], "\n")
    letters = tuple(Key(LETTERS[place], Choose(asking.id, option)) for place, option in enumerate(asking.arrangement))
    unsure = (Key(speech.plain("button-dont-know"), Choose(asking.id, DONT_KNOW)),)
    return Markup(text), (letters, unsure)


def _stem_and_options(asking: Asking, asked: Question) -> Markup:
    options = [
        f"{LETTERS[place]}. {render.escape(asked.options[option])}" for place, option in enumerate(asking.arrangement)
    ]
    return render.join([render.escape(asked.stem), *options])


def result(speech: Speech, asking: Asking, item: Shelved, size: int, *, guess: bool = False) -> tuple[Markup, Rows]:
    """What came of it: the result is the first word, then why. *Next* stands below every option."""
    asked = item.question
    text = render.join(
        [
            _verdict(speech, asking, asked),
            render.escape(asked.explanation),
            _reason(asking, asked),
            speech.markup("guess-noted") if guess else "",
            _quoted(asking, asked),
        ]
    )
    return text, _after(speech, asking, size, guess=guess)


def _verdict(speech: Speech, asking: Asking, asked: Question) -> Markup:
    key = _key(asking, asked)
    if asking.correct:
        return speech.markup("result-right", key=marked(key))
    if not asking.chosen:
        return speech.markup("result-unknown", key=marked(key))
    chosen = ", ".join(letter(asking, option) for option in asking.chosen)
    return speech.markup("result-wrong", chosen=chosen, key=marked(key))


def _key(asking: Asking, asked: Question) -> Markup:
    options = sorted(asking.key, key=asking.arrangement.index)
    return render.escape("; ".join(f"{letter(asking, o)}: {asked.options[o]}" for o in options))


def _reason(asking: Asking, asked: Question) -> str:
    """Why what was chosen is wrong."""
    wrong = [option for option in asking.chosen or () if option not in asking.key]
    return render.join(
        render.escape(f"{letter(asking, option)}: {asked.why_not[option]}")
        for option in wrong
        if option in asked.why_not
    )


def _quoted(asking: Asking, asked: Question) -> str:
    return f"<blockquote expandable>{_stem_and_options(asking, asked)}</blockquote>"


def why_not(speech: Speech, asking: Asking, item: Shelved, size: int) -> tuple[Markup, Rows]:
    """Every option that is not right, with its reason."""
    asked = item.question
    others = [option for option in asking.arrangement if option not in asking.key]
    lines = [
        f"<b>{letter(asking, option)}.</b> {render.escape(asked.options[option])}\n"
        f"{render.escape(asked.why_not.get(option, ''))}".rstrip()
        for option in others
    ]
    text = render.join([_verdict(speech, asking, asked), "", *lines])
    rows: Rows = ((Key(speech.plain("button-back"), Back(asking.id)),), _last_row(speech, asking, size))
    return text, rows


def note_rows(speech: Speech, asking: Asking, size: int) -> Rows:
    """The buttons under a note that was opened from a question."""
    return ((Key(speech.plain("button-back"), Back(asking.id)),), _last_row(speech, asking, size))


def _after(speech: Speech, asking: Asking, size: int, *, guess: bool) -> Rows:
    why = (Key(speech.plain("button-why-not"), WhyNot(asking.id)),)
    note = Key(speech.plain("button-note"), ShowNote(asking.id))
    lucky = (Key(speech.plain("button-guessed"), Guessed(asking.id)),) if asking.correct and not guess else ()
    return (why, (*lucky, note), _last_row(speech, asking, size))


def _last_row(speech: Speech, asking: Asking, size: int) -> tuple[Key, ...]:
    more = asking.position < size
    label = (
        speech.plain("button-next", position=asking.position + 1, size=size) if more else speech.plain("button-finish")
    )
    return (Key(label, Next(asking.id)),)
