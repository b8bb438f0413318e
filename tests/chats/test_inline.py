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
    assert message.keyboard[0][0]["url"].startswith("https://t.me/studybot?start=")
    assert (await stage.listen()).silent


async def test_a_result_stands_alone_and_leads_to_its_fact(stage: Stage) -> None:
    maya, ben = stage.person("Maya"), stage.person("Ben")
    group = stage.telegram.group("Friends", maya.person, ben.person)
    query, _ = await asks(stage, maya, "is glass or a closed tin better for storing tea?")
    message = maya.person.picks(query, "storage", group)
    assert message.text.split("\n")[-1].startswith("Notes: Storing tea, checked ")
    payload = message.keyboard[0][0]["url"].partition("?start=")[2]
    assert payload.startswith("fact-storage")
    opened = await ben.says(f"/start {payload}")
    assert opened.text.split("\n")[1] == message.text.split("\n")[1]
    assert opened.buttons == ["Remember this", "More"]


@pytest.mark.parametrize("text", ["", "best pizza in rome", "?" * 256, "<b>"])
async def test_there_is_always_something_to_pick(stage: Stage, text: str) -> None:
    _query, titles = await asks(stage, stage.person("Maya"), text)
    assert titles


async def test_no_words_show_help_and_what_was_asked_lately(stage: Stage) -> None:
    maya = stage.person("Maya")
    assert (await asks(stage, maya, ""))[1][0] == "How this works"
    await maya.says("/quiz matcha 1")
    await maya.presses("I don't know")
    assert (await asks(stage, maya, ""))[1][:2] == ["How this works", "Matcha"]


async def test_a_marked_term_in_a_sentence_becomes_a_link(stage: Stage) -> None:
    maya = stage.person("Maya")
    query, titles = await asks(stage, maya, "you <b> want +matcha+ and +zzqx+")
    assert titles[0] == "Your sentence, with links"
    sentence = stage.telegram.inline[query]["answer"]["results"][0]
    assert sentence["text"] == "you <b> want Matcha and +zzqx+"
    assert sentence["entities"][0]["url"].startswith("https://t.me/studybot?start=")
    assert "Matcha" in titles[1:]


async def called(stage: Stage, talker: Talker, text: str, reply_to: str = "") -> str:
    """What is said where the bot is called as a guest."""
    query = talker.person.calls_guest(text, reply_to=reply_to)
    assert (await stage.listen()).silent
    return str(stage.telegram.inline[query]["answer"]["results"][0]["text"])


async def test_a_guest_answers_once_and_remembers_nobody(stage: Stage) -> None:
    from bot.storage import learners

    eva = stage.person("Eva")
    assert (await called(stage, eva, "@studybot what is matcha")).startswith("Matcha\n")
    assert (await called(stage, eva, "@studybot", "has anybody tried pu-erh?")).startswith("Pu-erh")
    assert (await called(stage, eva, "@studybot best pizza in rome?")).startswith("I do not find this")
    assert await stage.db.read(learners.find, eva.id) is None


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
    await stage.app.intake.receive([{"update_id": 2, "guest_message": {"text": "matcha"}}])
    assert (await stage.listen()).silent
    assert Article("1", "t", "d", stage.app.services.texts.speech("en").markup("ask-nothing")).rows == ()
