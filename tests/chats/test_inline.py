"""Inline mode: `@studybot words` in any chat."""

import pytest

from bot.chat.turn import Article
from bot.demo.telegram import Chat
from tests.stage import Stage, Talker


async def asks(stage: Stage, talker: Talker, text: str) -> tuple[str, list[str]]:
    """The query's id and the titles of its results."""
    query = talker.person.asks_inline(text)
    await stage.listen()
    return query, [result["title"] for result in stage.telegram.inline[query]["answer"]["results"]]


async def test_a_result_becomes_a_message(stage: Stage) -> None:
    maya, ben = stage.person("Maya"), stage.person("Ben")
    group: Chat = stage.telegram.group("Friends", maya.person, ben.person)
    query, titles = await asks(stage, maya, "waht is matcha")
    assert titles[0] == "Matcha"
    message = maya.person.picks(query, "matcha", group)
    assert message.text.startswith("Matcha\n") and message.via == "studybot"
    assert message.keyboard[0][0]["url"] == "https://t.me/studybot?start=topic-matcha"
    assert (await stage.listen()).silent


@pytest.mark.parametrize("text", ["", "best pizza in rome", "?" * 256, "<b>"])
async def test_there_is_always_something_to_pick(stage: Stage, text: str) -> None:
    _query, titles = await asks(stage, stage.person("Maya"), text)
    assert titles


async def test_it_speaks_the_chosen_subject_and_needs_no_acquaintance(stage: Stage) -> None:
    stranger = stage.person("Eva", "es")
    query, _titles = await asks(stage, stranger, "matcha")
    assert (
        "Notas" in stage.telegram.inline[query]["answer"]["results"][0]["text"]
        or "Apuntes" in (stage.telegram.inline[query]["answer"]["results"][0]["text"])
    )


async def test_inline_queries_leave_no_row(stage: Stage) -> None:
    from sqlalchemy import func, select

    from bot.storage.tables import inbox

    before = await stage.db.read(lambda tx: tx.execute(select(func.count()).select_from(inbox)).scalar_one())
    await asks(stage, stage.person("Maya"), "matcha")
    after = await stage.db.read(lambda tx: tx.execute(select(func.count()).select_from(inbox)).scalar_one())
    assert before == after


async def test_a_query_that_cannot_be_read_is_nobodys_trouble(stage: Stage) -> None:
    await stage.app.intake.receive([{"update_id": 1, "inline_query": {"id": "1"}}])
    assert (await stage.listen()).silent
    assert Article("1", "t", "d", stage.app.services.texts.speech("en").markup("ask-nothing")).rows == ()
