"""Conditional GET: a page whole, nothing when it is not modified, or FetchError.

A body is taken whole or not at all: one shorter than promised, a compressed stream without its end, one that is larger or slower
than allowed, any status but 200 and 304, and any redirect to another origin is a FetchError. Nothing is retried here: the next
poll does that. The client asks only the configured origins, since `rebase` moves every link there or refuses it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import zlib
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from bot.errors import ContractError, FetchError
from bot.headers import dated, retry_at
from bot.polling.budget import Budget
from bot.source import Page, PastPage, Source, Validators
from bot.tls import tls

TIMEOUT = 20.0
"""Seconds that one page may take in all, redirects included."""
MAX_REDIRECTS = 3
MAX_DRAINED, DRAINING = 100_000, 1.0
"""Bytes, and seconds, of an answer without a page that are read for the sake of its connection: another one costs as much."""

Client = httpx.AsyncClient
Clock = Callable[[], datetime]


class ApiKey(httpx.Auth):
    """A publisher's key, added to each request to its origin as it is sent: it stands in no path, page, validator, log or error."""

    def __init__(self, origin: str, name: str, key: str) -> None:
        self._origin = _origin(urlsplit(origin))
        self._name, self._key = name, key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The request, with the key where it belongs."""
        if _origin(urlsplit(str(request.url))) == self._origin:
            request.url = request.url.copy_set_param(self._name, self._key)
        yield request


class BudgetSpent(httpx.RequestError):
    """The request did not leave: its host has been asked as often as it may be. `retry_at` is when it may be asked again."""

    def __init__(self, request: httpx.Request, retry_at: datetime) -> None:
        super().__init__(f"our own budget of requests to {request.url.host} is spent", request=request)
        self.retry_at = retry_at


def make_client(
    user_agent: str,
    proxy: str | None = None,
    key: ApiKey | None = None,
    budget: Budget | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Client:
    """The one client for all publishers. Only `proxy` decides the way out, not the environment's proxy variables.

    Every request, redirects included, is taken from the budget where there is one. `transport` answers in place of the network.
    """

    async def spend(request: httpx.Request) -> None:
        url = request.url
        origin = f"{url.scheme}://{url.netloc.decode()}"
        retry_at = budget.spend(origin) if budget else None
        if retry_at is not None:
            raise BudgetSpent(request, retry_at)

    return Client(
        auth=key,
        event_hooks={"request": [spend]},
        headers={"User-Agent": user_agent, "Accept-Encoding": "gzip"},
        proxy=proxy,
        transport=transport,
        trust_env=False,
        verify=tls(),
        timeout=httpx.Timeout(TIMEOUT, connect=10.0),
        limits=httpx.Limits(max_connections=10, max_keepalive_connections=5),
    )


async def fetch_past(client: Client, source: Source, origins: Mapping[str, str], past: Iterable[PastPage], *, now: Clock) -> list[Page]:
    """The pages of a source's past, one after the other; the first that cannot be had ends it with its FetchError."""
    pages = []
    for part in past:
        url = f"{origins[part.publisher]}{part.path}"
        page = await fetch(client, url, source_id=source.id, validators=Validators(), max_bytes=source.max_bytes, timeout=TIMEOUT, now=now)
        pages += [page] if page else []
    return pages


async def fetch(
    client: Client,
    url: str,
    *,
    source_id: str,
    validators: Validators,
    max_bytes: int,
    timeout: float,  # noqa: ASYNC109  (it becomes a FetchError)
    now: Clock,
) -> Page | None:
    """The page at `url`, or None when it is not modified: 304, or the very body that `validators` remembers.

    Limits are `max_bytes` of the decoded body and `timeout` seconds in all. Raises FetchError, with `retry_at` where a
    Retry-After header asks for a pause.
    """
    try:
        async with asyncio.timeout(timeout):
            page = await _get(client, url, source_id, validators, max_bytes, now)
    except TimeoutError as e:
        raise FetchError(f"no complete answer within {timeout:g} s", source_id=source_id, url=url) from e
    except BudgetSpent as e:
        raise FetchError(str(e), source_id=source_id, url=url, retry_at=e.retry_at) from e
    except (httpx.HTTPError, httpx.InvalidURL) as e:
        raise FetchError(_reason(e), source_id=source_id, url=url) from e
    return None if page is None or page.sha256 == validators.sha256 else page


async def _get(client: Client, url: str, source_id: str, validators: Validators, max_bytes: int, now: Clock) -> Page | None:
    target = url
    for _ in range(MAX_REDIRECTS + 1):
        async with client.stream("GET", target, headers=_conditions(validators)) as response:
            if response.status_code == HTTPStatus.OK:
                return await _page(response, url, source_id, max_bytes, now)
            await _drained(response)
            if response.status_code == HTTPStatus.NOT_MODIFIED and _conditions(validators):
                return None
            if not response.has_redirect_location:
                raise _status_error(response, source_id, url, now())
            target = _redirect(response, target, source_id, url)
    raise FetchError(f"redirected more than {MAX_REDIRECTS} times", source_id=source_id, url=url)


