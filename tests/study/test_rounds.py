"""Scores by right answers, shares of a mix, and what was hardest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.study.rounds import Cast, Hardest, Pace, Share, apportion, hardest, parts, places, scores

ANA, BEN, CHI = 1, 2, 3


def test_right_answers_count_and_time_only_orders_equals() -> None:
    casts = [Cast(ANA, 1, True, 20), Cast(BEN, 1, True, 2), Cast(CHI, 1, True, 30), Cast(CHI, 2, True, 30)]
    assert [score.user_id for score in scores(casts, Pace.NORMAL)] == [CHI, BEN, ANA]
    assert [score.user_id for score in scores(casts, Pace.UNTIMED)] == [CHI, ANA, BEN]
    ranks = [(rank, [s.user_id for s in shared]) for rank, shared in places(scores(casts, Pace.NORMAL), 3)]
    assert ranks == [(1, [CHI]), (2, [BEN, ANA])]


def test_nobody_without_a_point_is_named() -> None:
    assert places(scores([Cast(ANA, 1, False, 1)], Pace.FAST), 3) == []


def test_the_hardest_question() -> None:
    casts = [Cast(ANA, 1, False, 1), Cast(BEN, 1, True, 1), Cast(ANA, 2, False, 1), Cast(BEN, 2, False, 1)]
    assert hardest(casts) == Hardest(2, 0, 2)
    assert hardest([Cast(ANA, 1, True, 1)]) is None


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("s3(40%)+iam(60%)", [Share("s3", 40), Share("iam", 60)]),
        ("s3 + iam", [Share("s3", None), Share("iam", None)]),
        ("route 53 (10)", [Share("route 53", 10)]),
        ("x-ray", [Share("x-ray", None)]),
        ("vpc (virtual)", [Share("vpc (virtual)", None)]),
        (" + ", []),
    ],
)
def test_a_mix_as_typed(text: str, shares: list[Share]) -> None:
    assert parts(text) == shares


@given(st.lists(st.none() | st.integers(0, 150), min_size=1, max_size=6), st.integers(0, 50))
def test_shares_add_up(percents: list[int | None], size: int) -> None:
    shares = apportion(percents, size)
    assert sum(shares) == size and min(shares) >= 0


def test_shares_follow_the_percentages() -> None:
    assert apportion([40, 60], 10) == [4, 6]
    assert apportion([None, None], 5) == [3, 2]
    assert apportion([80, None, None], 10) == [8, 1, 1]
