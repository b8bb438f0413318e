"""/exam: a date in one's own words, a proposal, and daily questions that begin with the same number."""

from dataclasses import replace

from bot.chat.styles import Style
from bot.library.model import Library, SubjectId
from bot.storage import learners
from tests.stage import Heard, Stage, Talker, tea


async def test_from_a_date_to_daily_questions(stage: Stage) -> None:
    maya = stage.person("Maya")
    heard = await maya.says("/exam")
    assert heard.text == "When is your exam? Then I can plan your days."
    assert heard.buttons == ["In 1 month", "In 2 months", "In 3 months", "Another date", "No date yet"]
    heard = await maya.says("18 jan")
    assert heard.text == "Monday, 18 January 2027, in 55 days. Is that right?"
    heard = await maya.presses("Yes")
    assert heard.edited and "Your exam: Monday, 18 January 2027." in heard.text
    assert "My suggestion: 5 questions a day" in heard.text and "You have seen every question by" in heard.text
    heard = await maya.presses("5 a day")
    assert heard.text == "5 a day. Shall the first one of each day come by itself?"
    await maya.presses("Daily questions")
    await maya.says("Madrid")
    heard = await maya.presses("20:00")
    assert "5 a day" in heard.text
    heard = await maya.says("/exam")
    assert heard.text.startswith("Your exam: Monday, 18 January 2027, in 55 days.\n5 questions a day.")


