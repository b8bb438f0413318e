"""A finished quiz for others: in a group, in a private chat, offered in any chat; its owner's results stay private."""

import pytest

from bot.demo.telegram import Chat
from bot.library.load import load
from bot.storage import chats, learners
from tests.chats.test_chat_panel import target
from tests.databases import SqliteFiles
from tests.stage import SUBJECTS, Heard, Stage, Talker, on_stage


async def finished(stage: Stage, maya: Talker, size: int = 2) -> Heard:
    """Maya plays a quiz to its end, and has been asked about her exam before."""
    await maya.says("/exam")
    await maya.presses("No date yet")
    await maya.says(f"/quiz {size}")
    for place in range(size):
        await maya.presses("I don't know")
        end = await maya.presses("Next" if place < size - 1 else "Show the result")
    return end


def group_target(heard: Heard) -> str:
    url = next(b["url"] for row in heard.message.keyboard for b in row if b["text"] == "In a group")
    return str(url).partition("?startgroup=")[2]


async def test_the_same_quiz_in_a_group(both: Stage) -> None:
    maya, ben = both.person("Maya"), both.person("Ben")
    end = await finished(both, maya)
    assert end.buttons[-2:] == ["In a group", "Share"]
    group = both.telegram.group("Tea friends", maya.person, ben.person)
    lobby = await maya.says(f"/start@studybot {group_target(end)}", group)
    assert lobby.text.startswith("Maya starts a round: Tea basics, 2 questions")
    assert "right" not in lobby.text.replace("right answers", "")
    await maya.presses("Start", chat=group)
    poll = group.last.poll
    assert poll is not None and poll.question.partition(". ")[2] in end.text  # one that Maya was asked
    again = await ben.says(f"/start@studybot {group_target(end)}", group)
    assert again.text == "This round is already running."


async def test_shared_in_any_chat_and_started_there_in_private(stage: Stage) -> None:
    maya, ben = stage.person("Maya"), stage.person("Ben")
    end = await finished(stage, maya)
    words = next(b["switch_inline_query"] for row in end.message.keyboard for b in row if b["text"] == "Share")
    query = maya.person.asks_inline(words)
    await stage.listen()
    assert [found["title"] for found in stage.telegram.inline[query]["answer"]["results"]] == ["Share this quiz"]
    friends = stage.telegram.group("Friends", maya.person, ben.person)
    message = maya.person.picks(query, "same", friends)
    await stage.listen()
    assert message.text.startswith("A quiz: 2 questions. Everybody gets the same ones.")
    assert message.buttons == [["Start here"], ["In a group"]]
    asked = await ben.says(f"/start {target(message, 'Start here')}")
    assert "1 of 2" in asked.text


@pytest.mark.parametrize("change", ["", "1-2", "1-2-AAAAAAAAAAAAAAAA", "99-2-x", "-", "1-3", "٣-2-x"])
async def test_a_made_up_link_opens_nothing(stage: Stage, change: str) -> None:
    maya, ben = stage.person("Maya"), stage.person("Ben")
    sealed = group_target(await finished(stage, maya)).partition("-")[2]
    group = stage.telegram.group("Tea friends", maya.person, ben.person)
    forged = sealed.replace(sealed[:3], change, 1) if change == "1-3" else change
    assert (await ben.says(f"/start@studybot same-{forged}", group)).text == "There are no questions here yet."
    assert (await ben.says(f"/start same-{forged}")).text.startswith("Hello Ben.")
    for other in ("", " setup", " same", " topic-matcha"):
        heard = await ben.says(f"/start@studybot{other}", group)
        assert heard.silent or heard.text == "There are no questions here yet."


async def test_where_admins_start_rounds_a_link_starts_none(stage: Stage) -> None:
    maya, ana = stage.person("Maya"), stage.person("Ana")
    end = await finished(stage, maya)
    group = stage.telegram.group("Tea friends", ana.person, maya.person)
    group.members |= {900_000 + number: "member" for number in range(250)}
    assert (await maya.says(f"/start@studybot {group_target(end)}", group)).text == "Here admins start the rounds."


