"""The server: where it listens, and how long anybody may hold a connection.

A client that sends or reads slowly, or not at all, holds nothing: a connection on which no answer was finished for a while is cut, and
where there are too many the one that has waited longest makes room for the new one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.errors import SettingsError
from bot.settings import host_and_port
from bot.web.application import HEADERS, make_application
from bot.web.site import Front

log = logging.getLogger(__name__)

MOST = 256
"""Connections at a time."""
IDLE = 15.0
"""Seconds for a request's head to come, and between two requests of a connection."""
STALLED = 30.0
"""Seconds without a finished answer after which a connection is cut, whatever it is waiting for."""
SWEEP = 5.0
LINGERING = 1.0
"""Seconds for which the rest of a body that nobody wants is read, so that the client gets to read its answer."""
STOPPING = 1.0
"""Seconds that requests under way get at the end."""


class Connections:
    """The open connections, each with when it last got an answer to its end, the stalest first."""

    def __init__(self, most: int = MOST, stalled: float = STALLED) -> None:
        self._most, self._stalled = most, stalled
        self._since: dict[asyncio.Transport, float] = {}

    def __len__(self) -> int:
        return len(self._since)

    def touch(self, transport: asyncio.Transport, at: float) -> None:
        """A new one, or one that has just got an answer; with too many the stalest is cut."""
        self._since.pop(transport, None)
        self._since[transport] = at
        if len(self._since) > self._most:
            self._cut(next(iter(self._since)))

    def lost(self, transport: asyncio.Transport) -> None:
        """It has come to its end."""
        self._since.pop(transport, None)

    def sweep(self, at: float) -> None:
        """Cut those that have got no answer for too long."""
        for transport in [transport for transport, since in self._since.items() if at - since > self._stalled]:
            self._cut(transport)

    def _cut(self, transport: asyncio.Transport) -> None:
        self.lost(transport)
        transport.abort()


class Connection(web.RequestHandler):
    """aiohttp's, which keeps account of itself, and answers what is no HTTP without quoting it."""

    __slots__ = ("_connections", "_own")

    def __init__(self, connections: Connections, manager: web.Server, loop: asyncio.AbstractEventLoop) -> None:
        kept: Any = None  # no access log: who asked for what is nobody's business
        super().__init__(
            manager, loop=loop, keepalive_timeout=IDLE, lingering_time=LINGERING, access_log=kept, auto_decompress=False, logger=log
        )
        self._connections = connections
        self._own: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """One more."""
        super().connection_made(transport)
        if isinstance(transport, asyncio.Transport):
            self._own = transport
            self._connections.touch(transport, self._loop.time())

    def connection_lost(self, exc: BaseException | None) -> None:
        """One less."""
        if self._own is not None:
            self._connections.lost(self._own)
        super().connection_lost(exc)

    async def finish_response(self, *args: Any, **kwargs: Any) -> tuple[web.StreamResponse, bool]:
        """As aiohttp's: the answer is written to its end."""
        finished = await super().finish_response(*args, **kwargs)
        if self._own is not None and not self._own.is_closing():
            self._connections.touch(self._own, self._loop.time())
        return finished

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """What is answered where no page could: the number alone, and the connection is closed."""
        log.debug("a request could not be read: %s", exc) if status < 500 else log.error("a request failed", exc_info=exc)
        response = web.Response(status=status, text=f"{status}\n", headers={**HEADERS, "Server": "fedtide"})
        response.force_close()
        return response


@asynccontextmanager
async def serving(address: str | None, front: Front) -> AsyncIterator[None]:
    """Serve at `host:port` meanwhile; at no address nothing. Raises SettingsError when the address cannot be had."""
    if address is None:
        yield
        return
    runner = web.AppRunner(make_application(front), handle_signals=False, access_log=None, shutdown_timeout=STOPPING)
    await runner.setup()
    try:
        connections = Connections()
        server = await _listen(address, runner, connections)
        sweeping = asyncio.create_task(_sweep(connections), name="connections")
        try:
            yield
        finally:
            sweeping.cancel()
            server.close()
    finally:
        await runner.cleanup()


async def _listen(address: str, runner: web.AppRunner, connections: Connections) -> asyncio.Server:
    loop, (host, port) = asyncio.get_running_loop(), host_and_port(address)
    manager = runner.server
    assert manager is not None
    try:
        server = await loop.create_server(lambda: Connection(connections, manager, loop), host or None, port)
    except OSError as e:
        raise SettingsError(f"FEDTIDE_HTTP_ADDRESS: nothing can listen at {address} ({_reason(e)}); choose another one") from e
    for socket in server.sockets:
        where, number, *_ = socket.getsockname()
        log.info("serving http://%s:%d", f"[{where}]" if ":" in where else where, number)
    return server


def _reason(error: OSError) -> str:
    """What the system says, without asyncio's words around it."""
    return str(error.strerror or error).rpartition(": ")[2]


async def _sweep(connections: Connections) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(SWEEP)
        connections.sweep(loop.time())
