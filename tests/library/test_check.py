"""The content standard: for each rule the smallest thing that breaks it, and a subject that breaks none."""

from pathlib import Path

import pytest

from tests.library.coffee import ABOUT, COFFEE, ESPRESSO, NOTE, PRESS, SINGLE, change, found
from tests.stage import SUBJECTS

CREMA = "it comes from gas and oils in the fresh coffee."


def test_a_good_subject_has_no_mistake() -> None:
    assert found(SUBJECTS / "kinds") == []


BROKEN = [
    # notes
    (NOTE, "sources: [https://en.wikipedia.org/wiki/Espresso]\n", "", f"{NOTE}:2: error [T1 note-sources] espresso"),
    (NOTE, "[https://en", "[http://en", f"{NOTE}:2: error [T1 note-sources] espresso: a source is an https address"),
    (NOTE, CREMA, f"{CREMA} {{volatile}}", f"{NOTE}:11: error [T2 fact-ends] espresso.crema: a volatile fact"),
    (NOTE, CREMA, f"{CREMA} {{volatile, review_by: 2028-01-01}}", f"{NOTE}:11: error [T2 fact-ends]"),
    (
        NOTE,
        CREMA,
        f"{CREMA} {{volatile, as_of: 9999-12-31, review_by: 2026-11-24}}",
        f"{NOTE}:11: warning [T2 fact-overdue] espresso.crema",
    ),
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
    (
        COFFEE,
        "as_of: 2026-11-24\n  stability: stable",
        "as_of: 9999-12-31\n  stability: volatile\n  review_by: 2026-11-24",
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
