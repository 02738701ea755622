"""Requests over aiohttp: files, proxies, and what a form that is encoded once becomes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

import pytest
from telegram.request import HTTPXRequest

from bot.delivery.limiter import Limiter
from bot.delivery.telegram.client import Client, NotSent, Request, make_client
from bot.delivery.telegram.pacing import PACED, Pacing
from bot.delivery.telegram.wire import AiohttpRequest, Alike, Form
from tests.builders.alerts import NOON
from tests.loopback.telegram import BotApi

ANN = 1001
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4) + b"IEND\xaeB`\x82"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


def a_client(api: BotApi, url: str, proxy: str | None = None) -> Client:
    return make_client(api.token, base_url=url, proxy=proxy, pacing=Pacing(Limiter(1000), lambda: NOON))


async def test_a_picture_arrives_with_its_caption(api: BotApi) -> None:
    api.private(ANN)
    async with a_client(api, api.url) as client:
        await client.send_photo(ANN, PICTURE, caption="A & B: 50 %", rate_limit_args=PACED)
    [message] = api.messages(ANN)
    assert (message.photo, message.text) == (PICTURE, "A & B: 50 %")


async def test_requests_go_by_the_proxy_of_the_settings_alone(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loopback Bot API stands for the proxy: it is asked for an address that leads nowhere."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    api.private(ANN)
    seen = bytearray()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.extend(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(forward, "127.0.0.1", 0) as proxy:
        port = proxy.sockets[0].getsockname()[1]
        request = Request(api.token, proxy=f"http://me:secret@127.0.0.1:{port}")
        with pytest.raises(Exception, match="HTTP 403 in place of an answer"):
            await request.post("http://telegram.invalid/bot1/getMe")
        await request.shutdown()
    assert seen.startswith(b"POST http://telegram.invalid/bot1/getMe HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic bWU6c2VjcmV0" in seen
    async with a_client(api, api.url) as client:  # without one in the settings, none
        assert client.username


async def test_a_proxy_that_is_not_there_is_no_doubt() -> None:
    request = Request("1:a", proxy="http://127.0.0.1:1")
    with pytest.raises(NotSent, match="no connection to Telegram"):
        await request.post("http://telegram.invalid/bot1/getMe")
    await request.shutdown()


@pytest.mark.parametrize(
    ("proxy", "kind"),
    [
        (None, AiohttpRequest),
        ("http://p.example:1", AiohttpRequest),
        ("socks5://p.example:1", HTTPXRequest),
        ("SOCKS5H://p.example:1", HTTPXRequest),
    ],
)
def test_socks_goes_over_httpx(proxy: str | None, kind: type) -> None:
    assert type(Request("1:a", proxy=proxy)._wire) is kind


def test_a_form_holds_what_is_alike_and_what_is_a_chats_own() -> None:
    alike = Alike.of({"text": "<b>50 %</b> & 【回购】", "parse_mode": "HTML"})
    told = {"text": "<b>50 %</b> & 【回购】", "parse_mode": "HTML", "chat_id": "-1005"}
    threaded = {**told, "message_thread_id": "7", "reply_parameters": '{"message_id": 3}'}
    for form, is_told in (
        (Form(alike, -1005), told),
        (Form(alike, -1005, {"message_thread_id": "7", "reply_parameters": '{"message_id": 3}'}), threaded),
    ):
        assert dict(parse_qsl(form.encoded.decode())) == is_told
        assert form.json_parameters == is_told


async def test_a_ready_message_goes_over_httpx_too(api: BotApi) -> None:
    api.private(ANN)
    wire = HTTPXRequest()
    await wire.initialize()
    ready = Form(Alike.of({"text": "Repo & more", "disable_notification": "true"}), ANN)
    status, _ = await wire.do_request(f"{api.url}/bot{api.token}/sendMessage", "POST", ready)  # type: ignore[arg-type]
    await wire.shutdown()
    assert status == 200
    assert [(message.text, message.silent) for message in api.messages(ANN)] == [("Repo & more", True)]
