"""/groups in private: all my groups and channels, each with its panel; /setup in a group is the way there.

Every press asks Telegram again whether this person is an admin of that chat: a chat in a button is only a claim.

entry: the way in, and the list of all. page: what is set, and what can be changed. changes: pace, language, look-ups
and the like. schedule: the daily question. places: which forum topic is for what.
"""

from collections.abc import Callable

from bot.chat.buttons import Button, ChatStep
from bot.chat.messages import Toast
from bot.chat.permissions import Deed, may
from bot.chat.turn import Command, Feature, Said, Turn
from bot.features.chat_panel import changes, entry, page, places, schedule
from bot.storage import chats, dialogues, stewards
from bot.storage.chats import Chat
from bot.storage.dialogues import Dialogue

Step = Callable[[Turn, Chat, str], Said | None]

STEPS: dict[str, Step] = {
    "open": lambda turn, chat, _: [page.panel(turn, entry.refreshed(turn, chat))],
    **changes.STEPS,
    **schedule.STEPS,
    **places.STEPS,
}


def press(turn: Turn, button: Button) -> Said:
    """One tap of the panel, by an admin of the chat that it names."""
    assert isinstance(button, ChatStep)
    if not turn.incoming.private:
        return [Toast(turn.speech.plain("only-private"), alert=True)]
    if not button.chat:
        return entry.groups(turn)
    chat = chats.find(turn.tx, button.chat)
    if chat is None or not chat.present or not may(turn, Deed.CONFIGURE, chat):
        if chat is not None:
            stewards.remove(turn.tx, chat.chat_id, turn.incoming.user_id)
        return [Toast(turn.speech.plain("chat-admins-only"), alert=True)]
    step = STEPS.get(button.step)
    said = step(turn, entry.connected(turn, chat), button.value) if step else None
    return said if said is not None else [Toast(turn.speech.plain("old-button"), alert=True)]


def _typed(taken: Callable[[Turn, Chat], Said]) -> Callable[[Turn, Dialogue], Said]:
    """A text for a chat: whoever types must still be its admin."""

    def answer(turn: Turn, dialogue: Dialogue) -> Said:
        chat = chats.find(turn.tx, int(dialogue.data["chat"]))
        if chat is None or not may(turn, Deed.CONFIGURE, chat):
            dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
            return [turn.say(turn.speech.markup("chat-admins-only"))]
        return taken(turn, chat)

    return answer


feature = Feature(
    commands=(
        Command("groups", entry.groups),
        Command("setup", entry.setup, private=False, group=True, admin_menu=True),
    ),
    presses={ChatStep: press},
    dialogues={kind: _typed(taken) for kind, taken in schedule.TYPED.items()},
    links={"setup": entry.opened},
)
