"""Who may open the page and what it may ask for; what it is told is text, never markup."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from bot.demo.cast import CHANNEL, FORUM, GROUP, ME, person
from bot.demo.page import Page
from bot.demo.play import Demo
from bot.demo.telegram.objects import File
from tests.demo.conftest import demo_in

SECRET = "a-secret-of-tests"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


@pytest_asyncio.fixture
async def address(demo: Demo) -> AsyncIterator[str]:
    runner = web.AppRunner(Page(demo, SECRET, "127.0.0.1").application(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/{SECRET}/"
    await runner.cleanup()


@pytest_asyncio.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


class Socket:
    """An open tab: acts, and the events that came back until the act was done."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self.first: dict[str, Any] = {}

    async def act(self, name: str, number: int | None = None, **about: Any) -> list[dict[str, Any]]:
        n = await self.send(name, number, **about)
        heard: list[dict[str, Any]] = []
        while not heard or heard[-1].get("done") != n:
            heard.append(await self.hear())
        return heard

    async def send(self, name: str, number: int | None = None, **about: Any) -> int:
        self._number += 1
        n = number or self._number
        await self._socket.send_json({"n": n, "act": name, **about})
        return n

    async def hear(self) -> dict[str, Any]:
        heard: dict[str, Any] = await self._socket.receive_json(timeout=10)
        return heard


@pytest_asyncio.fixture
async def tab(client: aiohttp.ClientSession, address: str) -> AsyncIterator[Socket]:
    origin = address.split(f"/{SECRET}")[0]
    async with client.ws_connect(f"{address}live?tab=t1&language=en", headers={"Origin": origin}) as socket:
        opened = Socket(socket)
        opened.first = await socket.receive_json(timeout=10)
        yield opened


async def status(client: aiohttp.ClientSession, address: str, **headers: str) -> int:
    async with client.get(address, headers=headers) as response:
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        return response.status


async def test_only_whoever_knows_the_secret(client: aiohttp.ClientSession, address: str) -> None:
    assert await status(client, address) == 200
    assert await status(client, address.replace(SECRET, "guess")) == 404
    assert await status(client, address.split(SECRET)[0]) == 404
    assert await status(client, address + "../../etc/passwd") == 404
    assert await status(client, address + "play.py") == 404


async def test_other_pages_and_rebound_names_are_refused(client: aiohttp.ClientSession, address: str) -> None:
    port = address.split(":")[2].split("/")[0]
    assert await status(client, address, Host=f"evil.example:{port}") == 403
    assert await status(client, address, Host=f"192.168.0.9:{port}") == 403
    assert await status(client, address, Host=f"localhost:{port}") == 200
    assert await status(client, address, Origin="http://evil.example") == 403
    assert await status(client, address, Origin="null") == 403
    cross = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert await status(client, address + "chat.js", **cross) == 403
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert await status(client, address, **link) == 200


@pytest.mark.parametrize("host", ["[::", "[x]", "", "a:b:c"])
async def test_a_host_that_is_none_is_refused(address: str, host: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(address.split(":")[2].split("/")[0]))
    writer.write(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert b" 403 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null", "http://127.0.0.1:1"])
async def test_a_socket_needs_our_own_origin(client: aiohttp.ClientSession, address: str, origin: str | None) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await client.ws_connect(address + "live", headers={"Origin": origin} if origin else {})
    assert refused.value.status == 403


async def test_the_page_speaks_the_browsers_language(client: aiohttp.ClientSession, address: str) -> None:
    for language, word in (("es-ES,es;q=0.9", "Enviar"), ("en", "Send"), ("tlh", "Send")):
        async with client.get(address, headers={"Accept-Language": language}) as response:
            text = await response.text()
            assert word in text and "{demo" not in text and "{lang}" not in text


async def test_files_are_looked_at_or_kept_and_never_run(
    demo: Demo, client: aiohttp.ClientSession, address: str
) -> None:
    page = File("f1", 'a"<b>.html', "text/html", b"<script>alert(1)</script>")
    demo.me.says("/start")
    demo.telegram.call("sendDocument", {"chat_id": ME, "document": "attach://d"}, {"d": page})
    picture = {"p": File("f2", "p.png", "image/png", PNG)}
    demo.telegram.call("sendPhoto", {"chat_id": ME, "photo": "attach://p", "caption": "A dot"}, picture)
    async with client.get(address + "file/f1") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == 'attachment; filename="ab.html"'
    async with client.get(address + "file/f2") as response:
        assert response.content_type == "image/png" and await response.read() == PNG
    assert await status(client, address + "file/f9") == 404


