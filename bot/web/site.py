"""What the pages are made from. Nothing here knows aiohttp: where nothing listens its server is not loaded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.model import Silence
from bot.rulebook import InForce
from bot.settings import Settings
from bot.source import Source
from bot.store import Store
from bot.web.counted import Counted


def _always() -> bool:
    return True


async def _no_telegram() -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything that a page may read. The store is synchronous: pages ask it in a thread (`asyncio.to_thread`)."""

    store: Store
    settings: Settings
    rules: InForce
    sources: Sequence[Source]
    """Those that are watched."""
    now: Callable[[], datetime]
    started_at: datetime
    counted: Counted = field(default_factory=Counted)
    silences: Mapping[Silence, int] = field(default_factory=dict)
    """Events that made no message since the start, by reason; what is not there is none."""
    leads: Callable[[], bool] = field(default=_always)
    """Whether this process watches the publishers; of several on one database one does."""
    reach_telegram: Callable[[], Awaitable[str | None]] = field(default=_no_telegram)
    """Asks Telegram; gives what is wrong, None where nothing is or Telegram is not used."""
    take_update: Callable[[bytes], bool] | None = None
    """Takes an update as Telegram wrote it; False where that is not possible yet. None: no updates are brought here."""
    record: Callable[[], Mapping[str, Any]] | None = None
    """The contract's `evidence record` object; it may take a second. None: this run cannot tell."""


class Front:
    """What stands before the site: it answers from the first moment, the site is there once the database is open."""

    def __init__(self) -> None:
        self.site: Site | None = None

    @contextmanager
    def shows(self, site: Site) -> Iterator[None]:
        """This is the site meanwhile."""
        self.site = site
        try:
            yield
        finally:
            self.site = None