async def _page(response: httpx.Response, url: str, source_id: str, max_bytes: int, now: Clock) -> Page:
    try:
        body = await _read(response, max_bytes)
    except (ValueError, zlib.error) as e:
        raise FetchError(str(e), source_id=source_id, url=url) from e
    return Page(
        url=url,
        body=body,
        content_type=response.headers.get("content-type", ""),
        etag=_validator(response, "etag"),
        last_modified=_validator(response, "last-modified"),
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=now(),
        served_at=_served_at(response),
    )


async def _drained(response: httpx.Response) -> None:
    """Read what comes with an answer that has no page: a connection whose answer was left in it cannot be used for the next request."""
    left = MAX_DRAINED
    if response.is_stream_consumed:  # a transport that answers in place of the network gives bodies whole
        return
    with contextlib.suppress(httpx.HTTPError, TimeoutError):
        async with asyncio.timeout(DRAINING):
            async for part in response.aiter_raw():
                left -= len(part)
                if left < 0:
                    return


def _served_at(response: httpx.Response) -> datetime | None:
    """The publisher's clock by the Date header; a cache on the way leaves it as it was and says in Age how long ago that is."""
    age = response.headers.get("age", "0").strip()
    at = dated(response.headers.get("date", ""))
    try:
        return at and at + timedelta(seconds=int(age[:9]) if age.isascii() and age.isdigit() else 0)
    except OverflowError:
        return None


async def _read(response: httpx.Response, max_bytes: int) -> bytes:
    """The decoded body. Raises ValueError when it is too large, cut, or encoded as we did not ask."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise ValueError(f"content encoding {encoding[:40]!r} was not asked for")
    parts = response.aiter_raw() if encoding == "identity" else _gunzip(response.aiter_raw(), max_bytes)
    body = bytearray()
    async for part in parts:
        body += part
        if len(body) > max_bytes:
            raise ValueError(f"larger than {max_bytes} bytes")
    return bytes(body)


async def _gunzip(parts: AsyncIterator[bytes], max_bytes: int) -> AsyncIterator[bytes]:
    """Decode a gzip stream of one or more members, never more than just above `max_bytes` at a time: a bomb stays small."""
    decoder = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    async for part in parts:
        while part:
            if decoder.eof:
                decoder = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            yield decoder.decompress(part, max_bytes + 1)
            part = decoder.unused_data or decoder.unconsumed_tail
    if not decoder.eof:
        raise ValueError("the compressed body ends too early")


def _conditions(validators: Validators) -> dict[str, str]:
    named = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in named.items() if value}


def _validator(response: httpx.Response, name: str) -> str | None:
    """A validator as sent; None where it could not be sent back in a header."""
    value: str | None = response.headers.get(name)
    return value if value and value.isascii() and value.isprintable() else None


def _redirect(response: httpx.Response, target: str, source_id: str, url: str) -> str:
    """Where the redirect leads. Raises FetchError when that is another origin, or nothing that can be read."""
    header = response.headers["location"]
    try:
        location = urljoin(target, header)
        same = _origin(urlsplit(location)) == _origin(urlsplit(target))
    except ValueError:
        same = False
    if not same:
        raise FetchError(f"redirected to another origin: {header.partition('?')[0][:200]}", source_id=source_id, url=url)
    return location


def _origin(url: SplitResult) -> tuple[str, str | None, int | None]:
    return url.scheme, url.hostname, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _status_error(response: httpx.Response, source_id: str, url: str, now: datetime) -> FetchError:
    reason = f"HTTP {response.status_code} {response.reason_phrase}".strip()
    again = retry_at(response.headers.get("retry-after"), now)
    return FetchError(reason, source_id=source_id, url=url, retry_at=again, status=response.status_code)


def _reason(error: Exception) -> str:
    """One line: httpx leaves some messages empty."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def rebase(url: str, source: Source, origins: Mapping[str, str]) -> str:
    """A path, or a link to one of the publisher's own hosts, on the configured origin; the fragment is dropped.

    Raises ContractError for any other link, so that no page can send the bot elsewhere.
    """
    origin = origins[source.publisher]
    try:
        parts = urlsplit(url.strip())
        origin = origins[source.publishers.get(parts.hostname or "", source.publisher)]
        known = parts.hostname is None or parts.hostname in source.hosts or _origin(parts) == _origin(urlsplit(origin))
    except ValueError as e:
        raise ContractError(f"a link that cannot be read: {url[:200]!r}", source_id=source.id, url=url) from e
    absolute = parts.hostname is not None and parts.scheme in ("http", "https", "")
    plain = not parts.scheme and not parts.netloc
    if not known or not (absolute or plain) or not parts.path.startswith("/"):
        raise ContractError(f"a link to somewhere else: {url[:200]!r}", source_id=source.id, url=url)
    return f"{origin}{parts.path}" + (f"?{parts.query}" if parts.query else "")
