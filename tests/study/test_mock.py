"""What a mock exam asks: as many as wanted, by weight, the same for a seed."""

from hypothesis import given
from hypothesis import strategies as st

from bot.study.mock import minutes, mix

DOMAINS = st.dictionaries(st.integers(1, 500), st.sampled_from("abcd"), max_size=120)
WEIGHTS = st.fixed_dictionaries({name: st.floats(0.05, 1) for name in "abc"})  # "d" is not examined


@given(DOMAINS, WEIGHTS, st.integers(1, 150), st.integers())
def test_places_are_owed_by_weight(domains: dict[int, str], weights: dict[str, float], amount: int, seed: int) -> None:
    drawn = mix(domains, weights, amount, seed)
    assert drawn == mix(dict(reversed(domains.items())), weights, amount, seed)
    assert len(drawn) == len(set(drawn)) == min(amount, len(domains)) and set(drawn) <= set(domains)
    places = {name: sum(domains[one] == name for one in drawn) for name in "abcd"}
    stock = {name: sum(one == name for one in domains.values()) for name in "abcd"}
    for more in "abc":
        for fewer in "abc":
            if places[fewer] < stock[fewer] and places[more]:  # no place would be better given to another
                assert (2 * places[more] - 1) / weights[more] <= (2 * places[fewer] + 1) / weights[fewer] + 1e-9
    if any(places[name] < stock[name] for name in "abc"):
        assert not places["d"]


@given(st.integers(1, 40), st.integers())
def test_siblings_stay_apart_while_there_are_others(amount: int, seed: int) -> None:
    families = {n: n // 2 for n in range(80)}
    drawn = mix(dict.fromkeys(range(80), "a"), {"a": 1.0}, amount, seed, families)
    assert len({families[n] for n in drawn}) == len(drawn)
    assert len(mix(dict.fromkeys(range(80), "a"), {"a": 1.0}, 80, seed, families)) == 80


def test_the_exams_own_pace() -> None:
    assert minutes(65, 65, 130) == 130
    assert minutes(10, 65, 130) == 20
    assert minutes(10, None, None) == 20
    assert minutes(10, None, None, 25) == 25
    assert minutes(1, 100, 10) == 1
