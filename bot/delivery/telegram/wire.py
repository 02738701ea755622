"""Requests to the Bot API over aiohttp, as python-telegram-bot wants them: a fraction of the CPU that its own take."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.delivery.telegram.leaving import Stayed, leave
from bot.tls import tls

CONNECTIONS = 256
_PLAIN = {"User-Agent": BaseRequest.USER_AGENT}
_FORM = {**_PLAIN, "Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Alike:
    """Parameters that many requests share, as text or JSON, encoded once."""

    fields: Mapping[str, str]
    encoded: bytes

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Alike:
        """These parameters."""
        return cls(fields, urlencode(fields).encode())


Files = Mapping[str, tuple[str, bytes, str]]
"""Files by the name that the parameters call them: name, content, type."""
NO_FILES: Files = MappingProxyType({})


class Form:
    """What `RequestData` is to the library, of parameters that are ready: those that are `alike`, and those of one chat; and a picture."""

    __slots__ = ("alike", "chat_id", "multipart_data", "own")

    def __init__(self, alike: Alike, chat_id: int, own: Mapping[str, str] = MappingProxyType({}), files: Files = NO_FILES) -> None:
        self.alike, self.chat_id, self.own = alike, chat_id, own
        self.multipart_data = files

    @property
    def contains_files(self) -> bool:
        """Whether it is sent as a form of several parts."""
        return bool(self.multipart_data)

    @property
    def json_parameters(self) -> dict[str, str]:
        """All of them."""
        return {**self.alike.fields, "chat_id": str(self.chat_id), **self.own}

    @property
    def encoded(self) -> bytes:
        """The body."""
        chat = b"%b&chat_id=%d" % (self.alike.encoded, self.chat_id)
        return b"%b&%b" % (chat, urlencode(self.own).encode()) if self.own else chat


class AiohttpRequest(BaseRequest):
    """One pool of connections, opened with the first request. `proxy` is an address of HTTP or HTTPS; the environment's are not obeyed.

    Time-outs are in seconds: `connect_timeout` for a connection to be made, `pool_timeout` for one to be free besides, `read_timeout` for
    each part of an answer to come; what takes long to be written counts as reading.
    """

    def __init__(
        self,
        *,
        proxy: str | None = None,
        connection_pool_size: int = CONNECTIONS,
        read_timeout: float = 5.0,
        connect_timeout: float = 5.0,
        pool_timeout: float = 1.0,
    ) -> None:
        self._proxy, self._size = proxy, connection_pool_size
        self._read, self._connect, self._pool = read_timeout, connect_timeout, pool_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take where a call says nothing else."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool, if it is not."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._size, ssl=tls())
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, auto_decompress=True
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

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
        """HTTP status and body. Raises TimedOut or NetworkError, each from aiohttp's error; their texts hold no URL."""
        await self.initialize()
        assert self._session is not None
        times = _times(_or(connect_timeout, self._connect), _or(pool_timeout, self._pool), _or(read_timeout, self._read))
        body = _body(request_data)
        headers = _FORM if isinstance(body, _Leaving) else _PLAIN
        try:
            if not isinstance(body, _Leaving):
                leave()
            async with self._session.request(
                method, url, data=body, timeout=times, proxy=self._proxy, allow_redirects=False, headers=headers
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as e:
            raise TimedOut(type(e).__name__) from e
        except (aiohttp.ClientError, OSError, ValueError) as e:
            raise NetworkError(type(e).__name__) from (e.__cause__ if isinstance(e.__cause__, Stayed) else e)


class _Leaving(aiohttp.BytesPayload):
    """A body right before whose bytes, and those of the head with them, `leave` is called: the connection is there."""

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        """As the library's."""
        leave()
        await super().write_with_length(writer, content_length)


def _or(given: Any, usual: float) -> float:
    return usual if given is None or isinstance(given, DefaultValue) else float(given)


@functools.lru_cache(maxsize=64)
def _times(connect: float, pool: float, read: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, connect=connect + pool, sock_connect=connect, sock_read=read)


def _body(data: Any) -> _Leaving | aiohttp.FormData | None:
    """The body of a request: an encoded form, or one with files."""
    if data is None:
        return None
    if isinstance(data, Form) and not data.contains_files:
        return _Leaving(data.encoded)
    if not data.contains_files:
        return _Leaving(urlencode(data.json_parameters).encode())
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
