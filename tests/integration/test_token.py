"""The bot token stays with the program: real runs whose requests fail in every way, at every log level, in both formats of the log."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

import pytest

from bot.model import Subscription
from tests.integration.program import PATIENCE, World, a_world, todays
from tests.loopback.telegram import Fault, Gate

HALF = "AAHc3k_Zq-0vYt7Lr2XwP9sDfGh1JkNb5Em"
TOKEN = f"7000001:{HALF}"
ECHO = f"cannot serve /bot{TOKEN}/sendMessage"
"""Proxies and error pages like to quote the address that was asked for."""
GROUP = -1009000000001
REJECTED = 2001
FAULTS = (
    Fault("sendMessage", 1001, status=500, description="Internal Server Error"),
    Fault("sendMessage", 1002, status=400, description=f"Bad Request: {ECHO}"),
    Fault("sendMessage", 1003, status=403, description=f"Forbidden: {ECHO}"),
    Fault("sendMessage", 1004, cut="before"),
    Fault("sendMessage", 1005, cut="after"),
    Fault("sendMessage", 1006, status=502, body=f"<html><body>{ECHO}</body></html>".encode()),
    Fault("sendMessage", 1007, status=200, body=b'{"ok": true, "result": {}}'),
    Fault("sendMessage", GROUP, status=429, description="Too Many Requests: retry after 30", parameters={"retry_after": 30}),
)
"""One way of failing a chat."""
LEVELS = ("debug", "info", "warning", "error")
RUNS = [(level, log_format, log_format == "text") for level in LEVELS for log_format in ("text", "json")]
"""Level, format of the log, and whether tracebacks are asked for."""
AT_ONCE = 4


@dataclass(frozen=True)
class Traces:
    """What one run left behind."""

    code: int
    log: str
    output: str
    database: bytes
    answered: list[int | None]
    """The statuses of the requests to the chats that fail, None for a cut connection, in the order of the chats."""


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, bool], Traces]:
    """By level, format and whether tracebacks are asked for: all runs, four at a time."""

    async def run_all() -> list[Traces]:
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(level: str, log_format: str, debug: bool) -> Traces:
            async with turn, a_world(tmp_path_factory.mktemp("token")) as world:
                return await failing_run(world, level, log_format, debug)

        return await asyncio.gather(*(one(*run) for run in RUNS))

    return dict(zip(RUNS, asyncio.run(run_all()), strict=True))


async def failing_run(world: World, level: str, log_format: str, debug: bool) -> Traces:
    """A run whose first connection, long poll, menus and messages fail, and which ends when the token is rejected."""
    api = world.api
    api.token = TOKEN
    for fault in FAULTS:
        assert fault.chat_id is not None
        kind = "supergroup" if fault.chat_id < 0 else "private"
        world.store.subscribe(Subscription(chat_id=fault.chat_id, chat_type=kind))
        api.private(fault.chat_id) if kind == "private" else api.group(fault.chat_id, {})
        api.faults.append(Fault(**{name: getattr(fault, name) for name in Fault.__dataclass_fields__}))
    world.subscribe(REJECTED)
    last = Gate(after=False)
    api.faults.append(Fault("sendMessage", REJECTED, status=401, description="Unauthorized", gate=last))
    api.fail("getMe", cut="before")
    api.fail("getUpdates", status=500, description=ECHO)
    api.fail("setMyCommands", times=3, status=400, description=f"Bad Request: {ECHO}")
    world.publish(todays(1, 60))
    words = ["--debug", "run"] if debug else ["run"]
    program = world.start(*words, FEDTIDE_LOG_LEVEL=level, FEDTIDE_LOG_FORMAT=log_format)
    failing = [fault.chat_id for fault in FAULTS]
    await world.reached(last, program)
    await api.until(lambda: all(api.calls("sendMessage", chat_id) for chat_id in failing) and len(api.calls("getUpdates")) > 1, PATIENCE)
    last.open.set()
    code = await program.ended()
    answered = [api.calls("sendMessage", chat_id)[0].status for chat_id in failing]
    files = sorted(world.folder.glob("fedtide.db*"))
    return Traces(code, program.err, program.out, b"".join(file.read_bytes() for file in files), answered)


@pytest.mark.parametrize(("level", "log_format", "debug"), RUNS)
class TestEveryWayOfFailing:
    @pytest.fixture
    def left(self, traces: dict[tuple[str, str, bool], Traces], level: str, log_format: str, debug: bool) -> Traces:
        return traces[level, log_format, debug]

    def test_it_failed_as_it_was_meant_to(self, left: Traces) -> None:
        assert left.answered == [500, 400, 403, None, None, 502, 200, 429]
        assert left.code == 1

    def test_no_log_line_or_error_holds_the_token(self, left: Traces) -> None:
        assert "cannot be sent to chat 1002" in left.log
        assert HALF not in left.log + left.output
        assert quote(TOKEN, safe="") not in left.log + left.output

    def test_no_byte_of_the_database_does(self, left: Traces) -> None:
        assert b"nyfed.repo_operation" in left.database
        assert HALF.encode() not in left.database


def test_the_end_is_one_line_without_the_token_or_a_traceback(traces: dict[tuple[str, str, bool], Traces]) -> None:
    for left in (left for (_, _, debug), left in traces.items() if not debug):
        [line] = [line for line in left.log.splitlines() if line.startswith("error: ")]
        assert "TELEGRAM_BOT_TOKEN" in line


def test_at_debug_the_log_tells_of_the_failures(traces: dict[tuple[str, str, bool], Traces]) -> None:
    """That it is silent about the token is worth something only where it speaks."""
    for log_format, debug in (("text", True), ("json", False)):
        log = traces["debug", log_format, debug].log
        assert "no answer for delivery" in log
        assert "put off until" in log
        assert "not reachable" in log
