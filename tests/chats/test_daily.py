"""Daily questions: setting them up, what arrives when, pausing, stopping, being away."""

from datetime import UTC, datetime, timedelta

from bot.storage import outbox, reviews, subscriptions
from tests.chats.questions import right_letter, shown
from tests.stage import Stage, Talker

TWENTY_IN_MADRID = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)


async def subscribed(stage: Stage, name: str = "Maya") -> Talker:
    """Somebody in Madrid with a question at 20:00; it is 10:00 there on Tuesday, 24 November 2026."""
    somebody = stage.person(name)
    await somebody.says("/daily")
    await somebody.says("madrid")
    await somebody.presses("20:00")
    return somebody


async def test_setting_up_by_the_clock(both: Stage) -> None:
    maya = both.person("Maya")
    asked = await maya.says("/daily")
    assert asked.text.startswith("What time is it for you now?")
    nearest = await maya.says("10:00")
    assert nearest.text.startswith("Which is nearest to you?")
    assert "Madrid" in nearest.buttons and nearest.buttons[-1] == "Another city"
    hour = await maya.presses("Madrid")
    assert hour.buttons == ["08:00", "13:00", "20:00", "Other time", "Spread over the day"]
    done = await maya.presses("20:00")
    assert done.text.startswith("Done. Every day at 20:00 one question arrives here.")
    assert "The first one comes today." in done.text


