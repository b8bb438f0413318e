"""A channel: connected by its admin in private, an anonymous poll a day, and its result the next day."""

from datetime import timedelta

import pytest
from telegram.error import NetworkError

from bot.demo.telegram import Chat, Message
from bot.demo.telegram.objects import message_json
from bot.storage import chats, reviews, rounds
from tests.chats.test_chat_panel import target
from tests.stage import Stage, Talker


async def connected(stage: Stage) -> tuple[Chat, Talker, Talker]:
    ana, ben = stage.person("Ana"), stage.person("Ben")
    await ana.says("/start")
    await ana.says("/daily")
    await ana.says("madrid")
    channel = stage.telegram.group("Tea news", ana.person, ben.person, kind="channel")
    channel.bot_status = "left"
    ana.person.adds_bot(channel)
    hello = await stage.listen()
    assert hello.text.startswith("I am in the channel Tea news.") and hello.message.chat is ana.chat
    await ana.presses("Set up")
    return channel, ana, ben


async def test_it_says_what_is_missing(stage: Stage) -> None:
    channel, ana, _ben = await connected(stage)
    assert "I cannot post there yet." in ana.last.text and "Who starts" not in str(ana.last.buttons)
    channel.bot_status = "administrator"
    await stage.pass_time(seconds=61)
    await ana.presses("All my groups")
    assert "I cannot post" not in (await ana.presses("Tea news")).text


async def test_a_day_in_a_channel(both: Stage) -> None:
    channel, ana, ben = await connected(both)
    channel.bot_status = "administrator"
    await ana.presses("Daily question")
    await ana.presses("20:00")
    first = (await both.pass_time(hours=10)).message
    assert first.chat is channel and first.poll is not None and first.poll.body["is_anonymous"] is True
    wrong = next(place for place in range(len(first.poll.options)) if place not in first.poll.correct)
    assert (await ana.votes(first, *first.poll.correct)).silent
    assert (await ben.votes(first, wrong)).silent
    await both.pass_time(days=1)
    reply = next(message for message in channel.shown if message.reply_to is first)
    assert reply.text.startswith("1 of 2 were right.\n") and reply.text.count(": 50 %") == 2
    assert "Notes: " in reply.text

    asked = await ben.says(f"/start {target(reply, 'Practise privately')}")
    assert first.poll.question in asked.text  # the same question, and it joins Ben's cards
    await ben.presses("I don't know")
    assert await both.db.read(reviews.totals, ben.id) == (1, 0)


async def test_a_post_in_a_channel_is_no_command(stage: Stage) -> None:
    channel, ana, _ben = await connected(stage)
    channel.bot_status = "administrator"
    assert (await ana.says("/quiz@studybot", channel)).silent
    assert (await ana.says("/setup@studybot", channel)).silent


async def test_demoted_in_a_channel(stage: Stage) -> None:
    """Without the right to post there it pauses, and says so once, in private."""
    channel, ana, _ben = await connected(stage)
    channel.bot_status = "administrator"
    await ana.presses("Daily question")
    await ana.presses("20:00")
    assert (await stage.pass_time(hours=10)).message.chat is channel
    ana.person.makes_bot("member", channel)
    await stage.listen()
    await stage.pass_time(days=1)
    told = await stage.pass_time(seconds=1)
    assert told.text == "I may not write in Tea news. I have stopped there." and told.message.chat is ana.chat
    assert (await stage.pass_time(days=2)).silent
    channel.bot_status = "administrator"
    await ana.says("/groups")
    await ana.presses("Tea news")
    await ana.presses("Daily question")
    await ana.presses("20:00")
    assert (await stage.pass_time(days=1)).message.chat is channel


def discuss(reply: Message) -> str | None:
    """Where *Discuss* leads."""
    keys = [button for row in reply.keyboard for button in row if button["text"].startswith("Discuss")]
    return str(keys[0]["url"]) if keys else None


async def result(stage: Stage, channel: Chat, ana: Talker) -> Message:
    """The reply that closes the next question."""
    first = (await stage.pass_time(hours=10)).message
    assert first.chat is channel and first.poll is not None
    await ana.votes(first, *first.poll.correct)
    await stage.pass_time(days=1)
    return next(message for message in channel.shown if message.reply_to is first)


