"""What came of an answer: the result is the first word, then why, then the question again, folded."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from bot.chat import render
from bot.chat.buttons import Back, BringBack, Guessed, Key, MoreOf, Next, Rows, ShowNote, TopicPage, WhyNot
from bot.chat.content import Shelved
from bot.chat.render import Markup
from bot.chat.texts import Speech, marked
from bot.library.model import Question
from bot.practice import present
from bot.practice.present import letter, letters
from bot.storage.askings import Asking, Form, State
from bot.study.grade.arranged import grade_order
from bot.study.grade.typed import grade_words

SHOWN_GIVEN = 60
"""Characters of a typed answer that are shown again."""


@dataclass(frozen=True, slots=True)
class Run:
    """The questions an asking is one of.

    size: how many. again: how many of them come once more after that; comes_again: whether it is one.
    parked: it was missed so often that it comes no more by itself.
    """

    size: int
    again: int = 0
    comes_again: bool = False
    parked: bool = False


def result(speech: Speech, asking: Asking, item: Shelved, run: Run, *, guess: bool = False) -> tuple[Markup, Rows]:
    """The result in full. *Next* stands below every option."""
    asked = present.drawn(asking, item)
    if not is_same(asking, item):
        text = render.join([_bare_verdict(speech, asking), speech.markup("question-changed")])
        return text, _after(speech, asking, run, reasons=False, guess=True)
    text = render.join(
        [
            verdict(speech, asking, asked),
            render.escape(asked.explanation),
            _reason(asking, asked),
            speech.markup("guess-noted") if guess else "",
            speech.markup("parked") if run.parked else speech.markup("comes-again") if run.comes_again else "",
            f"<blockquote expandable>{present.body(asking, asked)}</blockquote>",
        ]
    )
    return text, _after(speech, asking, run, reasons=bool(asked.why_not), guess=guess)


def is_same(asking: Asking, item: Shelved) -> bool:
    """Whether the content still has the question as it was asked."""
    return asking.version == item.question.version


def _bare_verdict(speech: Speech, asking: Asking) -> Markup:
    """By the snapshot alone: letters of the message as it was asked, or what was accepted."""
    if asking.form in {Form.ORDER, Form.PAIRS}:
        key = letters(asking, asking.key)
    elif asking.form is Form.TYPED and asking.wanted is not None:
        wanted = asking.wanted
        key = wanted.accept[0] if wanted.accept else f"{float(Fraction(wanted.value)):g} {wanted.unit}".rstrip()
    else:
        key = letters(asking, sorted(asking.key, key=asking.arrangement.index))
    return speech.markup("result-right" if asking.correct else "result-wrong-then", key=key)


def verdict(speech: Speech, asking: Asking, asked: Question) -> Markup:
    key = key_text(asking, asked)
    if asking.correct:
        return speech.markup("result-right", key=marked(key))
    if asking.state is State.EXPIRED:
        return speech.markup("result-unanswered", key=marked(key))
    if asking.given is None and not asking.chosen:
        return speech.markup("result-unknown", key=marked(key))
    if asking.given is not None:
        return _wrong_text(speech, asking, key)
    chosen = asking.chosen or ()
    match asking.form:
        case Form.ORDER:
            return speech.markup("result-wrong-order", chosen=letters(asking, chosen), key=marked(key))
        case Form.PAIRS:
            fitting = sum(grade_order(chosen, len(asking.key)).right)
            return speech.markup("result-wrong-pairs", fitting=fitting, all=len(asking.key), key=marked(key))
        case _:
            shown = sorted(chosen, key=asking.arrangement.index)
            return speech.markup("result-wrong", chosen=letters(asking, shown), key=marked(key))


def _wrong_text(speech: Speech, asking: Asking, key: Markup) -> Markup:
    """What was typed, what is right, and what it came close to."""
    given = render.clip(asking.given or "", SHOWN_GIVEN)
    accept = asking.wanted.accept if asking.wanted else ()
    closest = grade_words(asking.given or "", accept).closest if accept else ""
    lines = [speech.markup("result-wrong-typed", given=given, key=marked(key))]
    return render.join([*lines, speech.markup("result-closest", closest=closest) if closest else ""])


def plain_key(asking: Asking, asked: Question) -> str:
    """The right options with their letters, for an alert."""
    options = sorted(asking.key, key=asking.arrangement.index)
    return "; ".join(f"{letter(asking, o)}: {asked.options[o]}" for o in options)


def key_text(asking: Asking, asked: Question) -> Markup:
    """The right answer in words."""
    match asking.form:
        case Form.ORDER:
            steps = enumerate(asked.sequence, 1)
            return Markup("".join(f"\n{place}. {render.escape(step)}" for place, step in steps))
        case Form.PAIRS:
            return render.escape("; ".join(f"{left} = {right}" for left, right in asked.pairs))
        case Form.TYPED:
            return render.escape(typed_key(asked))
        case _:
            return render.escape(plain_key(asking, asked))


def typed_key(asked: Question) -> str:
    """What should have been typed, without letters."""
    if asked.number is not None and asked.options:
        return asked.options[min(asked.answer)]
    if asked.number is not None:
        return f"{float(asked.number.value):g} {asked.number.unit}".rstrip()
    return asked.accept[0] if asked.accept else "; ".join(asked.options[option] for option in sorted(asked.answer))


def answer_of(asked: Question) -> str:
    """The right answer of a question that nobody is being asked."""
    if asked.sequence:
        return ", ".join(asked.sequence)
    if asked.pairs:
        return "; ".join(f"{left} = {right}" for left, right in asked.pairs)
    return typed_key(asked)


def in_one_line(asking: Asking, asked: Question) -> str:
    """The right answer for a list of what was missed."""
    if asking.form in {Form.ORDER, Form.PAIRS, Form.TYPED}:
        return answer_of(asked)
    return "; ".join(asked.options[option] for option in asking.key)


def _reason(asking: Asking, asked: Question) -> Markup:
    """Why what was chosen, or typed, is wrong."""
    if asking.correct:
        return Markup("")
    return render.join(render.escape(line) for line in _reasons(asking, asked))


def _reasons(asking: Asking, asked: Question) -> Iterator[str]:
    if asking.form in {Form.ORDER, Form.PAIRS}:
        return
    chosen = asking.chosen or ()
    for option in chosen:
        if option not in asking.key and option in asked.why_not:
            label = letter(asking, option) if option in asking.arrangement else asked.options[option]
            yield f"{label}: {asked.why_not[option]}"


def why_not(speech: Speech, asking: Asking, item: Shelved, run: Run) -> tuple[Markup, Rows]:
    """Every option that is not right, with its reason; the result instead, where the question was rewritten."""
    if not is_same(asking, item):
        return result(speech, asking, item, run)
    asked = present.drawn(asking, item)
    with_letters = asking.form in {Form.CHOICE, Form.SEVERAL, Form.POLL}
    order = asking.arrangement if with_letters else range(len(asked.options))
    lines = [
        f"<b>{letter(asking, option) + '. ' if with_letters else ''}{render.escape(asked.options[option])}</b>\n"
        f"{render.escape(asked.why_not.get(option, ''))}".rstrip()
        for option in order
        if option not in asked.answer and option in asked.why_not
    ]
    other_stem = "" if with_letters or not asked.poll_stem else render.escape(asked.poll_stem)
    text = render.join([verdict(speech, asking, asked), "", other_stem, *lines])
    note = (Key(speech.plain("button-note"), ShowNote(asking.id)),)
    return text, (back_row(speech, asking), note, last_row(speech, asking, run))


def note_rows(speech: Speech, asking: Asking, item: Shelved, run: Run) -> Rows:
    """The buttons under a note that was opened from a question."""
    reasons = is_same(asking, item) and bool(present.drawn(asking, item).why_not)
    back = back_row(speech, asking)
    if run.parked:
        back = (*back, Key(speech.plain("button-ask-again"), BringBack(asking.question_id)))
    return (back, _why_or_topics(speech, asking, reasons), last_row(speech, asking, run))


def back_row(speech: Speech, asking: Asking) -> tuple[Key, ...]:
    return (Key(speech.plain("button-back"), Back(asking.id)),)


def _why_or_topics(speech: Speech, asking: Asking, reasons: bool) -> tuple[Key, ...]:
    """There is always a row here: *Next* keeps its distance from every row of a question."""
    if reasons:
        return (Key(speech.plain("button-why-not"), WhyNot(asking.id)),)
    return (Key(speech.plain("button-topics"), TopicPage(0)),)


def _after(speech: Speech, asking: Asking, run: Run, *, reasons: bool, guess: bool) -> Rows:
    note = Key(speech.plain("button-note"), ShowNote(asking.id))
    lucky = (Key(speech.plain("button-guessed"), Guessed(asking.id)),) if asking.correct and not guess else ()
    more = Key(speech.plain("button-more"), MoreOf(asking.id))
    return (_why_or_topics(speech, asking, reasons), (*lucky, note, more), last_row(speech, asking, run))


def last_row(speech: Speech, asking: Asking, run: Run) -> tuple[Key, ...]:
    if asking.position < run.size:
        label = speech.plain("button-next", position=asking.position + 1, size=run.size)
    else:
        label = speech.plain("button-once-more" if run.again else "button-finish")
    return (Key(label, Next(asking.id)),)
