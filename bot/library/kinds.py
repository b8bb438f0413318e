"""What each kind of question has besides its stem, read into the question; and its choice form."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import assert_never

from bot.library.expressions import BadExpression, Expression, read_expression
from bot.library.fields import Reader
from bot.library.folding import bare, folded
from bot.library.generate import MAX_DRAWS, Generator, Misconception, NoGoodDraw, Parameter, holes
from bot.library.model import Kind, Number, Question
from bot.library.numbers import Reading, read_number

CHOICE = ("options", "answer", "shuffle")
NUMBER = ("value", "unit", "units", "tolerance")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")


def keys_of(kind: Kind, reader: Reader) -> tuple[str, ...]:
    """The fields that only this kind has."""
    match kind:
        case Kind.SINGLE | Kind.MULTI | Kind.TRUEFALSE:
            return CHOICE
        case Kind.NUMERIC:
            return ("generate", "unit", "units", "tolerance", "shuffle") if reader.has("generate") else CHOICE + NUMBER
        case Kind.CLOZE:
            return ("accept", "poll_form", "shuffle")
        case Kind.ORDERING:
            return ("sequence", "poll_form", "shuffle")
        case Kind.MATCHING:
            return ("pairs", "pair_stem", "shuffle")
    assert_never(kind)


def complete(question: Question, reader: Reader) -> Question:
    """The question with what its kind needs. Mistakes are reported to the reader."""
    match question.kind:
        case Kind.SINGLE | Kind.MULTI | Kind.TRUEFALSE:
            return _choice(question, reader, reader)
        case Kind.NUMERIC:
            return _generated(question, reader) if reader.has("generate") else _numeric(question, reader)
        case Kind.CLOZE:
            return _poll_form(replace(question, accept=_at_least(1, "accept", reader)), reader)
        case Kind.ORDERING:
            return _poll_form(replace(question, sequence=_at_least(2, "sequence", reader)), reader)
        case Kind.MATCHING:
            return _matching(question, reader)
    assert_never(question.kind)


def _choice(question: Question, form: Reader, reader: Reader) -> Question:
    """Options and answer from `form`, the reasons from the item itself."""
    options = form.texts("options")
    answer = _places(form, "answer", form.texts("answer"), options)
    reasons = reader.pairs("why_not")
    places = _places(reader, "why_not", tuple(reasons), options)
    return replace(
        question,
        options=options,
        answer=frozenset(answer),
        shuffle=form.flag("shuffle", reader.flag("shuffle", True)),
        why_not={place: reasons[options[place]][0] for place in places},
    )


def _places(reader: Reader, name: str, texts: tuple[str, ...], options: tuple[str, ...]) -> list[int]:
    """Where texts stand among the options."""
    for text in texts:
        if text not in options:
            reader.wrong(reader.line(name), f"{name}: {text!r} is not one of the options")
    return [options.index(text) for text in texts if text in options]


def _poll_form(question: Question, reader: Reader) -> Question:
    form = reader.within("poll_form")
    if form is None:
        return question
    form.known(("stem", *CHOICE))
    asked = _choice(replace(question, poll_stem=form.text("stem", "")), form, reader)
    accepted = {folded(text) for text in asked.accept}
    for place, option in enumerate(asked.options):
        if place not in asked.answer and {folded(option), bare(folded(option))} & accepted:
            form.wrong(form.line("options"), f"the wrong option {option!r} is right when it is typed", "see accept")
    return asked


def _at_least(least: int, name: str, reader: Reader) -> tuple[str, ...]:
    texts = reader.texts(name)
    if reader.has(name) and (len(texts) < least or len(set(texts)) < len(texts) or not all(texts)):
        reader.wrong(reader.line(name), f"{name} needs {least} or more different texts")
    return texts


def _numeric(question: Question, reader: Reader) -> Question:
    question = _choice(question, reader, reader)
    number = _number(reader, reader.decimal("value"))
    asked = replace(question, number=number)
    for message in _misread(asked, number) if reader.ok else ():
        reader.wrong(reader.line("value"), message, "both are asked: as a poll and typed")
    return asked


def _misread(question: Question, number: Number) -> Iterator[str]:
    """Options that would be graded otherwise if somebody typed them."""
    for place, option in enumerate(question.options):
        right = read_number(option, number) is Reading.RIGHT
        if right and place not in question.answer:
            yield f"the wrong option {option!r} is right when it is typed"
        elif not right and place in question.answer:
            yield f"the right option {option!r} is not the value, in its unit"


def _number(reader: Reader, value: Fraction) -> Number:
    tolerance = reader.decimal("tolerance", Fraction(0))
    if tolerance < 0:
        reader.wrong(reader.line("tolerance"), "tolerance must not be negative")
    return Number(value, reader.text("unit", ""), reader.texts("units", ()), tolerance)


def _matching(question: Question, reader: Reader) -> Question:
    pairs = tuple((left, right) for left, (right, _) in reader.pairs("pairs").items())
    rights = tuple(right for _, right in pairs)
    if len(pairs) < 2 or len(set(rights)) < len(rights):
        reader.wrong(reader.line("pairs"), "pairs needs two or more pairs with different right sides")
        return question
    pair_stem = reader.text("pair_stem", "")
    if pair_stem and "{left}" not in pair_stem:
        reader.wrong(reader.line("pair_stem"), "pair_stem must hold {left}")
    reasons = reader.pairs("why_not")
    places = _places(reader, "why_not", tuple(reasons), rights)
    said = {place: reasons[rights[place]][0] for place in places}
    asked = replace(question, pairs=pairs, pair_stem=pair_stem, shuffle=reader.flag("shuffle", True), why_not=said)
    return replace(asked.paired(0), why_not=said)


def _generated(question: Question, reader: Reader) -> Question:
    spec = reader.within("generate")
    if spec is None:
        return question
    spec.known(("params", "answer", "distractors"))
    parameters = _parameters(spec)
    reasons = reader.pairs("why_not")
    wrong = spec.pairs("distractors")
    for name in reasons.keys() - wrong.keys():
        reader.wrong(reader.line("why_not"), f"why_not: there is no distractor {name!r}")
    formula = _formula(spec, spec.text("answer"), spec.line("answer"))
    formulas = {name: _formula(spec, text, line) for name, (text, line) in wrong.items()}
    if not wrong:
        spec.wrong(spec.line("distractors"), "a generator needs distractors")
    if formula is None or not reader.ok:
        return question
    misconceptions = tuple(
        Misconception(name, one, reasons[name][0] if name in reasons else "") for name, one in formulas.items() if one
    )
    number = _number(reader, Fraction(0))
    generator = Generator(
        question.stem, question.explanation, parameters, formula, misconceptions, tolerance=number.tolerance
    )
    return _first_draw(replace(question, generator=generator, number=number), generator, reader)


def _first_draw(question: Question, generator: Generator, reader: Reader) -> Question:
    """The generator's question with one of its draws, so that it can be shown anywhere."""
    if not _sound(generator, reader):
        return question
    for draw in filter(None, generator.draws()):
        shown = question.with_numbers(draw)
        for message in _misread(shown, shown.number or Number(Fraction(0))):
            reader.wrong(reader.line("generate"), f"{message}: {draw.stem[:80]}")
            return question
    try:
        return replace(question.drawn(0), generator=generator)
    except NoGoodDraw:
        hint = "in each one a wrong method gives the right number, two coincide, or a formula has no value"
        reader.wrong(reader.line("generate"), "no draw of the parameters is good", hint)
        return question


