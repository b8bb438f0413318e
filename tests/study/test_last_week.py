"""The last week: mixed, and drawn by the weights of the exam's domains."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.study.last_week import as_examined

WEIGHTS = {"a": 0.32, "b": 0.26, "c": 0.24, "d": 0.18}
BANK = {number: "abcd"[number % 4] for number in range(200)}


@given(st.integers(1, 60), st.integers(0, 10_000))
def test_each_domain_gets_its_share(amount: int, seed: int) -> None:
    chosen = as_examined(list(BANK), BANK, WEIGHTS, amount, seed)
    assert len(chosen) == len(set(chosen)) == amount
    found = Counter(BANK[question] for question in chosen)
    assert all(abs(found[domain] - amount * weight) < 1 for domain, weight in WEIGHTS.items())


def test_over_many_small_days_as_well() -> None:
    found = Counter(BANK[q] for day in range(4_000) for q in as_examined(list(BANK), BANK, WEIGHTS, 2, day))
    assert all(abs(found[domain] / 8_000 - weight) < 0.02 for domain, weight in WEIGHTS.items())


def test_the_most_useful_of_each_domain_come() -> None:
    chosen = as_examined(list(BANK), BANK, WEIGHTS, 50, 1)
    assert max(chosen) < 4 * 18


@given(st.integers(0, 40), st.integers(0, 100))
def test_a_domain_without_enough_gives_its_place_to_others(amount: int, seed: int) -> None:
    few = {number: "a" if number < 3 else "b" for number in range(20)}
    assert len(as_examined(list(few), few, {"a": 0.9, "b": 0.1}, amount, seed)) == min(amount, 20)


def test_a_subject_without_weights() -> None:
    assert set(as_examined([1, 2, 3], {}, {}, 2, 1)) == {1, 2}