async def test_an_act_is_done_once(tab: Socket, demo: Demo) -> None:
    await tab.act("say", 7, chat=ME, text="/start")
    await tab.act("say", 7, chat=ME, text="/start")
    await demo.rest()
    assert [m.text for m in demo.telegram.chats[ME].shown if not m.from_bot] == ["/start"]


@pytest.mark.parametrize(
    "act",
    [
        {"act": "fly"},
        {"act": "say"},
        {"act": "say", "chat": 1, "text": "x"},
        {"act": "say", "chat": ME, "text": " "},
        {"act": "say", "chat": ME, "text": 5},
        {"act": "say", "chat": ME, "text": "x" * 100_000},
        {"act": "press", "chat": ME, "message": 99, "row": 0, "column": 0},
        {"act": "press", "chat": ME, "message": 1, "row": 9, "column": "x"},
        {"act": "vote", "chat": ME, "message": 1, "places": [0]},
        {"act": "pick", "chat": ME, "query": "1", "result": "x"},
        {"act": "travel", "to": "daily"},
        {"act": "open", "chat": "x"},
    ],
)
async def test_nonsense_is_refused_in_words(tab: Socket, act: dict[str, Any]) -> None:
    name = act.pop("act")
    if name == "press" and act["message"] == 1:
        await tab.act("say", chat=ME, text="/start")
    heard = await tab.act(name, **act)
    assert any("refused" in event for event in heard)


async def test_what_is_no_json_is_refused(client: aiohttp.ClientSession, address: str) -> None:
    origin = address.split(f"/{SECRET}")[0]
    async with client.ws_connect(address + "live", headers={"Origin": origin}) as socket:
        await socket.receive_json(timeout=10)
        for text in ("not json", "[]", '"x"', '{"act": 1}'):
            await socket.send_str(text)
            assert "refused" in await socket.receive_json(timeout=10)


async def test_a_vote_shows_the_key_only_to_whoever_voted(tab: Socket, demo: Demo) -> None:
    await tab.act("say", chat=GROUP, text="/quiz@studybot")
    await demo.rest()
    demo.me.presses("Start", chat=demo.telegram.chats[GROUP])
    await demo.rest()
    message = demo.telegram.chats[GROUP].last
    heard = await tab.act("open", chat=GROUP)
    (page,) = [event["page"] for event in heard if "page" in event]
    assert page["messages"][-1]["poll"]["correct"] is None and page["messages"][-1]["poll"]["counts"] is None
    heard = await tab.act("vote", chat=GROUP, message=message.id, places=[1])
    (shown,) = [event["message"] for event in heard if "message" in event]
    assert shown["poll"]["correct"] and sum(shown["poll"]["counts"]) >= 1 and shown["poll"]["mine"] == [1]
    heard = await tab.act("vote", chat=GROUP, message=message.id, places=[0])
    assert any("refused" in event for event in heard)


async def test_long_texts_arrive_in_pieces_and_odd_ones_whole(tab: Socket, demo: Demo) -> None:
    await tab.act("say", chat=CHANNEL, text="x" * 5000)
    family = "\U0001f468‍\U0001f469‍\U0001f467 <script>alert(1)</script> مرحبا"
    await tab.act("say", chat=CHANNEL, text=family)
    texts = [m.text for m in demo.telegram.chats[CHANNEL].shown]
    assert [len(text) for text in texts[:2]] == [4096, 904] and texts[2] == family


async def test_what_was_said_to_be_done_is_saved(tab: Socket, demo: Demo) -> None:
    await tab.act("say", chat=CHANNEL, text="a word to everybody")
    assert b"a word to everybody" in (demo.folder / "scene.json").read_bytes()


async def test_a_repeated_act_is_known_after_a_restart(tab: Socket, demo: Demo, tmp_path: Path) -> None:
    await tab.act("say", 7, chat=CHANNEL, text="once")
    shutil.copytree(demo.folder, tmp_path / "again")
    again = demo_in(tmp_path / "again")
    await again.open()
    assert 7 in again.done["t1"]
    await again.close()


async def test_too_much_is_refused_and_the_tab_stays(tab: Socket) -> None:
    for length in (90_000, 400_000):
        heard = await tab.act("say", chat=CHANNEL, text="x" * length)
        assert heard[0]["refused"].startswith("This text is too long.") and heard[0]["n"]


