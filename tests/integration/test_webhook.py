"""Updates that Telegram brings: the real application behind the real server, brought to by the loopback Bot API."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.chat.application import connect, listen, stop
from bot.chat.webhook import Brought, be_brought
from bot.errors import SettingsError, TokenContested
from bot.store import Store
from bot.web.site import Front
from tests.builders.chat_bot import ANN, LI, Bot, build, some_settings
from tests.integration.program import Program, World, a_world, todays
from tests.integration.test_received import LACKING, SKIPPED, put
from tests.integration.test_web_program import root_of
from tests.integration.web_site import a_site, served
from tests.loopback.telegram import SECRET_HEADER, BotApi, Webhook

SECRET = "s3cret_-of-the-webhook"
URL = "https://bot.example/telegram"
SETTINGS = {"FEDTIDE_HTTP_ADDRESS": "127.0.0.1:0", "FEDTIDE_WEBHOOK_URL": URL, "FEDTIDE_WEBHOOK_SECRET": SECRET}


@dataclass
class Served:
    """A bot that is connected and does not ask for updates, and where it takes them."""

    bot: Bot
    root: str
    client: aiohttp.ClientSession

    async def post(self, body: bytes | io.BytesIO, secret: str | bytes | None = SECRET) -> int:
        """The status of the answer to a request that is written by hand."""
        headers: Any = {} if secret is None else {SECRET_HEADER: secret}
        async with self.client.post(f"{self.root}/telegram", data=body, headers=headers) as answer:
            assert await answer.read() == b"" or answer.status != 200
            return answer.status

    async def asked(self, chat_id: int, text: str) -> str:
        """What is answered to a text that Telegram brings."""
        seen = len(self.bot.api.messages(chat_id))
        self.bot.api.say(chat_id, text)
        assert await self.bot.api.bring(self.root) == [200]
        return (await self.bot.api.next_message(chat_id, seen)).text


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        for person in (ANN, LI):
            api.private(person)
        yield api


@pytest.fixture
async def hook(api: BotApi, store: Store, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Served]:
    bot, front = build(api, store, some_settings()), Front()
    front.site = a_site(store, settings=some_settings(**SETTINGS), take_update=Brought(bot.app))
    await connect(bot.app, sleep=bot.time.sleep)
    api.webhook = Webhook(URL, SECRET)
    async with served(caplog, front) as root, aiohttp.ClientSession() as client:
        yield Served(bot, root, client)
    await stop(bot.app)


def an_update(api: BotApi, text: str = "/help", chat_id: int = ANN) -> bytes:
    """An update as it is brought; it does not wait at the platform."""
    api.say(chat_id, text)
    return json.dumps(api.updates.pop()).encode()


# --- what comes in


async def test_what_is_brought_is_answered_as_what_is_asked_for(hook: Served) -> None:
    assert "/settings" in await hook.asked(ANN, "/help")
    assert hook.bot.api.calls("getUpdates") == []


async def test_it_is_taken_before_it_is_answered(hook: Served) -> None:
    gate = hook.bot.api.hold("sendMessage", chat_id=ANN)
    assert await hook.post(an_update(hook.bot.api)) == 200
    await hook.bot.api.until(gate.reached.is_set)
    assert hook.bot.api.messages(ANN) == []
    gate.open.set()
    await hook.bot.api.next_message(ANN, 0)


async def test_a_chats_updates_are_answered_in_their_order_and_others_do_not_wait(hook: Served) -> None:
    gate = hook.bot.api.hold("sendMessage", chat_id=ANN)
    for text in ("/help", "/about", "/privacy"):
        assert await hook.post(an_update(hook.bot.api, text)) == 200
    await hook.bot.api.until(gate.reached.is_set)
    assert "/settings" in await hook.asked(LI, "/help")
    gate.open.set()
    await hook.bot.api.until(lambda: len(hook.bot.api.messages(ANN)) == 3)
    by_hand = [(await hook.asked(LI, text)) for text in ("/help", "/about", "/privacy")]
    assert [message.text for message in hook.bot.api.messages(ANN)] == by_hand


async def test_what_is_brought_twice_is_answered_once(hook: Served) -> None:
    body = an_update(hook.bot.api)
    assert [await hook.post(body) for _ in range(3)] == [200, 200, 200]
    await hook.bot.api.next_message(ANN, 0)
    await hook.bot.settled()
    assert len(hook.bot.api.messages(ANN)) == 1


async def test_a_bot_that_stops_or_has_not_begun_takes_nothing(hook: Served) -> None:
    await stop(hook.bot.app)
    hook.bot.api.say(ANN, "/help")
    assert await hook.bot.api.bring(hook.root) == [503]
    assert len(hook.bot.api.updates) == 1, "it is brought again"


# --- what must not come in


@pytest.mark.parametrize(
    "secret",
    [None, "", SECRET[:-1], f"{SECRET}x", SECRET.upper(), "\u00e9", "x" * 4000, b"\xff\xfe"],
    ids=["none", "empty", "shorter", "longer", "capitals", "no ASCII", "long", "no UTF-8"],
)
async def test_without_the_secret_nothing_is_read(hook: Served, secret: str | bytes | None) -> None:
    if isinstance(secret, bytes):
        secret = secret.decode("utf-8", "surrogateescape")
    assert await hook.post(an_update(hook.bot.api), secret) == 403
    assert await hook.post(b"\x00" * 300_000, secret) == 403
    await hook.asked(LI, "/help")
    assert hook.bot.api.messages(ANN) == []


async def test_where_updates_are_asked_for_nobody_can_bring_any(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    front = Front()
    front.site = a_site(store)
    async with served(caplog, front) as root, aiohttp.ClientSession() as client:
        for headers in ({}, {SECRET_HEADER: ""}, {SECRET_HEADER: "None"}):
            async with client.post(f"{root}/telegram", data=b"{}", headers=headers) as answer:
                assert answer.status == 404


HOSTILE = {
    "nothing": b"",
    "no JSON": b"update_id=1",
    "half of it": b'{"update_id": 1, "mess',
    "a list": b'[{"update_id": 1}]',
    "a text": b'"secret"',
    "nothing in it": b"{}",
    "null": b"null",
    "a number that is none": b'{"update_id": "secret", "message": {}}',
    "a number below zero": b'{"update_id": -1}',
    "a long number": b'{"update_id": ' + b"9" * 5000 + b"}",
    "depth": b'{"update_id": 1, "message": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "depth without an end": b"[" * 200_000,
    "no UTF-8": b"\xff\xfe\x00",
    **{name: json.dumps({"update_id": 4000 + at, **body}).encode() for at, (name, body) in enumerate(LACKING.items())},
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_cannot_be_read_costs_itself_alone(hook: Served, name: str, caplog: pytest.LogCaptureFixture) -> None:
    assert await hook.post(HOSTILE[name]) == 200, "refused, it would be brought for a day, and hold up what is behind it"
    assert "/settings" in await hook.asked(LI, "/help")
    assert "secret" not in caplog.text.replace(SECRET, "")
    assert sum(line.startswith(SKIPPED) for line in caplog.messages) == 1
    assert "Traceback" not in caplog.text


async def test_a_body_beyond_any_update_is_not_kept(hook: Served) -> None:
    assert await hook.post(io.BytesIO(b" " * ((1 << 20) + 1))) == 413
    assert "/settings" in await hook.asked(LI, "/help")


@pytest.mark.parametrize(
    ("declared", "chunks"),
    [
        ("Content-Length: 100", [b'{"update_id":']),
        ("Transfer-Encoding: chunked", [b"5\r\n{"]),
        ("Transfer-Encoding: chunked", [b"2\r\n{}\r\n", b"no chunk\r\n"]),
        ("Transfer-Encoding: chunked", [b"2\r\n{}\r\n", b"-3\r\n"]),
    ],
)
async def test_a_body_that_breaks_off_is_no_fault_of_ours(
    hook: Served, declared: str, chunks: list[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    host, port = hook.root.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"POST /telegram HTTP/1.1\r\nHost: bot\r\n{SECRET_HEADER}: {SECRET}\r\n{declared}\r\n\r\n".encode())
    for chunk in chunks:
        writer.write(chunk)
        await writer.drain()
        await asyncio.sleep(0.05)
    writer.write_eof()
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    assert answer == b"" or b" 400 " in answer.splitlines()[0]
    assert await hook.asked(ANN, "/help")
    assert [record.message for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


async def test_kinds_that_telegram_was_not_asked_for_are_passed_over(hook: Served, caplog: pytest.LogCaptureFixture) -> None:
    put(hook.bot.api, {"guest_of_2031": {"text": "secret"}}, {})
    assert await hook.bot.api.bring(hook.root) == [200, 200]
    assert "/settings" in await hook.asked(LI, "/help")
    assert [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


# --- how Telegram is told


class Turns:
    """Looks that are taken when a test says so."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._turn = asyncio.Semaphore(0)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await self._turn.acquire()

    def next(self) -> None:
        self._turn.release()


