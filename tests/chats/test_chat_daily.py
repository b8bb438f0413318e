"""The daily question of a group: at its hour, in its topic, closed the next day, quiet when nobody is there."""

from bot.demo.telegram import Chat
from bot.storage import chat_dailies
from tests.chats.test_chat_panel import target
from tests.stage import Heard, Stage, Talker


async def daily_at_20(stage: Stage, *, forum: bool = False) -> tuple[Chat, Talker, Talker]:
    """Madrid, 20:00; it is 10:00 there on Tuesday, 24 November 2026."""
    ana, ben = stage.person("Ana"), stage.person("Ben")
    group = stage.telegram.group("Tea friends", ana.person, ben.person, forum=forum)
    group.threads[7] = True
    ana.person.adds_bot(group)
    hello = (await stage.listen()).message
    await ana.says(f"/start {target(hello, 'Set up')}")
    await ana.presses("My local time")
    await ana.says("madrid")
    await ana.presses("Daily question")
    await ana.presses("20:00")
    return group, ana, ben


def poll_of(heard: Heard) -> object:
    (message,) = [one for one in heard.seen if one.poll is not None]
    return message


async def test_a_day_with_votes_ends_with_a_reply(both: Stage) -> None:
    group, ana, ben = await daily_at_20(both)
    assert (await both.pass_time(hours=9, minutes=59)).silent
    first = (await both.pass_time(minutes=1)).message
    assert first.poll is not None and first.silent and first.chat is group
    wrong = next(place for place in range(len(first.poll.options)) if place not in first.poll.correct)
    assert (await ana.votes(first, *first.poll.correct)).silent
    assert (await ben.votes(first, wrong)).silent
    await both.restart()
    assert (await both.pass_time(hours=23, minutes=59)).silent
    await both.pass_time(minutes=1)
    assert first.poll.closed
    reply, second = group.shown[-2:]
    assert reply.reply_to is first and reply.text.startswith("1 of 2 were right.\nRight is ") and reply.silent
    assert reply.buttons == [["Practise privately"]]
    assert second.poll is not None and second.poll.question != first.poll.question


async def test_a_day_without_votes_ends_without_words(stage: Stage) -> None:
    group, _ana, _ben = await daily_at_20(stage)
    await stage.pass_time(hours=10)
    second = await stage.pass_time(days=1)
    assert second.message.poll is not None and "stopPoll" in second.methods
    assert len([message for message in group.shown if message.poll]) == 2


async def test_five_silent_days_pause_it_and_tell_the_admin(stage: Stage) -> None:
    group, ana, _ben = await daily_at_20(stage)
    await stage.pass_time(hours=10)
    for _ in range(4):
        assert (await stage.pass_time(days=1)).message.poll is not None
    told = await stage.pass_time(days=1)
    assert told.message.chat is ana.chat
    assert told.text == "Nobody has voted in Tea friends for 5 days. I have paused the daily question."
    assert told.buttons == ["Start again", "Change time or topic"]
    assert (await stage.pass_time(days=3)).silent
    again = await ana.presses("Start again")
    assert "Daily question: 20:00 (Madrid)" in again.text
    assert (await stage.pass_time(days=1)).message.chat is group


async def test_it_comes_once_after_days_of_sleep(stage: Stage) -> None:
    group, _ana, _ben = await daily_at_20(stage)
    await stage.pass_time(days=4, hours=10, minutes=5)
    await stage.pass_time(seconds=5)
    assert len([message for message in group.shown if message.poll]) == 1
    await stage.pass_time(days=1, hours=8)  # four hours late: left out
    assert len([message for message in group.shown if message.poll]) == 1


async def test_weekends_can_be_left_out(stage: Stage) -> None:
    group, ana, _ben = await daily_at_20(stage)
    await ana.presses("Days")
    await ana.presses("Monday to Friday")
    days = []
    await stage.pass_time(hours=10)
    for _ in range(7):
        if [message for message in (await stage.pass_time(days=1)).seen if message.poll]:
            days.append(stage.now.strftime("%a"))
            poll = group.last.poll
            assert poll is not None
            await ana.votes(group.last, *poll.correct)
    assert days == ["Wed", "Thu", "Fri", "Mon", "Tue"]


async def test_the_weeks_most_missed_comes_again(stage: Stage) -> None:
    group, ana, ben = await daily_at_20(stage)
    asked = []
    await stage.pass_time(hours=10)
    for day in range(6):
        poll = group.last.poll
        assert poll is not None
        asked.append(poll.question)
        wrong = next(place for place in range(len(poll.options)) if place not in poll.correct)
        for somebody in (ana, ben):
            await somebody.votes(group.last, *([wrong] if day == 1 else poll.correct))
        await stage.pass_time(days=1)
    assert asked[5] == asked[1] and len(set(asked)) == 5  # Sunday, 29 November


async def test_it_stays_in_its_topic_and_stops_when_that_is_closed(stage: Stage) -> None:
    forum, ana, _ben = await daily_at_20(stage, forum=True)
    await ana.says("/setup@studybot here", forum, thread=7)
    first = (await stage.pass_time(hours=10)).message
    assert first.thread == 7
    forum.threads[7] = False
    await ana.votes(first, *first.poll.correct)  # type: ignore[union-attr]
    await stage.pass_time(days=1)
    await stage.pass_time(seconds=5)
    told = ana.chat.last
    assert told.text.startswith("The topic I write to in Tea friends is closed or gone.")
    assert (await stage.pass_time(days=2)).silent
    daily = await stage.db.read(chat_dailies.find, forum.id)
    assert daily is not None and daily.paused == "topic"


async def test_where_polls_are_forbidden_the_question_comes_with_letters(stage: Stage) -> None:
    group, _ana, ben = await daily_at_20(stage)
    group.polls_forbidden = True
    await stage.pass_time(hours=10)
    await stage.pass_time(seconds=5)
    asked = group.last
    assert asked.poll is None and asked.buttons[0] == ["A", "B", "C", "D"]
    assert (await ben.presses("A", on=asked)).toast
    await stage.pass_time(days=1)
    assert "Right is" in asked.text


async def test_a_group_that_removed_us_gets_nothing(stage: Stage) -> None:
    group, ana, _ben = await daily_at_20(stage)
    ana.person.removes_bot(group)
    await stage.listen()
    assert (await stage.pass_time(hours=10)).silent
