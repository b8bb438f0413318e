"""Presses twice, too late, by somebody else, made up: nothing changes that should not, everybody gets an answer."""

import random

from bot.storage import reviews
from tests.chats.questions import right_letter, wrong_letter
from tests.stage import Stage


async def test_a_double_press_counts_once(both: Stage) -> None:
    maya = both.person("Maya")
    question = await maya.says("/quiz 1")
    letter = right_letter(both, question.message)
    maya.person.presses(letter)
    maya.person.presses(wrong_letter(both, question.message))
    heard = await both.listen()
    assert heard.text.startswith("Right.")
    assert await both.db.read(reviews.totals, maya.id) == (1, 1)


async def test_next_pressed_twice_moves_once(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("/quiz 3")
    await maya.presses("A")
    message = maya.last
    maya.person.presses("Next")
    maya.person.presses("Next")
    await stage.listen()
    assert "2 of 3" in message.text


async def test_somebody_elses_buttons(stage: Stage) -> None:
    maya, ben = stage.person("Maya"), stage.person("Ben")
    await maya.says("/quiz 1")
    await ben.says("/start")
    heard = await ben.presses("A", on=maya.last)
    assert (heard.toast, heard.alert) == ("These buttons belong to somebody else.", True)
    assert not heard.seen
    assert await stage.db.read(reviews.totals, maya.id) == (0, 0)


async def test_an_old_question_shows_the_current_one(stage: Stage) -> None:
    maya = stage.person("Maya")
    old = (await maya.says("/quiz 1")).message
    data = old.keyboard[0][0]["callback_data"]
    new = await maya.says("/quiz 1")
    assert not old.keyboard
    heard = await maya.sends_press(data, old)
    assert heard.toast == "This question is closed. Here is the current one."
    assert heard.text == new.text


async def test_notes_do_not_give_an_open_question_away(stage: Stage) -> None:
    maya = stage.person("Maya")
    question = (await maya.says("/quiz 1")).message
    number = question.keyboard[0][0]["callback_data"].split(".")[1]
    for data in (f"1w.{number}", f"1n.{number}", f"1b.{number}"):
        assert (await maya.sends_press(data, question)).toast == "Answer the question first."


async def test_made_up_presses_change_nothing(stage: Stage) -> None:
    """Whatever is sent as a press is answered, and the victim's record stays as it was."""
    maya, eve = stage.person("Maya"), stage.person("Eve")
    question = (await maya.says("/quiz 3")).message
    await eve.says("/start")
    random_ = random.Random(5)
    codes = ["a", "g", "w", "b", "n", "x", "r", "q", "m", "o", "t", "l", "d", "z", "s", "u", "zz", ""]
    codes += ["su", "mo", "un", "bm", "sa", "bb", "qa", "mx"]
    for _ in range(300):
        fields = [random_.choice(["1", "2", "-1", "0", "999999", "", "tea", "../x", "hour", "1e9"]) for _ in range(3)]
        data = "1" + random_.choice(codes) + "".join(f".{f}" for f in fields[: random_.randint(0, 3)])
        eve.person.sends_press(data[:64] or "x", question)
    await stage.listen()
    assert await stage.db.read(reviews.totals, maya.id) == (0, 0)
    assert (await maya.presses(right_letter(stage, question))).text.startswith("Right.")


async def test_a_question_that_left_the_content(stage: Stage) -> None:
    from dataclasses import replace

    from bot.library.model import Library

    maya = stage.person("Maya")
    question = (await maya.says("/quiz matcha 2")).message
    subject = stage.library.default
    fewer = replace(subject, questions=tuple(q for q in subject.questions if q.topic != "matcha"))
    await stage.restart(Library({subject.id: fewer}))
    heard = await maya.presses("A", on=question)
    assert heard.toast == "This question is no longer in the notes."