@pytest.fixture
async def bringing(api: BotApi, store: Store) -> AsyncIterator[Callable[[], Awaitable[tuple[asyncio.Task[None], Turns]]]]:
    bot, tasks = build(api, store, some_settings()), []
    await connect(bot.app, sleep=bot.time.sleep)

    async def begin() -> tuple[asyncio.Task[None], Turns]:
        turns = Turns()
        tasks.append(asyncio.create_task(be_brought(bot.app, URL, SECRET, sleep=turns.sleep)))
        await api.until(lambda: turns.slept or tasks[-1].done())
        return tasks[-1], turns

    yield begin
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await stop(bot.app)


Begin = Callable[[], Awaitable[tuple[asyncio.Task[None], Turns]]]


async def test_telegram_is_told_where_with_what_secret_and_which_kinds(api: BotApi, bringing: Begin) -> None:
    await bringing()
    [told] = api.calls("setWebhook")
    assert told.params == {"url": URL, "secret_token": SECRET, "allowed_updates": ["message", "callback_query", "my_chat_member"]}
    assert told.status == 200


async def test_an_address_that_telegram_refuses_is_a_fault_of_the_settings(api: BotApi, bringing: Begin) -> None:
    api.fail("setWebhook", status=400, description="Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    task, _ = await bringing()
    with pytest.raises(
        SettingsError, match=r"^FEDTIDE_WEBHOOK_URL: Telegram brings nothing there \(.*only on ports 80, 88, 443 or 8443\)$"
    ):
        await task


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 502, "description": "Bad Gateway"},
        {"cut": "before"},
        {"retry_after": 1, "status": 429},
        {"status": 400, "description": "Bad Request: bad webhook: Failed to resolve host: Temporary failure in name resolution"},
    ],
)
async def test_telegram_is_told_until_it_has_heard(api: BotApi, bringing: Begin, fault: dict[str, Any]) -> None:
    api.fail("setWebhook", times=2, **fault)
    _, turns = await bringing()
    turns.next()
    turns.next()
    await api.until(lambda: api.webhook.url == URL)
    await api.until(lambda: len(turns.slept) == 3)
    assert turns.slept == [1, 2, 60]


