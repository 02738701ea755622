"""A publisher on the loopback interface: a small, real HTTP/1.1 server that a test scripts, failures included.

    with Publisher() as fed:
        fed.publish("/feeds/press_all.xml", b"<rss>...", content_type="text/xml")   # ETag and Last-Modified come by themselves
        fed.fail("/feeds/press_all.xml", Answer(status=503, retry_after="30"), times=2)
        ... ask fed.url ...
        fed.requests   # what was asked, in order

It runs in a thread of its own, so that tests may be synchronous, asynchronous, or drive a child process. Paths match with
their query first, then without it; what is not published is a 404.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import socket
import struct
import threading
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Self

MAINTENANCE = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>We will be back shortly</h1></body></html>"


MOST = 30.0
"""Seconds that an answer is held back where a test never lets it go."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One response, or one way of not giving it."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    etag: str | None = None
    last_modified: str | None = None
    retry_after: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    gzipped: bool = False
    """Encode the body; `cut` then cuts the encoded one."""
    chunked: bool = False
    """Send it without a Content-Length; `cut` then ends a well-formed but short stream."""
    cut: int | None = None
    """Promise the whole body, send only so many bytes of it, and hang up."""
    reset: bool = False
    """Hang up with a TCP reset where the head of the answer should come."""
    wait: float = 0.0
    """Seconds before the head."""
    until: threading.Event | None = None
    """Set by the test when the head may go."""
    pause: float = 0.0
    """Seconds between single bytes of the body."""


@dataclass(frozen=True)
class Request:
    """What was asked."""

    method: str
    target: str
    headers: Mapping[str, str]
    status: int
    at: float
    """Seconds of the machine's monotonic clock."""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


class Publisher:
    """A scripted HTTP server on 127.0.0.1; use as a context manager."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[Request] = []
        self.accepted = 0
        """Connections that were made to it."""
        self._published: dict[str, Answer] = {}
        self._failures: defaultdict[str, deque[Answer]] = defaultdict(deque)
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._ready = threading.Event()
        self._connections: set[asyncio.Task[None]] = set()

    def publish(self, target: str, body: bytes, *, content_type: str = "text/html; charset=utf-8", validators: bool = True) -> None:
        """Answer `target` with `body` from now on, and with 304 to those who have it, unless `validators` is off."""
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"' if validators else None
        modified = "Wed, 17 Sep 2025 18:00:00 GMT" if validators else None
        self.answer(target, Answer(body=body, content_type=content_type, etag=etag, last_modified=modified))

    def answer(self, target: str, answer: Answer) -> None:
        """Answer `target` so from now on."""
        with self._lock:
            self._published[target] = answer

    def fail(self, target: str, answer: Answer, *, times: int = 1) -> None:
        """Answer the next `times` requests for `target` so, then as before."""
        with self._lock:
            self._failures[target].extend([answer] * times)

    def body(self, target: str) -> bytes:
        """What is published at `target`; nothing where nothing is."""
        with self._lock:
            return self._published[target].body if target in self._published else b""

    def asked(self, path: str) -> int:
        """How many requests there were for a path."""
        return sum(request.path == path for request in list(self.requests))

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._run())
        self._loop.close()

    async def _run(self) -> None:
        self._stopping = asyncio.Event()
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._ready.set()
        await self._stopping.wait()
        server.close()
        for connection in tuple(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = self._loop.create_task(self._converse(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; whether the connection stays open."""
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        pairs = (line.partition(":") for line in lines[1:] if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        answer = self._answer_to(target, headers)
        self.requests.append(Request(method, target, headers, answer.status, time.monotonic()))
        await asyncio.sleep(answer.wait)
        if answer.until is not None:
            await asyncio.to_thread(answer.until.wait, MOST)
        if answer.reset:
            _reset(writer)
            return False
        return await _send(writer, answer)

    def _answer_to(self, target: str, headers: Mapping[str, str]) -> Answer:
        path = target.partition("?")[0]
        with self._lock:
            for name in (target, path):
                if self._failures[name]:
                    return self._failures[name].popleft()
            answer = self._published.get(target) or self._published.get(path)
        if answer is None:
            return Answer(status=404, body=b"<html><body>Page not found</body></html>")
        return replace(answer, status=304, body=b"") if answer.status == 200 and _has_it(answer, headers) else answer


def _has_it(answer: Answer, headers: Mapping[str, str]) -> bool:
    """RFC 9110: If-None-Match decides where it is sent, else If-Modified-Since; entity tags compare weakly."""
    if "if-none-match" in headers:
        known = {tag.strip().removeprefix("W/") for tag in headers["if-none-match"].split(",")}
        return answer.etag is not None and answer.etag.removeprefix("W/") in known
    return answer.last_modified is not None and headers.get("if-modified-since") == answer.last_modified


def _reset(writer: asyncio.StreamWriter) -> None:
    """Hang up without a word: with lingering off and at zero, closing sends RST."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _send(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    body = gzip.compress(answer.body) if answer.gzipped else answer.body
    writer.write(_head(answer, len(body)))
    sent = body if answer.cut is None else body[: answer.cut]
    if answer.chunked:
        writer.write(b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (sent[:7], sent[7:]) if part) + b"0\r\n\r\n")
    elif answer.pause:
        for byte in sent:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(answer.pause)
    else:
        writer.write(sent)
    await writer.drain()
    return answer.chunked or answer.cut is None


def _head(answer: Answer, length: int) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    named = {"ETag": answer.etag, "Last-Modified": answer.last_modified, "Retry-After": answer.retry_after}
    lines += [f"{name}: {value}" for name, value in named.items() if value is not None]
    if answer.status != 304:
        lines.append(f"Content-Type: {answer.content_type}")
        lines.append("Transfer-Encoding: chunked" if answer.chunked else f"Content-Length: {length}")
    if answer.gzipped:
        lines.append("Content-Encoding: gzip")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
