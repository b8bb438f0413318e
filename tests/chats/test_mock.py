"""/mock: against the clock, silent about right and wrong until the end, the same after a restart."""

import re
from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy import Connection

from bot.demo.telegram import Message
from bot.storage import cards, mocks, reviews
from tests.chats.questions import right_letter, shown, wrong_letter
from tests.databases import SqliteFiles
from tests.stage import Stage, Talker, kinds, on_stage


async def begun(
    stage: Stage, size: int = 10, more: str = "Begin", somebody: Talker | None = None
) -> tuple[Talker, Message]:
    """Somebody at the first question."""
    maya = somebody or stage.person("Maya")
    heard = await maya.says(f"/mock {size}")
    heard = await maya.presses(more)
    return maya, heard.message


async def pick(stage: Stage, maya: Talker, right: bool, message: Message) -> None:
    await maya.presses((right_letter if right else wrong_letter)(stage, message), on=message)


async def test_from_the_rules_to_the_result_and_every_question(both: Stage) -> None:
    maya = both.person("Maya")
    heard = await maya.says("/mock")
    assert heard.text == "A mock exam: the clock runs, and the answers come at the end. How many questions?"
    assert heard.buttons == ["10", "20"]
    heard = await maya.presses("10")
    assert heard.edited and heard.text.startswith("10 questions in 20 minutes, mixed as in the exam.")
    assert heard.buttons == ["Begin: 20 min", "With more time: 25 min", "With more time: 30 min"]
    live = (await maya.presses("Begin")).message
    assert "1 of 10 · 20 min left" in live.text
    assert live.buttons[-2:] == [["Flag", "All questions"], ["After"]]
    for place in range(1, 11):
        letter = right_letter(both, live) if place <= 7 else wrong_letter(both, live)
        if place == 10:
            break
        heard = await maya.presses(letter)
        assert f"{letter} ✓" in str(live.buttons) and "Right" not in live.text and "Not right" not in live.text
        if place == 5:
            await both.pass_time(minutes=8)
            await both.restart()
        await maya.presses("After")
    assert "10 of 10 · 12 min left" in live.text and "After" not in str(live.buttons)
    assert await both.db.read(reviews.totals, maya.id) == (0, 0)
    await maya.presses("All questions")
    assert live.text.startswith("9 of 10 answered, 0 flagged, 12 min left.")
    await maya.presses("Hand in")
    assert live.text == "One question has no whole answer. Hand in?"
    end = await maya.presses("Hand in now")
    assert end.text.startswith("Mock exam: 7 of 10 right, 70 %.\n9 answered, 8 of 20 minutes used.")
    assert "Kinds of tea: " in end.text and "of 6\n" in end.text and "Making tea: " in end.text and "of 4\n" in end.text
    assert "pass" not in end.text.replace("It does not say whether you pass.", "")
    assert await both.db.read(reviews.totals, maya.id) == (9, 7)
    assert len(await both.db.read(cards.of, maya.id)) == 9
    assert len([m for m in maya.chat.shown if m.from_bot]) == 1, "one live message"

    await maya.presses("See every question")
    words = []
    for place in range(1, 11):
        assert shown(both, live).explanation in live.text and f"{place} of 10" in live.text
        words.append(live.text.split(".")[0])
        if place < 10:
            await maya.presses("After")
    assert words == ["Right"] * 7 + ["Not right"] * 2 + ["Not answered"]
    assert (await maya.presses("Back to the result")).text == end.text
    heard = await maya.presses("Ask the missed ones again")
    assert "1 of 3" in heard.text


async def test_flag_go_back_and_change_an_answer(stage: Stage) -> None:
    maya, live = await begun(stage)
    await pick(stage, maya, False, live)
    await maya.presses("Flag")
    assert live.text.endswith("20 min left · flagged") and "Remove flag" in str(live.buttons)
    await maya.presses("After")
    await maya.presses("All questions")
    assert live.text.startswith("1 of 10 answered, 1 flagged")
    assert live.buttons[0][:2] == ["1 ✓ ⚑", "2"] and len(live.buttons[0]) == 8
    await maya.presses("1 ✓")
    wrong = next(label for label in live.buttons[0] if "✓" in label)
    await pick(stage, maya, True, live)
    assert [label for label in live.buttons[0] if "✓" in label] != [wrong]
    await maya.presses("Remove flag")
    for _ in range(2):  # the same letter again takes the answer away, and gives it once more
        await pick(stage, maya, True, live)
    await maya.presses("All questions")
    await maya.presses("Hand in")
    assert (await maya.presses("Hand in now")).text.startswith("Mock exam: 1 of 10 right, 10 %.")
    assert await stage.db.read(reviews.totals, maya.id) == (1, 1)


