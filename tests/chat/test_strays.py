"""A connection that breaks in the middle of a COMMIT: it was done, nobody heard of it, and nothing is stuck."""

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.storage.database import DatabaseAway
from bot.storage.tables import inbox, outbox
from tests.stage import Stage, on_stage


class LostCommit:
    """The next so many transactions are done, and their outcome is lost."""

    def __init__(self, stage: Stage, times: int, after: int = 0) -> None:
        self._stage = stage
        self._left = times
        self._after = after
        self._real = stage.db.transaction
        stage.db.transaction = self  # type: ignore[method-assign]

    async def __call__(self, f: Any, *args: Any, **kwargs: Any) -> Any:
        outcome = await self._real(f, *args, **kwargs)
        if self._after > 0:
            self._after -= 1
        elif self._left > 0:
            self._left -= 1
            self._stage.db.broken += 1
            raise DatabaseAway("on purpose")
        return outcome


async def waiting(stage: Stage) -> tuple[int, int]:
    new = select(func.count()).where(inbox.c.state == "new")
    open_ = select(func.count()).where(outbox.c.state.in_(["ready", "claimed", "sending"]))
    return await stage.db.read(lambda tx: (tx.execute(new).scalar_one(), tx.execute(open_).scalar_one()))


async def test_an_update_whose_storing_was_not_heard_of(database_url: str) -> None:
    async with on_stage(database_url) as stage:
        maya = stage.person("Maya")
        await maya.says("/start")
        maya.person.says("matcha")
        updates = stage.telegram.take_updates()
        LostCommit(stage, 1)
        with pytest.raises(DatabaseAway):
            await stage.app.intake.receive(updates)
        await stage.app.intake.receive(updates)  # Telegram brings it again
        await two_looks(stage)
        assert [m.text.split("\n")[0] for m in maya.chat.shown if m.from_bot][-1:] == ["Matcha"]
        assert await waiting(stage) == (0, 0)


async def test_an_answer_whose_commit_was_not_heard_of(database_url: str) -> None:
    async with on_stage(database_url) as stage:
        maya = stage.person("Maya")
        await maya.says("/start")
        maya.person.says("/quiz 1")
        LostCommit(stage, 1, after=1)  # storing goes well
        await stage.app.intake.receive(stage.telegram.take_updates())
        await stage.app.settle()
        await two_looks(stage)
        assert sum(bool(m.keyboard and m.keyboard[0][0]["text"] == "A") for m in maya.chat.shown) == 1
        assert await waiting(stage) == (0, 0)


async def two_looks(stage: Stage) -> None:
    for _ in range(2):
        await stage.app.tick(stage.now)
        if not stage.app.replicas.alone:
            await stage.app.intake.recover()
        await stage.app.settle()
