"""What was expected and what came: groups of one size, honest intervals."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.study.calibration import ENOUGH, GROUPS, LEAST, Outcome, group, groups, outcomes
from bot.study.forecast import Answer

found = st.lists(st.builds(Outcome, st.floats(0, 1), st.booleans()), max_size=300)


def answer(recall: float, correct: bool, guessed: bool = False, reviews: int = 1, ago: int = 3) -> Answer:
    return Answer(1, recall, ago, reviews, correct, guessed, 0.25)


@given(found)
def test_every_outcome_is_in_one_group(outcomes: list[Outcome]) -> None:
    made = groups(outcomes)
    assert bool(made) == (len(outcomes) >= ENOUGH) and len(made) <= GROUPS
    if made:
        assert sum(one.answers for one in made) == len(outcomes)
        assert min(one.answers for one in made) >= LEAST
        assert [one.expected for one in made] == sorted(one.expected for one in made)


@given(found.filter(bool))
def test_the_share_is_within_its_interval(outcomes: list[Outcome]) -> None:
    made = group(outcomes)
    assert 0 <= made.low <= made.right + 1e-9 and made.right <= made.high + 1e-9 and made.high <= 1


def test_the_interval_holds_in_nine_of_ten_cases() -> None:
    random, inside = Random(1), 0
    for _ in range(1000):
        truth = random.choice([0.05, 0.3, 0.6, 0.9])
        made = group([Outcome(truth, random.random() < truth) for _ in range(40)])
        inside += made.low <= truth <= made.high
    assert 0.86 <= inside / 1000 <= 0.95


def test_whoever_knows_as_expected_is_on_the_line() -> None:
    random = Random(2)
    answers = []
    for _ in range(4000):
        recall = random.uniform(0.3, 1)
        knows = random.random() < recall
        answers.append(answer(recall, knows or random.random() < 0.25))
    for one in groups(outcomes(answers)):
        assert abs(one.expected - one.right) < 0.04  # luck is expected as well


def test_a_told_guess_is_not_right_and_the_first_sight_is_no_forecast() -> None:
    guessed, first, same = answer(0.9, True, guessed=True), answer(0, True, reviews=0), answer(1, True, ago=0)
    (only,) = outcomes([guessed, first, same])
    assert not only.right and only.expected >= 0.9
