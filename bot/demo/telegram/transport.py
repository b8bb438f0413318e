"""The door for PTB's objects in this process: a BaseRequest without a socket."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from telegram.request import BaseRequest, RequestData

from bot.demo.telegram.objects import ApiError, File, Json
from bot.demo.telegram.state import Telegram

Fault = Callable[[str, Json], None]
"""Called before each call; may raise whatever a network can do."""


class SimulatedRequest(BaseRequest):
    """fault: breaks calls for tests. kept: awaited before an answer, because Telegram answers when it has stored."""

    def __init__(
        self, telegram: Telegram, fault: Fault | None = None, kept: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        self._telegram = telegram
        self.fault = fault
        self._kept = kept

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
        files = _files(self._telegram, parameters, request_data) if request_data else {}
        answered = answer(self._telegram, name, parameters, files)
        if self._kept is not None:
            await self._kept()
        return answered

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        return orjson.loads(payload)


def _files(telegram: Telegram, parameters: Json, data: RequestData) -> dict[str, File]:
    """What comes with a call; a file that stands for a whole parameter is named there."""
    files = {}
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        body = content if isinstance(content, bytes) else content.read()
        files[name] = File(f"f{telegram.new_id()}", filename, kind, body)
        if name in {"photo", "document"}:
            parameters[name] = f"attach://{name}"
    return files


def answer(
    telegram: Telegram, method: str, parameters: Json, files: Mapping[str, File] | None = None
) -> tuple[int, bytes]:
    """Status and body of one call, as Telegram's server would answer it."""
    try:
        result = telegram.call(method, parameters, files)
    except ApiError as error:
        return error.code, orjson.dumps(error.body())
    return 200, orjson.dumps({"ok": True, "result": result})
