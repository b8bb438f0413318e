"""Asking the notes: answers, slips of the pen, an honest no, and whatever people throw at it."""

import pytest

from tests.chats.asking import ODD
from tests.stage import Stage


async def test_an_answer_with_its_topic_and_date(stage: Stage) -> None:
    maya = stage.person("Maya")
    heard = await maya.says("what is matcha?")
    lines = heard.text.split("\n")
    assert lines[0] == "Matcha"
    assert lines[-1].startswith("Notes: Matcha, checked ")
    assert len(heard.text) <= 700
    assert heard.buttons[:3] == ["Quiz me on this", "Remember this", "More"]


async def test_a_slip_of_the_pen(stage: Stage) -> None:
    maya = stage.person("Maya")
    assert (await maya.says("waht is mathca")).text.startswith("Matcha")


async def test_quiz_me_on_this(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("what is matcha")
    heard = await maya.presses("Quiz me on this")
    assert "Matcha" in heard.text and "1 of 2" in heard.text


async def test_remember_this(stage: Stage) -> None:
    """Its questions are the first of the next quiz, before anything else that is new."""
    maya = stage.person("Maya")
    await maya.says("what is matcha")
    heard = await maya.presses("Remember this")
    assert heard.alert and heard.toast.startswith("Done.")
    assert "Matcha" in (await maya.says("/quiz 3")).text


async def test_a_link_opens_one_fact(stage: Stage) -> None:
    maya = stage.person("Maya")
    fact = stage.library.default.note("matcha").facts[0]  # type: ignore[arg-type]
    heard = await maya.says(f"/start fact-{fact.id.replace('.', '_')}")
    assert heard.text.split("\n")[1] == fact.text
    assert heard.buttons == ["Remember this", "More"]
    assert (await maya.says("/start fact-nothing_here")).text.startswith("Hello Maya")


async def test_more_reads_the_note(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("matcha")
    heard = await maya.presses("More")
    note = stage.library.default.note("matcha")  # type: ignore[arg-type]
    assert heard.edited and note.facts[0].text[:20] in heard.text
    assert "All topics" in heard.buttons


async def test_it_says_when_it_has_nothing(stage: Stage) -> None:
    maya = stage.person("Maya")
    assert (await maya.says("who won the world cup in 2018")).text.startswith("I do not find this in the notes.")


async def test_what_the_notes_do_not_cover_is_said(stage: Stage) -> None:
    maya = stage.person("Maya")
    lack = stage.library.default.not_covered[0]
    heard = await maya.says(f"what is {lack.name}?")
    assert "do not cover it yet" in heard.text
    assert heard.buttons[0] == "Official page"


async def test_small_talk_gets_a_human_reply(stage: Stage) -> None:
    maya = stage.person("Maya")
    assert (await maya.says("thanks!")).text.startswith("You are welcome.")
    assert (await maya.says("hello")).text.startswith("Hello.")


@pytest.mark.parametrize("odd", ODD)
async def test_odd_texts_get_one_answer(stage: Stage, odd: str) -> None:
    """In private, by command, and after an edit; the stage refuses markup that Telegram would refuse."""
    maya = stage.person("Maya")
    assert (await maya.says(odd)).text
    assert (await maya.says(f"/ask {odd}"[:4096])).text
    question = maya.person.says("matcha")
    await stage.listen()
    assert len((await maya.edits(question, odd)).seen) <= 1


@pytest.mark.parametrize("odd", ODD)
async def test_odd_texts_anywhere_else(stage: Stage, odd: str) -> None:
    ana, ben = stage.person("Ana"), stage.person("Ben")
    group = stage.telegram.group("Tea friends", ana.person, ben.person)
    said = ben.person.posts(group, odd)
    assert (await ana.says("/ask@studybot", group, reply_to=said)).text
    assert (await ana.says(f"/ask@studybot {odd}"[:4096], group)).text
    inline = ana.person.asks_inline(odd[:256])
    guest = ana.person.calls_guest(f"@studybot {odd}"[:4096])
    assert (await stage.listen()).silent
    assert all(stage.telegram.inline[query]["answer"]["results"] for query in (inline, guest))


async def test_a_hundred_questions_at_once_get_a_hundred_answers(stage: Stage) -> None:
    maya = stage.person("Maya")
    for number in range(100):
        maya.person.says(f"what is matcha {number}")
    heard = await stage.listen()
    assert len(heard.seen) == 100 and all(message.text for message in heard.seen)


async def test_the_command_works_as_well(stage: Stage) -> None:
    maya = stage.person("Maya")
    assert (await maya.says("/ask what is matcha")).text.startswith("Matcha")
    assert (await maya.says("/ask")).text.startswith("Send me a question in words.")


async def test_reading_the_notes(stage: Stage) -> None:
    maya = stage.person("Maya")
    listed = await maya.says("/topics")
    assert listed.text == "Tea basics: 10 topics, page 1 of 2."
    second = await maya.presses("›")
    assert second.text == "Tea basics: 10 topics, page 2 of 2."
    assert len(second.buttons) == 4
    assert (await maya.presses("›")).text.endswith("page 1 of 2.")
    title = listed.buttons[0]
    note = await maya.presses(title)
    assert note.text.startswith(title)
    assert (await maya.presses("All topics")).text.endswith("page 1 of 2.")


async def test_the_answer_in_another_language(stage: Stage) -> None:
    """Sentences follow the phone, content keeps its own language."""
    ana = stage.person("Ana", "es-MX")
    heard = await ana.says("matcha")
    assert "Apuntes: Matcha, revisado el " in heard.text
    assert heard.buttons[0] == "Pregúntame sobre esto"
