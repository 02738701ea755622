"""The real program as a child process, between publishers and a Bot API on the loopback interface.

async with a_world(tmp_path) as world:
    world.publish(todays(1, 60))             # an operation of today, sixty billion dollars
    bot = world.run()                        # `python -m bot run` in a folder of its own
    await world.connected(bot)
    ...
    assert await bot.stop() == 0             # SIGTERM
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.model import DeliveryState, Subscription
from bot.settings import variables
from bot.store import Store, open_store
from tests.contract import operation_body
from tests.contract.operation_body import BILLION
from tests.loopback.publisher import Publisher
from tests.loopback.telegram import BotApi, Gate, Message

ROOT = Path(__file__).parents[2]
SOURCE = "nyfed.repo_operation"
REPOS = "/api/rp/repo/all/results/lastTwoWeeks.json"
REPO_PAST = "/api/rp/results/search.json"
LINK = "https://www.newyorkfed.org/markets/desk-operations/repo"
ANN = 1001
MAY_BE_REPEAT = "Sent once more because no answer came"
PATIENCE = 30.0
"""Seconds that anything may take on a busy machine; nothing is asserted about how long it does take."""
STOPPING = 20.0
"""Seconds that the program gets for coming to its end: twice what it promises, since this machine may be busy."""
_NOT_PASSED_ON = ("FEDTIDE_", "TELEGRAM_")


class Program:
    """One run of the program; what it wrote is in `out` and `err`."""

    def __init__(self, command: list[str], folder: Path, env: Mapping[str, str], number: int) -> None:
        self.began = time.monotonic()
        self._out, self._err = folder / f"{number}.out", folder / f"{number}.err"
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err)

    @property
    def out(self) -> str:
        return self._out.read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        return self._err.read_text(encoding="utf-8")

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    async def ended(self, within: float = PATIENCE) -> int:
        """Its exit code, once it has come to its end."""
        return await asyncio.to_thread(self.process.wait, within)

    async def stop(self) -> int:
        """Ask it to end, as a service manager does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended(STOPPING)

    async def kill(self) -> None:
        """End it without a word; nothing happens where it has ended already."""
        self.process.kill()
        await self.ended()

    async def said(self, words: str, times: int = 1) -> None:
        """Wait until its log or its output holds the words so many times."""
        await _until(lambda: (self.err + self.out).count(words) >= times or not self.is_running)
        assert (self.err + self.out).count(words) >= times, f"ended with {self.process.returncode} before it said {words!r}: {self.err}"


