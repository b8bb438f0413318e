"""A short form of every row, on one shape each; `make prove` has the figures. And three rows that can fail."""

import asyncio
from pathlib import Path

import pytest

from tests.prove.proof import Figure, Proof, Run
from tests.prove.rows import ITEMS, PROOFS

SEED, SHORT, SECONDS = 20261124, 0.005, 100.0
CHOSEN = (
    "A1 sqlite, polling",
    "A2 sqlite, webhook",
    "A2 window",
    "A3 sqlite, polling",
    "A4 sqlite, polling",
    "A5 sqlite, polling",
    "A6 no network",
    "A6 401",
    "A6 sqlite, polling",
    "A6 two bots, postgresql, polling",
    "A6 foreign webhook, sqlite, webhook",
    "A7 sqlite",
    "B8 sqlite, polling",
    "B9 sqlite, polling",
    "B10 blocked, sqlite",
    "B10 migrated, sqlite",
    "B10 closed topic, sqlite",
    "B11",
    "B12 sqlite",
    "C13 sqlite, polling",
    "C14 sqlite",
    "C14 kill, sqlite, polling",
    "D15 zones",
    "D15 clock steps, sqlite",
    "D16 sqlite, polling",
    "F27 sqlite",
    "F28 postgresql",
    "F29 sqlite",
    "F29 older version, sqlite, polling",
    "F30 sqlite, polling",
    "F31 postgresql, polling",
    "F31 disk full, sqlite, polling",
    "G34 sqlite, polling",
)


def named(name: str) -> Proof:
    return next(one for one in PROOFS if one.name == name)


async def figure(name: str, folder: Path, sabotage: str = "") -> Figure:
    async with asyncio.timeout(SECONDS):
        return await named(name).prove(Run(SEED, SHORT, folder, sabotage, timed=False))


def test_every_item_has_a_short_form() -> None:
    assert {one.item for one in PROOFS} == set(ITEMS) == {name.split()[0] for name in CHOSEN}
    assert len({one.name for one in PROOFS}) == len(PROOFS)


@pytest.mark.parametrize("name", CHOSEN)
async def test_short(name: str, tmp_path: Path) -> None:
    reached = await figure(name, tmp_path)
    assert reached.good, (reached.reached, reached.details)


BREAKS = {
    "A2 sqlite, webhook": """
from bot.storage import inbox
done, store = inbox.done, inbox.store
inbox.done = lambda tx, number: done(tx, number) or True  # an effect is kept although it was kept before
inbox.store = lambda tx, arrivals, owner: (store(tx, arrivals, owner), list(arrivals))[1]
""",
    "A4 sqlite, polling": """
import asyncio, random
from bot.chat import intake, lanes
intake.lane = lambda raw: raw["update_id"]  # one person's updates side by side
settle = lanes.Lanes._settle
async def late(self, arrival):
    await asyncio.sleep(random.random() * 0.05)
    await settle(self, arrival)
lanes.Lanes._settle = late
""",
    "B9 sqlite, polling": """
from bot.storage import outbox
outbox.hold = outbox.retry  # what may have arrived is sent again at once
""",
}


@pytest.mark.parametrize("name", BREAKS)
async def test_a_broken_bot_falls_short(name: str, tmp_path: Path) -> None:
    reached = await figure(name, tmp_path, BREAKS[name])
    assert not reached.good, reached.reached
