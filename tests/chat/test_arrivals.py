"""What Telegram counts within a second stays below its limit, also where a line stands still for a while."""

from collections.abc import Callable
from heapq import heappop, heappush
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.arrivals import GRACE, UNHEARD, USUAL, Arrivals
from bot.chat.pace import FOR_REPLIES
from bot.chat.send import BACKLOG
from bot.demo.telegram.limits import OVERALL

MOST, WAY, STEP = 25, 0.03, 0.01
"""What may count, and is wanted every second; seconds to Telegram, and as many back; seconds between two moments."""

Stall = tuple[float, float]


def steady(began: float) -> float:
    return began + WAY


def standing(stalls: list[Stall]) -> Callable[[float], float]:
    """A line on which nothing moves from a stall's begin to its end."""

    def arrives(began: float) -> float:
        there = began + WAY
        return next((end for begin, end in stalls if begin <= there < end), there)

    return arrives


def send_all(seconds: float, arrives: Callable[[float], float], way: float = WAY, share: int = 1) -> list[float]:
    """Send what is planned as soon as it may go, as the sender does; the moments in which it came to Telegram."""
    counted, waiting = Arrivals(MOST + FOR_REPLIES, FOR_REPLIES), 0.0
    came, flying = list[float](), list[tuple[float, int]]()
    for moment in range(round(seconds / STEP)):
        now = moment * STEP
        while flying and flying[0][0] <= now:
            counted.answered(heappop(flying)[1], now)
        waiting = min(waiting + MOST * STEP, BACKLOG)
        while waiting >= 1 and not counted.wait(now, planned=True, share=share):
            waiting -= 1
            counted.left(len(came), now, planned=True)
            came.append(arrives(now))
            heappush(flying, (came[-1] + way, len(came) - 1))
    return came


def most_within_a_second(came: list[float]) -> int:
    times, most, last = sorted(came), 0, 0
    for place, moment in enumerate(times):
        while times[last] <= moment - 1.0 + 1e-9:
            last += 1
        most = max(most, place - last + 1)
    return most


@given(st.lists(st.floats(0.0, 1.9), max_size=6), st.floats(3.0, 5.0))
def test_a_line_that_stands_still_brings_hardly_more_than_telegram_takes(lengths: list[float], apart: float) -> None:
    """A bunch that left right before the others may be refused; counted by when they left it is up to twenty."""
    stalls = [(begin, begin + length) for begin, length in zip((apart * n for n in range(1, 9)), lengths, strict=False)]
    came = send_all(40.0, standing(stalls))
    assert most_within_a_second(came) <= OVERALL[0] + MOST // 5
    assert len(came) >= MOST * (38.0 - 2 * sum(lengths))


def test_a_steady_line_is_used_in_full() -> None:
    assert len(send_all(20.0, steady)) >= MOST * 19


@given(st.integers(0, 2**32 - 1), st.floats(0.02, 0.5))
def test_a_line_that_takes_now_more_now_less_is_used_in_full(seed: int, usual: float) -> None:
    """Half as long to half as much again."""
    dice = Random(seed)
    came = send_all(40.0, lambda began: began + usual * dice.uniform(0.5, 1.5), way=0.0)
    assert len(came) >= MOST * 39


def test_processes_share_what_is_planned_whatever_they_answer() -> None:
    counted = Arrivals(MOST + FOR_REPLIES, FOR_REPLIES)
    for chat in range(12):
        counted.left(chat, 0.0)
    assert counted.wait(0.0, planned=True, share=3) == 0
    assert 8 <= len(send_all(10.0, steady, share=3)) / 10 <= 10


def test_a_line_that_hangs_does_not_hold_up_the_others() -> None:
    counted = Arrivals(1)
    counted.left(3, 0.0)
    assert counted.wait(1.5) > 0
    assert counted.wait(UNHEARD) == 0
    counted.answered(3, 2.5)  # what comes late after all counts from when it came
    assert counted.wait(2.5) > 0
    assert counted.wait(3.5) == 0


def test_what_was_not_sent_after_all_does_not_count() -> None:
    counted = Arrivals(1)
    counted.left(7, 0.0)
    assert counted.wait(0.0) > 0
    counted.forget(7)
    counted.answered(7, 0.0)
    assert counted.wait(0.0) == 0


def test_a_little_late_is_nothing() -> None:
    counted = Arrivals(1)
    counted.left(1, 0.0)
    counted.answered(1, USUAL + GRACE)
    assert counted.wait(1.0) == 0
