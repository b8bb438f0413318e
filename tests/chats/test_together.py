"""From the group to one's own cards, asked once and in private; the board, where only volunteers are named."""

from datetime import UTC, datetime

from bot.storage import cards, learners, reviews, standings
from tests.chats.test_chat_panel import target
from tests.chats.test_rounds import Crowd, crowd
from tests.stage import Heard, Stage


async def played(tea: Crowd, size: int = 2) -> Heard:
    """A round in which Ana is right, Ben is wrong, and Chi does not answer."""
    await tea.starts(f"/quiz@studybot {size}")
    for _ in range(size):
        await tea.arrives()
        await tea.answers(tea.ana, right=True)
        await tea.answers(tea.ben, right=False)
        end = await tea.stage.pass_time(seconds=31)
    return end


async def test_what_i_missed_comes_to_me_in_private(both: Stage) -> None:
    tea = crowd(both)
    end = await played(tea)
    link = f"/start {target(end.message, 'Practise what I missed')}"
    asked = await tea.ben.says(link)
    assert asked.text.startswith("Hello Ben. You missed 2 questions in Tea friends.")
    assert "The group does not see them." in asked.text
    assert asked.buttons == ["Yes, and after every round", "Only these 2", "No"]
    assert await both.db.read(reviews.totals, tea.ben.id) == (0, 0)

    agreed = await tea.ben.presses("Yes, and after every round")
    assert agreed.edited and agreed.buttons == ["Ask me now"]
    assert await both.db.read(reviews.totals, tea.ben.id) == (2, 0)
    assert len(await both.db.read(cards.of, tea.ben.id)) == 2
    now = await tea.ben.presses("Ask me now")
    assert "1 of 2" in now.text

    both.now += datetime(2026, 11, 26, 9, tzinfo=UTC) - both.now
    await played(tea, 1)
    assert (await both.db.read(reviews.totals, tea.ben.id))[0] == 3  # from now on by itself
    assert await both.db.read(reviews.totals, tea.ana.id) == (0, 0)  # Ana was never asked
    assert not any("Ben" in m.text and "missed" in m.text for m in tea.group.shown)


async def test_only_these(stage: Stage) -> None:
    tea = crowd(stage)
    end = await played(tea)
    link = f"/start {target(end.message, 'Practise what I missed')}"
    await tea.ben.says(link)
    assert (await tea.ben.presses("Only these 2")).text.startswith("Done. They come back")
    assert await stage.db.read(reviews.totals, tea.ben.id) == (2, 0)
    assert (await stage.db.read(learners.find, tea.ben.id)).group_answers is False  # type: ignore[union-attr]
    assert "1 of 2" in (await tea.ben.says(link)).text  # decided: the questions come at once


async def test_no_is_no_until_settings_say_otherwise(stage: Stage) -> None:
    tea = crowd(stage)
    end = await played(tea)
    await tea.ben.says(f"/start {target(end.message, 'Practise what I missed')}")
    assert (await tea.ben.presses("No")).text.startswith("All right.")
    assert await stage.db.read(reviews.totals, tea.ben.id) == (0, 0)
    await tea.ben.says("/settings")
    await tea.ben.presses("Count my group answers")
    assert await stage.db.read(reviews.totals, tea.ben.id) == (2, 0)
    await tea.ben.says("/settings")
    assert (await tea.ben.presses("Leave out group answers")).text.startswith("All right.")


async def test_links_of_rounds_show_nothing_of_others(stage: Stage) -> None:
    tea = crowd(stage)
    end = await played(tea)
    link = f"/start {target(end.message, 'Practise what I missed')}"
    assert (await tea.chi.says(link)).text == "You did not answer in this round."
    assert (await tea.ana.says(link)).text == "You were right every time in this round."
    for made_up in ("missed-999", "missed-", "missed-x", "missed-99999999999999999999"):
        assert (await tea.chi.says(f"/start {made_up}")).text.startswith("Hello Chi. I help you")


async def test_the_board_names_volunteers_only(both: Stage) -> None:
    tea = crowd(both)
    nothing = await tea.ana.says("/top@studybot", tea.group)
    assert nothing.text.startswith("This week in the group\nNobody has answered yet.") and nothing.message.silent
    await played(tea, 5)
    board = await tea.chi.says("/top@studybot", tea.group)
    assert "Together: 5 of 10 right, by 2 people." in board.text and "The goal for this week: 30 right." in board.text
    assert "Ana" not in board.text and "Ben" not in board.text
    assert nothing.message.file is None and board.message.file is not None
    picture = board.message.file
    shown = await tea.ana.presses("My name here", on=board.message)
    assert shown.edited and board.message.file is not picture  # the same message, drawn anew with her name
    assert shown.alert and "1. Ana, 100 %" in shown.text and "1. Ana, 5" in shown.text
    await tea.ben.presses("My name here", on=board.message)
    assert "2. Ben, 0 %" in board.message.text
    gone = await tea.ana.presses("My name here", on=board.message)
    assert "Ana" not in gone.text
    assert not await both.db.read(standings.is_on_board, tea.group.id, tea.ana.id)
    month = await tea.chi.presses("Month", on=board.message)
    assert month.text.startswith("This month in the group") and "goal" not in month.text


async def test_looking_up_can_be_kept_to_one_topic_or_off(stage: Stage) -> None:
    ana = stage.person("Ana")
    await ana.says("/start")
    forum = stage.telegram.group("Tea forum", ana.person, forum=True)
    forum.threads |= {7: True, 8: True}
    hello = await ana.says("/setup@studybot", forum)
    await ana.says("/setup@studybot here", forum, thread=7)
    await ana.says(f"/start {target(hello.message, 'Set up')}")
    await ana.presses("Looking up")
    await ana.presses("only in my topic")
    assert (await ana.says("/ask@studybot matcha", forum, thread=7)).text.startswith("Matcha")
    assert (await ana.says("/ask@studybot matcha", forum, thread=8)).silent
    await ana.presses("Looking up")
    await ana.presses("off")
    assert (await ana.says("/ask@studybot matcha", forum, thread=7)).silent
