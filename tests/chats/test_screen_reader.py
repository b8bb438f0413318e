"""A whole session with a screen reader's eyes: only new messages and alerts are heard, never an edit or a toast.

`Ear` hears what TalkBack would announce; everything the learner needs must be in it.
"""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.chats.asking import answers_by, asked, coffee, letter, letters
from tests.databases import SqliteFiles
from tests.stage import Heard, Stage, Talker, on_stage


@pytest_asyncio.fixture
async def cafe(sqlite_files: SqliteFiles) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_files.fresh(), coffee()) as stage:
        yield stage


class Ear:
    def __init__(self, talker: Talker) -> None:
        self.talker = talker

    async def says(self, text: str) -> str:
        return self._announced(await self.talker.says(text))

    async def presses(self, label: str) -> str:
        return self._announced(await self.talker.presses(label))

    def _announced(self, heard: Heard) -> str:
        """What is spoken: an alert, else the one new message. Silence, an edit or a toast fails."""
        assert "editMessageText" not in heard.methods, "an edit rings nobody"
        if heard.toast:
            assert heard.alert, f"a toast is not spoken: {heard.toast}"
            return heard.toast
        sent = [call for call in heard.calls if call.method == "sendMessage"]
        assert len(sent) == 1, [call.method for call in heard.calls]
        assert not any(call.method == "sendPoll" for call in heard.calls), "polls are partly unreadable"
        return heard.seen[-1].text


async def test_a_whole_session_by_ear(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "reader")
    ear = Ear(maya)

    assert (await ear.says("/quiz espresso 4")).endswith("1 of 4 · Espresso")
    seen = set()
    for number in range(1, 9):
        question, place = maya.last, f"{number} of 4" if number <= 4 else "Once more"
        assert (place in question.text and question.buttons == [["I don't know"]]) or "Show options" in str(
            question.buttons
        )
        kind, answer = _right_answer(question.text)
        seen.add(kind)
        result = await ear.says(letters(question, *answer) if kind != "cloze" else answer[0])
        assert result.startswith("Right. "), "the result is the first word"
        assert not question.keyboard, "an old question cannot be pressed by mistake"
        assert "Noted as a guess" in await ear.presses("I guessed")  # so each one comes once more
        assert await ear.presses("Note")
        assert (await ear.presses("Back to the answer")).startswith("Right. ")
        after = await ear.presses("Next" if number < 8 else "Show the result")
    assert after.startswith("4 questions: 4 right")
    assert seen == {"multi", "truefalse", "cloze", "matching"}


def _right_answer(text: str) -> tuple[str, tuple[str, ...]]:
    for beginning, kind, answer in (
        ("Which TWO things", "multi", ("High pressure", "Brown foam on top")),
        ("A friend wants little", "truefalse", ("False, the mug holds more of it",)),
        ("The brown foam on an", "cloze", ("crema",)),
        ("What is added to the", "matching", ("Hot water", "Ice cream", "Whiskey and cream")),
    ):
        if text.startswith(beginning):
            return kind, answer
    raise AssertionError(text)


async def test_small_notes_are_alerts(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "reader")
    ear = Ear(maya)
    question = await asked(cafe, maya, "brewing-coffee.grind.single")
    await ear.says(letter(question, "Coarse"))
    number = maya.last.keyboard[-1][0]["callback_data"].split(".")[1]
    heard = await maya.sends_press(f"1a.{number}.0", maya.last)
    assert heard.alert and heard.toast == "You have answered this question."


async def test_settings_are_heard_too(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "reader")
    ear = Ear(maya)
    assert "How I answer: Screen reader" in await ear.says("/settings")
    assert (await ear.presses("Language")).startswith("Which language")
    assert (await ear.presses("Español")).startswith("Listo.")


async def test_back_to_buttons(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "reader")
    await answers_by(maya, "buttons")
    question = await asked(cafe, maya, "brewing-coffee.grind.single")
    assert question.buttons[0] == ["A", "B", "C"]
    assert (await maya.presses("A")).edited
