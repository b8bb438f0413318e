"""Parameters of one's own: the same formulas as the package, found for unusual learners, refused to the others."""

from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.study.fit import ENOUGH, MOVED, Answer, fit, step
from bot.study.grade import Grade
from bot.study.memory import USUAL, Memory, Weights, recall, recall_after, review

START = date(2026, 1, 5)
FACTORS = st.lists(st.floats(0.6, 1.6), min_size=len(MOVED), max_size=len(MOVED))


def own(factors: list[float]) -> Weights:
    weights = list(USUAL)
    for place, factor in zip(MOVED, factors, strict=True):
        weights[place] = min(weights[place] * factor, 4.0 if place != 10 else 3.5)
    return tuple(weights)


@given(FACTORS, st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=30))
def test_a_step_is_what_the_package_computes(factors: list[float], answers: list[tuple[int, bool]]) -> None:
    weights, day = own(factors), START
    state: tuple[float, float] | None = None
    memory: Memory | None = None
    for days, known in answers:
        day += timedelta(days=days)
        ago = (day - memory.last_review.date()).days if memory else 0
        state = step(state, ago, known, weights)
        memory = review(memory, Grade.GOOD if known else Grade.AGAIN, day, 1, weights)
        assert abs(memory.stability / state[0] - 1) < 1e-9 and abs(memory.difficulty - state[1]) < 1e-9


def answered(weights: Weights, seed: int, questions: int = 60, days: int = 60, a_day: int = 20) -> list[Answer]:
    """Somebody whose memory follows these weights; what waits longest for its stability is asked first."""
    random = Random(seed)
    memories: dict[int, Memory] = {}
    log: list[Answer] = []
    for ahead in range(days):
        day = START + timedelta(days=ahead)
        faded = sorted(range(questions), key=lambda q: recall(memories[q], day) if q in memories else random.random())
        for question in faded[:a_day]:
            known = random.random() < (recall(memories[question], day) if question in memories else 0.3)
            grade = Grade.GOOD if known else Grade.AGAIN
            memories[question] = review(memories.get(question), grade, day, question, weights)
            log.append((question, day, grade))
    return log


FORGETFUL = own([0.5, 0.3, 1.0, 0.75, 0.6, 0.4, 1.0])


def test_somebody_unusual_is_predicted_better() -> None:
    log = answered(FORGETFUL, 1)
    fitted = fit(log)
    assert fitted is not None and fitted.weights is not None
    assert fitted.own < fitted.usual and fitted.answers == len(log)
    assert fitted.weights[2] < USUAL[2] and fitted.weights[8] < USUAL[8]
    assert [w for place, w in enumerate(fitted.weights) if place not in MOVED] == [
        w for place, w in enumerate(USUAL) if place not in MOVED
    ]
    assert fit(log) == fitted
    fresh = answered(FORGETFUL, 2)  # another such learner: not only those answers are described

    def loss(weights: Weights) -> float:
        states: dict[int, tuple[tuple[float, float], date]] = {}
        total = 0.0
        for question, day, grade in fresh:
            known = grade is Grade.GOOD
            state, last = states.get(question, (None, day))
            if state is not None:
                total += (known - recall_after((day - last).days, state[0])) ** 2
            states[question] = step(state, (day - last).days, known, weights), day
        return total

    assert loss(fitted.weights) < loss(USUAL)


def test_the_usual_ones_stay_where_they_fit() -> None:
    kept = [fit(answered(USUAL, seed)) for seed in range(6)]
    assert all(one is not None for one in kept)
    assert sum(one is not None and one.weights is not None for one in kept) <= 1


def test_few_answers_say_nothing() -> None:
    log = answered(FORGETFUL, 3)
    assert fit([]) is None
    assert fit(log[:ENOUGH]) is None
    assert fit([(1, START, Grade.GOOD)] * 2_000) is None, "the same day is no memory"
