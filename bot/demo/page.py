"""The demo's page: a socket per open tab, and who may open one.

Only whoever knows the secret in the address gets anything; Host and Origin are compared, so that neither
another page in the same browser (CSRF) nor a name that was rebound to this machine can drive it.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from functools import partial
from html import escape
from importlib.resources import files
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import orjson
import structlog
from aiohttp import WSMsgType, web

from bot.chat.texts import Speech, catalogue
from bot.demo import acts, view
from bot.demo.acts import BadAct, Tab
from bot.demo.cast import ME
from bot.demo.play import Demo
from bot.demo.telegram import Message
from bot.demo.tour import Guide

log = structlog.get_logger()

FILES = {"": "index.html", "chat.css": "chat.css", "chat.js": "chat.js", "draw.js": "draw.js"}
TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
LARGEST_ACT = 1024 * 1024
"""Bytes: the longest text that may be said is six times as long when every character of it is escaped."""

HEARTBEAT = 20.0
"""Seconds; a tab that does not answer a ping for that long is gone."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class Page:
    """secret: the first part of every path. host: what the server listens on."""

    def __init__(self, demo: Demo, secret: str, host: str) -> None:
        self._demo = demo
        self._secret = secret
        self._host = host
        self._tabs: set[Tab] = set()
        self._guide = Guide(demo)
        self._travels: set[asyncio.Task[None]] = set()
        demo.listeners.add(self._happened)

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._guard], client_max_size=64 * 1024)
        app.router.add_get("/{secret}/live", self._live)
        app.router.add_get("/{secret}/file/{id}", self._file)
        app.router.add_get("/{secret}/{name:[a-z.]*}", self._static)
        app.on_shutdown.append(self._close)
        return app

    # --- who may come in

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if not self._host_fits(request) or not self._origin_fits(request):
            return web.Response(status=403, text="This address is not the demo's.", headers=HEADERS)
        given = request.match_info.get("secret", "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return web.Response(status=404, text="Open the address that studybot printed.", headers=HEADERS)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    def _host_fits(self, request: web.Request) -> bool:
        """A name that an attacker's DNS points here is not one of ours; an address cannot be rebound."""
        try:
            name = urlsplit(f"//{request.host}").hostname or ""
        except ValueError:  # not a host at all
            return False
        if self._host in LOCAL:
            return name in LOCAL
        return name == self._host or name in LOCAL or _is_address(name)

    @staticmethod
    def _origin_fits(request: web.Request) -> bool:
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"http://{request.host}":
            return False
        return request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"} or (
            request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
        )

    # --- what is served

    async def _static(self, request: web.Request) -> web.Response:
        name = FILES.get(request.match_info["name"])
        if name is None:
            raise web.HTTPNotFound(headers=HEADERS)
        text = files("bot.demo").joinpath("static", name).read_text("utf-8")
        if name.endswith(".html"):
            language = request.headers.get("Accept-Language", "en")[:2]
            text = _worded(text, catalogue().speech(language))
        return web.Response(text=text, content_type=TYPES[name.rsplit(".", 1)[1]])

    async def _file(self, request: web.Request) -> web.Response:
        """A picture to look at, or a document to keep; never a page to run."""
        file = self._demo.telegram.files.get(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound(headers=HEADERS)
        if file.size is not None:
            kind = "image/png" if file.data.startswith(b"\x89PNG") else "image/jpeg"
            return web.Response(body=file.data, content_type=kind)
        name = "".join(c for c in file.name if c.isascii() and (c.isalnum() or c in "._-")) or "file"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=file.data, content_type="application/octet-stream", headers=disposition)

    # --- the socket

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        if request.headers.get("Origin") is None:
            raise web.HTTPForbidden(headers=HEADERS)
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=LARGEST_ACT)
        await socket.prepare(request)
        about = request.query
        tab = Tab(socket, about.get("tab", "")[:40], about.get("language", "en")[:10], zone=about.get("zone", "")[:40])
        self._tabs.add(tab)
        writer = asyncio.create_task(tab.write())
        try:
            tab.send(acts.hello(self._demo, tab, self._guide.told))
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._hear(tab, message.data)
        finally:
            self._tabs.discard(tab)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    async def _hear(self, tab: Tab, data: str) -> None:
        """One act after the other; only a travel lets others pass, because it may take long."""
        try:
            act = orjson.loads(data)
        except orjson.JSONDecodeError:
            act = None
        if isinstance(act, dict) and act.get("act") == "travel":
            task = asyncio.create_task(self._act(tab, act))
            self._travels.add(task)
            task.add_done_callback(self._travels.discard)
        else:
            await self._act(tab, act)

    async def _act(self, tab: Tab, act: Any) -> None:
        """Do what a tab asks for, and tell it that this was done as soon as no crash can undo it."""
        number: Any = act.get("n") if isinstance(act, dict) else None
        refusal = ""
        try:
            await acts.do(self._demo, tab, act, self._guide)
        except BadAct as error:
            refusal = str(error)
        except Exception:
            log.exception("an act of the page failed")
            refusal = "went-wrong"
        if refusal:
            tab.send({"refused": catalogue().speech(tab.language).plain(refusal), "n": number})
        if number is not None:
            self._demo.keeper.then(partial(tab.send, {"done": number}))

    # --- what happened

    def _happened(self, event: str, value: Any) -> None:
        if event == "message":
            self._show(value)
        elif event == "answer":
            self._answered(*value)
        elif event == "read":
            self._everybody({"place": acts.place(self._demo, value)})
        elif event == "reset":
            for tab in self._tabs:
                tab.send({"reset": True, **acts.hello(self._demo, tab, self._guide.told)})
        else:
            for tab in self._tabs:
                tab.send(acts.narration(tab, value) if event == "tour" else acts.state(self._demo, tab))

    def _show(self, message: Message) -> None:
        """What somebody sees, a crash does not take away: it is saved first."""
        place = acts.place(self._demo, message.chat)
        if message.deleted:
            event = {"gone": {"chat": message.chat.id, "id": message.id}, "place": place}
        else:
            event = {"message": view.message_view(message, ME), "place": place}
        self._demo.keeper.then(partial(self._everybody, event))

    def _answered(self, number: str, query: dict[str, Any]) -> None:
        for tab in self._tabs:
            if number in tab.waiting:
                tab.waiting.discard(number)
                self._demo.keeper.then(partial(tab.send, acts.answer(number, query)))

    def _everybody(self, event: dict[str, Any]) -> None:
        for tab in self._tabs:
            tab.send(event)

    async def _close(self, _app: web.Application) -> None:
        self._demo.listeners.discard(self._happened)
        await self._guide.end()
        for travel in self._travels:
            travel.cancel()
        for tab in list(self._tabs):
            await tab.close()


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _worded(html: str, speech: Speech) -> str:
    """The page with its words: {demo-send} stands for a key of the catalogue, {lang} for the language."""
    for key in speech.keys("demo-"):
        html = html.replace("{" + key + "}", escape(speech.plain(key), quote=True)) if "{" + key + "}" in html else html
    return html.replace("{lang}", speech.tongue)
