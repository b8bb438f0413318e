"""Rounds and the board in their own forum topics: bound from the private panel, a way there from elsewhere."""

import pytest

from bot.chat.links import inside
from bot.demo.telegram import Chat
from bot.demo.telegram.objects import message_json
from bot.storage import chats, forum_topics, rounds
from tests.chats.test_chat_panel import target
from tests.chats.test_shared import finished, group_target
from tests.stage import Heard, Stage, Talker

TALK, QUIZ, NEWS = 7, 8, 9


async def forum_of(stage: Stage) -> tuple[Chat, Talker, Talker]:
    """Ana owns a forum with three topics, and has its panel open."""
    ana, ben = stage.person("Ana"), stage.person("Ben")
    forum = stage.telegram.group("Tea forum", ana.person, ben.person, forum=True)
    ana.person.adds_bot(forum)
    hello = (await stage.listen()).message
    for thread, name in ((TALK, "Talk"), (QUIZ, "Quiz <b>corner"), (NEWS, "News")):
        ana.person.opens_topic(forum, thread, name)
    assert (await stage.listen()).silent
    await ana.says(f"/start {target(hello, 'Set up')}")
    return forum, ana, ben


async def bind(ana: Talker, what: str, topic: str) -> Heard:
    await ana.says("/groups")
    await ana.presses("Tea forum")
    await ana.presses("Forum topics")
    await ana.presses(what)
    return await ana.presses(topic)


def link(heard: Heard) -> str:
    (url,) = [button["url"] for row in heard.message.keyboard for button in row]
    return str(url)


async def test_what_is_bound_where(stage: Stage) -> None:
    forum, ana, _ben = await forum_of(stage)
    shown = await ana.presses("Forum topics")
    lines = ["Which forum topic is for what?", "Daily question: General", "Rounds: everywhere", "Board: everywhere"]
    assert shown.text.split("\n") == lines
    asked = await ana.presses("Rounds")
    assert asked.text == "Where may rounds be? A topic is missing? Send /setup@studybot in it."
    assert asked.buttons == ["everywhere", "General", "News", "Quiz <b>corner", "Talk", "Back"]
    assert "Rounds: Quiz <b>corner" in (await ana.presses("Quiz")).text
    await ana.presses("Board")
    assert "Board: News" in (await ana.presses("News")).text
    await ana.presses("Daily question")
    assert "Daily question: Talk" in (await ana.presses("Talk")).text
    found = await stage.db.read(chats.find, forum.id)
    assert found is not None
    assert (found.rounds_thread, found.board_thread, found.thread_id) == (QUIZ, NEWS, TALK)
    await ana.presses("Rounds")
    assert "Rounds: everywhere" in (await ana.presses("everywhere")).text
    await ana.presses("Daily question")
    assert "Daily question: General" in (await ana.presses("General")).text
    forged = await ana.sends_press(f"1f.{forum.id}.where-rounds.77", ana.last)
    assert forged.toast.startswith("This button is from an older message")


async def test_a_round_only_in_its_topic(both: Stage) -> None:
    forum, ana, ben = await forum_of(both)
    await bind(ana, "Rounds", "Quiz")
    for thread in (TALK, None):
        told = await ben.says("/quiz@studybot 2", forum, thread=thread)
        assert told.text == "Rounds are in the topic Quiz <b>corner." and told.message.silent
        assert told.message.thread == thread and told.buttons == ["Go there"]
        assert link(told) == f"https://t.me/c/{-forum.id - 10**12}/{QUIZ}" == inside(forum.id, QUIZ)
    assert await both.db.read(rounds.open_of_chat, forum.id) == []
    lobby = await ben.says("/quiz@studybot 1", forum, thread=QUIZ)
    assert lobby.text.startswith("Ben starts a round") and lobby.message.thread == QUIZ
    await ben.presses("Start", on=lobby.message)
    await both.pass_time(seconds=1)
    assert forum.last.poll is not None and forum.last.thread == QUIZ
    await ben.votes(forum.last, *forum.last.poll.correct)
    await both.pass_time(seconds=31)
    assert forum.last.text.startswith("Round over") and forum.last.thread == QUIZ


async def test_another_round_on_a_scoreboard_of_before(stage: Stage) -> None:
    forum, ana, ben = await forum_of(stage)
    lobby = await ben.says("/quiz@studybot 1", forum, thread=TALK)
    await ben.presses("Start", on=lobby.message)
    await stage.pass_time(seconds=1)
    await ben.votes(forum.last, *forum.last.poll.correct)  # type: ignore[union-attr]
    end = await stage.pass_time(seconds=31)
    await bind(ana, "Rounds", "Quiz")
    await stage.pass_time(seconds=11)
    told = await ben.presses("Another round", on=end.message)
    assert told.alert and told.toast == "Rounds are in the topic Quiz <b>corner." and not told.seen


