"""*More* under a result: the buttons for what is wanted now and then."""

from bot.chat.buttons import Button, MoreOf
from bot.chat.messages import Toast
from bot.chat.turn import Feature, Said, Turn
from bot.practice import more


def press_more(turn: Turn, button: Button) -> Said:
    assert isinstance(button, MoreOf)
    asking = more.answered(turn, button.asking)
    return [asking] if isinstance(asking, Toast) else more.menu(turn, asking)


feature = Feature(presses={MoreOf: press_more})