async def test_the_time_ends_by_itself(both: Stage) -> None:
    maya, live = await begun(both)
    await pick(both, maya, True, live)
    heard = await both.pass_time(minutes=10)
    assert heard.silent
    heard = await both.pass_time(minutes=5)
    assert heard.edited and "1 of 10 · 5 min left" in heard.text
    assert (await both.pass_time(minutes=4)).silent, "said once"
    await both.restart()
    heard = await both.pass_time(minutes=1)
    assert heard.text.startswith("The time is over.\nMock exam: 1 of 10 right, 10 %.\n1 answered, 20 of 20 minutes")
    assert heard.methods == ["editMessageReplyMarkup", "sendMessage"] and not heard.message.silent
    assert not live.keyboard
    assert (await both.pass_time(minutes=1)).silent
    assert await both.db.read(reviews.totals, maya.id) == (1, 1)


async def test_an_answer_after_the_end_does_not_count(both: Stage) -> None:
    maya, live = await begun(both)
    letter = right_letter(both, live)
    both.now = both.now.replace(minute=both.now.minute + 20)  # and nobody has looked at the time yet
    heard = await maya.presses(letter)
    assert heard.text.startswith("Mock exam: 0 of 10 right, 0 %.")
    assert await both.db.read(reviews.totals, maya.id) == (0, 0)
    assert (await both.pass_time(minutes=1)).silent


async def test_more_time_for_those_who_want_it(stage: Stage) -> None:
    maya, live = await begun(stage, more="With more time: 25")
    assert "1 of 10 · 25 min left" in live.text
    await stage.pass_time(minutes=24)
    await pick(stage, maya, True, live)
    assert "1 of 10 · 1 min left" in live.text


async def test_results_are_kept_to_compare(stage: Stage) -> None:
    maya = stage.person("Maya")
    for right in (2, 5):
        _, live = await begun(stage, 5, somebody=maya)
        for _ in range(right):
            await pick(stage, maya, True, live)
            if right < 5 or "5 of 5" not in live.text:
                await maya.presses("After")
        await maya.presses("All questions")
        await maya.presses("Hand in")
        end = await maya.presses("Hand in now")
        await stage.pass_time(days=1)
    assert end.text.startswith("Mock exam: 5 of 5 right, 100 %.") and "Before: 24 November 2026 40 %." in end.text
    assert "Ask the missed ones again" not in end.buttons
    heard = await maya.says("/mock")
    assert "Before: 25 November 2026 100 %, 24 November 2026 40 %." in heard.text


async def test_it_goes_on_at_the_bottom_and_ends_with_stop(both: Stage) -> None:
    maya, live = await begun(both)
    await pick(both, maya, True, live)
    await maya.says("what is matcha")
    heard = await maya.says("/mock")
    assert "1 of 10" in heard.text and "✓" in str(heard.message.buttons) and not live.keyboard
    heard = await maya.says("/stop")
    assert heard.text.startswith("Stopped.")
    assert await both.db.read(reviews.totals, maya.id) == (1, 1)
    assert (await maya.says("/mock")).text.startswith("A mock exam: the clock runs"), "what was left is not compared"
    assert (await both.pass_time(hours=1)).silent


async def test_typed_letters_and_look_ups(stage: Stage) -> None:
    maya, live = await begun(stage)
    letter = right_letter(stage, live)
    heard = await maya.says(letter.lower())
    assert heard.edited and f"{letter} ✓" in str(live.buttons)
    assert (await maya.says("h")).text == "This question has the letters A to D."
    assert (await maya.says("what is matcha")).text.startswith("Matcha")


