"""The door for PTB's objects in this process: a BaseRequest without a socket."""

from collections.abc import Callable
from typing import Any

import orjson
from telegram.request import BaseRequest, RequestData

from bot.demo.telegram.state import ApiError, Telegram

Json = dict[str, Any]
Fault = Callable[[str, Json], None]
"""Called before each call; may raise whatever a network can do."""


class SimulatedRequest(BaseRequest):
    """fault: breaks calls for tests."""

    def __init__(self, telegram: Telegram, fault: Fault | None = None) -> None:
        self._telegram = telegram
        self.fault = fault

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        name = url.rsplit("/", 1)[1]
        parameters: Json = dict(request_data.parameters) if request_data else {}
        if self.fault is not None:
            self.fault(name, parameters)
        return answer(self._telegram, name, parameters)

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        return orjson.loads(payload)


def answer(telegram: Telegram, method: str, parameters: Json) -> tuple[int, bytes]:
    """Status and body of one call, as Telegram's server would answer it."""
    try:
        result = telegram.call(method, parameters)
    except ApiError as error:
        return error.code, orjson.dumps(error.body())
    return 200, orjson.dumps({"ok": True, "result": result})
