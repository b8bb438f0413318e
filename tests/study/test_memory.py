"""Memory follows FSRS exactly, fed with study days."""

from datetime import UTC, date, datetime, timedelta

from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from bot.study.grade import Grade, grade, is_right
from bot.study.memory import LEECH, Memory, is_leech, next_state, recall, recall_after, review
from bot.study.plan import noon

DAY = date(2026, 11, 24)
ANSWERS = st.lists(st.tuples(st.sampled_from([Grade.AGAIN, Grade.GOOD]), st.integers(0, 40)), min_size=1, max_size=12)


def answered(answers: list[tuple[Grade, int]], seed: int = 1) -> tuple[Memory, date]:
    memory, day = None, DAY
    for given_grade, gap in answers:
        day += timedelta(days=gap)
        memory = review(memory, given_grade, day, seed)
    assert memory is not None
    return memory, day


@given(ANSWERS)
def test_the_same_answers_give_what_fsrs_gives(answers: list[tuple[Grade, int]]) -> None:
    scheduler = Scheduler(desired_retention=0.9, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, day = Card(card_id=1, due=datetime(2026, 1, 1, tzinfo=UTC)), DAY
    for given_grade, gap in answers:
        day += timedelta(days=gap)
        rating = Rating.Good if given_grade is Grade.GOOD else Rating.Again
        card, _ = scheduler.review_card(card, rating, noon(day))
    memory, last = answered(answers)
    assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
    assert memory.last_review == noon(last)
    assert abs((memory.due - card.due).days) <= max(1, 0.05 * (card.due - noon(last)).days + 1)


@given(ANSWERS, st.integers(1, 60), st.sampled_from([Grade.AGAIN, Grade.GOOD]))
def test_what_plans_look_ahead_with_is_the_same_formula(
    answers: list[tuple[Grade, int]], gap: int, given_grade: Grade
) -> None:
    memory, day = answered(answers)
    known = recall_after(gap, memory.stability)
    package = Scheduler(desired_retention=0.9, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card = Card(card_id=1, due=noon(day), stability=memory.stability, last_review=noon(day))
    assert abs(known - package.get_card_retrievability(card, noon(day) + timedelta(days=gap))) < 1e-12
    after = review(memory, given_grade, day + timedelta(days=gap), 1)
    stability, difficulty = next_state(memory.stability, memory.difficulty, known, given_grade is Grade.GOOD)
    assert abs(stability / after.stability - 1) < 1e-9
    assert abs(difficulty - after.difficulty) < 0.02


def test_a_leech_is_missed_again_and_again() -> None:
    memory, _ = answered([(Grade.AGAIN, 1)] * (LEECH + 1))
    assert is_leech(memory) and not is_leech(answered([(Grade.AGAIN, 1)] * LEECH)[0])


@given(ANSWERS, st.integers(0, 2**40))
def test_a_replay_gives_the_same_card(answers: list[tuple[Grade, int]], seed: int) -> None:
    assert answered(answers, seed) == answered(answers, seed)


@given(ANSWERS)
def test_recall_falls_with_time_and_is_a_chance(answers: list[tuple[Grade, int]]) -> None:
    memory, day = answered(answers)
    now, later = recall(memory, day), recall(memory, day + timedelta(days=30))
    assert 0 <= later <= now <= 1


def test_a_clock_set_back_counts_as_the_day_of_the_last_answer() -> None:
    memory = review(None, Grade.GOOD, DAY, 1)
    back = review(memory, Grade.GOOD, DAY - timedelta(days=3), 1)
    assert back.last_review == noon(DAY)


def test_lapses_are_counted_after_the_first_answer() -> None:
    memory, _ = answered([(Grade.AGAIN, 0), (Grade.AGAIN, 1), (Grade.GOOD, 1), (Grade.AGAIN, 5)])
    assert (memory.reviews, memory.lapses) == (4, 2)


def test_a_lucky_guess_is_asked_again() -> None:
    assert grade(correct=True, guessed=False) is Grade.GOOD
    assert grade(correct=True, guessed=True) is Grade.AGAIN
    assert grade(correct=False, guessed=False) is Grade.AGAIN


def test_only_exactly_the_right_options_are_right() -> None:
    assert is_right([2], (2,))
    assert not is_right([], (2,))
    assert not is_right([1, 2], (2,))
    assert is_right([2, 1], (1, 2))
