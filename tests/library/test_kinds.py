"""The seven kinds as they are read, their choice forms, and the numbers that are drawn."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.generate import Generator, written
from bot.library.mistakes import Report
from bot.library.model import Kind, Number, Question
from bot.library.questions import read_questions
from tests.stage import SUBJECTS, kinds

QUESTIONS = {str(question.key): question for question in kinds().default.questions}
MATCHING = QUESTIONS["espresso.drinks.matching"]
GENERATED = QUESTIONS["brewing-coffee.ratio.generated"]
TEXT = "".join(sorted(path.read_text("utf-8") + "\n" for path in (SUBJECTS / "kinds" / "questions").iterdir()))


def read(text: str) -> tuple[list[Question], list[str]]:
    """The questions of a file, and its mistakes."""
    report = Report(Path())
    found = [one.question for one in read_questions(Path("x.yaml"), text, report)]
    return found, [str(mistake) for mistake in report.found]


def test_the_subject_has_every_kind() -> None:
    assert {question.kind for question in QUESTIONS.values()} == set(Kind)


@pytest.mark.parametrize("key", QUESTIONS)
@pytest.mark.parametrize("seed", [0, 1, 2**31, -5])
def test_every_question_has_a_choice_form_under_every_seed(key: str, seed: int) -> None:
    for form in (QUESTIONS[key], QUESTIONS[key].drawn(seed)):
        assert form.choice_stem and "{" not in form.choice_stem + form.explanation
        assert 3 <= len(form.options) == len(set(form.options)) <= 6
        assert form.answer < frozenset(range(len(form.options))) and form.answer
    drawn = QUESTIONS[key].drawn(seed)
    assert set(drawn.why_not) == set(range(len(drawn.options))) - drawn.answer
    assert QUESTIONS[key].drawn(seed) == QUESTIONS[key].drawn(seed)


def test_other_kinds_are_what_they_are() -> None:
    for question in QUESTIONS.values():
        if question.kind is not Kind.MATCHING and question.generator is None:
            assert question.drawn(7) is question


def test_typed_and_arranged_forms_stand_beside_the_choice_form() -> None:
    cloze, ordering = QUESTIONS["espresso.crema.cloze"], QUESTIONS["brewing-coffee.pour.ordering"]
    assert (cloze.accept, cloze.stem.count("____"), cloze.choice_stem[-1]) == (("crema", "la crema"), 1, "?")
    assert ordering.sequence[1:3] == ("Add the coffee", "Wet the grounds")
    assert ordering.options[min(ordering.answer)] == "Wet the grounds"
    assert QUESTIONS["brewing-coffee.press.numeric"].number == Number(Fraction(3), "minutes", ("min",))


def test_matching_asks_for_one_pair_at_a_time() -> None:
    asked = [MATCHING.paired(place) for place in range(len(MATCHING.pairs))]
    assert asked[0].choice_stem == "What is added to the espresso in an Americano?"
    assert [question.options[min(question.answer)] for question in asked] == [right for _, right in MATCHING.pairs]
    assert all(question.pairs == MATCHING.pairs for question in asked)
    assert asked[1].why_not[0] == "Water alone makes an Americano."
    assert asked[0].why_not == {1: "Affogato = Ice cream", 2: "Irish coffee = Whiskey and cream"}
    plain = replace(MATCHING, pair_stem="").paired(1)
    assert plain.choice_stem == "What is added to the espresso in this drink?\nAffogato"


def test_every_pair_is_asked_under_some_seed() -> None:
    assert {min(MATCHING.drawn(seed).answer) for seed in range(40)} == {0, 1, 2}


@given(st.integers(-(2**63), 2**63))
def test_a_draw_is_sound(seed: int) -> None:
    drawn = GENERATED.drawn(seed)
    values = [Fraction(option.split()[0].replace(",", "")) for option in drawn.options]
    assert drawn.generator is None and drawn.kind is Kind.NUMERIC and not drawn.shuffle
    assert len(values) == 4 and values == sorted(set(values))
    assert drawn.number is not None and drawn.number.value == values[min(drawn.answer)]
    assert drawn.number.units == ("g",) and drawn.options[0].endswith(" grams")
    assert written(drawn.number.value) in drawn.explanation
    assert drawn.why_not.keys() == set(range(4)) - drawn.answer


def test_seeds_draw_different_numbers() -> None:
    assert len({GENERATED.drawn(seed).stem for seed in range(100)}) > 15


def test_a_draw_is_the_same_on_every_machine() -> None:
    drawn = GENERATED.drawn(42)
    assert drawn.stem.endswith("for 6 strong cups of 250 ml?")
    assert drawn.options == ("22.5 grams", "90 grams", "135 grams", "270 grams")


GENERATE = """\
- id: x.y.generated
  kind: numeric
  topic: x
  stem: "{reads} {mode} reads of {kb} KB?"
  explanation: "{answer} it is."
  unit: RCU
  generate:
    params:
      reads: {choose: [80]}
      kb: {choose: [3, 5]}
      mode: {choose: [strongly, eventually]}
    answer: "ceil(reads * ceil(kb / 4) * (0.5 if mode == 'eventually' else 1))"
    distractors:
      wrong-unit: "ceil(reads * kb * (0.5 if mode == 'eventually' else 1))"
      no-rounding: "ceil(reads * kb / 4 * (0.5 if mode == 'eventually' else 1))"
      other-mode: "ceil(reads * ceil(kb / 4) * (1 if mode == 'eventually' else 0.5))"
  why_not: {wrong-unit: "{kb} steps of 1 KB.", no-rounding: "Round up.", other-mode: "Half."}
