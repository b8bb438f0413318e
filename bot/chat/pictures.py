"""Letters with a picture: what to draw becomes a photo as late as possible, and once.

A picture is known by what it shows. Telegram keeps what it was sent under a file id, so the same drawing is
neither painted nor uploaded again while its values have not changed, whoever wants it. Where nothing can be
painted the words, which say the same, are sent alone.
"""

from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, TypeAlias

import orjson
from telegram import InputFile, InputMediaPhoto
from telegram.error import BadRequest

from bot.chat.api import Api
from bot.chat.messages import PICTURE
from bot.chat.studio import MOST_WAITING, CannotDraw, Studio

Body: TypeAlias = dict[str, Any]

KEPT = 10_000
"""File ids that are remembered: about two megabytes."""

UNSENT = MOST_WAITING
"""Painted pictures that are held until Telegram has them: some megabytes at most."""

NOTHING = b""
"""In the place of one that could not be painted: it is not tried twice for one message."""


class Pictures:
    def __init__(self, api: Api, studio: Studio) -> None:
        self._api = api
        self._studio = studio
        self._files: OrderedDict[bytes, str] = OrderedDict()
        self._painted: OrderedDict[bytes, bytes] = OrderedDict()

    async def prepare(self, body: Body) -> None:
        """Paint what a message will need before its turn comes, so that nobody else waits for that."""
        if PICTURE in body and (name := _name(body)) not in self._files:
            try:
                await self._paint(name, body)
            except CannotDraw:
                _keep(self._painted, name, NOTHING, UNSENT)

    async def call(self, method: str, body: Body) -> Any:
        """Send or edit a message with a picture. Raises what any call raises."""
        name = _name(body)
        if name in self._files:
            try:
                return self._learn(name, await self._api.call(method, _illustrated(method, body, self._files[name])))
            except BadRequest as error:
                if "file" not in error.message.lower():
                    raise
                del self._files[name]  # an id of another bot, or one that Telegram no longer knows
        try:
            painted = await self._paint(name, body)
        except CannotDraw:
            return await self._api.call("sendMessage", _in_words(body))
        return self._learn(name, await self._api.call(method, _illustrated(method, body, painted)))

    async def _paint(self, name: bytes, body: Body) -> bytes:
        painted = self._painted.pop(name, None)
        if painted == NOTHING:
            raise CannotDraw
        painted = painted or await self._studio.draw(body[PICTURE])
        _keep(self._painted, name, painted, UNSENT)
        return painted

    def _learn(self, name: bytes, result: Any) -> Any:
        """Keep the file id that Telegram answers with; its largest size comes last."""
        sizes = result.get("photo") if isinstance(result, dict) else None
        if sizes:
            _keep(self._files, name, str(sizes[-1]["file_id"]), KEPT)
            self._painted.pop(name, None)
        return result


def _name(body: Body) -> bytes:
    """The same for the same drawing."""
    return sha256(orjson.dumps(body[PICTURE], option=orjson.OPT_SORT_KEYS)).digest()


def _keep(kept: "OrderedDict[bytes, Any]", name: bytes, value: Any, most: int) -> None:
    kept[name] = value
    kept.move_to_end(name)
    while len(kept) > most:
        kept.popitem(last=False)


def _illustrated(method: str, body: Mapping[str, Any], photo: str | bytes) -> Body:
    """The body in the Bot API's form, with a file id or with the file itself."""
    rest = {name: value for name, value in body.items() if name != PICTURE}
    if method == "sendPhoto":
        return {**rest, "photo": photo if isinstance(photo, str) else InputFile(photo, "picture.png")}
    caption, mode = rest.pop("caption"), rest.pop("parse_mode", None)
    return {**rest, "media": InputMediaPhoto(photo, caption=caption, parse_mode=mode, filename="picture.png")}


def _in_words(body: Mapping[str, Any]) -> Body:
    """The same as a new message without its picture."""
    rest = {name: value for name, value in body.items() if name not in {PICTURE, "caption", "message_id"}}
    return {**rest, "text": body["caption"], "link_preview_options": {"is_disabled": True}}
