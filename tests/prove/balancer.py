"""A small load balancer: each request to the next replica, and to the one after when that does not answer."""

from collections.abc import Sequence

import aiohttp
from aiohttp import web

PATIENCE = 5.0
"""Seconds that a replica has to answer; a stopped one holds its connections open."""


class Balancer:
    def __init__(self, backends: Sequence[int]) -> None:
        self._backends = list(backends)
        self._turn = 0
        self._runner: web.AppRunner | None = None
        self.statuses: list[int] = []
        """What was answered, in order."""
        self.port = 0

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        app.cleanup_ctx.append(self._session)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = int(self._runner.addresses[0][1])

    async def _session(self, _app: web.Application):  # type: ignore[no-untyped-def]  # aiohttp's own shape
        timeout = aiohttp.ClientTimeout(total=PATIENCE, sock_connect=1.0)
        self._client = aiohttp.ClientSession(timeout=timeout)
        yield
        await self._client.close()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name.lower() not in {"host"}}
        for _ in self._backends:
            self._turn = (self._turn + 1) % len(self._backends)
            address = f"http://127.0.0.1:{self._backends[self._turn]}{request.path_qs}"
            try:
                async with self._client.request(request.method, address, data=body, headers=headers) as answer:
                    self.statuses.append(answer.status)
                    return web.Response(status=answer.status, body=await answer.read())
            except (TimeoutError, aiohttp.ClientError):
                continue
        self.statuses.append(502)
        return web.Response(status=502)
