"""The whole program as a user starts it: polling, webhook, stopping, and what it says when it cannot run."""

import asyncio
import io
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from functools import partial
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.demo.telegram import Chat, Person
from bot.demo.telegram.server import Server
from tests.databases import Postgres
from tests.ports import free_port
from tests.processes.bots import ROOT, BotProcess, new_server, until
from tests.stage import SUBJECTS

FULL = bool(os.environ.get("PROVE"))
PEOPLE, KILLS = (25, 20) if FULL else (5, 4)
QUESTIONS = 20


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    opened = new_server()
    await opened.start()
    yield opened
    await opened.stop()


async def get(address: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        return response.status


async def talks(maya: Person) -> None:
    """A look-up and an answered question."""
    maya.says("what is matcha")
    await until(lambda: any(m.text.startswith("Matcha") for m in maya.chat.shown if m.from_bot))
    maya.says("/quiz 1")
    await until(lambda: maya.chat.last.buttons and maya.chat.last.buttons[0] == ["A", "B", "C", "D"])
    maya.presses("A")
    await until(lambda: maya.chat.last.edits == 1)
    await until(lambda: not maya.telegram.unanswered)
    assert not maya.telegram.violations


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_polling(tmp_path: Path, server: Server, kind: str, request: pytest.FixtureRequest) -> None:
    settings = {"OPS_PORT": str(free_port())}
    if kind == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres_server")
        settings["DATABASE_URL"] = postgres.empty().replace("postgresql://", "postgres://")
    bot = BotProcess(tmp_path, server, **settings)
    await bot.start()
    maya = server.telegram.user("Maya")
    await talks(maya)
    assert await get(f"http://127.0.0.1:{settings['OPS_PORT']}/live") == 200
    assert await get(f"http://127.0.0.1:{settings['OPS_PORT']}/ready") == 200
    assert await bot.terminate() == 0
    await bot.start()
    maya.says("/progress")
    await until(lambda: "1 of 20 seen" in maya.chat.last.text)
    assert await bot.terminate() == 0
    nothing_secret(bot, server)


def nothing_secret(bot: BotProcess, server: Server) -> None:
    """Neither the token nor what people wrote is in what the program said, at DEBUG."""
    said = bot.said()
    assert server.telegram.token not in said
    assert "what is matcha" not in said
    assert "Traceback" not in said, said


async def test_webhook(tmp_path: Path, server: Server) -> None:
    port = free_port()
    bot = BotProcess(tmp_path, server, PORT=str(port), WEBHOOK_URL=f"http://127.0.0.1:{port}")
    await bot.start()
    await until(lambda: server.telegram.webhook["url"])
    hook = server.telegram.webhook
    assert len(hook["secret_token"]) >= 32
    kinds = "callback_query edited_message guest_message inline_query message my_chat_member poll poll_answer"
    assert hook["allowed_updates"] == kinds.split()
    await talks(server.telegram.user("Maya"))
    async with aiohttp.ClientSession() as session:
        assert (await session.post(hook["url"], json={"update_id": 1})).status == 401
        wrong = {"X-Telegram-Bot-Api-Secret-Token": "x" * 64}
        assert (await session.post(hook["url"], data=b"x" * 100_000, headers=wrong)).status == 401
        right = {"X-Telegram-Bot-Api-Secret-Token": hook["secret_token"]}
        assert (await session.post(hook["url"], data=b"not json", headers=right)).status == 400
        assert (await session.post(hook["url"], data=io.BytesIO(b"x" * (1024 * 1024 + 1)), headers=right)).status == 413
        assert (await session.get(f"http://127.0.0.1:{port}/ready")).status == 200
    assert await bot.terminate() == 0
    nothing_secret(bot, server)


class Answering:
    """Somebody who answers a whole quiz, whatever happens to the bot meanwhile."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.pressed = 0

    async def answer_all(self) -> None:
        chat = self.person.chat
        going = True
        while going:  # what was missed comes once more after the last one
            await until(lambda: _has_letters(chat), 60)
            self.person.presses("A", on=chat.last)
            self.pressed += 1
            await until(lambda: _has_one(chat, "Next", "Show the result"), 60)
            going = _has_one(chat, "Next")
            self.person.presses("Next" if going else "Show the result", on=chat.last)
            await until(lambda: not _has_one(chat, "Next", "Show the result"), 60)
        await until(lambda: "to repeat" in chat.last.text, 60)


def _pressed(people: list[Answering], moment: int) -> bool:
    return sum(one.pressed for one in people) >= moment


def _has_letters(chat: Chat) -> bool:
    return bool(chat.last.buttons) and chat.last.buttons[0][0] == "A"


def _has_one(chat: Chat, *labels: str) -> bool:
    return any(label.startswith(labels) for row in chat.last.buttons for label in row)


async def test_kill_9_loses_no_answer_and_doubles_none(tmp_path: Path, server: Server) -> None:
    bot = BotProcess(tmp_path, server)
    await bot.start()
    people = [Answering(server.telegram.user(f"P{number}")) for number in range(PEOPLE)]
    for somebody in people:
        somebody.person.says(f"/quiz {QUESTIONS}")
    await until(lambda: all(one.person.chat.messages[-1].from_bot for one in people))
    random_ = random.Random(20261124)
    answering = [asyncio.create_task(one.answer_all()) for one in people]
    wanted = sorted(random_.sample(range(1, PEOPLE * QUESTIONS), KILLS))
    for moment in wanted:
        await until(partial(_pressed, people, moment), 60)
        await asyncio.sleep(random_.random() * 0.05)
        await bot.kill()
        await bot.start()
    await asyncio.gather(*answering)
    assert await bot.terminate() == 0

    with closing(sqlite3.connect(tmp_path / "data" / "studybot.db")) as database:
        rows = database.execute(
            "SELECT user_id, count(*), count(DISTINCT asking_id) FROM reviews GROUP BY 1"
        ).fetchall()
        waiting = database.execute("SELECT count(*) FROM inbox WHERE state = 'new'").fetchone()
    assert sorted(rows) == sorted((one.person.id, one.pressed, one.pressed) for one in people)
    assert all(one.pressed >= QUESTIONS for one in people)
    assert waiting == (0,)
    assert not server.telegram.violations


async def test_sigterm_leaves_the_rest_for_the_next_start(tmp_path: Path, server: Server) -> None:
    bot = BotProcess(tmp_path, server)
    await bot.start()
    people = [server.telegram.user(f"P{number}") for number in range(20)]
    await until(lambda: server.telegram.allowed is not None)
    for somebody in people:
        for _ in range(10):
            somebody.says("matcha")
    assert await bot.terminate() == 0
    await bot.start()
    await until(lambda: all(sum(m.from_bot for m in one.chat.messages) >= 10 for one in people))
    assert await bot.terminate() == 0


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "CONTENT_DIR": str(SUBJECTS / "tea"),
        **settings,
    }
    command = [sys.executable, "-m", "bot", *arguments]
    cwd = settings.get("DATA_DIR", ".")
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False, cwd=cwd)


def test_without_a_token_it_says_what_to_do(tmp_path: Path) -> None:
    done = run("run", DATA_DIR=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "No BOT_TOKEN is set. Get one from @BotFather in Telegram, put BOT_TOKEN=... into .env, and start again."
    )


@pytest.mark.parametrize("url", ["mysql://root:geheim@localhost/x", "nonsense", "sqlite://", "postgresql+psycopg2"])
def test_a_bad_database_url_is_one_clear_sentence(tmp_path: Path, url: str) -> None:
    done = run("run", BOT_TOKEN="1:a", DATA_DIR=str(tmp_path), DATABASE_URL=url)
    assert done.returncode == 2
    assert "DATABASE_URL is not one of" in done.stderr and "geheim" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    url = "postgresql://me:geheim@127.0.0.1:1/studybot"
    done = run("migrate", DATA_DIR=str(tmp_path), DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith("The database cannot be used: ") and "geheim" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "studybot.db").write_text("this is a letter, not a database " * 100)
    done = run("run", BOT_TOKEN="1:a", DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "The database cannot be used: file is not a database" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    assert run("migrate", DATA_DIR=str(tmp_path)).stdout.strip() == "The database is ready (created)."
    with closing(sqlite3.connect(tmp_path / "studybot.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    for command in ("run", "migrate"):
        done = run(command, BOT_TOKEN="1:a", DATA_DIR=str(tmp_path))
        assert done.returncode == 1
        assert done.stderr.strip().endswith("Update the program, or restore a backup made before.")


@pytest.mark.parametrize(
    "setting", [{"PORT": "http"}, {"SEND_RATE": "-1"}, {"BOT_API_URL": "telegram"}, {"OWNER_IDS": "me"}]
)
def test_a_bad_setting_is_named(tmp_path: Path, setting: dict[str, str]) -> None:
    done = run("run", BOT_TOKEN="1:a", DATA_DIR=str(tmp_path), **setting)
    assert done.returncode == 2
    assert next(iter(setting)) in done.stderr and "Traceback" not in done.stderr


def test_broken_content_stops_the_start_and_check_shows_all(tmp_path: Path) -> None:
    content = tmp_path / "content"
    (content / "x" / "notes").mkdir(parents=True)
    (content / "x" / "subject.toml").write_text('title = "X"')
    (content / "x" / "notes" / "a.md").write_text("no front matter")
    checked = run("check", DATA_DIR=str(tmp_path), CONTENT_DIR=str(content))
    assert checked.returncode == 1
    assert "x/notes/a.md:1: error [schema] a: the front matter" in checked.stdout
    started = run("run", BOT_TOKEN="1:a", DATA_DIR=str(tmp_path), CONTENT_DIR=str(content))
    assert started.returncode == 1
    assert started.stderr.startswith("The notes or questions have mistakes. See them all with: studybot check")


def test_check_says_when_there_is_nothing_to_say(tmp_path: Path) -> None:
    done = run("check", DATA_DIR=str(tmp_path), CONTENT_DIR=str(SUBJECTS / "kinds"))
    assert (done.returncode, done.stdout) == (0, "No mistakes.\n")


def test_asking_on_the_command_line(tmp_path: Path) -> None:
    assert run("ask", "what is matcha", DATA_DIR=str(tmp_path)).stdout.startswith("Matcha\nMatcha is a green tea")
    assert run("ask", "--subject", "nothing", "x", DATA_DIR=str(tmp_path)).returncode == 2
    assert run("gaps", DATA_DIR=str(tmp_path)).stdout.startswith("Nothing yet")


async def test_a_wrong_token_ends_quickly_and_quietly(tmp_path: Path, server: Server) -> None:
    bot = BotProcess(tmp_path, server, BOT_TOKEN="424242:wrong")
    await bot.start()
    code, said = await bot.ended()
    assert code == 1
    assert said.strip().endswith("Telegram does not know this BOT_TOKEN. Copy it again from @BotFather.")
    assert "424242:wrong" not in said and "Traceback" not in said


async def test_an_unreachable_server_is_waited_for(tmp_path: Path, server: Server) -> None:
    address = server.address
    port = int(address.rsplit(":", 1)[1])
    await server.stop()
    bot = BotProcess(tmp_path, server, BOT_API_URL=address)
    await bot.start()
    await until(lambda: "cannot be reached; trying again" in bot.said())
    assert bot.running
    again = Server(server.telegram)
    await again.start(port)
    await talks(again.telegram.user("Maya"))
    assert await bot.terminate() == 0
    await again.stop()


async def test_a_database_of_another_bot_is_refused(tmp_path: Path, server: Server) -> None:
    bot = BotProcess(tmp_path, server)
    await bot.start()
    await talks(server.telegram.user("Maya"))
    await bot.terminate()
    server.telegram.bot["id"] = 7
    await bot.start()
    code, said = await bot.ended()
    assert code == 1 and "This database belongs to another bot." in said


async def test_a_stumbling_server_is_outlasted(tmp_path: Path, server: Server) -> None:
    """429 and 5xx while starting and while talking: waited out, nothing lost, nothing twice."""
    server.failures = [500, 429, 502, 500, 429]
    bot = BotProcess(tmp_path, server)
    await bot.start()
    maya = server.telegram.user("Maya")
    await until(lambda: server.telegram.allowed is not None)
    maya.says("what is matcha")
    server.failures = [429, 500, 502]
    await until(lambda: any(m.text.startswith("Matcha") for m in maya.chat.shown if m.from_bot))
    await until(lambda: ("description", "es") in server.telegram.profile)
    assert len([m for m in maya.chat.shown if m.from_bot]) == 1
    assert await bot.terminate() == 0


async def test_a_refused_webhook_is_one_clear_sentence(tmp_path: Path, server: Server) -> None:
    bot = BotProcess(tmp_path, server, PORT=str(free_port()), WEBHOOK_URL="http://127.0.0.1:9")
    server.telegram.webhook_refusal = "bad webhook: An HTTPS URL must be provided for webhook"
    await bot.start()
    code, said = await bot.ended()
    assert code == 1
    assert said.strip().endswith("must be provided for webhook. See WEBHOOK_URL and BOT_API_URL.")
    assert "Traceback" not in said and server.telegram.token not in said
