"""/exam: a date in one's own words, a proposal, and daily questions that begin with the same number."""

from tests.stage import Stage


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
