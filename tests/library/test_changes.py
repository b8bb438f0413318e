"""Questions that move: where their history goes, and what learners notice between two versions."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from bot.library.check.changes import Change, Noticed, compare
from bot.library.load import load
from bot.library.model import Moves, Question, QuestionKey, Retired, Subject
from tests.stage import SUBJECTS, kinds

KINDS = kinds().default
CLOZE, SINGLE = QuestionKey("espresso.crema.cloze"), QuestionKey("brewing-coffee.grind.single")
OLD, OTHER = QuestionKey("espresso.old.single"), QuestionKey("espresso.other.single")

MOVES = f"""\
[renamed]
"{OLD}" = "{CLOZE}"

[split]
"{OTHER}" = ["{CLOZE}", "{SINGLE}"]

[retired]
"espresso.price.single" = {{ since = 2026-11-25, reason = "prices change" }}
"""


def test_a_subject_knows_what_became_of_old_ids(subject: Path) -> None:
    (subject / "moves.toml").write_text(MOVES, "utf-8")
    loaded = load(subject)
    assert not loaded.mistakes
    assert loaded.library.default.moved == {OLD: (CLOZE,), OTHER: (CLOZE, SINGLE)}
    retired = loaded.library.default.moves.retired
    assert retired == {"espresso.price.single": Retired(date(2026, 11, 25), "prices change")}
    assert KINDS.moved == {}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (f'"{OLD}" = "{CLOZE}"', f'"{OLD}" = "nobody"', f"moves.toml:2: error [moves] {OLD}: leads to 'nobody', which"),
        (
            f'"{OLD}" = "{CLOZE}"',
            f'"{OLD}" = "{OTHER}"',
            f"moves.toml:2: error [moves] {OLD}: leads to '{OTHER}', which is",
        ),
        (f'"{OLD}" = "{CLOZE}"', f'"{OLD}" = "{OLD}"', f"{OLD}: leads to '{OLD}', which is gone too"),
        (f'"{OLD}" = "{CLOZE}"', f'"{SINGLE}" = "{CLOZE}"', f"moves.toml:2: error [moves] {SINGLE}: is asked again"),
        (f'"{OTHER}" = [', f'"{OLD}" = [', f"moves.toml:2: error [moves] {OLD}: stands in more than one table"),
        (f'"{OLD}" = "{CLOZE}"', f'"{OLD}" = 3', f"moves.toml:2: error [moves] {OLD}: not in the form of this table"),
        (f', "{SINGLE}"]', "]", f"moves.toml:5: error [moves] {OTHER}: not in the form"),
        ("since = 2026-11-25", 'since = "soon"', "moves.toml:8: error [moves] espresso.price.single: not in the form"),
        ("[retired]", "[removed]", "moves.toml:7: error [moves] unknown table 'removed'"),
        ("[retired]", "[retired", "moves.toml:1: error [toml] not TOML"),
    ],
)
def test_each_mistake_in_moves_has_its_line(subject: Path, old: str, new: str, expected: str) -> None:
    assert old in MOVES
    (subject / "moves.toml").write_text(MOVES.replace(old, new, 1), "utf-8")
    found = [str(mistake) for mistake in load(subject).mistakes]
    assert any(expected in mistake for mistake in found), found


def with_question(key: QuestionKey, question: Question) -> Subject:
    """The subject with another version of one question."""
    return replace(KINDS, questions=tuple(question if one.key == key else one for one in KINDS.questions))


def without(*keys: QuestionKey) -> Subject:
    return replace(KINDS, questions=tuple(one for one in KINDS.questions if one.key not in keys))


def test_nothing_changed_is_nothing_noticed() -> None:
    assert compare(KINDS, load(SUBJECTS / "kinds").library.default) == ()


def test_a_question_that_is_gone_without_a_word_is_an_error() -> None:
    (gone,) = compare(KINDS, without(CLOZE))
    assert gone == Noticed(Change.GONE, CLOZE) and gone.is_error
    assert {noticed.change for noticed in compare(KINDS, None)} == {Change.GONE}


def test_a_question_that_went_somewhere_is_none() -> None:
    before = replace(
        KINDS, questions=tuple(replace(one, key=OLD) if one.key == CLOZE else one for one in KINDS.questions)
    )
    renamed = replace(KINDS, moves=Moves(renamed={OLD: CLOZE}))
    assert compare(before, renamed) == (Noticed(Change.RENAMED, OLD, CLOZE),)
    split = replace(KINDS, moves=Moves(split={OLD: (CLOZE, SINGLE)}))
    assert compare(before, split) == (Noticed(Change.SPLIT, OLD, f"{CLOZE}, {SINGLE}"),)
    retired = replace(without(CLOZE), moves=Moves(retired={CLOZE: Retired(date(2026, 11, 25), "old")}))
    assert compare(KINDS, retired) == (Noticed(Change.RETIRED, CLOZE, "old"),)


def test_a_new_question_is_noticed() -> None:
    assert compare(without(CLOZE), KINDS) == (Noticed(Change.NEW, CLOZE),)
    assert {noticed.change for noticed in compare(None, KINDS)} == {Change.NEW}


def test_another_key_is_more_than_another_text() -> None:
    single, cloze = KINDS.question(SINGLE), KINDS.question(CLOZE)
    numeric = KINDS.question(QuestionKey("brewing-coffee.press.numeric"))
    drawn = KINDS.question(QuestionKey("brewing-coffee.ratio.generated"))
    assert numeric.number is not None and drawn.number is not None
    changed = [
        (SINGLE, replace(single, answer=frozenset({1})), Change.KEY),
        (CLOZE, replace(cloze, accept=("foam",)), Change.KEY),
        (numeric.key, replace(numeric, number=replace(numeric.number, tolerance=Fraction(1))), Change.KEY),
        (numeric.key, replace(numeric, number=replace(numeric.number, unit="min")), Change.KEY),
        (numeric.key, replace(numeric, number=replace(numeric.number, units=())), Change.KEY),
        (numeric.key, replace(numeric, number=replace(numeric.number, units=("min", "mins"))), Change.TEXT),
        (drawn.key, replace(drawn, number=replace(drawn.number, unit="g")), Change.KEY),
        (drawn.key, replace(drawn, number=replace(drawn.number, tolerance=Fraction(1))), Change.KEY),
        (drawn.key, replace(drawn, number=replace(drawn.number, units=())), Change.KEY),
        (CLOZE, replace(cloze, accept=(*cloze.accept, "the crema")), Change.TEXT),
        (CLOZE, replace(cloze, accept=cloze.accept[:1]), Change.KEY),
        (SINGLE, replace(single, stem="Which?"), Change.TEXT),
        (SINGLE, replace(single, explanation="So."), Change.TEXT),
        (SINGLE, replace(single, why_not={}), None),
        (SINGLE, replace(single, options=single.options[::-1], answer=frozenset({2})), None),
    ]
    for key, question, change in changed:
        assert [noticed.change for noticed in compare(KINDS, with_question(key, question))] == (
            [change] if change else []
        )
