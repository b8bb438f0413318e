"""A channel: connected by its admin in private, an anonymous poll a day, and its result the next day."""

from bot.demo.telegram import Chat
from bot.storage import reviews
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
