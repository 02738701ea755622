"""A crowd that wants everything, one alert, and the programs that are to bring it to all of them."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from bot.store.schema import deliveries
from tests.chaos.record import Platform, Verdict, verdict
from tests.integration.program import Program, World, days_ago, todays
from tests.loopback.publisher import Publisher

PATIENCE = 90.0
_CROWD = """
INSERT INTO subscriptions (chat_id, thread_id, chat_type, lang, impact, direction, loud, active, digest, reactions)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
SELECT i, 0, 'private', 'en', 0, 0, 50, true, 'off', false FROM n
"""


@dataclass
class Crowd(World):
    """A world whose chats all want the one alert. `url` is a server's database; without it there is a file."""

    size: int = 0
    url: str = ""
    platform: Platform = field(default_factory=Platform)
    rate: int = 300

    @property
    def database_url(self) -> str:
        return self.url or super().database_url

    @property
    def chats(self) -> range:
        return range(1, self.size + 1)

    def run(self, *words: str, **changes: str) -> Program:
        """`fedtide run` at the crowd's rate."""
        return super().run(*words, **({"FEDTIDE_SEND_RATE": str(self.rate), "FEDTIDE_PAID_BROADCAST": "true"} | changes))

    async def gather(self) -> None:
        """All subscribe, and `fedtide poll` makes the alert; nothing is sent yet."""
        with self.store._write() as connection:
            connection.exec_driver_sql(_CROWD.format(count=self.size))
        for chat_id in self.chats:
            self.platform.private(chat_id)
        self.publish(todays(1, 60), days_ago(2, 70))
        poll = self.start("poll")
        if await poll.ended(PATIENCE):
            raise RuntimeError(poll.err)

    def owed(self) -> int:
        """Deliveries that are still to be made; before the fan-out has begun, the crowd."""
        with self.store._read() as connection:
            made = connection.scalar(select(func.count()).select_from(deliveries)) or 0
            return self.size - made + (connection.scalar(select(func.count()).where(deliveries.c.owed)) or 0)

    def doubted(self) -> set[int]:
        """Chats whose delivery the program has noted as uncertain at some time."""
        with self.store._read() as connection:
            return set(connection.scalars(select(deliveries.c.chat_id).where(deliveries.c.doubts > 0)))

    async def finish(self, *programs: Program, within: float = 300.0) -> Verdict:
        """Wait until nothing is owed, end the programs; what the record says then."""
        await until(lambda: not self.owed() or not any(program.is_running for program in programs), within)
        for program in programs:
            if code := await program.stop():
                raise RuntimeError(f"ended with {code}: {program.err}")
        return verdict(self.platform.copies, self.chats, self.doubted())


@asynccontextmanager
async def a_crowd(size: int, *, url: str = "", rate: int = 300, folder: Path | None = None) -> AsyncIterator[Crowd]:
    """A crowd with its alert committed; whatever still runs at the end is killed."""
    with tempfile.TemporaryDirectory() as made:
        async with Platform() as platform:
            with Publisher() as publisher:
                crowd = Crowd(folder or Path(made), platform, publisher, size=size, url=url, platform=platform, rate=rate)
                try:
                    await crowd.gather()
                    yield crowd
                finally:
                    for program in crowd.programs:
                        await program.kill()
                    crowd.store.close()


async def until(condition: Callable[[], object], within: float = PATIENCE) -> None:
    """Wait for something that other processes do."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110  (a database tells nobody of a change)
            await asyncio.sleep(0.1)
