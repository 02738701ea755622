"""The HTTP side as a client meets it: health, readiness, what every answer carries, and clients that mean no good."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.errors import SettingsError, StoreUnavailable
from bot.store import Store
from bot.web.documents import takes_gzip
from bot.web.server import Connections, serving
from bot.web.site import Front
from tests.integration.web_site import NOW, a_site, exchange, served

GET = b"GET %s HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n"


@pytest.fixture
def front(store: Store) -> Front:
    front = Front()
    front.site = a_site(store)
    return front


@pytest.fixture
async def root_url(caplog: pytest.LogCaptureFixture, front: Front) -> AsyncIterator[str]:
    async with served(caplog, front) as root_url:
        yield root_url


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


async def told(client: aiohttp.ClientSession, root_url: str) -> tuple[int, dict[str, Any]]:
    """The status of `/readyz` and what it said."""
    async with client.get(f"{root_url}/readyz") as answer:
        return answer.status, await answer.json()


def verdicts(said: dict[str, Any]) -> dict[str, bool]:
    return {check["name"]: check["ok"] for check in said["checks"]}


# --- health


async def test_it_is_alive_as_soon_as_it_is_asked(client: aiohttp.ClientSession, root_url: str) -> None:
    async with client.get(f"{root_url}/healthz") as answer:
        assert (answer.status, await answer.text()) == (200, "ok\n")


async def test_it_is_ready_once_a_source_has_answered(client: aiohttp.ClientSession, root_url: str, store: Store) -> None:
    status, said = await told(client, root_url)
    assert (status, said["ready"], verdicts(said)) == (503, False, {"database": True, "sources": False, "telegram": True})
    store.record_poll("nyfed.repo_operation", "not_modified", NOW - timedelta(minutes=44))
    status, said = await told(client, root_url)
    assert (status, said["ready"], verdicts(said)) == (200, True, {"database": True, "sources": True, "telegram": True})
    assert said["checks"][1]["detail"] == "1 of 2 answered within the last 45 minutes"


async def test_answers_of_long_ago_or_of_sources_that_are_not_watched_are_not_fresh(
    client: aiohttp.ClientSession, root_url: str, store: Store
) -> None:
    store.record_poll("nyfed.repo_operation", "ok", NOW - timedelta(minutes=46))
    store.record_poll("market.crypto", "ok", NOW)
    store.record_poll("fed.calendar", "error", NOW, error="HTTP 500")
    status, said = await told(client, root_url)
    assert (status, verdicts(said)["sources"]) == (503, False)


async def test_it_is_not_ready_without_telegram(client: aiohttp.ClientSession, root_url: str, front: Front, store: Store) -> None:
    async def away() -> str | None:
        return "does not answer"

    store.record_poll("fed.calendar", "ok", NOW)
    front.site = a_site(store, reach_telegram=away)
    status, said = await told(client, root_url)
    assert (status, verdicts(said)) == (503, {"database": True, "sources": True, "telegram": False})
    assert said["checks"][2]["detail"] == "does not answer"


async def test_it_is_not_ready_while_the_database_is_in_trouble(client: aiohttp.ClientSession, root_url: str, store: Store) -> None:
    store.record_poll("fed.calendar", "ok", NOW)
    store.health.failed(StoreUnavailable("database: /srv/secret/fedtide.db is locked"))
    status, said = await told(client, root_url)
    assert (status, verdicts(said)) == (503, {"database": False, "sources": False, "telegram": True})
    assert "/srv" not in json.dumps(said)


async def test_it_is_alive_and_not_ready_while_the_database_is_not_open(client: aiohttp.ClientSession, root_url: str, front: Front) -> None:
    front.site = None
    async with client.get(f"{root_url}/healthz") as answer:
        assert answer.status == 200
    status, said = await told(client, root_url)
    assert (status, verdicts(said)) == (503, {"database": False})


# --- what holds for every answer


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 503), ("/nothing-here", 404)])
async def test_every_answer_is_protected_and_names_no_program(client: aiohttp.ClientSession, root_url: str, path: str, status: int) -> None:
    async with client.get(root_url + path) as answer:
        assert answer.status == status
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "Server" not in answer.headers
        assert "Set-Cookie" not in answer.headers


async def test_a_head_is_a_get_without_its_body(client: aiohttp.ClientSession, root_url: str) -> None:
    async with client.head(f"{root_url}/healthz") as answer:
        assert (answer.status, answer.headers["Content-Length"], await answer.read()) == (200, "3", b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_a_page_takes_no_other_method(client: aiohttp.ClientSession, root_url: str, method: str) -> None:
    async with client.request(method, f"{root_url}/healthz") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "GET,HEAD")


async def test_a_fault_of_ours_costs_one_request_and_is_not_shown(
    client: aiohttp.ClientSession, root_url: str, front: Front, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken() -> str | None:
        raise RuntimeError("a secret detail")

    front.site = a_site(store, reach_telegram=broken)
    async with client.get(f"{root_url}/readyz") as answer:
        assert (answer.status, await answer.text()) == (500, "500: Internal Server Error\n")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "a secret detail" in caplog.text
    async with client.get(f"{root_url}/healthz") as answer:
        assert answer.status == 200


# --- hostile requests

PATHS = [
    b"/../../etc/passwd", b"/%2e%2e/%2e%2e/etc/passwd", b"/healthz/", b"/healthz/..", b"//healthz", b"/healthz%00", b"/healthz\x01",
    b"/healthz;a=b", b"/HEALTHZ", b"/%F0%9F%92%A9", b"/" + b"a" * 8000, b"/" + b"%41" * 2000, b"/" + b"/" * 4000, b"/%", b"/%zz",
    b"/\\..\\windows", b"/<script>alert(1)</script>", b"/readyz/%2e", b"http://other.example/nothing", b"/telegram", b"/feed.json/x",
    b"/.env", b"/.git/config", b"/data/fedtide.db", b"*", b"/nothing?" + b"a=1&" * 1500,
]  # fmt: skip
RAW = [
    b"\r\n\r\n", b"\x00" * 512, b"GET\r\n\r\n", b"GET /healthz\r\n\r\n", b"GET /healthz HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET /healthz HTTP/1.1\r\nbad header\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: bot\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: bot\r\n" + b"X: a\r\n" * 200 + b"\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: bot\r\n\r\n",
    b"POST /healthz HTTP/1.1\r\nHost: bot\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /healthz HTTP/1.1\r\nHost: bot\r\nContent-Length: -1\r\n\r\n", b"BREW /healthz HTTP/1.1\r\nHost: bot\r\n\r\n",
    b"POST /healthz HTTP/1.1\r\nHost: bot\r\nContent-Length: 1, 2\r\n\r\nab",
    b"POST /healthz HTTP/1.1\r\nHost: bot\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: bot\r\nCookie: \xff\xfe\r\nConnection: close\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: bot\r\nX-A: b\r\n\tfolded\r\nConnection: close\r\n\r\n",
    b"CONNECT other.example:443 HTTP/1.1\r\nHost: other.example\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: bot\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AA==\r\n\r\n",
    b"GET /healthz HTTP/1.1\nHost: bot\n\n", b"GET /healthz HTTP/1.1\r\nHost: bot\r\nX\x00Y: z\r\n\r\n", b"G\xc3\x89T / HTTP/1.1\r\n\r\n",
    b"SSTP_DUPLEX_POST /healthz HTTP/1.1\r\n\r\n", b"GET  /healthz HTTP/1.1\r\n\r\n", b"<xml/>\r\n\r\n",
    b"POST /healthz HTTP/1.1\r\nHost: bot\r\nExpect: 100-continue\r\nContent-Length: 9999999999\r\nConnection: close\r\n\r\n",
    b"POST /healthz HTTP/1.1\r\nHost: bot\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\nConnection: close\r\n\r\nxx",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
async def test_a_hostile_path_finds_nothing(root_url: str, path: str) -> None:
    answer = await exchange(root_url, GET % path)
    assert answer.split()[1] in (b"400", b"404", b"405")
    assert b"aiohttp" not in answer
    assert b"Python" not in answer


@pytest.mark.parametrize("sent", RAW)
async def test_what_is_no_request_gets_no_more_than_its_refusal(root_url: str, sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with contextlib.suppress(TimeoutError):
        answer = await exchange(root_url, sent, within=0.1)
        assert answer == b"" or answer.startswith(b"HTTP/")
        assert b"aiohttp" not in answer
        assert b"Python" not in answer
        assert b"script" not in answer
    assert (await exchange(root_url, GET % b"/healthz")).startswith(b"HTTP/1.1 200 OK")
    assert [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


async def test_a_body_that_is_too_large_is_not_read(root_url: str) -> None:
    head = b"POST /healthz HTTP/1.1\r\nHost: bot\r\nContent-Length: 200000000\r\nConnection: close\r\n\r\n"
    assert (await exchange(root_url, head + b"x" * 100_000)).startswith(b"HTTP/1.1 405")


# --- clients that hold on


class Wire(asyncio.Transport):
    """A transport that only knows whether it was cut."""

    def __init__(self) -> None:
        self.is_cut = False

    def abort(self) -> None:
        self.is_cut = True


def test_the_connection_without_an_answer_for_longest_makes_room() -> None:
    connections, wires = Connections(most=3), [Wire() for _ in range(4)]
    for at, wire in enumerate(wires[:3]):
        connections.touch(wire, at)
    connections.touch(wires[0], 3)  # it got an answer
    connections.touch(wires[3], 4)
    assert [wire.is_cut for wire in wires] == [False, True, False, False]
    assert len(connections) == 3


def test_a_connection_that_gets_no_answer_is_cut_after_a_while() -> None:
    connections, slow, quick = Connections(stalled=30), Wire(), Wire()
    connections.touch(slow, 0)
    connections.touch(quick, 0)
    connections.touch(quick, 25)
    connections.sweep(30)
    assert (slow.is_cut, quick.is_cut) == (False, False)
    connections.sweep(31)
    assert (slow.is_cut, quick.is_cut, len(connections)) == (True, False, 1)


async def test_hundreds_that_hold_their_requests_back_hold_nobody_up(client: aiohttp.ClientSession, root_url: str) -> None:
    host, port = root_url.removeprefix("http://").split(":")
    held = []
    for _ in range(400):
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: b")
        held.append(writer)
    async with client.get(f"{root_url}/healthz") as answer:
        assert answer.status == 200
    for writer in held:
        writer.transport.abort()


# --- where it listens


@pytest.mark.parametrize("address", ["127.0.0.1:0", "[::1]:0", "localhost:0", ":0"])
async def test_it_listens_where_it_is_told_to(caplog: pytest.LogCaptureFixture, front: Front, address: str) -> None:
    async with served(caplog, front, address) as root_url:
        port = root_url.rpartition(":")[2]
        host = "::1" if "[" in root_url else "127.0.0.1"
        assert (await exchange(f"http://{host}:{port}", GET % b"/healthz")).endswith(b"ok\n")


async def test_a_taken_address_is_named(root_url: str, front: Front) -> None:
    address = root_url.removeprefix("http://")
    with pytest.raises(SettingsError, match=rf"FEDTIDE_HTTP_ADDRESS: nothing can listen at {address} \(.+\); choose another one"):
        async with serving(address, front):
            pass


async def test_a_name_that_means_nothing_is_named(front: Front) -> None:
    with pytest.raises(SettingsError, match=r"FEDTIDE_HTTP_ADDRESS: nothing can listen at no-such-host\.invalid:80"):
        async with serving("no-such-host.invalid:80", front):
            pass


async def test_without_an_address_nothing_is_served(front: Front, caplog: pytest.LogCaptureFixture) -> None:
    async with serving(None, front):
        pass
    assert "serving" not in caplog.text


@pytest.mark.parametrize(
    ("accepted", "is_taken"),
    [
        ("gzip", True),
        ("deflate, GZIP;q=0.5, br", True),
        ("x-gzip", True),
        ("gzip;q=0", False),
        ("br, gzip ; Q = 0.000", False),
        ("identity", False),
        ("gzipped", False),
        ("", False),
    ],
)
def test_a_body_is_packed_for_those_who_take_it_so(accepted: str, is_taken: bool) -> None:
    assert takes_gzip(accepted) is is_taken