async def plays(stage: Stage, somebody: Talker, group: Chat) -> tuple[list[str], Heard]:
    """Start what stands in the lobby, answer everything; the questions, and the end."""
    await somebody.presses("Start", chat=group)
    asked: list[str] = []
    while True:
        await stage.pass_time(seconds=1)
        poll = group.last.poll
        assert poll is not None
        asked.append(poll.question.partition(". ")[2])
        await somebody.votes(group.last, *poll.correct)
        heard = await stage.pass_time(seconds=31)
        if heard.message.poll is None:
            return asked, heard


async def test_another_round_after_a_shared_quiz_is_on_its_topic(both: Stage) -> None:
    """New questions as long as the topic has some; then those that were asked longest ago."""
    maya, ben = both.person("Maya"), both.person("Ben")
    await maya.says("/exam")
    await maya.presses("No date yet")
    end = await quiz_on(maya, "matcha", 1)
    group = both.telegram.group("Tea friends", maya.person, ben.person)
    lobby = await maya.says(f"/start@studybot {group_target(end)}", group)
    assert lobby.text.startswith("Maya starts a round: Matcha, one question")
    on_matcha = {q.stem for q in both.library.default.questions if q.topic == "matcha"}
    first, over = await plays(both, maya, group)
    asked = list(first)
    for _ in range(len(on_matcha)):
        await both.pass_time(seconds=11)
        again = await ben.presses("Another round", on=over.message)
        assert again.text.startswith("Ben starts a round: Matcha, one question")
        more, over = await plays(both, ben, group)
        asked += more
    assert set(asked[:-1]) == on_matcha and asked[-1] == asked[0]


async def test_another_round_after_a_quiz_on_everything_is_on_everything(stage: Stage) -> None:
    maya, ben = stage.person("Maya"), stage.person("Ben")
    end = await finished(stage, maya)
    group = stage.telegram.group("Tea friends", maya.person, ben.person)
    await maya.says(f"/start@studybot {group_target(end)}", group)
    seen, over = await plays(stage, maya, group)
    await stage.pass_time(seconds=11)
    again = await ben.presses("Another round", on=over.message)
    assert again.text.startswith("Ben starts a round: Tea basics, 2 questions")
    assert not set((await plays(stage, ben, group))[0]) & set(seen)


async def test_another_quiz_in_private_is_on_the_topic_too(stage: Stage) -> None:
    maya, ben = stage.person("Maya"), stage.person("Ben")
    await maya.says("/exam")
    await maya.presses("No date yet")
    sealed = group_target(await quiz_on(maya, "matcha", 2))
    await ben.says("/exam")
    await ben.presses("No date yet")
    await ben.says(f"/start {sealed}")
    await ben.presses("I don't know")
    await ben.presses("Next")
    await ben.presses("I don't know")
    await ben.presses("Show the result")
    assert "1 of 2 · Matcha" in (await ben.presses("Another quiz")).text


async def quiz_on(maya: Talker, topic: str, size: int) -> Heard:
    await maya.says(f"/quiz {topic} {size}")
    for place in range(size):
        await maya.presses("I don't know")
        end = await maya.presses("Next" if place < size - 1 else "Show the result")
    return end


async def test_another_round_keeps_the_subject_of_the_shared_quiz(sqlite_files: SqliteFiles) -> None:
    """A group that studies something else: the quiz came with its own subject, and so do the rounds after it."""
    loaded = load(SUBJECTS)
    assert not loaded.mistakes
    async with on_stage(sqlite_files.fresh(), loaded.library) as stage:
        maya, ben = stage.person("Maya"), stage.person("Ben")
        await maya.says("/start")
        await stage.db.transaction(lambda tx: learners.change(tx, maya.id, subject="tea"))
        await maya.says("/exam")
        await maya.presses("No date yet")
        end = await quiz_on(maya, "matcha", 1)
        group = stage.telegram.group("Friends", maya.person, ben.person)
        await maya.says("/ask@studybot matcha", group)
        await stage.db.transaction(lambda tx: chats.change(tx, group.id, subject="kinds"))
        assert "Matcha" in (await maya.says(f"/start@studybot {group_target(end)}", group)).text
        _asked, over = await plays(stage, maya, group)
        await stage.pass_time(seconds=11)
        again = await ben.presses("Another round", on=over.message)
        assert again.text.startswith("Ben starts a round: Matcha, one question")
