"""The door over HTTP: what `studybot run` talks to when BOT_API_URL points here. 127.0.0.1 only.

Besides the Bot API there is `/sim`, by which another process acts as people and reads what they see.
"""

import asyncio
import json
from typing import Any

from aiohttp import web

from bot.demo.telegram import validate
from bot.demo.telegram.delivery import Delivery
from bot.demo.telegram.faults import STATUS, Fault, Faults
from bot.demo.telegram.objects import File, Json
from bot.demo.telegram.people import Person
from bot.demo.telegram.state import Telegram
from bot.demo.telegram.transport import answer

LONGEST_WAIT = 50


class Server:
    """One simulated Telegram behind a port."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.failures: list[int] = []
        """Statuses to answer the next calls with, instead of doing them."""
        self.faults: Faults | None = None
        self.delivery = Delivery(telegram)
        self.asked = 0
        """How often getUpdates was called."""
        self.conflicts = 0
        """How often it was answered with 409."""
        self._woken = asyncio.Event()
        telegram.on_update = self._woken.set
        self._polling = 0
        self._runner: web.AppRunner | None = None
        self._delivery: asyncio.Task[None] | None = None
        self.address = ""

    async def start(self, port: int = 0) -> str:
        """Listen; returns the root for BOT_API_URL."""
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/files/{id}", self._download)
        app.router.add_post("/sim/{act}", self._act)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        assert self._runner.addresses
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._delivery = asyncio.create_task(self.delivery.run())
        return self.address

    async def stop(self) -> None:
        if self._delivery is not None:
            self._delivery.cancel()
            await asyncio.gather(self._delivery, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    async def _call(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.telegram.token:
            return _json(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        method = request.match_info["method"]
        if self.failures and method != "getUpdates":
            return _failure(self.failures.pop(0), 1)
        parameters, files = await _parameters(self.telegram, request, method)
        fault = self.faults.strike(method, parameters) if self.faults is not None else None
        if self.faults is not None and fault is not None:
            return await self._go_wrong(self.faults, fault, request, method, parameters, files)
        return await self._do(method, parameters, files)

    async def _do(self, method: str, parameters: Json, files: dict[str, File]) -> web.Response:
        if method == "getUpdates":
            return await self._get_updates(parameters)
        status, body = answer(self.telegram, method, parameters, files)
        return web.Response(status=status, body=body, content_type="application/json")

    async def _go_wrong(
        self,
        faults: Faults,
        fault: Fault,
        request: web.Request,
        method: str,
        parameters: Json,
        files: dict[str, File],
    ) -> web.Response:
        if fault in STATUS:
            return _failure(STATUS[fault], faults.retry_after)
        if fault is Fault.SLOW:
            await asyncio.sleep(faults.slow)
            return await self._do(method, parameters, files)
        if fault is not Fault.CUT_BEFORE:
            await self._do(method, parameters, files)
        if fault is Fault.SILENT:
            await asyncio.sleep(faults.silent)
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=502)

    async def _download(self, request: web.Request) -> web.Response:
        file = self.telegram.files.get(request.match_info["id"])
        if request.match_info["token"] != self.telegram.token or file is None:
            return _json(404, {"ok": False, "error_code": 404, "description": "Not Found"})
        return web.Response(body=file.data, content_type="application/octet-stream")

    async def _get_updates(self, parameters: Json) -> web.Response:
        """Long polling; two at once are a conflict, of which the older one ends."""
        self._polling += 1
        self.asked += 1
        turn = self._polling
        self._woken.set()
        await asyncio.sleep(0)
        deadline = asyncio.get_running_loop().time() + min(LONGEST_WAIT, parameters.get("timeout", 0))
        while True:
            if turn != self._polling:
                self.conflicts += 1
                conflict = "Conflict: terminated by other getUpdates request; make sure that only one bot instance runs"
                return _json(409, {"ok": False, "error_code": 409, "description": conflict})
            self._woken.clear()
            status, body = answer(self.telegram, "getUpdates", parameters)
            left = deadline - asyncio.get_running_loop().time()
            if status != 200 or json.loads(body)["result"] or left <= 0:
                return web.Response(status=status, body=body, content_type="application/json")
            try:
                await asyncio.wait_for(self._woken.wait(), left)
            except TimeoutError:
                continue

    async def _act(self, request: web.Request) -> web.Response:
        """`/sim/say`, `/sim/press`, `/sim/chat`, `/sim/log`: JSON in, JSON out."""
        body: Json = await request.json() if request.can_read_body else {}
        act = getattr(self, f"_sim_{request.match_info['act']}", None)
        if act is None:
            return _json(404, {"error": "no such act"})
        return _json(200, act(body))

    def _person(self, body: Json) -> Person:
        user = self.telegram.users.get(body["user"])
        return (
            Person(self.telegram, user) if user else self.telegram.user(body.get("name", "Somebody"), id=body["user"])
        )

    def _sim_say(self, body: Json) -> Json:
        return {"message_id": self._person(body).says(body["text"]).id}

    def _sim_press(self, body: Json) -> Json:
        return {"press": self._person(body).presses(body["label"])}

    def _sim_chat(self, body: Json) -> Json:
        chat = self.telegram.chats[body["chat"]]
        return {"messages": [{"id": m.id, "bot": m.from_bot, "text": m.text, "buttons": m.buttons} for m in chat.shown]}

    def _sim_log(self, _body: Json) -> Json:
        waiting = len(self.telegram.updates)
        return {
            "calls": [(call.method, call.error) for call in self.telegram.log],
            "violations": self.telegram.violations,
            "unanswered": self.telegram.unanswered,
            "waiting": waiting,
        }


async def _parameters(telegram: Telegram, request: web.Request, method: str) -> tuple[Json, dict[str, File]]:
    """JSON, a form or a query, and files; texts of a form stand for the values that the tables name."""
    query = validate.decode(method, dict(request.query))
    if request.content_type == "application/json" and request.can_read_body:
        return {**query, **await request.json()}, {}
    posted = await request.post()
    form = {name: value for name, value in posted.items() if isinstance(value, str)}
    files = {
        name: File(f"f{telegram.new_id()}", value.filename, value.content_type, value.file.read())
        for name, value in posted.items()
        if isinstance(value, web.FileField)
    }
    named = {name: f"attach://{name}" for name in files if name in {"photo", "document"}}
    return {**query, **validate.decode(method, form), **named}, files


def _failure(status: int, retry_after: int) -> web.Response:
    body: Json = {"ok": False, "error_code": status, "description": f"Failure {status} on purpose"}
    return _json(status, {**body, "parameters": {"retry_after": retry_after}} if status == 429 else body)


def _json(status: int, body: Any) -> web.Response:
    return web.json_response(body, status=status)