"""


def generator(text: str) -> Generator:
    found, mistakes = read(text)
    assert not mistakes and found[0].generator is not None
    return found[0].generator


def test_the_worked_example() -> None:
    (question,), _ = read(GENERATE.replace("[3, 5]", "[5]").replace("[strongly, eventually]", "[eventually]"))
    assert question.stem == "80 eventually reads of 5 KB?"
    assert question.options == ("50 RCU", "80 RCU", "160 RCU", "200 RCU")
    assert (question.answer, question.explanation) == (frozenset({1}), "80 it is.")
    assert question.why_not == {0: "Round up.", 2: "Half.", 3: "5 steps of 1 KB."}


def test_a_draw_in_which_a_wrong_method_is_right_is_rejected() -> None:
    """Of 5 KB the fourth method gives 160 as well, of 3 KB it gives 0."""
    text = GENERATE.replace("    distractors:\n", '    distractors:\n      fourth: "reads * kb - 240"\n')
    found = generator(text)
    assert [draw is not None for draw in found.draws()] == [True, False, True, False]
    assert all("of 3 KB" in found.draw(seed).stem for seed in range(50))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[3, 5]", "[]", "x.yaml:10: error [schema] x.y.generated: the parameter 'kb' needs a simple name and values"),
        ("kb: {choose: [3, 5]}", "answer: {choose: [3]}", "the parameter 'answer' needs a simple name"),
        ("{choose: [3, 5]}", "{range: [3, 5]}", "x.yaml:10: error [schema] x.y.generated: unknown key 'range'"),
        ("{choose: [3, 5]}", "[3, 5]", "kb must map names to values"),
        ("[3, 5]", "[yes, no]", "choose: YAML may read 'yes' as bool"),
        ('"ceil(reads * ceil(kb / 4)', '"ceil(reads * ceil(kb / 4)))', "x.yaml:12: error [schema] x.y.generated:"),
        ('"ceil(reads * kb *', '"ceil(writes * kb *', "there is no parameter 'writes'"),
        ('"ceil(reads * kb / 4', '"exec(reads * kb / 4', 'x.yaml:15: error [schema] x.y.generated: "exec('),
        (
            "{reads} {mode}",
            "{reads} {node}",
            "x.yaml:4: error [schema] x.y.generated: stem: there is no parameter 'node'",
        ),
        (
            "{answer} it is",
            "{result} it is",
            "x.yaml:5: error [schema] x.y.generated: explanation: there is no parameter",
        ),
        (
            "{kb} steps of",
            "{nn} steps of",
            "x.yaml:17: error [schema] x.y.generated: why_not: there is no parameter 'nn'",
        ),
        ("{reads} {mode}", "{answer} {mode}", "the stem gives the answer away"),
        ('"Half."', '"Half.", fourth: "No"', "why_not: there is no distractor 'fourth'"),
        ("[3, 5]", f"[{', '.join(map(str, range(1, 3000)))}]", "there are 5998 draws, more than 5000"),
        ("ceil(reads * kb * (0.5 if mode == 'eventually' else 1))", "1 - 1 + reads * 0", None),
        ("ceil(reads * kb / 4 *", "ceil(reads * ceil(kb / 4) *", "x.yaml:7: error [schema] x.y.generated: no draw of"),
        ("  unit: RCU\n", "  unit: RCU\n  value: '3'\n", "unknown key 'value'"),
        ("  unit: RCU\n", "  unit: RCU\n  tolerance: -1\n", "tolerance must not be negative"),
    ],
)
def test_each_mistake_in_a_generator_has_its_line(old: str, new: str, expected: str | None) -> None:
    assert old in GENERATE
    _, mistakes = read(GENERATE.replace(old, new, 1))
    assert any(expected in mistake for mistake in mistakes) if expected else not mistakes, mistakes


@pytest.mark.parametrize(
    ("key", "old", "new", "expected"),
    [
        ("cloze", 'accept: ["crema", "la crema"]', "accept: []", "accept needs 1 or more different texts"),
        ("cloze", 'accept: ["crema", "la crema"]', "accept: [a, a]", "accept needs 1 or more different texts"),
        ("cloze", '  accept: ["crema", "la crema"]\n', "", "accept is missing"),
        ("cloze", "  poll_form:\n", "  pull_form:\n", "poll_form is missing"),
        ("cloze", '    answer: ["Crema"]', '    answer: ["Foam"]', "answer: 'Foam' is not one of the options"),
        ("cloze", '    answer: ["Crema"]\n', "", "answer is missing"),
        ("cloze", '    answer: ["Crema"]\n', '    answer: ["Crema"]\n    color: brown\n', "unknown key 'color'"),
        (
            "ordering",
            '["Rinse the filter", "Add the coffee"',
            '["Add the coffee", "Add the coffee"',
            "sequence needs 2",
        ),
        ("numeric", 'value: "3"', 'value: "4"', "the right option '3 minutes' is not the value"),
        ("numeric", 'value: "3"', 'value: "three"', "value must be a number such as 20 or 0.5"),
        ("numeric", 'value: "3"', "value: 3", None),
        ("numeric", 'value: "3"', 'value: "3"\n  tolerance: "1"', "the wrong option '4 minutes' is right when"),
        ("numeric", '"5 minutes"', '"180 seconds"', "the wrong option '180 seconds' is right when it is typed"),
        ("numeric", "unit: minutes\n  units: [min]", "unit: hours", "the right option '3 minutes' is not the value"),
        ("numeric", "unit: minutes\n  units: [min]", "unit: bar", "the right option '3 minutes' is not the value"),
        ("cloze", '"Latte"', '"La  Créma."', "the wrong option 'La  Créma.' is right when it is typed"),
        ("numeric", 'value: "3"', 'value: "1e9"', "value must be a number"),
        ("numeric", '  value: "3"\n', "", "value is missing"),
        ("matching", '"Ice cream"', '"Hot water"', "pairs needs two or more pairs with different right sides"),
        ("matching", "{left}", "this", "pair_stem must hold {left}"),
        ("matching", '"Hot water": "Water', '"Water": "Water', "why_not: 'Water' is not one of the options"),
        ("multi", "  kind: multi\n", "  kind: multi\n  accept: [a]\n", "unknown key 'accept'"),
    ],
)
def test_each_kind_has_what_it_needs(key: str, old: str, new: str, expected: str | None) -> None:
    assert old in TEXT
    _, mistakes = read(TEXT.replace(old, new))
    assert any(expected in mistake for mistake in mistakes) if expected else not mistakes, mistakes


NEGATIVE = """\
- id: x.y.numeric
  kind: numeric
  topic: x
  stem: How cold is it?
  options: ["-10 C", "-5 C", "0 C", "5 C"]
  answer: ["-5 C"]
  value: -5
  unit: C
  shuffle: false
