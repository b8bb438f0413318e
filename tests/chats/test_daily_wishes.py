"""Several reminders, days off, only when something is due, a pause until a day, a summary of the week, other zones."""

from tests.chats.questions import right_letter
from tests.chats.test_daily import subscribed
from tests.stage import Stage, Talker


async def choices(maya: Talker) -> None:
    await maya.says("/daily")
    await maya.presses("More choices")


async def answer(stage: Stage, maya: Talker, times: int) -> None:
    """So many questions of the open session, all right."""
    for number in range(times):
        await maya.presses(right_letter(stage, maya.last))
        if number < times - 1:
            await maya.presses("Next")


async def test_a_second_reminder_brings_what_is_left_of_the_day_without_a_sound(both: Stage) -> None:
    maya = await subscribed(both)
    await choices(maya)
    await maya.presses("One more time")
    assert (await maya.says("noonish")).text.startswith("I need a time")
    assert "10 a day at 13:00 and 20:00 (Madrid)" in (await maya.says("13:00")).text
    first = await both.pass_time(hours=3)
    assert "1 of 10" in first.text and not first.message.silent
    await answer(both, maya, 4)
    second = await both.pass_time(hours=7)
    assert "1 of 6" in second.text and second.message.silent


async def test_a_day_that_is_done_is_not_reminded_of(stage: Stage) -> None:
    maya = await subscribed(stage)
    await maya.says("/daily")
    await maya.presses("Change the number")
    await maya.says("2")
    await choices(maya)
    await maya.presses("One more time")
    await maya.says("13:00")
    await stage.pass_time(hours=3)
    await answer(stage, maya, 2)
    assert (await stage.pass_time(hours=7)).silent
    assert "1 of 2" in (await stage.pass_time(hours=17)).text


async def test_six_times_a_day_are_enough(stage: Stage) -> None:
    maya = await subscribed(stage)
    for hour in (8, 9, 11, 12, 13):
        await choices(maya)
        await maya.presses("One more time")
        await maya.says(f"{hour}:00")
    await choices(maya)
    assert (await maya.presses("One more time")).alert


async def test_days_off(stage: Stage) -> None:
    maya = await subscribed(stage)  # a Tuesday
    await choices(maya)
    asked = await maya.presses("Days off")
    assert asked.buttons[:2] == ["Monday", "Tuesday"]
    await maya.presses("Saturday")
    assert "Sunday (off)" in (await maya.presses("Sunday")).buttons
    assert "Days off: Saturday, Sunday." in (await maya.presses("Back")).text
    came = [not (await stage.pass_time(hours=10 if day == 0 else 24)).silent for day in range(7)]
    assert came == [True, True, True, True, False, False, True]


async def test_one_day_must_stay(stage: Stage) -> None:
    maya = await subscribed(stage)
    await choices(maya)
    await maya.presses("Days off")
    for day in range(6):
        await maya.sends_press(f"1d.off.{day}", maya.last)
    assert (await maya.presses("Sunday")).alert
    for value in ("7", "-1", "x"):
        assert (await maya.sends_press(f"1d.off.{value}", maya.last)).alert


async def test_only_when_something_is_due(both: Stage) -> None:
    maya = await subscribed(both)
    await choices(maya)
    assert "Only when due: on" in (await maya.presses("Only when due: off")).buttons
    assert (await both.pass_time(hours=10)).silent  # nothing was ever answered
    await maya.says("/quiz 2")
    await maya.presses("I don't know")
    heard = [await both.pass_time(days=1) for _ in range(10)]
    assert any(evening.seen for evening in heard)


async def test_a_pause_until_a_day(stage: Stage) -> None:
    maya = await subscribed(stage)
    await maya.says("/daily")
    await maya.presses("Pause until a day")
    assert (await maya.says("yesterday")).text.startswith("I need a day after today")
    assert (await maya.says("1 dec 2030")).text.startswith("I need a day after today")
    which = await maya.says("12/3")
    assert which.text == "Which day do you mean?"
    assert which.buttons == ["12 March 2027", "3 December 2026"]
    assert (await maya.presses("3 December 2026")).text.startswith("Your daily questions are paused.")
    days = [await stage.pass_time(hours=10 if day == 0 else 24) for day in range(10)]
    assert [not day.silent for day in days] == [False] * 9 + [True]
    for value in ("20200101", "x", "20991231"):
        assert (await maya.sends_press(f"1d.until.{value}", maya.last)).alert


async def test_a_summary_of_the_week(stage: Stage) -> None:
    maya = await subscribed(stage)
    await choices(maya)
    await maya.presses("Summary of the week: off")
    await stage.pass_time(hours=10)
    await answer(stage, maya, 5)
    days = [await stage.pass_time(days=1) for _ in range(6)]
    assert all(len(day.seen) == 1 for day in days[:5])
    summary, question = days[5].seen  # Monday
    assert summary.silent and summary.text.startswith("Your last seven days: 5 answers, 5 right.")
    assert "1 of 10" in question.text


async def test_my_own_bar(stage: Stage) -> None:
    """Five of ten a day on the first day, and Sunday is off: nothing is lost for good."""
    maya = await subscribed(stage)
    await stage.pass_time(hours=10)
    await answer(stage, maya, 5)
    await stage.pass_time(days=1)
    heard = await maya.says("/daily")
    assert "Of the number you chose: 50 % in the last 7 days, 50 % in the last 30." in heard.text


async def test_eastwards_a_day_whose_hour_is_over_comes_at_once(both: Stage) -> None:
    maya = await subscribed(both)  # 10:00 in Madrid
    await maya.says("/settings")
    await maya.presses("My local time")
    assert "today" in (await maya.says("auckland")).text  # 22:00 there
    assert "1 of 10" in (await both.pass_time(minutes=1)).text
    assert (await both.pass_time(hours=6)).silent
    assert "1 of 10" in (await both.pass_time(hours=16)).text  # 20:00 of the next day there


async def test_at_midnight_to_and_fro(stage: Stage) -> None:
    """Travelling back and forth around midnight brings one question for each date."""
    maya = await subscribed(stage)
    assert (await stage.pass_time(hours=10)).text
    await stage.pass_time(hours=4)  # midnight in Madrid
    for city in ("tokyo", "madrid", "new york", "madrid"):
        await maya.says("/settings")
        await maya.presses("My local time")
        await maya.says(city)
    sent = 0
    for _ in range(3 * 24):
        sent += any("of 10" in message.text for message in (await stage.pass_time(hours=1)).seen)
    assert sent == 3