async def test_refusals_speak_the_tabs_language(client: aiohttp.ClientSession, address: str) -> None:
    origin = address.split(f"/{SECRET}")[0]
    async with client.ws_connect(address + "live?language=es", headers={"Origin": origin}) as socket:
        await socket.receive_json(timeout=10)
        await socket.send_json({"act": "press", "chat": ME, "message": 99, "row": 0, "column": 0})
        assert (await socket.receive_json(timeout=10))["refused"] == "Esto ya no está."


async def test_places_are_named_for_the_first_reader(client: aiohttp.ClientSession, address: str, demo: Demo) -> None:
    origin = address.split(f"/{SECRET}")[0]
    for language, title in (("es", "Grupo de estudio"), ("en", "Study group")):
        async with client.ws_connect(f"{address}live?language={language}", headers={"Origin": origin}) as socket:
            first = await socket.receive_json(timeout=10)
            assert first["state"]["chats"][1]["title"] == title
    demo.me.says("hello", demo.telegram.chats[GROUP])
    async with client.ws_connect(f"{address}live?language=es", headers={"Origin": origin}) as socket:
        assert (await socket.receive_json(timeout=10))["state"]["chats"][1]["title"] == "Study group"


async def test_two_travels_add_up(tab: Socket, demo: Demo) -> None:
    await tab.send("travel", to="hour")
    await tab.act("travel", to="hour")
    assert demo.clock.ahead > timedelta(minutes=119)


async def test_where_the_tour_is(tab: Socket, demo: Demo, client: aiohttp.ClientSession, address: str) -> None:
    """A page that is loaded again hears it, and starting over ends it."""
    assert tab.first["tour"] is None
    await tab.act("tour", to="start")
    origin = address.split(f"/{SECRET}")[0]
    while (told := (await tab.hear()).get("tour")) is None:
        pass
    assert told["place"] == 1
    async with client.ws_connect(address + "live", headers={"Origin": origin}) as socket:
        assert (await socket.receive_json(timeout=10))["tour"] == told
        heard = await tab.act("reset")
        assert any(event.get("reset") and event["tour"] is None for event in heard)
    assert (await tab.act("tour", to="end"))[-1]["done"]


async def test_reading_and_unread(tab: Socket, demo: Demo) -> None:
    assert {chat["unread"] for chat in tab.first["state"]["chats"]} == {0}
    await tab.act("say", chat=ME, text="/start")
    await demo.rest()
    heard = await tab.act("read", chat=ME)
    unread = [event["place"]["unread"] for event in heard if "place" in event]
    assert unread[-2:] == [1, 0], "mine is not news to me, the answer is"


async def test_topics_have_news_of_their_own(tab: Socket, demo: Demo) -> None:
    forum = demo.telegram.chats[FORUM]
    ben = person(demo.telegram, 102)
    ben.says("in general", forum)
    ben.says("in the quiz", forum, thread=3)
    heard = await tab.act("read", chat=FORUM, thread=None)
    topics = [event["place"]["topics"] for event in heard if "place" in event][-1]
    assert [(topic["id"], topic["unread"]) for topic in topics] == [(None, 0), (2, 0), (3, 1)]
    heard = await tab.act("read", chat=FORUM, thread=3)
    assert [event["place"]["unread"] for event in heard if "place" in event][-1] == 0


async def test_every_tab_hears_what_one_has_read(
    tab: Socket, demo: Demo, client: aiohttp.ClientSession, address: str
) -> None:
    await tab.act("say", chat=ME, text="/start")
    await demo.rest()
    origin = address.split(f"/{SECRET}")[0]
    async with client.ws_connect(address + "live", headers={"Origin": origin}) as other:
        assert (await other.receive_json(timeout=10))["state"]["chats"][0]["unread"] == 1
        await tab.act("read", chat=ME)
        assert (await other.receive_json(timeout=10))["place"]["unread"] == 0


async def test_old_messages_come_in_pages(tab: Socket, demo: Demo) -> None:
    for number in range(250):
        demo.me.says(f"line {number}", demo.telegram.chats[CHANNEL])
    (page,) = [event["page"] for event in await tab.act("open", chat=CHANNEL) if "page" in event]
    assert len(page["messages"]) == 100 and page["more"]
    first = page["messages"][0]["id"]
    (page,) = [event["page"] for event in await tab.act("open", chat=CHANNEL, before=first) if "page" in event]
    assert page["messages"][-1]["id"] == first - 1
