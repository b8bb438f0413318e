"""/daily: questions at hours of mine, or spread over a part of my day.

setup: the first time, and the hour, the zone and the number. window: spread over a part of the day. pause: pausing,
stopping, coming back. choices: days off and other wishes. status: what is set. push: what comes by itself.
"""

from collections.abc import Callable

from bot.chat.buttons import Button, Daily, Zone
from bot.chat.messages import Toast
from bot.chat.turn import Command, Feature, Said, Turn
from bot.features.daily import choices, pause, setup, window
from bot.features.daily.push import BATCH, Pushes, plan

STEPS: dict[str, Callable[[Turn, str], Said | None]] = {**setup.STEPS, **window.STEPS, **choices.STEPS, **pause.STEPS}


def step(turn: Turn, button: Button) -> Said:
    """One tap. A value that no button of ours carries is an old button."""
    assert isinstance(button, Daily)
    if not turn.incoming.private:
        return [Toast(turn.speech.plain("only-private"), alert=True)]
    taken = STEPS.get(button.step)
    said = taken(turn, button.value) if taken else None
    return said if said is not None else [Toast(turn.speech.plain("old-button"), alert=True)]


feature = Feature(
    commands=(Command("daily", setup.daily, menu=True),),
    presses={Daily: step, Zone: setup.zone_pressed},
    dialogues={**setup.DIALOGUES, **window.DIALOGUES, **choices.DIALOGUES, **pause.DIALOGUES},
)

__all__ = ["BATCH", "Pushes", "feature", "plan"]
