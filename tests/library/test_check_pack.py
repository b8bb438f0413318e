"""The rules about a whole pack: its generators, biases, source, standard and language."""

from pathlib import Path

import pytest

from bot.library.check import run
from bot.library.check.run import name_of
from bot.library.load import load
from tests.library.coffee import ABOUT, COFFEE, ESPRESSO, GENERATED, NOTE, PRESS, SINGLE, change, found
from tests.library.test_check import BROKEN

COVERAGE = "line\ttopic\trole\taudits\tseverities\told_value\n"
NOUNS = ("bean", "cup", "kettle", "filter", "spoon", "water", "scale", "mill", "tin", "tray", "press", "glass", "steam")


def many(subject: Path, count: int, item: str) -> None:
    """Add questions in which {n} is their number and {word} makes each stem another one."""
    items = (
        item.replace("{n}", str(n)).replace("{word}", f"{NOUNS[n % 13]} {NOUNS[n * 7 % 11]} {NOUNS[n * 5 % 9]}")
        for n in range(count)
    )
    with (subject / COFFEE).open("a", encoding="utf-8") as file:
        file.write("\n" + "\n".join(items))


ITEM = """\
- id: brewing-coffee.n{n}.single
  kind: single
  topic: brewing-coffee
  note: brewing-coffee
  facts: [brewing-coffee.grind]
  difficulty: 1
  cognitive: apply
  stem: "{word}: what follows from it?"
  options: ["Grind finer", "Grind alike", "Grind twice"]
  answer: ["Grind alike"]
  explanation: "So it is."
  why_not: {"Grind finer": "It is not.", "Grind twice": "It is not."}
  sources: [https://en.wikipedia.org/wiki/Coffee]
  as_of: 2026-11-24
  stability: stable
"""
FIXED = ITEM.replace("  answer:", "  shuffle: false\n  answer:")


def test_many_good_questions_have_no_mistake(subject: Path) -> None:
    many(subject, 40, ITEM)
    assert found(subject) == []


PACKS = [
    (ITEM.replace("apply", "recall"), 40, "subject.toml:1: warning [Q6 applied] kinds: 3 of 48 questions apply"),
    (
        ITEM.replace("Grind finer", "Grind fine").replace("Grind twice", "Grind more"),
        40,
        "error [Q12 key-longest] kinds: the right option is the longest in",
    ),
    (
        FIXED,
        20,
        "error [Q16 key-place] brewing-coffee.n0.single: 20 of 20 keys with 3 options in fixed order stand in",
    ),
    (FIXED, 4, "error [Q16 key-run] brewing-coffee.n3.single: 4 times running the right one of 3 options"),
    (
        ITEM.replace("what follows", "what does NOT follow"),
        40,
        "error [Q4 negative-stems] kinds: 40 of 48 stems say NOT",
    ),
    (
        ITEM.replace("{word}:", "A cup of coffee is too bitter today;"),
        2,
        "[Q22 near-duplicates] brewing-coffee.n1.single",
    ),
]


@pytest.mark.parametrize(("item", "count", "expected"), PACKS)
def test_a_pack_has_rules_of_its_own(subject: Path, item: str, count: int, expected: str) -> None:
    many(subject, count, item)
    mistakes = found(subject)
    assert any(expected in mistake for mistake in mistakes), mistakes


def test_siblings_may_ask_nearly_the_same(subject: Path) -> None:
    sibling = "  siblings: [brewing-coffee.n1.single, brewing-coffee.n0.single]\n  stem:"
    many(subject, 2, ITEM.replace("{word}:", "A cup of coffee is too bitter today;").replace("  stem:", sibling))
    assert not any("Q22" in mistake for mistake in found(subject))


DRAWS = [
    (
        "cups: {choose: [2, 3, 4, 6, 8]}",
        "cups: {choose: [1, 1, 2]}",
        f"{COFFEE}:52: warning [S5 good-draws] {GENERATED}",
    ),
    (
        "choose: [usual, strong]",
        f"choose: [usual, strong, {'x' * 200}]",
        f"{COFFEE}:62: error [S5 good-draws] {GENERATED}",
    ),
    (
        'half-litre: "cups * size * 60 / 500|choose: [usual, strong]',
        'half-litre: "cups * size * 60 / 500|choose: [usual]',
        f"{COFFEE}:52: warning [Q16 one-key-place] {GENERATED}: the right number is number 2",
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), DRAWS)
def test_the_draws_of_a_generator_are_all_looked_at(subject: Path, old: str, new: str, expected: str) -> None:
    change(subject, COFFEE, old, new)
    mistakes = found(subject)
    assert any(expected in mistake for mistake in mistakes), mistakes