async def test_what_goes_wrong_with_bringing_is_told_once(api: BotApi, bringing: Begin, caplog: pytest.LogCaptureFixture) -> None:
    _, turns = await bringing()
    api.webhook.error = "Wrong response from the webhook: 403 Forbidden"
    for looks in (2, 3):
        turns.next()
        await api.until(lambda looks=looks: len(turns.slept) == looks)
    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert told == ["Telegram could not bring an update: Wrong response from the webhook: 403 Forbidden; 0 wait"]
    api.webhook.error_date += 60
    turns.next()
    await api.until(lambda: len(turns.slept) == 4)
    assert caplog.text.count("403 Forbidden") == 2


async def test_a_webhook_that_another_program_took_away_is_set_again(
    api: BotApi, bringing: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    _, turns = await bringing()
    api.webhook = Webhook()
    turns.next()
    await api.until(lambda: len(turns.slept) == 2)
    assert api.webhook == Webhook(URL, SECRET, ("message", "callback_query", "my_chat_member"))
    assert "stop one of the two" in caplog.text


async def test_who_is_displaced_by_another_address_stops(api: BotApi, bringing: Begin) -> None:
    task, turns = await bringing()
    api.webhook = Webhook("https://another.example/telegram")
    turns.next()
    with pytest.raises(TokenContested, match="one has stopped"):
        await task


@pytest.mark.parametrize("fault", [{"status": 500}, {"cut": "before"}, {"status": 200, "body": b'{"ok": true, "result": [1]}'}])
async def test_a_look_that_fails_changes_nothing(api: BotApi, bringing: Begin, fault: dict[str, Any]) -> None:
    task, turns = await bringing()
    api.fail("getWebhookInfo", **fault)
    for looks in (2, 3):
        turns.next()
        await api.until(lambda looks=looks: len(turns.slept) == looks)
    assert not task.done()
    assert len(api.calls("setWebhook")) == 1


async def test_who_asks_for_updates_ends_the_bringing_and_loses_none(api: BotApi, store: Store) -> None:
    api.webhook = Webhook(URL, SECRET)
    api.say(ANN, "/help")
    bot = build(api, store, some_settings())
    await listen(bot.app, sleep=bot.time.sleep)
    assert "/settings" in (await api.next_message(ANN)).text
    assert api.webhook == Webhook()
    await stop(bot.app)


# --- the program


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as world:
        world.publish(todays(1, 1))
        yield world


async def brought(world: World, program: Program, root: str, text: str) -> str:
    """What a program answers to a text that is brought to it, as soon as it takes any."""
    seen = len(world.api.messages(ANN))
    world.api.say(ANN, text)
    async with asyncio.timeout(30):
        while (await world.api.bring(root))[-1:] != [200]:
            assert program.is_running, program.err
            await asyncio.sleep(0.05)
    return (await world.api.next_message(ANN, seen, 30)).text


@pytest.mark.skipif(sys.platform == "win32", reason="stops programs by SIGTERM")
async def test_a_run_is_brought_updates_and_the_next_one_asks_for_them(world: World) -> None:
    world.api.private(ANN)
    bot = world.run(**SETTINGS)
    root = await root_of(bot)
    await world.api.until(lambda: world.api.webhook.url == URL or not bot.is_running, 30)
    assert "/settings" in await brought(world, bot, root, "/help")
    assert await bot.stop() == 0
    assert (world.api.calls("getUpdates"), world.api.calls("deleteWebhook")) == ([], [])
    assert SECRET not in bot.err
    assert "Traceback" not in bot.err
    world.api.say(ANN, "/help")
    bot = world.run()
    await world.api.until(lambda: len(world.api.messages(ANN)) == 2 or not bot.is_running, 30)
    assert world.api.webhook.url == ""
    assert await bot.stop() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="stops programs by SIGTERM")
async def test_of_several_processes_each_takes_what_is_brought_and_one_tells_telegram(world: World, server_database: str) -> None:
    world.api.private(ANN)
    programs = [world.run(**SETTINGS, FEDTIDE_DATABASE_URL=server_database) for _ in range(2)]
    roots = [await root_of(program) for program in programs]
    await world.api.until(lambda: world.api.webhook.url == URL or not all(p.is_running for p in programs), 30)
    for program, root in zip(programs, roots, strict=True):
        assert "/settings" in await brought(world, program, root, "/help")
    assert len(world.api.calls("setWebhook")) == 1
    assert [await program.stop() for program in programs] == [0, 0]


async def test_an_address_that_telegram_refuses_ends_the_run_with_one_line(world: World) -> None:
    bot = world.run(**SETTINGS | {"FEDTIDE_WEBHOOK_URL": "https://bot.example:8080"})
    assert await bot.ended() == 2
    said = (
        "error: FEDTIDE_WEBHOOK_URL: Telegram brings nothing there (Bad webhook: webhook can be set up only on ports 80, 88, 443 or 8443)"
    )
    assert said in bot.err
    assert "Traceback" not in bot.err
