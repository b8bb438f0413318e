"""What taps of *sure*, *think so* and *guess* come to."""

from hypothesis import given
from hypothesis import strategies as st

from bot.study.confidence import ENOUGH, Confidence, Leaning, Level, calibration, leaning

TAPS = st.lists(st.tuples(st.sampled_from(Confidence), st.booleans()), max_size=200)


def taps(confidence: Confidence, right: int, wrong: int) -> list[tuple[Confidence, bool]]:
    return [(confidence, True)] * right + [(confidence, False)] * wrong


@given(TAPS)
def test_every_tap_counts_once(said: list[tuple[Confidence, bool]]) -> None:
    levels = calibration(said)
    assert [level.confidence for level in levels] == list(Confidence)
    assert sum(level.answers for level in levels) == len(said)
    assert sum(level.right for level in levels) == sum(right for _, right in said)
    assert (leaning(levels) is None) == all(level.answers < ENOUGH for level in levels)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_lies_within_its_bounds(right: int, wrong: int) -> None:
    level = Level(Confidence.SURE, right + wrong, right)
    low, high = level.bounds
    assert 0 <= low <= high <= 1
    if level.share is not None:
        assert low <= level.share <= high


def test_what_the_taps_show() -> None:
    assert leaning(calibration(taps(Confidence.SURE, 5, 4))) is None
    assert leaning(calibration(taps(Confidence.SURE, 19, 1))) is Leaning.FITS
    assert leaning(calibration(taps(Confidence.SURE, 12, 8))) is Leaning.OVER
    assert leaning(calibration(taps(Confidence.SURE, 8, 2))) is Leaning.FITS  # may be chance
    assert leaning(calibration(taps(Confidence.UNSURE, 18, 2))) is Leaning.UNDER
    assert leaning(calibration(taps(Confidence.UNSURE, 5, 15))) is Leaning.FITS
