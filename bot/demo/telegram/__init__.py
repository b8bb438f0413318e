"""A simulated Telegram: one strict state machine, two doors.

    tg = Telegram(clock)
    maya = tg.user("Maya")
    maya.says("/start")                      # queues an update, as Telegram would
    await app.receive(tg.take_updates())     # the bot answers through SimulatedRequest(tg)
    tg.private(maya).last.text               # what Maya sees
    maya.presses("Try 3 questions")          # finds the button by its label
    group = tg.group("Study", maya, ben)
    maya.says("/quiz@studybot", group)
    ben.votes(group.last, 2)

`SimulatedRequest` is the door for PTB in this process, `server` the one over HTTP. Every call is checked
against the Bot API's own tables (`botapi.json`, Bot API 10.0); what Telegram would silently ignore is
refused here and kept in `violations`.
"""

from bot.demo.telegram.objects import ApiError, Call, Chat, Message
from bot.demo.telegram.people import Person
from bot.demo.telegram.state import Telegram
from bot.demo.telegram.transport import SimulatedRequest

__all__ = ["ApiError", "Call", "Chat", "Message", "Person", "SimulatedRequest", "Telegram"]
