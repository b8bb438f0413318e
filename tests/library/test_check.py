"""The content standard: for each rule the smallest thing that breaks it, and a subject that breaks none."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.library.check import run
from bot.library.check.run import check, name_of
from bot.library.load import load
from tests.stage import SUBJECTS

TODAY = date(2026, 11, 25)
SINGLE, PRESS = "brewing-coffee.grind.single", "brewing-coffee.press.numeric"
COFFEE, ESPRESSO = "questions/brewing-coffee.yaml", "questions/espresso.yaml"
NOTE, ABOUT = "notes/espresso.md", "subject.toml"
CREMA = "it comes from gas and oils in the fresh coffee."

COVERAGE = "line\ttopic\trole\taudits\tseverities\told_value\n"


@pytest.fixture
def subject(tmp_path: Path) -> Path:
    """A copy of a subject that breaks no rule."""
    return Path(shutil.copytree(SUBJECTS / "kinds", tmp_path / "kinds"))


def found(subject: Path, today: date = TODAY) -> list[str]:
    return [str(mistake) for mistake in check(subject, today).mistakes]


def change(subject: Path, file: str, old: str, new: str) -> None:
    """Everywhere in a file. `a|b` → `c|d` are two changes."""
    text = (subject / file).read_text("utf-8")
    for before, after in zip(old.split("|"), new.split("|") if "|" in old else [new], strict=True):
        assert before in text, f"{before!r} is not in {file}"
        text = text.replace(before, after)
    (subject / file).write_text(text, "utf-8")


def test_a_good_subject_has_no_mistake() -> None:
    assert found(SUBJECTS / "kinds") == []


BROKEN = [
    # notes
    (NOTE, "sources: [https://en.wikipedia.org/wiki/Espresso]\n", "", f"{NOTE}:2: error [T1 note-sources] espresso"),
    (NOTE, "[https://en", "[http://en", f"{NOTE}:2: error [T1 note-sources] espresso: a source is an https address"),
    (NOTE, CREMA, f"{CREMA} {{volatile}}", f"{NOTE}:11: error [T2 fact-ends] espresso.crema: a volatile fact"),
    (NOTE, CREMA, f"{CREMA} {{volatile, review_by: 2028-01-01}}", f"{NOTE}:11: error [T2 fact-ends]"),
    (NOTE, CREMA, f"{CREMA} {{review_by: 2026-11-24}}", f"{NOTE}:11: warning [T2 fact-overdue] espresso.crema"),
    (NOTE, "nine bar", "nine atü", f"{NOTE}:12: error [T8 note-names] espresso: 'atü' is called 'bar' today"),
    (NOTE, "aliases: [expresso, crema, ristretto]\n", "", f"{NOTE}:2: error [N1 front-matter] espresso: aliases"),
    (NOTE, 'exam: ["1"]\n', "", f"{NOTE}:2: error [N1 front-matter] espresso: exam is missing"),
    (NOTE, "Espresso is a small", "x" * 300, f"{NOTE}:9: error [N2 summary-length] espresso"),
    (NOTE, "small, strong coffee.", "coffee. It is small. It is strong.", f"{NOTE}:9: warning [N2 summary-length]"),
    (NOTE, CREMA, "x" * 200, f"{NOTE}:11: error [N3 fact-length] espresso.crema"),
    (NOTE, "Trap:", "x " * 200 + "Trap:", f"{NOTE}:2: warning [N4 note-length] espresso: the note has 2"),
    (NOTE, "Trap:", "x" * 1200 + " Trap:", f"{NOTE}:2: warning [N4 note-length] espresso: the note has 1"),
    (NOTE, "Trap: strong", "## Trap: strong", f"{NOTE}:2: error [N5 note-markup] espresso: a heading"),
    (
        NOTE,
        "Trap: strong in taste is not rich in caffeine.",
        "| strong | rich |",
        f"{NOTE}:2: error [N5 note-markup] espresso: a table",
    ),
    (NOTE, "with about", "with ![nine](nine.png)", f"{NOTE}:12: error [N5 note-markup] espresso: an image"),
    (NOTE, "with about", "with <b>about</b>", f"{NOTE}:12: error [N5 note-markup] espresso: HTML"),
    (NOTE, "Trap:", "1. Trap:", f"{NOTE}:2: error [N5 note-markup] espresso: a numbered list"),
    (NOTE, "Trap:", "----\nTrap:", f"{NOTE}:2: error [N5 note-markup] espresso: a line"),
    (NOTE, "nine bar", "nine PSIG bar", f"{NOTE}:12: warning [N8 acronyms] espresso.pressure: PSIG is nowhere"),
    (
        NOTE,
        "Trap:",
        "- [espresso.cup] Small.\n\nTrap:",
        f"{NOTE}:16: error [N8 fact-asked] espresso.cup: no question",
    ),
    # stems
    (COFFEE, "[brewing-coffee.grind]", "[]", f"{COFFEE}:5: error [Q1 one-fact] {SINGLE}: names no fact"),
    (
        ESPRESSO,
        "espresso.crema]",
        "espresso.crema, espresso.drinks, espresso.caffeine]",
        f"{ESPRESSO}:5: error [Q1 one-fact] espresso.how.multi: asks 4 facts",
    ),
    (
        ESPRESSO,
        "[espresso.crema]",
        "[espresso.crema, espresso.caffeine]",
        f"{ESPRESSO}:52: warning [Q1 one-fact] espresso.crema.cloze: a recall question",
    ),
    (COFFEE, "Which grind fits", "Which of the following fits", f"{COFFEE}:8: error [Q2 which-of-the-following]"),
    (COFFEE, "Which grind fits?", "Name the grind.", f"{COFFEE}:8: error [Q3 stem-form] {SINGLE}"),
    (COFFEE, "You let", "x" * 190 + " you let", f"{COFFEE}:8: warning [Q3 stem-length] {SINGLE}: the stem has"),
    (COFFEE, "Which grind fits", "Which grind does not fit", f"{COFFEE}:8: warning [Q4 negative-stem] {SINGLE}"),
    (COFFEE, "Which grind fits?", "Such a grind is a?", f"{COFFEE}:8: error [Q13 stem-ending] {SINGLE}"),
    (COFFEE, "You let coffee", "You let atü", f"{COFFEE}:8: error [T8 question-names] {SINGLE}: 'atü' is called"),
    (COFFEE, "a fine one gets", "atü gets", f"{COFFEE}:14: error [T8 question-names] {SINGLE}"),
    # options
    (
        COFFEE,
        '    - "Powder"\n|    "Powder": "It is drunk with the water, as in Turkish coffee."\n',
        "|",
        f"{COFFEE}:9: error [Q7 option-count] {SINGLE}: 2 options; single has 3-5",
    ),
    (COFFEE, '"Fine"', f'"Fine{"e" * 60}"', f"{COFFEE}:9: warning [Q8 option-length] {SINGLE}"),
    (COFFEE, '"Fine"', '"None of the above"', f"{COFFEE}:9: error [Q11 option-alone] {SINGLE}"),
    (COFFEE, '"Fine"', '"Both A and C"', f"{COFFEE}:9: error [Q11 option-alone] {SINGLE}"),
    (COFFEE, '"Coarse"', '"Coarse as sand"', f"{COFFEE}:9: error [Q12 length-cue] {SINGLE}: the right option has 14"),
    (COFFEE, "You let coffee", "You let coarse coffee", f"{COFFEE}:9: warning [Q14 clang] {SINGLE}: stem and right"),
    (COFFEE, '"Fine"', '"Only fine"', f"{COFFEE}:9: warning [Q14 absolute-words] {SINGLE}"),
    (COFFEE, "shuffle: false\n", "shuffle: true\n", f"{COFFEE}:30: error [Q15 numbers-in-order] {PRESS}"),
    (
        COFFEE,
        '"5 minutes", "10 minutes"]',
        '"10 minutes", "5 minutes"]',
        f"{COFFEE}:30: error [Q15 numbers-in-order]",
    ),
    (COFFEE, '"10 minutes"', '"10 hours"', f"{COFFEE}:30: warning [Q15 numbers-in-order] {PRESS}: numbers have"),
    (COFFEE, "Coarse|Fine|Powder", "1-3|2-5|6-7", f"{COFFEE}:9: error [Q15 number-ranges] {SINGLE}"),
    (COFFEE, "Coarse|Fine|Powder", "1.5|2|3", f"{COFFEE}:9: warning [Q15 number-precision] {SINGLE}"),
    # kinds
    (ESPRESSO, "Which TWO things", "Which things", f"{ESPRESSO}:8: error [Q7 says-how-many] espresso.how.multi"),
    (ESPRESSO, "Which TWO things", "Which THREE things", f"{ESPRESSO}:8: error [Q7 says-how-many]"),
    (ESPRESSO, "False, the mug", "True, the mug", f"{ESPRESSO}:33: error [Q7 verdicts] espresso.caffeine"),
    (ESPRESSO, "called ____.", "called what?", f"{ESPRESSO}:55: error [Q3 cloze-blank] espresso.crema.cloze"),
    (ESPRESSO, '["crema", "la crema"]', '["foam"]', f"{ESPRESSO}:57: error [Q3 cloze-blank] espresso.crema.cloze"),
    (
        COFFEE,
        '["Rinse the filter", "Add the coffee", "Wet the grounds", "Wait half a minute", "Pour the rest"]',
        '["Rinse", "Add", "Wet"]',
        f"{COFFEE}:83: error [S5 sequence-length] brewing-coffee.pour.ordering: 3 steps",
    ),
    (COFFEE, '"Add the coffee"', f'"{"a" * 61}"', f"{COFFEE}:83: warning [S5 sequence-length]"),
    (ESPRESSO, '    "Affogato": "Ice cream"\n', "", f"{ESPRESSO}:79: error [S5 pair-count] espresso.drinks.matching"),
    (ESPRESSO, '"Ice cream"', f'"{"i" * 61}"', f"{ESPRESSO}:79: warning [S5 pair-count]"),
    (
        COFFEE,
        '      one-cup: "size * 60',
        '      less: "1"\n      least: "2"\n      one-cup: "size * 60',
        f"{COFFEE}:52: error [S5 generator-distractors] brewing-coffee.ratio.generated: 5 distractors",
    ),
    (COFFEE, "Usual coffee takes 60", "x" * 183 + "60", f"{COFFEE}:62: warning [Q3 stem-length]"),
    # feedback
    (
        COFFEE,
        '    "Powder": "It is drunk with the water, as in Turkish coffee."\n',
        "",
        f"{COFFEE}:15: error [Q9 reasons]",
    ),
    (COFFEE, "  why_not:\n", '  why_not:\n    "Coarse": "So."\n', f"{COFFEE}:15: error [Q9 right-is-right] {SINGLE}"),
    (
        COFFEE,
        '  explanation: "The longer the contact, the coarser the grind; a fine one gets bitter."\n',
        "",
        f"{COFFEE}:1: error [Q17 explained] {SINGLE}: explanation is missing",
    ),
    (COFFEE, "as in Turkish coffee", "x" * 200, f"{COFFEE}:15: error [Q18 reason-length] {SINGLE}: a reason has"),
    (
        COFFEE,
        "as in Turkish coffee",
        "as in\\nTurkey",
        f"{COFFEE}:15: error [Q18 reason-length] {SINGLE}: a reason is",
    ),
    (
        COFFEE,
        "  sources: [https://en.wikipedia.org/wiki/Coffee_preparation]\n",
        "",
        f"{COFFEE}:1: error [T1 question-sources]",
    ),
    (COFFEE, "sources: [https://", "sources: [ftp://", f"{COFFEE}:18: error [T1 question-sources] {SINGLE}"),
    (COFFEE, "  stability: stable\n", "", f"{COFFEE}:1: error [T1 question-sources] {SINGLE}: stability is missing"),
    (
        COFFEE,
        "stability: stable",
        "stability: volatile",
        f"{COFFEE}:20: error [T2 question-ends] {SINGLE}: a volatile",
    ),
    (
        COFFEE,
        "stability: stable",
        "stability: volatile\n  review_by: 2028-01-01",
        f"{COFFEE}:21: error [T2 question-ends]",
    ),
    (
        COFFEE,
        "stability: stable",
        "stability: stable\n  review_by: 2026-11-24",
        f"{COFFEE}:21: warning [T2 question-overdue]",
    ),
    (COFFEE, "[brewing-coffee.grind]", "[espresso.crema]", f"{COFFEE}:5: error [Q19 own-note] {SINGLE}"),
    (
        COFFEE,
        "id: brewing-coffee.grind",
        "id: coffee.grind",
        f"{COFFEE}:1: warning [Q20 id-form] coffee.grind.single",
    ),
    (COFFEE, "  difficulty: 1\n", "", f"{COFFEE}:1: error [Q21 bookkeeping] {SINGLE}: difficulty is missing"),
    (
        COFFEE,
        "cognitive: apply\n  stem",
        f"cognitive: apply\n  siblings: [{PRESS}]\n  stem",
        f"{COFFEE}:8: warning [Q21 mutual-siblings] {SINGLE}",
    ),
    # the whole pack
    (
        ABOUT,
        'id = "espresso", importance = 3, questions = 4',
        'id = "espresso", questions = 5',
        "warning [S6 too-few-questions] espresso: 4 of 5",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), BROKEN)
def test_each_rule_has_an_example_that_breaks_it(subject: Path, file: str, old: str, new: str, expected: str) -> None:
    change(subject, ABOUT, "[[domains]]", '[wording]\nold_names = { "atü" = "bar" }\n\n[[domains]]')
    change(subject, file, old, new)
    mistakes = found(subject)
    assert any(expected in mistake for mistake in mistakes), mistakes


GENERATED = "brewing-coffee.ratio.generated"
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
