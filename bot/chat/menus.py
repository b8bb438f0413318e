"""The bot's menus and the texts about itself: by scope and language, set only when they changed."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import orjson
import structlog
from telegram.error import TelegramError

from bot.chat.api import Api
from bot.chat.texts import DEFAULT, Texts
from bot.chat.turn import Command
from bot.storage import operation
from bot.storage.database import Database

log = structlog.get_logger()

_MARK = "menus"
RESTS = (1.0, 5.0, 30.0)


def calls(commands: Sequence[Command], texts: Texts) -> list[tuple[str, dict[str, Any]]]:
    """Every call that brings menus and texts to their present state; English also serves unknown languages."""
    wanted: list[tuple[str, dict[str, Any]]] = []
    for tongue in texts.tongues:
        speech = texts.speech(tongue)
        language = {} if tongue == DEFAULT else {"language_code": tongue}
        for scope, listed in (
            ("all_private_chats", [c.name for c in commands if c.menu]),
            ("all_group_chats", [c.name for c in commands if c.group_menu]),
            ("all_chat_administrators", [c.name for c in commands if c.group_menu or c.admin_menu]),
        ):
            menu = [{"command": name, "description": speech.plain(f"command-{name}")} for name in listed]
            wanted.append(("setMyCommands", {"commands": menu, "scope": {"type": scope}, **language}))
        about = speech.plain("bot-description"), speech.plain("bot-short-description")
        wanted.append(("setMyDescription", {"description": about[0], **language}))
        wanted.append(("setMyShortDescription", {"short_description": about[1], **language}))
    return wanted


async def set_menus(api: Api, db: Database, commands: Sequence[Command], texts: Texts) -> None:
    """Make the calls, unless the same ones were made before. A failure is tried again at the next start."""
    wanted = calls(commands, texts)
    state = sha256(orjson.dumps(wanted)).hexdigest()
    if await db.read(operation.get, _MARK) == state:
        return
    try:
        for method, parameters in wanted:
            await api.insist(method, parameters, RESTS)
    except TelegramError as error:
        log.warning("menus could not be set; tried again at the next start", error=type(error).__name__)
        return
    await db.transaction(operation.put, _MARK, state)