async def test_rounds_in_general(stage: Stage) -> None:
    forum, ana, ben = await forum_of(stage)
    await bind(ana, "Rounds", "General")
    told = await ben.says("/quiz@studybot", forum, thread=TALK)
    assert told.text == "Rounds are in the topic General." and link(told).endswith("/1")
    assert (await ben.says("/quiz@studybot", forum)).text.startswith("Ben starts a round")


async def test_the_board_only_in_its_topic(stage: Stage) -> None:
    forum, ana, ben = await forum_of(stage)
    await bind(ana, "Board", "News")
    told = await ben.says("/top@studybot", forum, thread=QUIZ)
    assert told.text == "The board is in the topic News." and link(told).endswith(f"/{NEWS}")
    shown = await ben.says("/top@studybot month", forum, thread=NEWS)
    assert shown.text.startswith("This month in the group") and shown.message.thread == NEWS
    assert (await ben.says("/quiz@studybot", forum, thread=QUIZ)).text.startswith("Ben starts a round")


async def test_a_shared_quiz_opens_where_rounds_belong(stage: Stage) -> None:
    """Whoever adds it to a forum by a link cannot choose the topic."""
    forum, ana, ben = await forum_of(stage)
    await bind(ana, "Rounds", "Quiz")
    end = await finished(stage, ben)
    heard = await ben.says(f"/start@studybot {group_target(end)}", forum)
    line, lobby = heard.seen
    assert line.text == "Rounds are in the topic Quiz <b>corner." and line.thread is None
    assert lobby.text.startswith("Ben starts a round") and lobby.thread == QUIZ and lobby.reply_to is None


async def test_a_topic_that_is_closed_and_opened_again(both: Stage) -> None:
    forum, ana, ben = await forum_of(both)
    await bind(ana, "Rounds", "Quiz")
    ana.person.closes_topic(forum, QUIZ)
    await both.listen()
    first = await ben.says("/quiz@studybot", forum, thread=TALK)
    line, told = first.seen
    assert line.text == "The topic Quiz <b>corner is closed. An admin can open it, or choose another one."
    assert not line.keyboard and told.chat is ana.chat
    assert told.text == "The topic I write to in Tea forum is closed or gone. I have stopped there."
    again = await ben.says("/quiz@studybot", forum, thread=TALK)
    assert again.message is forum.last  # the admin hears of it once
    await both.restart()
    assert (await ben.says("/quiz@studybot", forum)).message is forum.last
    await ana.says("/groups")
    await ana.presses("Tea forum")
    assert "Rounds: Quiz <b>corner (closed)" in (await ana.presses("Forum topics")).text

    ana.person.opens_topic(forum, QUIZ, "Rounds")
    await both.listen()
    assert (await ben.says("/quiz@studybot", forum, thread=TALK)).text == "Rounds are in the topic Rounds."
    assert (await ben.says("/quiz@studybot", forum, thread=QUIZ)).text.startswith("Ben starts a round")
    ana.person.closes_topic(forum, QUIZ)
    await both.listen()
    assert len((await ben.says("/quiz@studybot", forum, thread=TALK)).seen) == 2  # closed anew, told anew


async def test_a_topic_that_is_deleted_is_noticed_when_a_lobby_cannot_stand(stage: Stage) -> None:
    """Nothing tells a bot of it. The lobby that nobody sees is called off, and the binding can be taken off."""
    forum, ana, ben = await forum_of(stage)
    await bind(ana, "Rounds", "Quiz")
    ben.person.says("/quiz@studybot", forum, thread=QUIZ)
    del forum.threads[QUIZ]
    told = await stage.listen()
    assert told.message.chat is ana.chat and told.text.startswith("The topic I write to in Tea forum is closed or gone")
    assert await stage.db.read(rounds.open_of_chat, forum.id) == []
    assert (await ben.says("/quiz@studybot", forum)).text.startswith("The topic Quiz <b>corner is closed.")
    assert "Rounds: everywhere" in (await bind(ana, "Rounds", "everywhere")).text
    assert (await ben.says("/quiz@studybot", forum, thread=TALK)).text.startswith("Ben starts a round")


@pytest.mark.parametrize("gone", [False, True])
async def test_a_topic_closed_or_deleted_in_the_middle_of_a_bound_round(stage: Stage, gone: bool) -> None:
    """The round and the message that is refused both notice it; the admin hears of it once."""
    forum, ana, ben = await forum_of(stage)
    await bind(ana, "Rounds", "Quiz")
    lobby = await ben.says("/quiz@studybot 3", forum, thread=QUIZ)
    await ben.presses("Start", on=lobby.message)
    await stage.pass_time(seconds=1)
    forum.threads[QUIZ] = False
    if gone:
        del forum.threads[QUIZ]
    before = len(forum.shown)
    heard = [await stage.pass_time(seconds=31), await stage.pass_time(seconds=1), await stage.pass_time(minutes=5)]
    assert [message.chat for one in heard for message in one.seen] == [ana.chat]
    assert len(forum.shown) == before and await stage.db.read(rounds.open_of_chat, forum.id) == []


