"""A question that its author edits: the answer that stands there changes with it."""

from bot.demo.telegram import Chat, Message
from bot.storage.tables import outbox
from tests.chats.asking import answers_by
from tests.stage import Stage, Talker


async def asks(stage: Stage, talker: Talker, text: str, chat: Chat | None = None) -> tuple[Message, Message]:
    """The question and its answer."""
    question = talker.person.says(text, chat)
    return question, (await stage.listen()).message


async def test_the_answer_changes_in_place(both: Stage) -> None:
    maya = both.person("Maya")
    question, answer = await asks(both, maya, "what is matcha")
    heard = await maya.edits(question, "what is pu-erh")
    assert heard.edited and heard.message is answer and heard.text.startswith("Pu-erh")
    assert heard.buttons[:3] == ["Quiz me on this", "Remember this", "More"]
    assert (await maya.edits(question, "best pizza in rome")).text.startswith("I do not find this")
    assert (await maya.edits(question, "/ask matcha")).text.startswith("Matcha")
    assert answer.text.startswith("Matcha") and maya.chat.last is answer


async def test_after_a_restart_it_still_does(both: Stage) -> None:
    maya = both.person("Maya")
    question, answer = await asks(both, maya, "what is matcha")
    await both.restart()
    assert (await maya.edits(question, "what is pu-erh")).message is answer


async def test_after_more_the_answer_comes_back_to_its_place(stage: Stage) -> None:
    maya = stage.person("Maya")
    question, answer = await asks(stage, maya, "what is matcha")
    await maya.presses("More")
    heard = await maya.edits(question, "pu-erh")
    assert heard.message is answer and "Remember this" in heard.buttons


async def test_a_command_nobody_knows_is_put_right(stage: Stage) -> None:
    maya = stage.person("Maya")
    question, answer = await asks(stage, maya, "/aks matcha")
    assert (await maya.edits(question, "/ask matcha")).message is answer
    assert answer.text.startswith("Matcha")


async def test_other_texts_stay_as_they_were(stage: Stage) -> None:
    """What was no question, an answer to one of ours, or a command that does something."""
    maya = stage.person("Maya")
    command = maya.person.says("/quiz matcha 2")
    await stage.listen()
    letter = maya.person.says("A")
    asked = (await stage.listen()).text
    for message, text in ((letter, "B"), (letter, "what is matcha"), (command, "/ask matcha")):
        assert (await maya.edits(message, text)).silent
    question, _ = await asks(stage, maya, "matcha")
    assert (await maya.edits(question, "/quiz")).silent
    assert asked


async def test_an_open_question_is_not_buried_by_an_edit(stage: Stage) -> None:
    """Its result is still shown in its place."""
    maya = stage.person("Maya")
    question, _ = await asks(stage, maya, "matcha")
    await maya.says("/quiz matcha 1")
    asked = maya.last
    assert "Back to my questions" in (await maya.edits(question, "pu-erh")).buttons
    assert (await maya.presses("A", on=asked)).message is asked


async def test_an_answer_that_was_deleted_comes_once_more(stage: Stage) -> None:
    maya = stage.person("Maya")
    question, answer = await asks(stage, maya, "matcha")
    answer.deleted = True
    again = await maya.edits(question, "what is pu-erh")
    assert again.message is not answer and again.text.startswith("Pu-erh")
    assert (await maya.edits(question, "what is matcha")).message is again.message


async def test_an_answer_on_its_way_is_followed_by_the_right_one(stage: Stage) -> None:
    maya = stage.person("Maya")
    question, answer = await asks(stage, maya, "matcha")
    await stage.db.transaction(
        lambda tx: tx.execute(outbox.update().where(outbox.c.message_id == answer.id).values(message_id=None))
    )
    heard = await maya.edits(question, "what is pu-erh")
    assert heard.message is not answer and heard.text.startswith("Pu-erh")


async def test_a_screen_reader_hears_a_new_message(stage: Stage) -> None:
    maya = stage.person("Maya")
    await answers_by(maya, "reader")
    question, answer = await asks(stage, maya, "matcha")
    heard = await maya.edits(question, "pu-erh")
    assert heard.message is not answer and not answer.keyboard and heard.text.startswith("Pu-erh")
    assert (await maya.edits(question, "matcha")).text.startswith("Matcha")


async def test_in_a_group(stage: Stage) -> None:
    ana, ben = stage.person("Ana"), stage.person("Ben")
    group = stage.telegram.group("Tea friends", ana.person, ben.person)
    question, answer = await asks(stage, ana, "/ask@studybot matcha", group)
    heard = await ana.edits(question, "/ask@studybot pu-erh")
    assert heard.message is answer and heard.text.startswith("Pu-erh") and heard.buttons == ["More"]
    assert (await ana.edits(question, "/ask@otherbot matcha")).silent
    reply = ben.person.says("what is matcha", group, reply_to=answer)
    second = (await stage.listen()).message
    assert (await ben.edits(reply, "what is pu-erh")).message is second
    assert (await ben.edits(reply, "thanks")).silent
    about = ana.person.says("matcha is so expensive", group)
    bare = ben.person.says("/ask@studybot", group, reply_to=about)
    assert (await stage.listen()).text.startswith("Matcha")
    assert (await ben.edits(bare, "/ask@studybot pu-erh")).text.startswith("Pu-erh")
