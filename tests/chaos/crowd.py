"""A crowd that wants everything, one alert, and the programs that are to bring it to all of them."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.store.schema import deliveries
from tests.builders.alerts import alert, assessed, repo
from tests.chaos import bent
from tests.chaos.record import Platform, Verdict, verdict
from tests.integration.program import LINK, Program, World, days_ago
from tests.loopback.publisher import Publisher

PATIENCE = 90.0
BENT = Path(bent.__file__)
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
    passed: float = 0.0

    @property
    def database_url(self) -> str:
        return self.url or super().database_url

    @property
    def file(self) -> Path:
        return self.folder / "fedtide.db"

    @property
    def chats(self) -> range:
        return range(1, self.size + 1)

    def run(self, *words: str, **changes: str) -> Program:
        """`fedtide run` at the crowd's rate."""
        return super().run(*words, **self._at_rate(changes))

    def run_bent(self, **changes: str) -> Program:
        """The same, with a clock and a name server that obey this crowd."""
        return self.execute([sys.executable, str(BENT), str(self.folder), "run"], **self._at_rate(changes))

    def _at_rate(self, changes: dict[str, str]) -> dict[str, str]:
        own = {
            "FEDTIDE_SEND_RATE": str(self.rate),
            "FEDTIDE_PAID_BROADCAST": "true",
            "TELEGRAM_API_URL": f"http://localhost:{self.platform.port}",  # a name, so that it can fail to resolve
        }
        return own | changes

    def set_wall(self, seconds: float) -> None:
        """The wall clock is off by so much from now on."""
        self._tell(bent.WALL, seconds)

    def let_pass(self, seconds: float) -> None:
        """So much more time has passed."""
        self.passed += seconds
        self._tell(bent.PASSED, self.passed)

    def _tell(self, name: str, seconds: float) -> None:
        """Whoever reads the file meanwhile finds one whole number or the other."""
        part = self.folder / f"{name}.part"
        part.write_text(f"{seconds}")
        part.replace(self.folder / name)

    def gather(self) -> None:
        """All subscribe, and an alert is committed that lives for twelve hours; nothing is sent yet."""
        now = datetime.now(UTC)
        event = repo(published_at=now - timedelta(minutes=1))
        with self.store._write() as connection:
            connection.exec_driver_sql(_CROWD.format(count=self.size))
        for chat_id in self.chats:
            self.platform.private(chat_id)
        self.publish(days_ago(2, 70))  # nothing that is new
        texts = {"en": f'<b>Alert</b> <a href="{LINK}">New York Fed</a>'}
        self.store.commit(event, assessed(), alert(event, texts=texts, expires_at=now + timedelta(hours=12)), now)

    def owed(self) -> int:
        """Deliveries that are still to be made; before the fan-out has begun, the crowd."""
        with self.store._read() as connection:
            made = connection.scalar(select(func.count()).select_from(deliveries)) or 0
            return self.size - made + (connection.scalar(select(func.count()).where(deliveries.c.owed)) or 0)

    def doubted(self) -> set[int]:
        """Chats whose delivery the program has noted as uncertain at some time."""
        with self.store._read() as connection:
            return set(connection.scalars(select(deliveries.c.chat_id).where(deliveries.c.doubts > 0)))

    def verdict(self, chats: range | None = None) -> Verdict:
        """What the record says now, of some chats or all."""
        return verdict(self.platform.copies, self.chats if chats is None else chats, self.doubted())

    async def finish(self, *programs: Program, within: float = 300.0) -> Verdict:
        """Wait until nothing is owed, with a minute passing wherever nothing moves, and end the programs; what the record says then."""
        before = -1
        async with asyncio.timeout(within):
            while self.owed() and any(program.is_running for program in programs):
                if self.platform.messages_sent == before:
                    self.let_pass(31)
                before = self.platform.messages_sent
                await asyncio.sleep(0.5)
        for program in programs:
            if code := await program.stop():
                raise RuntimeError(f"ended with {code}: {program.err}")
        return self.verdict()


@asynccontextmanager
async def a_crowd(size: int, *, url: str = "", rate: int = 300, folder: Path | None = None) -> AsyncIterator[Crowd]:
    """A crowd with its alert committed; whatever still runs at the end is killed."""
    with tempfile.TemporaryDirectory() as made:
        async with Platform() as platform:
            with Publisher() as publisher:
                crowd = Crowd(folder or Path(made), platform, publisher, size=size, url=url, platform=platform, rate=rate)
                try:
                    crowd.gather()
                    yield crowd
                finally:
                    for program in crowd.programs:
                        await program.kill()
                    crowd.store.close()
