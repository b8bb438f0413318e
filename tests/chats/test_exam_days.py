"""Around an exam: the last week, the evening before, the day itself, and what follows from how it went."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.library.model import Exam, Library
from bot.storage import cards, exams
from tests.chats.questions import right_letter, shown
from tests.chats.test_daily import subscribed
from tests.databases import SqliteFiles
from tests.stage import Stage, Talker, on_stage, tea


async def examined(stage: Stage, days: int, amount: int = 5) -> Talker:
    """Somebody with daily questions at 20:00 whose exam is so many days from Tuesday, 24 November 2026."""
    maya = await subscribed(stage)
    await maya.says(f"/exam {(stage.now + timedelta(days=days)).date()}")
    await maya.presses("Yes")
    await maya.presses("Other")
    await maya.says(str(amount))
    return maya


async def answer_all(stage: Stage, maya: Talker) -> int:
    """Go through the open session rightly; returns how many questions it had."""
    for number in range(1, 60):
        await maya.presses(right_letter(stage, maya.last))
        if not any("Next" in label for row in maya.last.buttons for label in row):
            return number
        await maya.presses("Next")
    raise AssertionError("the session does not end")


async def evening(stage: Stage) -> None:
    await stage.pass_time(hours=10 if stage.now.hour == 9 else 24)


async def test_the_week_of_an_exam(both: Stage) -> None:
    maya = await examined(both, 3)
    await evening(both)
    await answer_all(both, maya)
    await evening(both)
    await answer_all(both, maya)

    eve = await both.pass_time(days=1)
    assert (
        eve.text == "Your exam is tomorrow, Friday, 27 November 2026. No new questions today. 10 easy ones if you like."
    )
    assert eve.buttons == ["10 questions", "No, rest"]
    easy = await maya.presses("10 questions")
    seen = set(await both.db.read(cards.of, maya.id))
    assert f"1 of {len(seen)}" in easy.text  # fewer than ten, so all of them
    assert await answer_all(both, maya) == len(seen)
    assert set(await both.db.read(cards.of, maya.id)) == seen  # nothing new

    assert (await both.pass_time(days=1)).silent  # the day itself
    after = await both.pass_time(days=1)
    assert after.text == "How did it go?"
    assert after.buttons == ["Passed", "Not this time", "Moved to another date", "I'd rather not say"]
    assert "1 of 5" in (await both.pass_time(days=1)).seen[-1].text  # asked once; life goes on


async def test_a_typed_quiz_on_the_evening_before_brings_nothing_new(both: Stage) -> None:
    maya = await examined(both, 2)
    await evening(both)
    await answer_all(both, maya)
    await evening(both)
    seen = set(await both.db.read(cards.of, maya.id))
    heard = await maya.says("/quiz 20")
    assert f"1 of {len(seen)}" in heard.text
    await answer_all(both, maya)
    assert set(await both.db.read(cards.of, maya.id)) == seen


async def test_a_topic_nobody_knows_waits_until_after_the_exam(stage: Stage) -> None:
    maya = await examined(stage, 1)
    await maya.says("/quiz matcha 1")
    await maya.presses("I don't know")
    await maya.presses("Show the result")
    heard = await maya.says("/quiz oolong 3")
    assert "No new questions today. 10 easy ones if you like." in heard.text
    assert "1 of 1" in (await maya.presses("10 questions")).text


async def test_whoever_knows_nothing_yet_may_begin_on_the_evening_before(stage: Stage) -> None:
    maya = await examined(stage, 1)
    assert "1 of 3" in (await maya.says("/quiz 3")).text


async def test_the_evening_before_without_any_answer(stage: Stage) -> None:
    maya = await examined(stage, 1)
    await evening(stage)
    assert (await maya.presses("10 questions")).toast == "There is nothing to repeat yet. Rest well."
    assert (await maya.presses("No, rest")).text == "Good. Tomorrow nothing comes from me."


async def test_after_midnight_an_exam_goes_by_the_calendar(stage: Stage) -> None:
    """At 01:00 the study date is still the one before: the night of the exam stays silent all the same."""
    maya = await examined(stage, 2)  # Thursday
    await maya.says("/daily")
    await maya.presses("Change the time")
    await maya.presses("Other time")
    await maya.says("1:00")
    assert "Your exam is tomorrow, Thursday" in (await stage.pass_time(hours=15)).text  # Wednesday, 01:00
    assert (await stage.pass_time(days=1)).silent
    assert (await stage.pass_time(days=1)).text == "How did it go?"


async def over(stage: Stage) -> Talker:
    """The evening after the exam, when we have asked how it went."""
    maya = await examined(stage, 1)
    for _ in range(3):
        await evening(stage)
    assert maya.last.text == "How did it go?"
    return maya


async def test_passed(both: Stage) -> None:
    maya = await over(both)
    heard = await maya.presses("Passed")
    assert heard.text == "Thank you for telling me. You did it. A few questions a day keep it fresh."
    assert heard.buttons == ["3 a day", "Stop the daily questions"]
    known = await both.db.read(exams.find, maya.id, "tea")
    assert known is not None and known.outcome == "passed"
    assert "3 a day at 20:00" in (await maya.presses("3 a day")).text
    assert "1 of 3" in (await both.pass_time(days=1)).text
    assert (await maya.says("/exam")).text.startswith("When is your exam?")


async def test_passed_and_done(stage: Stage) -> None:
    maya = await over(stage)
    await maya.presses("Passed")
    assert (await maya.presses("Stop the daily")).text.startswith("Your daily questions are stopped.")
    assert (await stage.pass_time(days=3)).silent


@pytest.mark.parametrize(("wait", "late", "day"), [(14, 0, "Wednesday, 9 December 2026"), (1, 5, None)])
async def test_not_this_time(sqlite_files: SqliteFiles, wait: int, late: int, day: str | None) -> None:
    async with on_stage(sqlite_files.fresh(), retaken_after(wait)) as stage:
        maya = await over(stage)
        if late:
            await stage.pass_time(days=late)
            await maya.says("/exam")
        heard = await maya.presses("Not this time")
        day = day or "Tuesday, 1 December 2026"  # told late: today
        assert heard.text.startswith(
            f"Thank you for telling me. The earliest next try is {day} ({wait if wait > 1 else 'one'} day"
        )
        assert heard.buttons == ["Plan it", "Another date", "Later"]
        assert f"Your exam: {day}." in (await maya.presses("Plan it")).text


def retaken_after(days: int) -> Library:
    """Tea, with a rule for the next try."""
    library = tea()
    changed = {name: replace(one, exam=Exam("T", "Tea", days)) for name, one in library.subjects.items()}
    return replace(library, subjects=changed)


async def test_not_this_time_where_no_rule_is_known(stage: Stage) -> None:
    maya = await over(stage)
    heard = await maya.presses("Not this time")
    assert heard.text.startswith("Thank you for telling me. When is the next try?")
    assert heard.buttons[:3] == ["In 1 month", "In 2 months", "In 3 months"]
    assert "Your exam:" in (await maya.presses("In 1 month")).text


async def test_moved(stage: Stage) -> None:
    maya = await over(stage)
    assert (await maya.presses("Moved")).text.startswith("When is your exam?")
    assert (await maya.says("in two weeks")).text.startswith("Thursday, 10 December 2026, in 14 days.")
    await maya.presses("Yes")
    assert "1 of 5" in (await stage.pass_time(days=1)).text


async def test_rather_not_say(stage: Stage) -> None:
    maya = await over(stage)
    asked = maya.last
    assert (await maya.presses("I'd rather not say")).text.startswith("All right. Your daily questions go on")
    assert "1 of 5" in (await stage.pass_time(days=1)).text
    assert (await maya.sends_press("1e.told.passed", asked)).toast.startswith("You have told me already.")


async def test_telling_too_early_or_nonsense(stage: Stage) -> None:
    maya = await examined(stage, 5)
    assert (await maya.sends_press("1e.told.passed", maya.last)).toast == "Your exam is not over yet."
    assert (await maya.sends_press("1e.told.won", maya.last)).alert
    known = await stage.db.read(exams.find, maya.id, "tea")
    assert known is not None and known.outcome is None


async def test_the_last_week_is_mixed(stage: Stage) -> None:
    maya = await examined(stage, 6, amount=10)
    heard = await maya.says("/exam")
    assert "This week mixes all parts, as the exam does." in heard.text
    await evening(stage)
    topics = []
    for _ in range(10):
        topics.append(shown(stage, maya.last).topic)
        await maya.presses(right_letter(stage, maya.last))
        await maya.presses("Next" if len(topics) < 10 else "Show the result")
    making = {"brewing", "water", "caffeine", "storage"}
    assert sum(topic in making for topic in topics) == 4  # the domain's weight is .4


async def test_behind_and_planned_anew(stage: Stage) -> None:
    maya = await examined(stage, 20, amount=10)
    assert "You are on track." in (await maya.says("/exam")).text
    await stage.pass_time(days=4)
    heard = await maya.says("/exam")
    assert "You are 4 days behind. A new plan spreads it again." in heard.text
    assert "1 of" not in heard.text
    await maya.presses("Plan anew")
    await maya.presses("5 a day")
    assert "You are on track." in (await maya.says("/exam")).text