@dataclass
class World:
    """A folder with the database, the publishers, the platform, and the programs that ran."""

    folder: Path
    api: BotApi
    publisher: Publisher
    programs: list[Program] = field(default_factory=list)

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'fedtide.db'}"

    def env(self, **changes: str) -> dict[str, str]:
        """The environment of a program: nothing of whoever runs the tests, the loopback servers, and what a test sets."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED_ON) and "proxy" not in name.lower()
        }
        own = {
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "error",
            "PYTHONIOENCODING": "utf-8",
            "TELEGRAM_BOT_TOKEN": self.api.token,
            "TELEGRAM_API_URL": self.api.url,
            **{name: self.publisher.url for name in variables() if re.fullmatch(r"FEDTIDE_(?!WEBHOOK)\w+_URL", name)},
            "FEDTIDE_DATABASE_URL": self.database_url,
            "FEDTIDE_SOURCES": SOURCE,
        }
        return inherited | own | changes

    def start(self, *words: str, **changes: str) -> Program:
        """`python -m bot` with these words."""
        return self.execute([sys.executable, "-m", "bot", *words], **changes)

    def run(self, *words: str, **changes: str) -> Program:
        """`python -m bot run`."""
        return self.start("run", *words, **changes)

    def execute(self, command: list[str], **changes: str) -> Program:
        """Any program in this world."""
        program = Program(command, self.folder, self.env(**changes), len(self.programs))
        self.programs.append(program)
        return program

    def publish(self, *rows: dict[str, Any], past: tuple[dict[str, Any], ...] = ()) -> None:
        """The New York Fed's results page shows these operations from now on; `past` is what its archive holds."""
        self.publisher.publish(REPOS, operation_body.page(*rows).body, content_type="application/json", validators=False)
        self.publisher.publish(REPO_PAST, operation_body.page(*past).body, content_type="application/json", validators=False)

    @cached_property
    def store(self) -> Store:
        """The database, beside the running program; closed with the world."""
        return open_store(self.database_url)

    def subscribe(self, chat_id: int = ANN, **values: Any) -> None:
        """A chat that is subscribed already."""
        self.api.private(chat_id)
        self.store.subscribe(Subscription(chat_id=chat_id, **values))

    def alerts(self, chat_id: int = ANN) -> list[Message]:
        """The alerts that a chat shows, oldest first."""
        return [message for message in self.api.messages(chat_id) if LINK in message.html]

    async def alert(self, number: int = 1, chat_id: int = ANN) -> Message:
        """A chat's alert of that number, once it is there."""
        last = self.programs[-1]
        await self.api.until(lambda: len(self.alerts(chat_id)) >= number or last.process.poll(), PATIENCE)
        assert len(self.alerts(chat_id)) >= number, last.err
        return self.alerts(chat_id)[number - 1]

    async def connected(self, program: Program) -> None:
        """Wait until the program listens to its chats."""
        before = len(self.api.calls("getUpdates"))
        await self.api.until(lambda: len(self.api.calls("getUpdates")) > before or not program.is_running, PATIENCE)
        assert program.is_running, program.err

    async def reached(self, gate: Gate, program: Program) -> None:
        """Wait until a request of the program is held."""
        await self.api.until(lambda: gate.reached.is_set() or not program.is_running, PATIENCE)
        assert program.is_running, program.err

    def last_poll(self, source_id: str = SOURCE) -> datetime | None:
        """When a source was read last, and what came of it kept."""
        return self.store.source_state(source_id).last_poll_at

    async def polled(self, since: datetime | None = None, source_id: str = SOURCE) -> None:
        """Wait until a source was read after the poll at `since`, and what came of it is kept."""
        await _until(lambda: self.last_poll(source_id) != since)

    async def delivered(self, count: int) -> None:
        """Wait until so many deliveries have come to their good end, and no other is there."""
        wanted = {state: count if state is DeliveryState.SENT else 0 for state in DeliveryState}
        await _until(lambda: self.store.counts() == wanted)


async def _until(condition: Callable[[], bool]) -> None:
    """Wait for something that other processes do."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110  (files and a database tell nobody of a change)
            await asyncio.sleep(0.05)


@asynccontextmanager
async def a_world(folder: Path) -> AsyncIterator[World]:
    """A world; whatever still runs in it at the end is killed."""
    async with BotApi() as api:
        with Publisher() as publisher:
            world = World(folder, api, publisher)
            try:
                yield world
            finally:
                for program in world.programs:
                    await program.kill()
                world.store.close()


def todays(number: int, billions: int, **changes: Any) -> dict[str, Any]:
    """The standing repo operation of that number of New York's today, closed some minutes ago."""
    latest = datetime.now(UTC).astimezone(ZoneInfo("America/New_York")) - timedelta(minutes=1)
    first = latest - timedelta(minutes=10)
    if first.date() != latest.date():
        first = latest.replace(hour=0, minute=0)
    closed = first + timedelta(minutes=number)
    on = f"{closed:%Y-%m-%d}"
    times = {"closeTime": f"{closed:%H:%M}", "lastUpdated": f"{on} {closed:%H:%M}:30"}
    return operation_body.repo(f"RP {closed:%m%d%y} {number}", on, billions * BILLION, **(times | changes))


def days_ago(days: int, billions: int) -> dict[str, Any]:
    """A standing repo operation of so many days ago."""
    on = datetime.now(UTC) - timedelta(days=days)
    return operation_body.repo(f"RP {on:%m%d%y} 1", f"{on:%Y-%m-%d}", billions * BILLION)