async def test_a_topic_is_known_once_somebody_writes_there(stage: Stage) -> None:
    """One that was there before us is learnt from a command; a newer name is not undone by the first one."""
    forum, ana, ben = await forum_of(stage)
    forum.threads[11] = True
    await ana.says("/setup@studybot", forum, thread=11)
    await ana.presses("Forum topics")
    assert "number 11" in (await ana.presses("Rounds")).buttons
    forum.threads[12], forum.topics[12] = True, "Old name"
    await ben.says("/top@studybot", forum, thread=12)
    await ana.presses("Back")
    await ana.presses("Forum topics")
    assert "Old name" in (await ana.presses("Board")).buttons
    ana.person.opens_topic(forum, 12, "New name")
    forum.topics[12] = "Old name"  # what a message in the topic goes on to tell
    await stage.listen()
    await ben.says("/top@studybot", forum, thread=12)
    await ana.presses("Back")
    await ana.presses("Forum topics")
    assert "New name" in (await ana.presses("Board")).buttons


async def test_bindings_follow_a_group_to_its_new_number(both: Stage) -> None:
    forum, ana, ben = await forum_of(both)
    await bind(ana, "Rounds", "Quiz")
    new = both.telegram.migrate(forum)
    new.forum, new.threads, new.topics = True, forum.threads, forum.topics
    await both.listen()
    told = await ben.says("/quiz@studybot", new, thread=TALK)
    assert told.text == "Rounds are in the topic Quiz <b>corner."


async def test_what_happens_to_other_topics_is_no_news_of_a_closed_one(stage: Stage) -> None:
    forum, ana, ben = await forum_of(stage)
    await bind(ana, "Board", "News")
    ana.person.closes_topic(forum, NEWS)
    await stage.listen()
    assert len((await ben.says("/top@studybot", forum, thread=TALK)).seen) == 2
    ana.person.opens_topic(forum, 12, "Cups")
    ana.person.opens_topic(forum, QUIZ, "Quizzes")
    await stage.listen()
    assert len((await ben.says("/top@studybot", forum, thread=TALK)).seen) == 1
    lobby = await ben.says("/quiz@studybot 1", forum, thread=TALK)
    await ben.presses("Start", on=lobby.message)
    await stage.pass_time(seconds=1)
    assert len((await ben.says("/top@studybot", forum, thread=TALK)).seen) == 1


async def test_a_closed_topic_with_a_new_name_is_still_closed(stage: Stage) -> None:
    forum, ana, ben = await forum_of(stage)
    await bind(ana, "Rounds", "Quiz")
    ana.person.closes_topic(forum, QUIZ)
    ana.person.renames_topic(forum, QUIZ, "Rounds")
    await stage.listen()
    line, told = (await ben.says("/quiz@studybot", forum, thread=TALK)).seen
    assert line.text.startswith("The topic Rounds is closed.") and told.chat is ana.chat


async def test_a_topic_of_a_private_chat_is_none_of_a_forum(stage: Stage) -> None:
    maya = stage.person("Maya")
    made = {"forum_topic_created": {"name": "Notes", "icon_color": 1}}
    stage.telegram.queue("message", {**message_json(maya.person.posts(maya.chat, "", thread=5)), **made})
    assert (await stage.listen()).silent
    assert await stage.db.read(forum_topics.of, maya.id) == []


async def test_every_topic_of_a_large_forum_can_be_chosen(stage: Stage) -> None:
    """Open ones first, the newest first; a message holds a hundred buttons."""
    forum, ana, _ben = await forum_of(stage)
    for thread in range(100, 220):
        ana.person.opens_topic(forum, thread, f"T{thread}")
    ana.person.closes_topic(forum, 219)
    await stage.listen()
    await ana.presses("Forum topics")
    first = (await ana.presses("Rounds")).buttons
    assert first[:3] == ["everywhere", "General", "T218"] and first[-2:] == ["More topics", "Back"]
    further = (await ana.presses("More topics")).buttons
    assert further[-5:] == ["News", "Quiz <b>corner", "Talk", "T219 (closed)", "Back"]
    assert len(first) <= 100 and {*first, *further} >= {f"T{thread}" for thread in range(100, 219)}
    assert "Rounds: Talk" in (await ana.presses("Talk")).text
    forged = await ana.sends_press(f"1f.{forum.id}.where-rounds.+7", ana.last)
    assert forged.toast.startswith("This button is from an older message")


async def test_the_number_of_a_topic_is_written_as_in_its_link(stage: Stage) -> None:
    forum, ana, ben = await forum_of(stage)
    forum.threads[123456] = True
    await ana.says("/setup@studybot", forum, thread=123456)
    assert "Rounds: number 123456" in (await bind(ana, "Rounds", "number 123456")).text
    told = await ben.says("/quiz@studybot", forum, thread=TALK)
    assert told.text == "Rounds are in the topic number 123456."