LINES = [
    (
        "L001\tespresso\tfact\t\t\t\n",
        "coverage.tsv:2: error [S6 lines-covered] L001: no fact covers this line (espresso)",
    ),
    ("L001\tespresso\tfact\t\t\t\n", "coverage.tsv:2: error [S6 lines-covered] L001: no question covers this line"),
    ("", f"{NOTE}:11: error [S6 known-lines] espresso.crema: there is no line L007 in the source"),
    ("", f"{COFFEE}:6: error [S6 known-lines] {SINGLE}: there is no line L008 in the source"),
    (
        "L007\tespresso\titem\tA001\tB\tgreen foam\n",
        f"{NOTE}:11: error [T3 audited-facts] espresso.crema: L007 is wrong",
    ),
    (
        "L007\tespresso\titem\tA001\tA\tgreen foam\n",
        "coverage.tsv:2: error [T4 dangers-asked] L007: A001 has no question",
    ),
    (
        "L008\tx\titem\tA009\tA\t4 minutes\n",
        "coverage.tsv:2: warning [T4 dangers-asked] L008: no question on A009 offers",
    ),
    (
        "L008\tx\titem\tA008\tA\t3 minutes\n",
        f"{COFFEE}:34: error [T4 old-value-is-no-key] {PRESS}: the key is the old",
    ),
    ("L001\tespresso\n", "coverage.tsv:2: error [coverage] 2 columns instead of 6"),
    ("L001\ta\ttip\t\t\t\nL001\ta\ttip\t\t\t\n", "coverage.tsv:3: error [coverage] L001: this line stands twice"),
]


@pytest.mark.parametrize(("rows", "expected"), LINES)
def test_the_source_must_be_covered_and_its_errors_asked_against(subject: Path, rows: str, expected: str) -> None:
    change(subject, NOTE, "in the fresh coffee.", "in the fresh coffee. (L007)")
    change(subject, COFFEE, "[brewing-coffee.grind]", "[brewing-coffee.grind]\n  covers: [L008]\n  audit: [A009]")
    change(subject, COFFEE, "[brewing-coffee.press]", "[brewing-coffee.press]\n  audit: [A008]")
    (subject / "coverage.tsv").write_text(COVERAGE + rows, "utf-8")
    mistakes = found(subject)
    assert any(expected in mistake for mistake in mistakes), mistakes


def test_a_covered_source_has_no_mistake(subject: Path) -> None:
    change(subject, NOTE, "in the fresh coffee.", "in the fresh coffee. (L007) {audit: A001}")
    change(subject, ESPRESSO, "[espresso.crema]", "[espresso.crema]\n  covers: [L007]\n  audit: [A001]")
    rows = "L007\tespresso\tfact\tA001,A002\tA,D\t3 foams\nL008\tespresso\tlabel\t\t\t\n"
    (subject / "coverage.tsv").write_text(COVERAGE + rows, "utf-8")
    change(subject, ESPRESSO, '"Latte"', '"3 foams"')
    assert found(subject) == []


def test_a_table_of_another_kind_is_no_source(subject: Path) -> None:
    (subject / "coverage.tsv").write_text("a,b,c\n", "utf-8")
    assert "coverage.tsv:1: error [coverage] unknown columns" in found(subject)[0]


def test_every_rule_has_an_example() -> None:
    tables = (*run.QUESTION_RULES, *run.ENGLISH_QUESTIONS), run.NOTE_RULES, (*run.PACK_RULES, *run.ENGLISH_PACKS)
    names = {name_of(code, rule) for table in tables for code, rule in table}
    shown = " ".join(str(case) for case in (*BROKEN, *PACKS, *LINES, *DRAWS))
    assert {name for name in names if f"[{name}]" not in shown} == set()


def test_in_a_draft_nothing_of_it_is_an_error(subject: Path) -> None:
    draft = '- {id: espresso.new, kind: single, topic: espresso, stem: "What?", options: [A b, C d], answer: [A b]}\n'
    (subject / ESPRESSO).write_text(draft, "utf-8")
    assert any(": error [" in mistake for mistake in found(subject))
    change(subject, ABOUT, 'standard = "full"', 'standard = "draft"')
    mistakes = found(subject)
    assert len(mistakes) > 10 and not any(": error [" in mistake for mistake in mistakes)
    assert load(subject).library.default.questions_of(load(subject).library.default.topics[1].id)


def test_a_slip_of_style_does_not_stop_the_bot(subject: Path) -> None:
    change(subject, COFFEE, "  stability: stable\n", "")
    change(subject, COFFEE, '"Coarse"', '"Coarse, as coarse as it can be"')
    assert any(": error [" in mistake for mistake in found(subject))
    assert not load(subject).mistakes


def test_what_could_not_be_read_is_not_missed_as_well(subject: Path) -> None:
    change(subject, COFFEE, "kind: single", "kind: riddle")
    assert [mistake for mistake in found(subject) if "N8" in mistake or "S6" in mistake] == []


def test_rules_about_english_are_silent_in_other_languages(subject: Path) -> None:
    change(subject, ESPRESSO, "Which TWO things", "Which things")
    change(subject, ABOUT, 'language = "en"', 'language = "es"')
    assert found(subject) == []


def test_capitals_are_explained_somewhere_or_known(subject: Path) -> None:
    change(subject, NOTE, "nine bar", "nine PSIG bar")
    assert any("N8 acronyms" in mistake for mistake in found(subject))
    change(subject, ABOUT, "[[domains]]", '[wording]\nknown = ["PSIG"]\n\n[[domains]]')
    assert found(subject) == []
    change(subject, ABOUT, '[wording]\nknown = ["PSIG"]\n', "")
    change(subject, NOTE, "aliases: [", "aliases: [pounds per square inch gauge, ")
    assert any("N8 acronyms" in mistake for mistake in found(subject))
    change(subject, NOTE, "pounds per square inch gauge", "pounds square inch gauge")
    assert found(subject) == []