async def test_the_daily_question_does_not_end_it(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("/daily")
    await maya.says("madrid")
    await maya.presses("Other time")
    await maya.says("10:05")
    _, live = await begun(stage, somebody=maya)
    await pick(stage, maya, True, live)
    push = await stage.pass_time(minutes=5)
    assert "1 of 10 ·" in push.text
    await maya.presses("After", on=live)
    assert "2 of 10 · 15 min left" in live.text
    await maya.presses("All questions", on=live)
    await maya.presses("Hand in", on=live)
    assert (await maya.presses("Hand in now", on=live)).text.startswith("Mock exam: 1 of 10")


async def test_made_up_presses_change_nothing(both: Stage) -> None:
    maya, live = await begun(both, 5)
    mock, asking = (
        live.keyboard[-1][0]["callback_data"].split(".")[2],
        live.keyboard[0][0]["callback_data"].split(".")[2],
    )
    eve = both.person("Eve")
    await eve.says("/start")
    before = live.text, live.buttons
    foreign = [
        f"1mx.pick.{asking}.0",
        f"1mx.back.{asking}.0",
        *(f"1mx.{one}.{mock}.1" for one in ("go", "flag", "end", "see")),
    ]
    for data in foreign:
        heard = await eve.sends_press(data, live)
        assert heard.alert and not heard.seen, data
    odd = [
        "see.{m}.1",
        "go.{m}.0",
        "go.{m}.6",
        "flag.{m}.99",
        "result.{m}.0",
        "begin.0.0",
        "nonsense.{m}.1",
        "pick.999.0",
    ]
    for data in (f"1mx.{one.format(m=mock)}" for one in (*odd, f"pick.{asking}.77", "go.-1.1")):
        heard = await maya.sends_press(data, live)
        assert heard.alert or heard.silent or "1 of 5" in heard.text, data
    for data in (f"1a.{asking}.0", f"1k.{asking}", f"1g.{asking}", f"1n.{asking}", f"1w.{asking}", f"1b.{asking}"):
        heard = await maya.sends_press(data, live)
        assert heard.toast and not heard.seen, data
    assert (live.text, live.buttons) == before

    def state(tx: Connection) -> tuple[int, str]:
        found = mocks.open_of(tx, maya.id)
        assert found is not None
        return found.place, found.state

    assert await both.db.transaction(state) == (1, "open")
    assert await both.db.read(reviews.totals, maya.id) == (0, 0)
    begin = "1mx.begin.5.0"
    assert not (await maya.sends_press(begin, live)).toast  # the one that runs, as it stands
    assert await both.db.transaction(state) == (1, "open")
    await maya.presses("All questions", on=live)
    end = live.keyboard[-1][0]["callback_data"].replace("ask", "end")
    maya.person.sends_press(end, live)
    maya.person.sends_press(end, live)
    await both.listen()
    assert (await maya.sends_press(end, live)).toast == "This mock exam is over. Start another with /mock."
    assert live.text.startswith("Mock exam: 0 of 5")


@pytest_asyncio.fixture
async def cafes(sqlite_files: SqliteFiles) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_files.fresh(), kinds()) as opened:
        yield opened


async def test_every_kind_and_style(cafes: Stage) -> None:
    """Whatever is asked can be answered, changed and left; nothing tells what is right before the end."""
    for style in ("Buttons", "Quiz polls", "Typing", "Screen reader"):
        maya = cafes.person(f"Maya {style}")
        await maya.says("/settings")
        await maya.presses("How I answer")
        await maya.presses(style)
        await maya.says("/mock 80")
        await maya.presses("Begin")
        size = int(maya.last.text.split(" of ")[-1].split(" ")[0])
        forms = set()
        for place in range(1, size + 1):
            asked = maya.last
            assert f"{place} of {size}" in asked.text
            if "Type your answer." in asked.text or "Type the number." in asked.text:
                forms.add("typed")
                await maya.says("7")
                assert "Your answer: 7" in maya.last.text
            elif style in {"Typing", "Screen reader"}:
                forms.add("letters")
                example = re.search(r"[Ff]or example ([A-L]+)", asked.text)
                said = example[1] if example else "A"
                await maya.says(said)
                assert f"Your answer: {', '.join(said)}" in maya.last.text
            else:
                letters = [label for row in asked.buttons for label in row if len(label) == 1]
                for letter in letters[:-1]:
                    await maya.presses(letter)
                forms.add("order" if "Take back" in str(maya.last.buttons) else "options")
                if "Take back" in str(maya.last.buttons):
                    await maya.presses("Take back")
                    await maya.presses(letters[-1])
            assert "Right is" not in maya.last.text and "Submit" not in maya.last.text
            if place < size:
                await maya.presses("After")
        await maya.presses("All questions")
        await maya.presses("Hand in")
        end = await maya.presses("Hand in now")
        assert end.seen[-1].text.startswith("Mock exam: "), style
        assert len(forms) >= 2, (style, forms)
        await maya.presses("See every question")
        for _ in range(size - 1):
            await maya.presses("After")
