"""The ticker: it stops without a word, whatever it is doing."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.chat.clock import Ticker, system_clock
from tests.processes.bots import until


@pytest.mark.parametrize("turns", range(8))
async def test_it_may_be_stopped_at_any_moment(turns: int, caplog: pytest.LogCaptureFixture) -> None:
    begun, ended = 0, 0
    troubles: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: troubles.append(context))

    async def tick(_now: datetime) -> None:
        nonlocal begun, ended
        begun += 1
        try:
            await asyncio.sleep(60)
        finally:
            ended += 1

    ticker = Ticker(tick, system_clock, 0.001)
    ticker.start()
    for _ in range(turns):
        await asyncio.sleep(0)
    await ticker.stop()
    await asyncio.sleep(0.01)
    assert begun == ended and not troubles and not caplog.records
    await ticker.stop()


async def test_a_clock_that_is_set_back_stops_nobody() -> None:
    """APScheduler then waits for the time on the wall to come round again; so does this job, put off by an hour."""
    ticks = 0

    async def tick(_now: datetime) -> None:
        nonlocal ticks
        ticks += 1

    ticker = Ticker(tick, system_clock, 0.02)
    ticker.start()
    await until(lambda: ticks >= 2, 5)
    ticker._job.modify(next_run_time=system_clock() + timedelta(hours=1))
    seen = ticks
    await until(lambda: ticks >= seen + 3, 5)
    await ticker.stop()
