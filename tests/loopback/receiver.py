"""A program at the other end of webhooks out: it keeps what it gets, and checks signatures by the words of Standard Webhooks alone."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Self

from aiohttp import web

CUT = 0
"""In place of a status: the connection is cut once the request is there."""
SILENT = -1
"""In place of a status: no answer comes."""


class Receiver:
    """`async with Receiver() as program:` answers with `answers`, one after the other, and 204 once they are used up."""

    def __init__(self, path: str = "/hooks/fedtide") -> None:
        self.path = path
        self.answers: list[int] = []
        self.headers: dict[str, str] = {}
        """What answers carry besides."""
        self.got: list[tuple[Mapping[str, str], bytes]] = []
        self.elsewhere: list[str] = []
        self.arrived = asyncio.Event()
        self._left = asyncio.Event()

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_post(self.path, self._take)
        application.router.add_route("*", "/{other:.*}", self._other)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.origin = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._left.set()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return self.origin + self.path

    @property
    def ids(self) -> list[str]:
        """The webhook-id of each request, in the order that they came in."""
        return [headers["webhook-id"] for headers, _ in self.got]

    @property
    def payloads(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]

    async def reached(self, count: int, seconds: float = 30.0) -> None:
        """Wait until so many requests came in."""
        async with asyncio.timeout(seconds):
            while len(self.got) < count:
                self.arrived.clear()
                await self.arrived.wait()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        self.got.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        self.arrived.set()
        status = self.answers.pop(0) if self.answers else 204
        if status == SILENT:
            await self._left.wait()
        if status in (CUT, SILENT):
            assert request.transport is not None
            request.transport.close()
        return web.Response(status=status or 500, headers=self.headers)

    async def _other(self, request: web.Request) -> web.StreamResponse:
        self.elsewhere.append(request.path)
        return web.Response(status=204)


def is_signed(headers: Mapping[str, str], body: bytes, key: bytes) -> bool:
    """Whether one of the signatures is the key's: HMAC-SHA256 over `id.timestamp.body`, in base64, after `v1,`."""
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return expected in headers["webhook-signature"].split(" ")
