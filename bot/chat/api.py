"""Raw calls to the Bot API: a method, its parameters, the JSON result. Errors are PTB's.

PTB's Bot turns every answer into objects; a sender that needs one message id, and a poller that must
not stop at an update it cannot parse, are better off without.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.chat.complaint import Complaint
from bot.chat.errors import seconds_of

log = structlog.get_logger()


class Api:
    """One bot's door. The token is kept out of repr and of every error."""

    def __init__(self, request: BaseRequest, polling: BaseRequest, root: str, token: str) -> None:
        self._request = request
        self._polling = polling
        self._address = f"{root}/bot{token}/"
        self._complaint = Complaint()

    def __repr__(self) -> str:
        return "<Api>"

    async def call(self, method: str, parameters: Mapping[str, Any], *, deadline: float | None = None) -> Any:
        """The result of one method. deadline: seconds for the whole answer, default the transport's."""
        timeout = BaseRequest.DEFAULT_NONE if deadline is None else deadline
        return await self._request.post(self._address + method, _data(parameters), read_timeout=timeout)

    async def insist(
        self, method: str, parameters: Mapping[str, Any], rests: Iterable[float], *, deadline: float | None = None
    ) -> Any:
        """The result of a call that may be repeated: again after each of `rests` (seconds), and after every 429.

        Raises what no repetition helps against, and the last error when `rests` are used up.
        """
        waits = iter(rests)
        while True:
            try:
                return await self.call(method, parameters, deadline=deadline)
            except RetryAfter as error:
                await asyncio.sleep(seconds_of(error))
            except (BadRequest, Forbidden, InvalidToken):
                raise
            except TelegramError as error:
                rest = next(waits, None)
                if rest is None:
                    raise
                if self._complaint.due():
                    log.warning("a call failed; trying again", method=method, seconds=rest, error=type(error).__name__)
                await asyncio.sleep(rest)

    async def get_updates(self, offset: int | None, wait: int, allowed: Sequence[str]) -> list[dict[str, Any]]:
        """Up to 100 raw updates; waits up to `wait` seconds for the first."""
        parameters: dict[str, Any] = {"timeout": wait, "limit": 100, "allowed_updates": list(allowed)}
        if offset is not None:
            parameters["offset"] = offset
        result = await self._polling.post(
            self._address + "getUpdates", _data(parameters), read_timeout=wait + 10, connect_timeout=5.0
        )
        return result if isinstance(result, list) else []


def _data(parameters: Mapping[str, Any]) -> RequestData:
    return RequestData([_parameter(name, value) for name, value in parameters.items()])


def _parameter(name: str, value: Any) -> RequestParameter:
    """Plain JSON as it is: looking for files in it was a tenth of what an answered question costs here."""
    if isinstance(value, str | int | dict):
        return RequestParameter(name, value, None)
    return RequestParameter.from_input(name, value)
