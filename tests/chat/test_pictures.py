"""Pictures on their way: painted once, known by Telegram's file id, replaced by words where nothing can be painted."""

import asyncio

import pytest
import pytest_asyncio
from sqlalchemy import select
from telegram.error import BadRequest, RetryAfter

from bot.chat import arrivals, send, studio
from bot.chat.api import Api
from bot.chat.buttons import Key, Resume, Rows
from bot.chat.messages import CAPTION_LIMIT, Edit, Say, letters
from bot.chat.pictures import Pictures
from bot.chat.render import Markup
from bot.chat.studio import CannotDraw, Studio
from bot.chat.transport import AiohttpRequest
from bot.demo.telegram import Telegram
from bot.demo.telegram.server import Server
from bot.drawing.charts import Bar, Bars, Drawing, Look, pack
from bot.storage import outbox
from bot.storage.tables import outbox as rows
from tests.chat.test_sending import Trouble
from tests.stage import START, Heard, Stage, Talker

KEYS: Rows = ((Key("Go on", Resume()),),)


def drawing(percent: int = 40, look: Look = Look.LIGHT) -> Drawing:
    return Drawing(Bars("Topics", (Bar("Matcha", f"{percent} %", (percent,)),), 100), look)


async def show(stage: Stage, maya: Talker, *said: Say | Edit) -> Heard:
    """What a turn would do: a row, a commit, and the hand-over."""
    sender = stage.app.sender
    parcels = await stage.db.transaction(outbox.put, letters(said, maya.id), stage.now, stage.app.services.owner)
    sender.hand_over(parcels)
    return await stage.listen()


@pytest_asyncio.fixture
async def maya(sqlite_stage: Stage) -> Talker:
    maya = sqlite_stage.person("Maya")
    await maya.says("/start")
    return maya


async def test_a_picture_is_uploaded_once(sqlite_stage: Stage, maya: Talker) -> None:
    first = await show(sqlite_stage, maya, Say(maya.id, Markup("<b>Matcha</b>: 40 %"), KEYS, picture=drawing()))
    assert first.text == "Matcha: 40 %" and first.buttons == ["Go on"]
    file = first.message.file
    assert file is not None and file.size is not None and file.size[0] == 1080
    again = await show(sqlite_stage, maya, Say(maya.id, Markup("again"), picture=drawing()))
    assert again.calls[0].parameters["photo"] == file.id
    other = await show(sqlite_stage, maya, Say(maya.id, Markup("other"), picture=drawing(41)))
    assert other.message.file is not None and other.message.file.id != file.id


async def test_a_picture_takes_the_place_of_another_or_of_a_text(sqlite_stage: Stage, maya: Talker) -> None:
    text = (await show(sqlite_stage, maya, Say(maya.id, Markup("words")))).message
    heard = await show(sqlite_stage, maya, Edit(maya.id, text.id, Markup("light"), KEYS, picture=drawing()))
    assert heard.message is text and heard.edited and text.text == "light" and text.file is not None
    await show(sqlite_stage, maya, Edit(maya.id, text.id, Markup("dark"), picture=drawing(look=Look.DARK)))
    dark = text.file
    assert text.text == "dark" and not text.keyboard
    await show(sqlite_stage, maya, Edit(maya.id, text.id, Markup("light"), picture=drawing()))
    back = await show(sqlite_stage, maya, Edit(maya.id, text.id, Markup("dark"), picture=drawing(look=Look.DARK)))
    assert dark is not None
    assert text.file == dark
    assert back.calls[0].parameters["media"]["media"] == dark.id
    same = await show(sqlite_stage, maya, Edit(maya.id, text.id, Markup("dark"), picture=drawing(look=Look.DARK)))
    assert same.silent  # not modified


async def test_of_several_views_only_the_last_is_painted(sqlite_stage: Stage, maya: Talker) -> None:
    message = (await show(sqlite_stage, maya, Say(maya.id, Markup("one"), picture=drawing(1)))).message
    edits = [Edit(maya.id, message.id, Markup(str(n)), picture=drawing(n)) for n in range(2, 7)]
    heard = await show(sqlite_stage, maya, *edits)
    assert message.text == "6" and len(heard.calls) <= 2


async def test_a_message_that_is_gone_comes_as_a_new_one(sqlite_stage: Stage, maya: Talker) -> None:
    heard = await show(sqlite_stage, maya, Edit(maya.id, 999, Markup("here"), picture=drawing()))
    assert heard.methods == ["sendPhoto"] and heard.text == "here"


async def test_words_do_not_disappear_under_a_picture(sqlite_stage: Stage, maya: Talker) -> None:
    picture = (await show(sqlite_stage, maya, Say(maya.id, Markup("one"), picture=drawing()))).message
    heard = await show(sqlite_stage, maya, Edit(maya.id, picture.id, Markup("words alone")))
    assert heard.text == "words alone" and heard.message is not picture


async def test_a_long_text_goes_on_below_the_picture(sqlite_stage: Stage, maya: Talker) -> None:
    words = Markup("word " * 300)
    heard = await show(sqlite_stage, maya, Say(maya.id, words, KEYS, picture=drawing()))
    caption, rest = heard.seen
    assert heard.methods == ["sendPhoto", "sendMessage"] and len(caption.text) <= CAPTION_LIMIT
    assert caption.file is not None and not caption.keyboard and rest.keyboard


