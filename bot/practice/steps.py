"""Presses that carry a step and a value, taken one step after the other in the private chat."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.chat.buttons import Button, Daily, Exam
from bot.chat.messages import Toast
from bot.chat.turn import Said, Turn

Steps: TypeAlias = Mapping[str, Callable[[Turn, str], Said | None]]
"""What each step does with its value; None: no button of ours carries it."""


def taking(steps: Steps) -> Callable[[Turn, Button], Said]:
    """One press. A step or a value that no button of ours carries is an old button."""

    def take(turn: Turn, button: Button) -> Said:
        assert isinstance(button, Daily | Exam)
        if not turn.incoming.private:
            return [Toast(turn.speech.plain("only-private"), alert=True)]
        taken = steps.get(button.step)
        said = taken(turn, button.value) if taken else None
        return said if said is not None else [Toast(turn.speech.plain("old-button"), alert=True)]

    return take
