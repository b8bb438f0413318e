"""/undo: a slip of the finger never happened."""

from sqlalchemy import Connection

from bot.storage import aside, cards, reviews
from tests.chats.questions import right_letter, shown, wrong_letter
from tests.stage import Stage


async def test_a_slip_is_taken_back_and_the_question_asked_again(both: Stage) -> None:
    maya = both.person("Maya")
    first = await maya.says("/quiz 3")
    asked = shown(both, first.message)
    await maya.presses(wrong_letter(both, first.message))
    assert await both.db.read(reviews.totals, maya.id) == (1, 0)
    await both.restart()
    heard = await maya.says("/undo")
    assert heard.text.startswith(f"Taken back.\n{asked.stem}")
    assert "1 of 3" in heard.text and not first.message.keyboard
    assert await both.db.read(reviews.totals, maya.id) == (0, 0)
    assert await both.db.read(cards.of, maya.id) == {}
    right = await maya.presses(right_letter(both, heard.message))
    assert right.text.startswith("Right.") and right.buttons[-1] == "Next, 2 of 3"
    assert await both.db.read(reviews.totals, maya.id) == (1, 1)


async def test_also_when_the_next_question_is_open(stage: Stage) -> None:
    maya = stage.person("Maya")
    first = await maya.says("/quiz 3")
    one = shown(stage, first.message)
    await maya.presses("A")
    second = await maya.presses("Next")
    two = shown(stage, second.message)
    heard = await maya.says("/undo")
    assert shown(stage, heard.message) == one and "1 of 3" in heard.text
    await maya.presses("A")
    again = await maya.presses("Next")
    assert shown(stage, again.message) == two and "2 of 3" in again.text


async def test_after_the_end_and_answer_by_answer(stage: Stage) -> None:
    maya = stage.person("Maya")
    asked = []
    heard = await maya.says("/quiz 2")
    for _ in range(2):
        asked.append(shown(stage, heard.message))
        await maya.presses(right_letter(stage, heard.message))
        heard = await maya.presses("Next" if len(asked) < 2 else "Show the result")
    assert heard.text.startswith("2 questions: 2 right, 0 to repeat.")
    heard = await maya.says("/undo")
    assert shown(stage, heard.message) == asked[1] and "2 of 2" in heard.text
    heard = await maya.says("/undo")
    assert shown(stage, heard.message) == asked[0] and "1 of 2" in heard.text
    assert (await maya.says("/undo")).text == "There is no answer to take back."
    await maya.presses(wrong_letter(stage, heard.message))
    heard = await maya.presses("Next")
    await maya.presses(right_letter(stage, heard.message))
    assert (await maya.presses("Show")).text.startswith("2 questions: 1 right, 1 to repeat.")


async def test_the_card_is_what_it_was_before(both: Stage) -> None:
    maya = both.person("Maya")
    heard = await maya.says("/quiz 1")
    question = shown(both, heard.message)
    await maya.presses(right_letter(both, heard.message))
    before = await both.db.read(cards.of, maya.id)
    await both.pass_time(days=3)
    heard = await maya.presses("Show the result")
    number = next(iter(before))
    again = await maya.says(f"/start question-{number}")
    assert shown(both, again.message) == question
    await maya.presses(wrong_letter(both, again.message))
    assert await both.db.read(cards.of, maya.id) != before
    await maya.says("/undo")
    assert await both.db.read(cards.of, maya.id) == before


async def test_from_more_only_the_last_answer(stage: Stage) -> None:
    maya = stage.person("Maya")
    heard = await maya.says("/quiz 2")
    await maya.presses("A")
    await maya.presses("More")
    old = maya.last.keyboard[1][1]["callback_data"]
    heard = await maya.presses("Take back")
    assert heard.toast == "Taken back." and heard.edited and "1 of 2" in heard.text
    await maya.presses("A")
    await maya.presses("Next")
    await maya.presses("A")
    heard = await maya.sends_press(old, maya.last)
    assert heard.toast == "Only your last answer can be taken back." and not heard.seen
    eve = stage.person("Eve")
    await eve.says("/start")
    assert (await eve.sends_press(old, maya.last)).alert


async def test_another_quiz_goes_on(stage: Stage) -> None:
    maya = stage.person("Maya")
    first = await maya.says("/quiz matcha 1")
    one = shown(stage, first.message)
    await maya.presses("A")
    heard = await maya.says("/quiz oolong 1")
    second = next(m for m in heard.seen if m.keyboard)
    assert (await maya.says("/undo")).text == "Taken back. The question comes again at the end."
    await maya.presses("A", on=second)
    heard = await maya.presses("Next: once more")
    assert shown(stage, heard.message) == one and "Once more" in heard.text


async def test_a_poll_is_asked_again(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("/settings")
    await maya.presses("How I answer")
    await maya.presses("Quiz polls")
    poll = (await maya.says("/quiz 2")).message
    await maya.votes(poll, 0)
    heard = await maya.says("/undo")
    assert heard.methods[-1] == "sendPoll" and heard.seen[0].text == "Taken back."
    await maya.votes(heard.seen[-1], 0)
    assert (await stage.db.read(reviews.totals, maya.id))[0] == 1


async def test_undo_frees_what_the_answer_parked(stage: Stage) -> None:
    maya = stage.person("Maya")
    heard = await maya.says("/quiz matcha 1")
    for _ in range(8):
        await maya.presses(wrong_letter(stage, heard.message))
        await stage.pass_time(days=1)
        heard = await maya.presses("Show the result")
        heard = await maya.presses("Ask the missed")
    missed = await maya.presses(wrong_letter(stage, heard.message))
    assert "I park it" in missed.text

    def parked(tx: Connection) -> int:
        return len(aside.of(tx, maya.id, stage.now.date()))

    assert await stage.db.read(parked) == 1
    await maya.says("/undo")
    assert await stage.db.read(parked) == 0
