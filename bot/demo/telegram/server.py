"""The door over HTTP: what `studybot run` talks to when BOT_API_URL points here. 127.0.0.1 only.

Besides the Bot API there is `/sim`, by which another process acts as people and reads what they see.
"""

import asyncio
import json
from typing import Any

import aiohttp
from aiohttp import web

from bot.demo.telegram import validate
from bot.demo.telegram.objects import File, Json
from bot.demo.telegram.people import Person
from bot.demo.telegram.state import Telegram
from bot.demo.telegram.transport import answer

LONGEST_WAIT = 50
RETRY = 0.2
"""Seconds between two tries to deliver to a webhook."""


class Server:
    """One simulated Telegram behind a port."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.failures: list[int] = []
        """Statuses to answer the next calls with, instead of doing them."""
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
        self._delivery = asyncio.create_task(self._deliver())
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
            status = self.failures.pop(0)
            failure: Json = {"ok": False, "error_code": status, "description": f"Failure {status} on purpose"}
            return _json(status, {**failure, "parameters": {"retry_after": 1}} if status == 429 else failure)
        parameters, files = await _parameters(self.telegram, request, method)
        if method == "getUpdates":
            return await self._get_updates(parameters)
        status, body = answer(self.telegram, method, parameters, files)
        return web.Response(status=status, body=body, content_type="application/json")

    async def _download(self, request: web.Request) -> web.Response:
        file = self.telegram.files.get(request.match_info["id"])
        if request.match_info["token"] != self.telegram.token or file is None:
            return _json(404, {"ok": False, "error_code": 404, "description": "Not Found"})
        return web.Response(body=file.data, content_type="application/octet-stream")

    async def _get_updates(self, parameters: Json) -> web.Response:
        """Long polling; two at once are a conflict, of which the older one ends."""
        self._polling += 1
        turn = self._polling
        self._woken.set()
        await asyncio.sleep(0)
        deadline = asyncio.get_running_loop().time() + min(LONGEST_WAIT, parameters.get("timeout", 0))
        while True:
            if turn != self._polling:
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

    async def _deliver(self) -> None:
        """Post waiting updates to the webhook, in order, until each is answered with 2xx."""
        async with aiohttp.ClientSession() as session:
            while True:
                hook = self.telegram.webhook
                if not hook["url"] or not self.telegram.updates:
                    await asyncio.sleep(0.005)
                    continue
                headers = {"X-Telegram-Bot-Api-Secret-Token": hook.get("secret_token", "")}
                update = self.telegram.updates[0]
                try:
                    async with session.post(hook["url"], json=update, headers=headers) as response:
                        done = response.status < 300
                except aiohttp.ClientError:
                    done = False
                if done and self.telegram.updates and self.telegram.updates[0] is update:
                    self.telegram.updates.popleft()
                elif not done:
                    await asyncio.sleep(RETRY)

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


def _json(status: int, body: Any) -> web.Response:
    return web.json_response(body, status=status)
