"""What Telegram counts within a second stays below its limit, also where a line stands still for a while."""

from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.arrivals import GRACE, UNHEARD, USUAL, Arrivals
from bot.chat.send import BACKLOG
from bot.demo.telegram.limits import OVERALL

MOST, WAY, STEP = 25, 0.03, 0.01
"""What may count, and is wanted every second; seconds to Telegram, and as many back; seconds between two moments."""

SPARE = 3
Stall = tuple[float, float]


def arrives(began: float, stalls: list[Stall]) -> float:
    """When a message comes to Telegram; nothing moves from a stall's begin to its end."""
    there = began + WAY
    return next((end for begin, end in stalls if begin <= there < end), there)


def send_all(seconds: float, stalls: list[Stall]) -> list[float]:
    """Send what is planned as soon as it may go, as the sender does; the moments in which it came to Telegram."""
    counted, came, flying, waiting = Arrivals(MOST + SPARE), list[float](), deque[tuple[float, int]](), 0.0
    for moment in range(round(seconds / STEP)):
        now = moment * STEP
        while flying and flying[0][0] <= now:
            counted.answered(flying.popleft()[1], now)
        waiting = min(waiting + MOST * STEP, BACKLOG)
        while waiting >= 1 and not counted.wait(now, SPARE):
            waiting -= 1
            counted.left(len(came), now)
            came.append(arrives(now, stalls))
            flying.append((came[-1] + WAY, len(came) - 1))
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
    """One that left right before the others may be refused; counted by when they left it is up to twenty."""
    stalls = [(begin, begin + length) for begin, length in zip((apart * n for n in range(1, 9)), lengths, strict=False)]
    came = send_all(40.0, stalls)
    assert most_within_a_second(came) <= OVERALL[0] + 1
    assert len(came) >= MOST * (38.0 - 2 * sum(lengths))


def test_a_steady_line_is_used_in_full() -> None:
    assert len(send_all(20.0, [])) >= MOST * 19


def test_a_line_that_hangs_does_not_hold_up_the_others() -> None:
    counted = Arrivals(1)
    counted.left(3, 0.0)
    assert counted.wait(1.5) > 0
    assert counted.wait(UNHEARD) == 0
    counted.answered(3, 2.5)  # what comes late after all counts from when it came
    assert counted.wait(2.5) > 0
    assert counted.wait(3.5) == 0


def test_what_was_not_sent_after_all_is_forgotten() -> None:
    counted = Arrivals(1)
    counted.left(7, 0.0)
    counted.answered(7, 0.0)
    counted.answered(7, 5.0)
    assert counted.wait(1.0) == 0


def test_a_little_late_is_nothing() -> None:
    counted = Arrivals(1)
    counted.left(1, 0.0)
    counted.answered(1, USUAL + GRACE)
    assert counted.wait(1.0) == 0
