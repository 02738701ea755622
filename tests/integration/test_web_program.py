"""`fedtide run` with an address: it serves beside everything else, and says at once where it cannot."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.program import PATIENCE, Program, World, a_world, todays
from tests.integration.web_site import exchange

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stops programs by SIGTERM")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as world:
        world.publish(todays(1, 1))
        yield world


async def root_of(program: Program) -> str:
    """Where a program says that it serves."""
    await program.said("serving http://")
    return re.findall(r"serving (http://[\d.:]+)", program.err)[0]


async def asked(root: str, path: str) -> tuple[int, str]:
    answer = await exchange(root, f"GET {path} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n".encode(), within=PATIENCE)
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body.decode()


@pytest.mark.parametrize("words", [(), ("--console",)])
async def test_a_run_says_when_it_is_ready(world: World, words: tuple[str, ...]) -> None:
    bot = world.run(*words, FEDTIDE_HTTP_ADDRESS="127.0.0.1:0")
    root = await root_of(bot)
    assert await asked(root, "/healthz") == (200, "ok\n")
    async with asyncio.timeout(30):
        while (found := await asked(root, "/readyz"))[0] != 200:
            assert found[0] == 503
            await asyncio.sleep(0.05)
    said = json.loads(found[1])
    assert [(check["name"], check["ok"]) for check in said["checks"]] == [("database", True), ("sources", True), ("telegram", True)]
    for path, begins in (("/", "<!doctype html>"), ("/feed.json", '{"version"'), ("/feed.xml", "<?xml version"), ("/metrics", "# HELP")):
        status, body = await asked(root, path)
        assert (status, body.startswith(begins)) == (200, True), path
    assert await bot.stop() == 0
    assert len(world.api.calls("getMe")) <= 3, "looks at Telegram cost Telegram nothing"


async def test_an_address_that_is_taken_or_none_stops_the_start_with_one_line(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        first, second = world.run(FEDTIDE_HTTP_ADDRESS=address), world.run("--console", FEDTIDE_HTTP_ADDRESS="8080")
        assert (await first.ended(), await second.ended()) == (2, 2)
    assert re.findall(r"^error: .*$", first.err, re.MULTILINE) == [
        f"error: FEDTIDE_HTTP_ADDRESS: nothing can listen at {address} (address already in use); choose another one"
    ]
    assert "error: settings: FEDTIDE_HTTP_ADDRESS: must be an address to listen at, host:port" in second.err
    assert "Traceback" not in first.err + second.err
    assert not (world.folder / "fedtide.db").exists(), "nothing was opened"