"""


def test_a_value_may_be_negative() -> None:
    (asked,), mistakes = read(NEGATIVE)
    assert not mistakes
    assert asked.number == Number(Fraction(-5), "C")
    assert read(NEGATIVE.replace("value: -5", "value: 5"))[1]


def test_the_tolerance_counts_in_every_draw() -> None:
    """Of 3 KB the method without rounding is 20 off, or 10."""
    found = generator(GENERATE.replace("unit: RCU\n", "unit: RCU\n  tolerance: 20\n"))
    assert [draw is not None for draw in found.draws()] == [False, True, False, True]


def test_a_number_that_is_read_in_two_ways_is_no_wrong_option() -> None:
    text = """\
- id: x.y.generated
  kind: numeric
  topic: x
  stem: "{kb} KB in bytes?"
  generate:
    params: {kb: {choose: [2, 1]}}
    answer: "kb * 1024"
    distractors: {inverse: "1.024", decimal: "kb * 1000"}
"""
    _, mistakes = read(text)
    expected = (
        "x.yaml:5: error [schema] x.y.generated: the wrong option '1.024' is right when it is typed: 1 KB in bytes?"
    )
    assert mistakes == [expected]
    assert not read(text.replace("[2, 1]", "[2]"))[1]


def test_all_that_is_asked_makes_the_version() -> None:
    cloze, numeric = QUESTIONS["espresso.crema.cloze"], QUESTIONS["brewing-coffee.press.numeric"]
    ordering = QUESTIONS["brewing-coffee.pour.ordering"]
    assert numeric.number is not None and GENERATED.generator is not None
    formula = replace(GENERATED.generator.formula, source="1")
    changed = [
        (cloze, replace(cloze, accept=("crema",))),
        (cloze, replace(cloze, poll_stem="What?")),
        (numeric, replace(numeric, number=replace(numeric.number, tolerance=Fraction(1)))),
        (ordering, replace(ordering, sequence=ordering.sequence[::-1])),
        (MATCHING, replace(MATCHING, pairs=MATCHING.pairs[:2])),
        (MATCHING, replace(MATCHING, pair_stem="{left}?")),
        (GENERATED, replace(GENERATED, generator=replace(GENERATED.generator, formula=formula))),
        (GENERATED, GENERATED.drawn(1)),
    ]
    assert all(before.version != after.version for before, after in changed)
    assert all(before.version == replace(before, explanation="So.").version for before, _ in changed)
    assert len({question.version for question in QUESTIONS.values()}) == len(QUESTIONS)