async def test_setting_up_by_city_and_typed_hour(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("/daily")
    assert (await maya.says("xqzzy")).text.startswith("I do not know this place.")
    assert "Madrid" in (await maya.says("madird")).buttons
    await maya.presses("Another city")
    assert (await maya.says("são paulo")).text.startswith("When do you want")
    await maya.presses("Other time")
    assert (await maya.says("half past nine")).text.startswith("I need a time")
    done = await maya.says("9:30 pm")
    assert "at 21:30" in done.text
    assert (await maya.says("/daily")).text.startswith("Daily questions: 10 a day at 21:30 (Sao Paulo).")


async def test_the_push_begins_with_the_question(both: Stage) -> None:
    maya = await subscribed(both)
    assert (await both.pass_time(hours=9, minutes=59)).silent
    heard = await both.pass_time(minutes=1)
    assert heard.text.startswith(shown(both, heard.message).stem)
    assert "1 of 10" in heard.text
    assert not heard.message.silent
    right = await maya.presses(right_letter(both, heard.message))
    assert right.edited and right.buttons[-1] == "Next, 2 of 10"


async def test_one_push_a_day_however_often_time_is_looked_at(both: Stage) -> None:
    maya = await subscribed(both)
    for _ in range(60):
        await both.pass_time(hours=2)
    sent = [m for m in maya.chat.messages if m.from_bot and "of 10" in m.text]
    assert len(sent) == 5  # 120 hours from 10:00 on: five times 20:00


async def test_an_unanswered_question_is_replaced_not_stacked(stage: Stage) -> None:
    maya = await subscribed(stage)
    first = (await stage.pass_time(hours=10)).message
    second = await stage.pass_time(hours=24)
    assert first.deleted
    assert second.methods == ["deleteMessage", "sendMessage"]
    assert len([m for m in maya.chat.shown if "of 10" in m.text]) == 1


async def test_an_answered_question_stays(stage: Stage) -> None:
    maya = await subscribed(stage)
    first = (await stage.pass_time(hours=10)).message
    await maya.presses("A")
    await stage.pass_time(hours=24)
    assert not first.deleted


async def test_three_hours_late_is_too_late(stage: Stage) -> None:
    await subscribed(stage)
    assert (await stage.pass_time(hours=13, minutes=1)).silent
    assert (await stage.pass_time(hours=21)).text  # the next day's comes in time


async def test_three_days_down_brings_one_question(stage: Stage) -> None:
    maya = await subscribed(stage)
    await stage.pass_time(hours=10)
    await stage.restart()
    heard = await stage.pass_time(days=3, hours=1)
    folded, asked = heard.seen  # too old to be deleted: a line is left of it
    assert folded.text == "The question of Tuesday, 24 November 2026 is closed. It comes again another day."
    assert not folded.keyboard and "1 of 10" in asked.text
    assert len([m for m in maya.chat.shown if "1 of 10" in m.text and m.from_bot]) == 1


async def test_a_clock_that_steps_back_gives_no_second_one(stage: Stage) -> None:
    await subscribed(stage)
    assert (await stage.pass_time(hours=10)).text
    assert (await stage.pass_time(hours=-1)).silent
    assert (await stage.pass_time(hours=1)).silent
    assert (await stage.pass_time(hours=1)).silent


async def test_pausing_and_starting_again(stage: Stage) -> None:
    maya = await subscribed(stage)
    await maya.says("/daily")
    paused = await maya.presses("Pause 7 days")
    assert paused.text.startswith("Your daily questions are paused.")
    assert (await stage.pass_time(days=3)).silent
    again = await maya.presses("Start again")
    assert again.text.startswith("Daily questions: 10 a day at 20:00")
    assert (await stage.pass_time(hours=10)).text


async def test_a_pause_ends_by_itself(stage: Stage) -> None:
    maya = await subscribed(stage)
    await maya.says("/daily")
    await maya.presses("Pause 7 days")
    days = [await stage.pass_time(days=1) for _ in range(7)]
    assert all(day.silent for day in days)
    assert (await stage.pass_time(hours=10)).text


async def test_changing_the_number(stage: Stage) -> None:
    maya = await subscribed(stage)
    await maya.says("/daily")
    await maya.presses("Change the number")
    assert (await maya.says("0")).text.startswith("Type a number from 1 to 100.")
    assert (await maya.says("3")).text.startswith("Daily questions: 3 a day")
    assert "1 of 3" in (await stage.pass_time(hours=10)).text


async def test_moving_to_another_zone_gives_no_day_twice(stage: Stage) -> None:
    maya = await subscribed(stage)
    assert (await stage.pass_time(hours=10)).text  # Tuesday, 20:00 in Madrid
    await maya.says("/settings")
    await maya.presses("My local time")
    moved = await maya.says("new york")
    assert "(New York)" in moved.text and "tomorrow" in moved.text
    assert (await stage.pass_time(hours=6)).silent  # 20:00 in New York, still Tuesday
    assert (await stage.pass_time(hours=24)).text


async def test_stop_stops_everything(stage: Stage) -> None:
    maya = await subscribed(stage)
    await maya.says("/quiz 2")
    stopped = await maya.says("Stop.")
    assert stopped.text.startswith("Stopped: no more daily questions, no open quiz.")
    assert (await stage.pass_time(days=2)).silent
    assert (await maya.says("/stop")).text == "Nothing is running. I only write when you ask."
    assert await stage.db.read(subscriptions.find, maya.id) is None


async def test_cancel_leaves_the_set_up(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("/daily")
    await maya.says("/cancel")
    assert (await maya.says("matcha")).text.startswith("Matcha")


async def test_whoever_blocked_the_bot_is_left_alone(stage: Stage) -> None:
    maya = await subscribed(stage)
    await maya.blocks()
    before = len(stage.telegram.log)
    assert (await stage.pass_time(hours=10)).silent
    assert len(stage.telegram.log) == before
    await maya.unblocks()
    await maya.says("/start")
    assert (await stage.pass_time(hours=24)).text


async def test_a_block_that_nobody_told_us_of_is_noticed(stage: Stage) -> None:
    maya = await subscribed(stage)
    maya.chat.blocked = True
    await stage.pass_time(hours=10)
    tries = len([call for call in stage.telegram.log if call.error.startswith("Forbidden")])
    assert tries == 1
    await stage.pass_time(hours=24)
    assert len([call for call in stage.telegram.log if call.error.startswith("Forbidden")]) == 1


async def test_a_planned_push_survives_a_restart(both: Stage) -> None:
    """Planned, then the process ends before anything is sent: it is sent after the start, once."""
    from bot.features import daily

    maya = await subscribed(both)
    both.now = TWENTY_IN_MADRID
    await both.db.transaction(daily.plan, both.now)
    await both.restart()
    assert len([m for m in maya.chat.messages if "1 of 10" in m.text]) == 1
    assert await both.db.read(outbox.last_push, maya.id) == (both.now.date(), 0)


async def test_daily_answers_are_counted(stage: Stage) -> None:
    maya = await subscribed(stage)
    heard = await stage.pass_time(hours=10)
    await maya.presses(right_letter(stage, heard.message))
    assert await stage.db.read(reviews.totals, maya.id, stage.now.date() - timedelta(days=1)) == (1, 1)
