"""Which bot a database belongs to: two in one would answer each other's people."""

from sqlalchemy import Connection, inspect

from bot.storage import operation

_BOT, _BOT_OF_TOKEN = "bot", "bot_of_token"


class OtherBot(Exception):
    """This database belongs to another bot. Give each bot its own DATABASE_URL or DATA_DIR."""


def bot_of(token: str) -> int | None:
    """The id of a bot is the beginning of its token."""
    number = token.split(":")[0]
    return int(number) if number.isascii() and number.isdecimal() else None


def claim(tx: Connection, bot: int, by_token: int | None) -> None:
    """For this bot; of two that come at once the first one has it. by_token: what the next start is known by."""
    if operation.add(tx, _BOT, str(bot)) != str(bot):
        raise OtherBot(OtherBot.__doc__)
    if by_token is not None:
        operation.put(tx, _BOT_OF_TOKEN, str(by_token))


def refuse_other(tx: Connection, by_token: int) -> None:
    """Raise OtherBot; of a database of any age: it may have no tables yet."""
    if not inspect(tx).has_table("operation"):
        return
    owners = {operation.get(tx, _BOT), operation.get(tx, _BOT_OF_TOKEN)} - {None}
    if owners and str(by_token) not in owners:
        raise OtherBot(OtherBot.__doc__)
