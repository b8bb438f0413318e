"""Several `studybot run` on one PostgreSQL database: one polls, all work, nobody does anything twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from itertools import count, cycle
from pathlib import Path

import aiohttp
import pytest_asyncio
from sqlalchemy import select

from bot.demo.telegram import Person
from bot.demo.telegram.server import Server
from bot.storage.database import Database, open_database
from bot.storage.tables import reviews
from tests.databases import Postgres
from tests.ports import free_port
from tests.processes.bots import BotProcess, new_server, until
from tests.processes.test_run import Answering

TAKEOVER = 15.0


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    opened = new_server()
    await opened.start()
    yield opened
    await opened.stop()


@pytest_asyncio.fixture
async def url(postgres_server: Postgres) -> str:
    return postgres_server.fresh()


async def answers(url: str) -> Counter[tuple[int, int]]:
    """How often each person's answer to each asking stands in the review log."""
    db: Database = open_database(url)
    try:
        rows = await db.read(lambda tx: tx.execute(select(reviews.c.user_id, reviews.c.asking_id)).all())
    finally:
        await db.close()
    return Counter((row.user_id, row.asking_id) for row in rows)


def heard(person: Person, beginning: str) -> bool:
    return any(message.from_bot and message.text.startswith(beginning) for message in person.chat.shown)


def replica(folder: Path, server: Server, url: str, **settings: str) -> BotProcess:
    folder.mkdir(exist_ok=True)
    return BotProcess(folder, server, DATABASE_URL=url, **settings)


async def test_another_one_polls_when_the_first_is_gone(tmp_path: Path, server: Server, url: str) -> None:
    bots = [replica(tmp_path / name, server, url) for name in ("one", "two")]
    for bot in bots:
        await bot.start()
        await until(lambda bot=bot: "running" in bot.said())  # type: ignore[misc]  # mypy cannot type the default
    await until(lambda: any("this process polls" in bot.said() for bot in bots))
    (first,) = [bot for bot in bots if "this process polls" in bot.said()]
    (second,) = [bot for bot in bots if bot is not first]
    maya = server.telegram.user("Maya")
    maya.says("what is matcha")
    await until(lambda: heard(maya, "Matcha"))
    await first.kill()
    maya.says("what is oolong")
    began = asyncio.get_running_loop().time()
    await until(lambda: heard(maya, "Oolong"), TAKEOVER + 5)
    assert asyncio.get_running_loop().time() - began <= TAKEOVER
    assert "this process polls" in second.said()
    await first.start()
    await until(lambda: first.said().count("running") == 2)
    assert await second.terminate() == 0
    maya.says("what is pu-erh")  # a process that stops in order hands over at once
    began = asyncio.get_running_loop().time()
    await until(lambda: heard(maya, "Pu-erh"))
    assert asyncio.get_running_loop().time() - began <= 5
    assert await first.terminate() == 0


async def test_three_share_one_webhook(tmp_path: Path, server: Server, url: str) -> None:
    """Every update goes to the next process, each of them three times to all; the quizzes stay whole and in order."""
    server.telegram.webhook["url"] = ""
    ports = [free_port() for _ in range(3)]
    bots = [
        replica(tmp_path / str(port), server, url, PORT=str(port), WEBHOOK_URL=f"http://127.0.0.1:{port}")
        for port in ports
    ]
    for bot in bots:
        await bot.start()
        await until(lambda bot=bot: "running" in bot.said())  # type: ignore[misc]  # mypy cannot type the default
    await until(lambda: server.telegram.webhook["url"])
    hook = server.telegram.webhook
    path = "/telegram/" + hook["url"].rsplit("/", 1)[1]
    headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret_token"]}
    hook["url"] = ""  # from here on this test is the load balancer
    turn = cycle(ports)
    sent = count()

    async def balance() -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                for update in server.telegram.take_updates():
                    for _ in range(3 if next(sent) % 5 == 0 else 1):  # every fifth comes three times
                        port = next(turn)
                        async with session.post(f"http://127.0.0.1:{port}{path}", json=update, headers=headers) as done:
                            assert done.status == 200
                await asyncio.sleep(0.005)

    balancing = asyncio.create_task(balance())
    people = [Answering(server.telegram.user(f"P{number}")) for number in range(4)]
    for one in people:
        one.person.says("/quiz 20")
    await until(lambda: all(any(m.from_bot for m in one.person.chat.shown) for one in people))
    await asyncio.gather(*(one.answer_all() for one in people))
    balancing.cancel()
    found = await answers(url)
    assert len(found) == sum(one.pressed for one in people) >= 4 * 20 and set(found.values()) == {1}
    assert not server.telegram.violations and not server.telegram.unanswered
    for bot in bots:
        assert await bot.terminate() == 0
        assert "Traceback" not in bot.said(), bot.said()