async def test_the_agreed_number_changes_running_reminders(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("/daily")
    await maya.says("Madrid")
    await maya.presses("20:00")
    await maya.says("/exam in 2 months")
    await maya.presses("Yes")
    heard = await maya.presses("5 a day")
    assert "5 questions a day." in heard.text
    heard = await maya.says("/daily")
    assert "5 a day at 20:00" in heard.text


async def test_wrong_words_and_old_buttons(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("/exam")
    heard = await maya.presses("Another date")
    assert heard.text == "Type the date, for example 18 jan."
    heard = await maya.says("when I am ready")
    assert heard.text.startswith("I do not know this date.")
    heard = await maya.says("1 jan 2020")
    assert heard.text == "I need a date from today on, at most two years ahead."
    heard = await maya.says("18 jan 2027")
    await maya.presses("Change")
    heard = await maya.presses("No date yet")
    assert heard.text == "No date, no plan. Set one any time: /exam"
    for data in ("1e.day.20200101", "1e.day.x", "1e.amount.20", "1e.amount.x", "1e.nonsense."):
        heard = await maya.sends_press(data, maya.last)
        assert heard.alert, data


async def test_whoever_gets_no_daily_questions_is_asked_how_it_went_when_they_come(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("/exam tomorrow")
    await maya.presses("Yes")
    assert (await stage.pass_time(days=3)).silent
    heard = await maya.says("/exam")
    assert heard.text == "How did it go?"
    heard = await maya.presses("Moved to another date")
    assert heard.text == "When is your exam? Then I can plan your days."


async def test_without_daily_questions_the_next_quiz_asks_how_it_went(both: Stage) -> None:
    maya = both.person("Maya")
    await maya.says("/exam tomorrow")
    await maya.presses("Yes")
    assert (await both.pass_time(days=3)).silent
    for asked in (True, False):
        await maya.says("/quiz 1")
        await maya.presses("I don't know")
        heard = await maya.presses("Show the result")
        assert ("How did it go?" in [one.text for one in heard.seen]) is asked
    assert (
        await maya.presses("Passed")
    ).text == "Thank you for telling me. You did it. Everything is saved, and I stay quiet."


async def test_how_it_went_is_asked_while_its_subject_is_chosen(stage: Stage) -> None:
    other = replace(tea().default, id=SubjectId("more-tea"), title="More tea", questions=tea().default.questions[:5])
    await stage.restart(Library({**tea().subjects, other.id: other}))
    maya = stage.person("Maya")
    await maya.says("/exam tomorrow")
    await maya.presses("Yes")
    await stage.pass_time(days=3)
    await maya.says("/quiz 1")
    await maya.says("/subject")
    await maya.presses("More tea")
    quiz = next(message for message in reversed(maya.chat.shown) if "I don't know" in str(message.buttons))
    await maya.presses("I don't know", on=quiz)
    heard = await maya.presses("Show the result", on=quiz)
    assert "How did it go?" not in [one.text for one in heard.seen]
    await maya.says("/subject")
    await maya.presses("Tea basics")
    await maya.says("/quiz 1")
    await maya.presses("I don't know")
    heard = await maya.presses("Show the result")
    assert heard.seen[-1].text == "How did it go?"
    assert (await maya.presses("Passed")).text.startswith("Thank you for telling me.")


async def test_a_date_that_can_be_read_in_two_ways(stage: Stage) -> None:
    maya = stage.person("Maya")
    heard = await maya.says("/exam 03/04")
    assert heard.text == "Which day do you mean?"
    assert heard.buttons == ["3 April 2027", "4 March 2027", "Another date"]
    heard = await maya.presses("4 March 2027")
    assert "Your exam: Thursday, 4 March 2027." in heard.text


async def test_one_of_two_readings_that_is_possible_is_taken(stage: Stage) -> None:
    maya = stage.person("Maya")
    heard = await maya.says("/exam 12/11/2026")
    assert heard.text.startswith("Friday, 11 December 2026, in 17 days.")


async def test_in_ten_years_and_on_a_leap_day(stage: Stage) -> None:
    maya = stage.person("Maya")
    assert (await maya.says("/exam 18 jan 2037")).text.startswith("I need a date from today on")
    assert (await maya.says("29 feb")).text.startswith("Tuesday, 29 February 2028, in 462 days.")
    assert (await maya.says("/exam 29 feb 2027")).text.startswith("I do not know this date.")


async def test_another_amount_and_none_at_all(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("/exam in six weeks")
    await maya.presses("Yes")
    await maya.presses("Other")
    assert (await maya.says("0")).text.startswith("Type a number from 1 to 100.")
    assert (await maya.says("lots")).text.startswith("Type a number from 1 to 100.")
    assert (await maya.says("7")).text == "7 a day. Shall the first one of each day come by itself?"


async def test_the_plan_in_words(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("/exam in six weeks")
    await maya.presses("Yes")
    await maya.presses("5 a day")
    heard = await maya.says("/exam")
    assert "\nA day now: 3 new, 2 to repeat.\nYou are on track.\n" in heard.text
    assert "From 24 November 2026: 18 new, 17 to repeat." in heard.text
    assert "After that: 0 new, " in heard.text


async def test_the_plan_as_a_picture(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("/exam in six weeks")
    await maya.presses("Yes")
    await maya.presses("5 a day")
    await maya.says("/daily")
    await maya.says("Madrid")
    await maya.presses("20:00")
    heard = await maya.says("/exam")
    light = heard.message.file
    assert heard.methods == ["sendPhoto"] and light is not None and "You are on track." in heard.text
    heard = await maya.presses("Change the date")
    assert heard.text == "When is your exam? Then I can plan your days." and not heard.message.file
    await maya.says("/quiz 1")
    await maya.presses("I don't know")
    await maya.says("/progress")
    await maya.presses("Dark picture")
    assert (await maya.says("/exam")).message.file not in {None, light}


async def test_a_plan_of_one_week_and_a_screen_reader_need_no_picture(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("/exam in five days")
    await maya.presses("Yes")
    await maya.presses("20 a day")
    assert (await maya.says("/exam")).methods == ["sendMessage"]
    await maya.says("/exam in six weeks")
    await maya.presses("Yes")
    await maya.presses("5 a day")
    assert (await maya.says("/exam")).methods == ["sendPhoto"]
    await stage.db.transaction(learners.change, maya.id, answer_style=Style.READER.value)
    heard = await maya.says("/exam")
    assert heard.methods == ["sendMessage"] and "From 24 November 2026: 18 new, 17 to repeat." in heard.text


async def first_three(maya: Talker) -> Heard:
    await maya.says("/quiz 3")
    for _ in range(2):
        await maya.presses("I don't know")
        await maya.presses("Next")
    await maya.presses("I don't know")
    return await maya.presses("Show the result")


async def test_after_the_first_three_questions_a_date_is_asked_for_once(both: Stage) -> None:
    maya = both.person("Maya")
    end = await first_three(maya)
    assert end.text.endswith("Do you have an exam date? Then I can plan your days. Tap, or type the date.")
    assert (await maya.says("what is matcha")).text.startswith("Matcha")  # no date: a look-up
    assert (await maya.says("18 jan")).text.startswith("Monday, 18 January 2027, in 55 days.")
    heard = await maya.presses("Yes")
    assert "My suggestion: 5 questions a day" in heard.text
    assert "exam date" not in (await first_three(maya)).text


async def test_whoever_has_no_date_is_not_asked_again(stage: Stage) -> None:
    maya = stage.person("Maya")
    await first_three(maya)
    assert (await maya.presses("No date yet")).text == "No date, no plan. Set one any time: /exam"
    end = await first_three(maya)
    assert "exam date" not in end.text and "Daily questions" in end.buttons
