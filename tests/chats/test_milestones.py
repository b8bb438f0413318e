"""Milestones: each is said once, at the end of the questions that reached it."""

from tests.chats.questions import right_letter
from tests.stage import Stage, Talker


async def quiz(stage: Stage, maya: Talker, size: int, topic: str = "") -> str:
    """A quiz answered rightly; returns how it ends."""
    await maya.says(f"/quiz {topic} {size}")
    for number in range(size):
        await maya.presses(right_letter(stage, maya.last))
        await maya.presses("Next" if number < size - 1 else "Show the result")
    return maya.last.text


async def test_half_and_all_of_the_questions(both: Stage) -> None:
    maya = both.person("Maya")
    assert "You have now seen" not in await quiz(both, maya, 9)
    assert "You have now seen 50 % of all questions." in await quiz(both, maya, 3)
    await both.pass_time(days=1)
    assert "You have now seen" not in await quiz(both, maya, 2)
    ends = [await quiz(both, maya, 2, note.id) for note in both.library.default.notes]
    assert sum("You have now seen 100 % of all questions." in end for end in ends) == 1
    assert "You have now seen" not in await quiz(both, maya, 3)
