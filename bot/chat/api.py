"""Raw calls to the Bot API: a method, its parameters, the JSON result. Errors are PTB's.

PTB's Bot turns every answer into objects; a sender that needs one message id, and a poller that must
not stop at an update it cannot parse, are better off without.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter


class Api:
    """One bot's door. The token is kept out of repr and of every error."""

    def __init__(self, request: BaseRequest, polling: BaseRequest, root: str, token: str) -> None:
        self._request = request
        self._polling = polling
        self._address = f"{root}/bot{token}/"

    def __repr__(self) -> str:
        return "<Api>"

    async def call(self, method: str, parameters: Mapping[str, Any], *, deadline: float | None = None) -> Any:
        """The result of one method. deadline: seconds for the whole answer, default the transport's."""
        timeout = BaseRequest.DEFAULT_NONE if deadline is None else deadline
        return await self._request.post(self._address + method, _data(parameters), read_timeout=timeout)

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
    return RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])
