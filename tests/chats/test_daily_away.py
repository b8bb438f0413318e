"""Not answering: silent after three days, one a week after seven, one last word after fourteen, then nothing."""

from dataclasses import dataclass
from datetime import timedelta

from tests.chats.questions import right_letter
from tests.chats.test_daily import subscribed
from tests.chats.test_daily_window import spread
from tests.stage import Heard, Stage, Talker


@dataclass(frozen=True)
class Evening:
    """What came, as it was then."""

    asked: bool = False
    silent: bool = False
    said: str = ""


async def evenings(stage: Stage, days: int) -> list[Evening]:
    """So many evenings in a row, the first at 20:00 in Madrid of the current day, or of the next."""
    found = []
    for _ in range(days):
        heard = await stage.pass_time(hours=10 if stage.now.hour == 9 else 24)
        last = heard.seen[-1] if heard.seen else None
        found.append(Evening(question(heard), last.silent, last.text) if last else Evening())
    return found


async def gone(stage: Stage) -> Talker:
    """Somebody whose daily questions have ended by themselves."""
    maya = await subscribed(stage)
    await evenings(stage, 15)
    return maya


def question(heard: Heard) -> bool:
    return any("of 10" in message.text for message in heard.seen)


async def test_fifteen_evenings_without_an_answer(both: Stage) -> None:
    maya = await subscribed(both)
    heard = await evenings(both, 15)
    assert [evening.asked for evening in heard] == [True] * 8 + [False] * 7
    assert [evening.silent for evening in heard[:8]] == [False] * 3 + [True] * 5
    assert all(evening == Evening() for evening in heard[8:14])
    assert heard[14].said == "I have paused your daily questions. Everything is saved."
    assert maya.last.buttons == [["Start again", "Fewer a day"], ["Stop for good"]]
    assert not [m for m in maya.chat.shown if "of 10" in m.text]
    assert await evenings(both, 25) == [Evening()] * 25


async def test_an_answer_makes_everything_as_it_was(stage: Stage) -> None:
    maya = await subscribed(stage)
    assert (await evenings(stage, 6))[-1].silent
    await maya.presses(right_letter(stage, maya.last))
    assert not (await stage.pass_time(days=1)).message.silent


async def test_a_quiz_counts_as_being_there(stage: Stage) -> None:
    maya = await subscribed(stage)
    await evenings(stage, 5)
    await maya.says("/quiz 1")
    await maya.presses("I don't know")
    assert not (await stage.pass_time(days=1)).seen[-1].silent


async def test_starting_again_offers_ten_and_no_number_of_what_was_missed(both: Stage) -> None:
    maya = await gone(both)
    await both.pass_time(days=20)
    back = await maya.presses("Start again")
    assert back.text == "Welcome back. Here are 10 questions, the most useful first."
    assert back.buttons == ["Start", "Daily questions"]
    assert "1 of 10" in (await maya.presses("Start")).text
    evening = await both.pass_time(hours=24)
    assert question(evening) and not evening.seen[-1].silent


async def test_coming_back_by_start(stage: Stage) -> None:
    maya = await gone(stage)
    assert (await maya.says("/start")).text.startswith("Welcome back. Here are 10 questions")
    assert (await maya.says("/start")).text.startswith("Hello Maya.")
    assert "20:00" in (await maya.says("/daily")).text


async def test_fewer_a_day(stage: Stage) -> None:
    maya = await gone(stage)
    assert (await maya.presses("Fewer a day")).buttons == ["1 a day", "3 a day", "5 a day"]
    assert (await maya.presses("3 a day")).text.startswith("Welcome back.")
    assert "1 of 3" in (await stage.pass_time(days=1)).seen[-1].text


async def test_stop_for_good(stage: Stage) -> None:
    maya = await gone(stage)
    assert (await maya.presses("Stop for good")).text.startswith("Your daily questions are stopped.")
    assert (await stage.pass_time(days=30)).silent


async def test_what_daily_says_in_between(stage: Stage) -> None:
    maya = await gone(stage)
    heard = await maya.says("/daily")
    assert heard.text == "Your daily questions are paused. Everything is saved."
    assert heard.buttons == ["Start again", "Fewer a day", "Stop for good"]


async def test_a_pause_is_no_absence(stage: Stage) -> None:
    maya = await subscribed(stage)
    await evenings(stage, 5)
    await maya.says("/daily")
    await maya.presses("Pause 7 days")
    heard = [await stage.pass_time(days=1) for _ in range(8)]
    assert not heard[-1].message.silent


async def test_days_off_are_no_absence(stage: Stage) -> None:
    """Off from Wednesday to Sunday: after three weeks six evenings were asked in vain, and no more."""
    maya = await subscribed(stage)
    await maya.says("/daily")
    await maya.presses("More choices")
    await maya.presses("Days off")
    for day in ("Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        await maya.presses(day)
    heard = await evenings(stage, 21)
    assert [place for place, evening in enumerate(heard) if evening.asked] == [0, 6, 7, 13, 14, 20]
    assert [evening.silent for evening in heard if evening.asked] == [False] * 3 + [True] * 3


async def test_an_exam_plan_is_made_anew_for_whoever_comes_back(stage: Stage) -> None:
    maya = await subscribed(stage)
    await maya.says(f"/exam {(stage.now + timedelta(days=20)).date()}")
    await maya.presses("Yes")
    await maya.presses("5 a day")
    await evenings(stage, 15)
    back = await maya.presses("Start again")
    assert back.text.startswith("Welcome back. Here are 10 questions, the most useful first.\nI have planned anew: ")
    more = next(label for label in back.buttons if label.endswith("a day"))
    assert "You are on track." in (await maya.presses(more)).text


async def test_in_a_window_as_well(stage: Stage) -> None:
    """Four a day for a week, one a week later, and the last word."""
    maya = await spread(stage, "18:00-21:00")
    came = []
    for _ in range(18):
        hours = [await stage.pass_time(hours=8 if stage.now.hour == 9 else 21)]
        hours += [await stage.pass_time(hours=1) for _ in range(3)]
        came.append(sum(bool(heard.seen) for heard in hours))
    assert came == [4] * 7 + [1] + [0] * 6 + [1] + [0] * 3
    assert maya.last.text.startswith("I have paused your daily questions.")
