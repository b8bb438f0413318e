"""/daily: questions at hours of mine, or spread over a part of my day.

setup: the first time, and the hour, the zone and the number. window: spread over a part of the day. pause: pausing,
stopping, coming back. choices: days off and other wishes. status: what is set. push: what comes by itself.
"""

from bot.chat.buttons import Daily, Zone
from bot.chat.turn import Command, Feature
from bot.features.daily import choices, pause, setup, window
from bot.features.daily.push import BATCH, Pushes, plan
from bot.practice.steps import Steps, taking

STEPS: Steps = {**setup.STEPS, **window.STEPS, **choices.STEPS, **pause.STEPS}

feature = Feature(
    commands=(Command("daily", setup.daily, menu=True),),
    presses={Daily: taking(STEPS), Zone: setup.zone_pressed},
    dialogues={**setup.DIALOGUES, **window.DIALOGUES, **choices.DIALOGUES, **pause.DIALOGUES},
)

__all__ = ["BATCH", "Pushes", "feature", "plan"]