@pytest.mark.parametrize(
    ("username", "inside", "label", "url"),
    [
        ("teatalk", False, "Discuss", "https://t.me/teatalk"),
        ("", True, "Discuss (members)", "https://t.me/c/{number}/1"),
        ("", False, "Discuss (members)", "https://t.me/c/{number}/1"),
    ],
)
async def test_the_result_links_to_the_discussion(
    stage: Stage, username: str, inside: bool, label: str, url: str
) -> None:
    """A public group opens for everybody; of a private one the button says who gets in, whether we are there or not."""
    channel, ana, ben = await connected(stage)
    channel.bot_status = "administrator"
    group = stage.telegram.group("Tea talk", ana.person, ben.person)
    group.username, group.bot_status = username, "member" if inside else "left"
    stage.telegram.link(channel, group)
    await stage.pass_time(seconds=61)
    await ana.presses("All my groups")
    shown = await ana.presses("Tea news")
    assert "Results link to the discussion group." in shown.text
    await ana.presses("Daily question")
    await ana.presses("20:00")
    reply = await result(stage, channel, ana)
    assert [row[0] for row in reply.buttons] == ["Practise privately", label]
    assert discuss(reply) == url.format(number=-group.id - 10**12)


async def test_no_discussion_no_link(both: Stage) -> None:
    """The link follows what Telegram says each time the panel is opened; without an answer it stays as it was."""
    channel, ana, ben = await connected(both)
    channel.bot_status = "administrator"
    await ana.presses("Daily question")
    await ana.presses("20:00")
    assert discuss(await result(both, channel, ana)) is None
    group = both.telegram.group("Tea talk", ana.person, ben.person)
    group.username = "teatalk"
    both.telegram.link(channel, group)
    await ana.says("/groups")
    await ana.presses("Tea news")
    assert (await both.db.read(chats.find, channel.id)).linked_name == "teatalk"  # type: ignore[union-attr]

    def away(method: str, _parameters: dict[str, object]) -> None:
        if method == "getChat":
            raise NetworkError("on purpose")

    both.request.fault = away
    both.now += timedelta(seconds=61)
    await ana.says("/groups")
    assert "Results link" in (await ana.presses("Tea news")).text
    both.request.fault = None
    both.telegram.link(channel, None)
    await ana.says("/groups")
    assert "Results link" not in (await ana.presses("Tea news")).text
    found = await both.db.read(chats.find, channel.id)
    assert found is not None and (found.linked_chat_id, found.linked_name) == (None, None)


@pytest.mark.parametrize("status", ["member", "administrator"])
async def test_posts_that_telegram_forwards_into_the_discussion_are_no_address(stage: Stage, status: str) -> None:
    """Neither what we post there, nor a post that names us, is a command, or a reply to an answer of ours."""
    channel, ana, ben = await connected(stage)
    channel.bot_status = "administrator"
    group = stage.telegram.group("Tea talk", ana.person, ben.person)
    group.bot_status = status
    stage.telegram.link(channel, group)
    await ana.presses("Post now")
    copy = group.messages[-1]
    assert copy.forward_of is channel.last and copy.poll is channel.last.poll
    for text in ("/quiz@studybot 2", "/setup@studybot here", "/stop@studybot", "@studybot what is matcha?", "matcha"):
        assert (await ana.says(text, channel)).silent
        post = group.messages[-1]
        assert post.text == text and post.forward_of is channel.messages[-1]
        raw = message_json(post)
        raw["reply_to_message"] = message_json(await answered(ben, group))
        stage.telegram.queue("message", raw)  # however it is delivered
        stage.telegram.queue("edited_message", {**raw, "edit_date": raw["date"]})
        assert (await stage.listen()).silent
    assert await stage.db.read(rounds.open_of_chat, group.id) == []
    comment = ben.person.posts(group, "I think it is B", reply_to=copy)
    stage.telegram.queue("message", message_json(comment))
    assert (await stage.listen()).silent


async def answered(ben: Talker, group: Chat) -> Message:
    return (await ben.says("/ask@studybot matcha", group)).message
