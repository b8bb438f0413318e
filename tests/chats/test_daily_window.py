"""Questions one at a time, spread over a part of the day."""

from datetime import timedelta

from tests.chats.questions import right_letter
from tests.chats.test_daily import subscribed
from tests.stage import Heard, Stage, Talker


async def spread(stage: Stage, window: str, amount: int = 4) -> Talker:
    """Somebody in Madrid, where it is 10:00, whose questions come one by one in this window."""
    maya = await subscribed(stage)
    await maya.says("/daily")
    await maya.presses("Change the number")
    await maya.says(str(amount))
    await maya.presses("More choices")
    await maya.presses("Spread over the day")
    await maya.says(window)
    return maya


async def a_day(stage: Stage) -> list[tuple[str, Heard]]:
    """Everything that comes in 24 hours, with the time in Madrid."""
    found = []
    for _ in range(24 * 12):
        heard = await stage.pass_time(minutes=5)
        if heard.seen:
            found.append(((stage.now + timedelta(hours=1)).strftime("%H:%M"), heard))
    return found


async def test_four_a_day_between_nine_and_five(both: Stage) -> None:
    maya = await spread(both, "9:00-17:00")
    assert maya.last.text.startswith("Daily questions: 4 a day between 09:00 and 17:00 (Madrid).")
    await both.pass_time(hours=18)  # four in the morning
    heard = await a_day(both)
    assert [at for at, _ in heard] == ["09:00", "11:40", "14:20", "17:00"]
    assert [one.message.silent for _, one in heard] == [False, True, True, True]
    assert all("1 of 1" in one.text for _, one in heard)
    assert len([m for m in maya.chat.shown if "1 of 1" in m.text]) == 1  # replaced, never stacked


async def test_an_answered_one_stays_and_the_next_comes(stage: Stage) -> None:
    maya = await spread(stage, "from 9 to 17")
    first = await stage.pass_time(hours=2)
    await maya.presses(right_letter(stage, first.message))
    second = await stage.pass_time(hours=3)
    assert not first.message.deleted and "1 of 1" in second.text


async def test_over_midnight(stage: Stage) -> None:
    maya = await spread(stage, "22:00 - 2:00", 3)
    assert "3 a day between 22:00 and 02:00" in maya.last.text
    assert [at for at, _ in await a_day(stage)] == ["22:00", "00:00", "02:00"]


async def test_the_gap_is_worth_more_than_the_number(stage: Stage) -> None:
    maya = await spread(stage, "18:00-20:00", 20)
    assert "5 a day between 18:00 and 20:00" in maya.last.text
    assert "5 fit into this time. You asked for 20." in maya.last.text
    await maya.presses("More choices")
    asked = await maya.presses("Time between")
    assert asked.text.startswith("At least 30 minutes lie between two questions now.")
    assert (await maya.says("0")).text.startswith("Type minutes from 1 to 720.")
    assert "3 a day between" in (await maya.says("60")).text
    assert [at for at, _ in await a_day(stage)] == ["18:00", "19:00", "20:00"]


async def test_as_the_first_set_up(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("/daily")
    await maya.says("madrid")
    await maya.presses("Spread over the day")
    done = await maya.presses("18:00-22:00")
    assert done.text.startswith("Done. One question at a time, between 18:00 and 22:00: 9 a day.")


async def test_what_is_no_window(stage: Stage) -> None:
    maya = await spread(stage, "17:00-9:00")
    assert maya.last.text.startswith("The end must come after the start: 17:00 is later than 09:00.")
    assert (await maya.says("in the evening")).text.startswith("I need two times")
    assert (await maya.says("9:00-9:00")).text.startswith("The end must come after the start")
    assert "between 09:00 and 17:00" in (await maya.says("9 to 17")).text
    for value in ("1020-540", "540", "x-y", "540-9999", ""):
        before = maya.last.text
        heard = await maya.sends_press(f"1d.spread.{value}", maya.last)
        assert heard.alert or value == "", value
        assert value == "" or maya.last.text == before


async def test_zero_questions_a_day(stage: Stage) -> None:
    maya = await spread(stage, "9-17")
    await maya.presses("Change the number")
    assert (await maya.says("0")).text.startswith("Type a number from 1 to 100.")
    assert (await maya.sends_press("1d.amount.0", maya.last)).alert


async def test_back_to_one_time(stage: Stage) -> None:
    maya = await spread(stage, "9-17")
    await maya.presses("More choices")
    await maya.presses("At one time")
    assert "4 a day at 20:00" in (await maya.presses("20:00")).text
    assert "1 of 4" in (await stage.pass_time(hours=10)).text
