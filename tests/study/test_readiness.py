"""Forecasts that learn from a learner's own answers, and readiness with its interval."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.study.forecast import Answer, answer_to, learn, solve
from bot.study.grade import Grade
from bot.study.memory import Memory, recall, review
from bot.study.readiness import readiness, shares

DAY = date(2026, 11, 24)
DOMAINS = {n: "Security" if n % 2 else "Deployment" for n in range(60)}
WEIGHTS = {"Security": 0.6, "Deployment": 0.4}


def studied(chance: float, days: int = 6, gap: int = 4, owns: bool = True) -> tuple[dict[int, Memory], list[Answer]]:
    """Sixty questions, each answered every few days by somebody who knows it with this chance, else guesses."""
    random, memories, answers = Random(1), dict[int, Memory](), list[Answer]()
    for turn in range(days):
        day = DAY - timedelta(days=(days - turn) * gap)
        for question in DOMAINS:
            knows = random.random() < chance
            lucky = not knows and random.random() < 0.25
            answers.append(answer_to(question, memories.get(question), day, knows or lucky, lucky and owns))
            right = Grade.GOOD if knows or (lucky and not owns) else Grade.AGAIN
            memories[question] = review(memories.get(question), right, day, question)
    return memories, answers


def test_without_answers_the_forecast_is_that_of_fsrs() -> None:
    memory = review(None, Grade.GOOD, DAY, 1)
    later = DAY + timedelta(days=9)
    assert abs(learn([]).known(memory, later) - recall(memory, later)) < 0.001


def test_whoever_forgets_more_than_fsrs_thinks_is_told_so() -> None:
    memories, answers = studied(0.5)
    learnt = learn(answers)
    known = sum(learnt.known(memory, DAY) for memory in memories.values()) / len(memories)
    raw = sum(recall(memory, DAY) for memory in memories.values()) / len(memories)
    assert raw > 0.6 and abs(known - 0.5) < 0.08


def test_guesses_that_nobody_owns_up_to_are_taken_off() -> None:
    memories, answers = studied(0.5, owns=False)
    learnt = learn(answers)
    known = sum(learnt.known(memory, DAY) for memory in memories.values()) / len(memories)
    assert sum(one.correct for one in answers) / len(answers) > 0.6
    assert abs(known - 0.5) < 0.08 and abs(learnt.first - 0.5) < 0.12


def test_the_same_day_tells_nothing_about_memory() -> None:
    memory = review(None, Grade.GOOD, DAY, 1)
    same = answer_to(1, memory, DAY, correct=False, guessed=False)
    assert not same.next_day and learn([same]).weights == learn([]).weights


def test_readiness_waits_for_answers_and_says_how_many() -> None:
    memories, answers = studied(0.8, days=2)  # one answer each on a later day
    found = readiness(DOMAINS, WEIGHTS, memories, answers, DAY)
    assert found.overall.estimate is None and (found.overall.answers, found.overall.needed) == (60, 100)
    assert (found.domains["Security"].answers, found.domains["Security"].needed) == (30, 40)
    assert found.domains["Security"].estimate is None


def test_readiness_comes_with_an_interval_that_narrows() -> None:
    few, many = (readiness(DOMAINS, WEIGHTS, *studied(0.8, days), DAY).overall.estimate for days in (3, 9))
    assert few is not None and many is not None
    assert many.low <= 0.8 <= many.high
    assert many.high - many.low < few.high - few.low


def test_unseen_questions_count_at_first_sight() -> None:
    memories, answers = studied(0.9)
    more = {**DOMAINS, **{100 + n: "Security" for n in range(30)}}
    all_seen, half_seen = (readiness(d, WEIGHTS, memories, answers, DAY).overall.estimate for d in (DOMAINS, more))
    assert all_seen is not None and half_seen is not None
    assert half_seen.share < all_seen.share + 0.02
    nothing = [replace(one, correct=False, guessed=False) for one in answers if one.reviews == 0]
    later = [one for one in answers if one.reviews]
    lower = readiness(more, WEIGHTS, memories, [*nothing, *later], DAY).overall.estimate
    assert lower is not None and lower.share < half_seen.share - 0.2


def test_a_domain_without_questions_counts_for_nothing() -> None:
    found = shares({1: "a", 2: "a", 3: "b"}, {"a": 0.5, "b": 0.25, "c": 0.25})
    assert found == {1: 1 / 3, 2: 1 / 3, 3: 1 / 3}
    assert readiness({}, {}, {}, [], DAY).overall.estimate is None


@given(
    st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 9)), max_size=60), st.sampled_from([0, 0.25, 0.5])
)
def test_any_answers_give_chances(given_answers: list[tuple[bool, bool, int]], luck: float) -> None:
    memory, answers, day = None, [], DAY
    for correct, guessed, gap in given_answers:
        day += timedelta(days=gap)
        answers.append(answer_to(1, memory, day, correct, guessed, luck))
        memory = review(memory, Grade.GOOD if correct else Grade.AGAIN, day, 1)
    learnt = learn(answers)
    assert 0 <= learnt.known(memory, day) <= 1 and 0 <= learnt.first <= 1
    assert all(row[place] > 0 for place, row in enumerate(learnt.spread))


def test_a_small_system_is_solved() -> None:
    assert solve([[4, 1], [1, 3]], [1, 2]) == [1 / 11, 7 / 11]
