"""A question that left the content stays in the log and breaks nothing."""

from dataclasses import replace

from bot.library.model import Library, Question
from bot.storage import cards, reviews
from tests.chats.questions import right_letter, shown, wrong_letter
from tests.stage import Stage


async def retire(stage: Stage, *gone: Question) -> None:
    """The next start of the bot has fewer questions."""
    subject = stage.library.default
    left = tuple(question for question in subject.questions if question.key not in {one.key for one in gone})
    await stage.restart(Library({subject.id: replace(subject, questions=left)}))


async def test_answered_missed_and_kept_and_then_it_is_gone(both: Stage) -> None:
    maya = both.person("Maya")
    heard = await maya.says("/quiz 4")
    gone = shown(both, heard.message)
    await maya.presses(wrong_letter(both, heard.message))
    await maya.presses("More")
    await maya.presses("Bookmark")
    await retire(both, gone)
    assert (await maya.says("/progress")).seen
    assert (await maya.says("/quiz missed")).text.startswith("There is nothing to ask here now.")
    assert (await maya.says("/bookmarks")).text.startswith("You have kept no question yet.")
    heard = await maya.says("/quiz 4")
    for place in range(4):
        await maya.presses(right_letter(both, heard.seen[-1]), on=heard.seen[-1])
        heard = await maya.presses("Next" if place < 3 else "Show the result")
    assert heard.text.startswith("4 questions: 4 right, 0 to repeat.")


async def test_the_once_more_of_a_gone_question_is_left_out(stage: Stage) -> None:
    maya = stage.person("Maya")
    heard = await maya.says("/quiz 4")
    gone = shown(stage, heard.message)
    await maya.presses(wrong_letter(stage, heard.message))
    heard = await maya.presses("Next")
    await retire(stage, gone)
    for _ in range(3):
        await maya.presses(right_letter(stage, heard.message))
        heard = await maya.presses("Next")
    assert heard.text.startswith("4 questions: 3 right, 1 to repeat.")


async def test_an_answer_to_a_gone_question_is_taken_back(both: Stage) -> None:
    maya = both.person("Maya")
    heard = await maya.says("/quiz 1")
    await maya.presses("A")
    await retire(both, shown(both, heard.message))
    assert (await maya.says("/undo")).text == "Taken back."
    assert await both.db.read(reviews.totals, maya.id) == (0, 0)
    assert await both.db.read(cards.of, maya.id) == {}


async def test_a_mock_exam_goes_on_without_it(both: Stage) -> None:
    maya = both.person("Maya")
    await maya.says("/mock 5")
    live = (await maya.presses("Begin")).message
    first = shown(both, live)
    await maya.presses(right_letter(both, live))
    await maya.presses("After")
    await retire(both, first, shown(both, live))
    await maya.presses("Flag")
    assert live.text == "This question is no longer in the notes.\n2 of 5 · 10 min left · flagged"
    await maya.presses("Before")
    await maya.presses("All questions")
    await maya.presses("Hand in")
    end = await maya.presses("Hand in now")
    assert end.text.startswith("Mock exam: 1 of 5 right, 20 %.\n1 answered"), "graded as it was asked"
    await maya.presses("See every question")
    assert live.text.startswith("This question is no longer in the notes.")