async def test_without_a_painter_the_words_come_alone(
    sqlite_stage: Stage, maya: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio, "MOST_WAITING", 0)
    heard = await show(sqlite_stage, maya, Say(maya.id, Markup("<b>words</b>"), KEYS, picture=drawing()))
    assert heard.methods == ["sendMessage"] and heard.text == "words" and heard.buttons == ["Go on"]
    edited = await show(sqlite_stage, maya, Edit(maya.id, heard.message.id, Markup("more"), KEYS, picture=drawing()))
    assert edited.methods == ["sendMessage"] and edited.text == "more"


async def test_a_picture_that_is_being_painted_holds_up_nobody_else(
    sqlite_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four messages a second may leave, and six people wait for their picture."""
    drawn: list[object] = []
    painted = asyncio.Event()

    async def slow(_studio: Studio, packed: object) -> bytes:
        drawn.append(packed)
        await painted.wait()
        raise CannotDraw

    monkeypatch.setattr(Studio, "draw", slow)
    monkeypatch.setattr(arrivals, "UNHEARD", 60.0)
    sqlite_stage.send_rate = 1
    await sqlite_stage.restart()
    ben, owner = sqlite_stage.person("Ben"), sqlite_stage.app.services.owner
    people = [sqlite_stage.person(f"P{number}") for number in range(6)]
    for one in people:
        one.chat.started = True
    said = [Say(one.id, Markup("words"), picture=drawing(place)) for place, one in enumerate(people)]
    parcels = await sqlite_stage.db.transaction(outbox.put, letters(said, ben.id), sqlite_stage.now, owner)
    sqlite_stage.app.sender._take_all(parcels)
    await asyncio.sleep(0.05)
    ben.person.says("matcha")
    await sqlite_stage.app.intake.receive(sqlite_stage.telegram.take_updates())
    async with asyncio.timeout(20):
        while not any(message.text.startswith("Matcha") for message in ben.chat.shown):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        painted.set()
        while not any(message.from_bot for message in people[0].chat.shown):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert people[0].last.text == "words" and len(drawn) == 6, "tried once for each message"


async def test_a_file_id_that_telegram_forgot_is_painted_again(sqlite_stage: Stage, maya: Talker) -> None:
    first = await show(sqlite_stage, maya, Say(maya.id, Markup("one"), picture=drawing()))
    assert first.message.file is not None
    del sqlite_stage.telegram.files[first.message.file.id]
    again = await show(sqlite_stage, maya, Say(maya.id, Markup("two"), picture=drawing()))
    assert again.message.file is not None and again.message.file.id != first.message.file.id


async def test_a_picture_that_did_not_arrive_is_sent_again(
    sqlite_stage: Stage, maya: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "RESTS", (0.001, 0.001, 0.001))
    Trouble(sqlite_stage, "sendPhoto", RetryAfter(0), BadRequest("can't parse entities: x"))
    heard = await show(sqlite_stage, maya, Say(maya.id, Markup("<b>one</b>"), picture=drawing()))
    assert heard.text == "one" and heard.message.file is not None


async def test_a_picture_waits_in_the_outbox_as_what_to_draw(sqlite_stage: Stage, maya: Talker) -> None:
    """Committed, then the process ends: the next one paints it."""
    said = letters([Say(maya.id, Markup("one"), picture=drawing())], maya.id)
    await sqlite_stage.db.transaction(outbox.put, said, sqlite_stage.now, sqlite_stage.app.services.owner)
    await sqlite_stage.restart()
    assert maya.last.text == "one" and maya.last.file is not None
    left = await sqlite_stage.db.read(lambda tx: tx.execute(select(rows.c.id).where(rows.c.body.isnot(None))).all())
    assert not left


async def test_over_http_as_files_of_a_form() -> None:
    """What the transport makes of an upload, and of a file id."""
    telegram = Telegram(lambda: START)
    maya = telegram.user("Maya")
    maya.says("/start")
    server, request, room = Server(telegram), AiohttpRequest(), Studio()
    await request.initialize()
    pictures = Pictures(Api(request, request, await server.start(), telegram.token), room)
    (letter,) = letters([Say(maya.id, Markup("<b>one</b>"), KEYS, picture=drawing())], maya.id)
    try:
        for _ in range(2):
            sent = await pictures.call(letter.method, letter.body)
            assert sent["caption"] == "one" and len(telegram.files) == 1
        for percent, word in ((41, "two"), (40, "three"), (41, "four")):
            edit = Edit(maya.id, sent["message_id"], Markup(f"<i>{word}</i>"), picture=drawing(percent))
            (letter,) = letters([edit], maya.id)
            assert (await pictures.call(letter.method, letter.body))["caption"] == word
        assert len(telegram.files) == 2 and not telegram.violations
    finally:
        await room.close()
        await request.shutdown()
        await server.stop()


async def test_a_painter_that_died_is_replaced() -> None:
    room = Studio()
    try:
        first = await room.draw(pack(drawing()))
        assert room._painter is not None
        room._painter.kill()
        assert await room.draw(pack(drawing())) == first
        with pytest.raises(CannotDraw):
            await room.draw({"kind": "nothing"})
        assert await room.draw(pack(drawing())) == first
    finally:
        await room.close()


async def test_a_closed_studio_paints_nothing() -> None:
    room = Studio()
    await room.close()
    await room.close()
    with pytest.raises(CannotDraw):
        await room.draw(pack(drawing()))