def _sound(generator: Generator, reader: Reader) -> bool:
    """Report formulas and holes that no draw can fill."""
    if generator.size > MAX_DRAWS:
        reader.wrong(reader.line("generate"), f"there are {generator.size} draws, more than {MAX_DRAWS}")
        return False
    known = {parameter.name for parameter in generator.parameters}
    texts = {"stem": generator.stem, "explanation": generator.explanation}
    reasons = (("why_not", one.why_not) for one in generator.misconceptions)
    for name, text in (*texts.items(), *reasons):
        for hole in sorted(holes(text) - known - {"answer"}):
            reader.wrong(reader.line(name), f"{name}: there is no parameter {hole!r}")
    if "answer" in holes(generator.stem):
        reader.wrong(reader.line("stem"), "the stem gives the answer away")
    return reader.ok and _calculable(generator, reader)


def _calculable(generator: Generator, reader: Reader) -> bool:
    """A formula without a value in the first combination is a slip of the pen more often than not."""
    values = generator.combination(0)
    for formula in (generator.formula, *(one.formula for one in generator.misconceptions)):
        try:
            formula.number(values)
        except BadExpression as error:
            reader.wrong(reader.line("generate"), f"{formula.source!r}: {error}")
    return reader.ok


def _formula(spec: Reader, text: str, line: int) -> Expression | None:
    if not text:
        return None
    try:
        return read_expression(text)
    except BadExpression as error:
        spec.wrong(line, f"{text[:60]!r}: {error}")
        return None


def _parameters(spec: Reader) -> tuple[Parameter, ...]:
    within = spec.within("params")
    if within is None:
        return ()
    found = []
    for name in within.names:
        choices = within.within(name)
        if choices is None:
            continue
        choices.known(("choose",))
        values = choices.values("choose")
        if not _NAME.fullmatch(name) or name == "answer" or not values:
            hint = "name: {choose: [1, 2, 3]}"
            within.wrong(within.line(name), f"the parameter {name!r} needs a simple name and values", hint)
        found.append(Parameter(name, values))
    return tuple(found)
