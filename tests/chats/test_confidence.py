"""*How sure are you?*: a tap between the answer and its result, and what the taps come to."""

from bot.storage import cards, reviews
from tests.chats.questions import right_letter, shown, wrong_letter
from tests.stage import Stage, Talker


async def sure(stage: Stage) -> Talker:
    """Somebody who wants to be asked."""
    maya = stage.person("Maya")
    await maya.says("/settings")
    heard = await maya.presses("How sure I am")
    assert heard.text.startswith("I can ask how sure you are after each answer.")
    heard = await maya.presses("Ask me")
    assert heard.text.startswith("After each answer I ask how sure you are.")
    return maya


async def test_the_result_comes_after_the_tap(both: Stage) -> None:
    maya = await sure(both)
    question = await maya.says("/quiz 2")
    letter = right_letter(both, question.message)
    heard = await maya.presses(letter)
    assert heard.text.startswith(f"You answered {letter}. How sure are you?")
    assert "Right" not in heard.text
    assert heard.message.buttons[-2:] == [["Show the answer"], ["Sure", "Think so", "Guess"]]
    assert await both.db.read(reviews.totals, maya.id) == (1, 1)  # the answer counts already
    again = await maya.presses(letter)
    assert again.toast == "You have answered this question."
    await both.restart()
    result = await maya.presses("Sure")
    assert result.edited and result.text.startswith("Right.")
    assert await both.db.read(reviews.totals, maya.id) == (1, 1)


async def test_a_right_guess_counts_as_missed(both: Stage) -> None:
    maya = await sure(both)
    question = await maya.says("/quiz 1")
    await maya.presses(right_letter(both, question.message))
    ((number, before),) = (await both.db.read(cards.of, maya.id)).items()
    result = await maya.presses("Guess")
    assert "Noted as a guess" in result.text and "I guessed" not in result.buttons
    after = (await both.db.read(cards.of, maya.id))[number]
    assert after.stability < before.stability
    data = result.message.keyboard[0][0]["callback_data"].split(".")[1]
    assert (await maya.sends_press(f"1g.{data}", maya.last)).toast == "That is noted already."
    assert (await maya.sends_press(f"1su.{data}.0", maya.last)).toast == "That is noted already."
    assert (await maya.sends_press(f"1su.{data}.7", maya.last)).alert


async def test_what_the_taps_come_to(stage: Stage) -> None:
    maya = await sure(stage)
    heard = await maya.says("/quiz 15")
    for turn in range(12):
        pick = wrong_letter if turn < 6 else right_letter
        await maya.presses(pick(stage, heard.message))
        await maya.presses("Sure")
        heard = await maya.presses("Next")
    await maya.presses(wrong_letter(stage, heard.message))
    await maya.presses("Guess")
    await maya.says("/settings")
    heard = await maya.presses("How sure I am")
    assert "When you were sure: 6 of 12 right." in heard.text
    assert "When you guessed: 0 of 1 right." in heard.text
    assert "You are surer than you are right." in heard.text
    heard = await maya.presses("Do not ask")
    assert heard.text.startswith("I can ask")
    await maya.says("/undo")
    await maya.says("/settings")
    assert "When you guessed" not in (await maya.presses("How sure I am")).text


async def test_nobody_is_sure_of_not_knowing(stage: Stage) -> None:
    maya = await sure(stage)
    await maya.says("/quiz 1")
    assert (await maya.presses("I don't know")).text.startswith("Not known yet.")


async def test_the_answer_can_be_seen_without_a_tap(stage: Stage) -> None:
    maya = await sure(stage)
    question = await maya.says("/quiz 1")
    asked = shown(stage, question.message)
    await maya.says(wrong_letter(stage, question.message))
    heard = await maya.presses("Show the answer")
    assert heard.text.startswith("Not right.") and asked.explanation in heard.text
