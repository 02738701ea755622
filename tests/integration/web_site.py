"""A served site on the loopback interface, and what may be asked of it, well-formed or not."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.rulebook import InForce, rulebook_of
from bot.settings import Settings
from bot.sources import sources
from bot.store import Store
from bot.web.server import serving
from bot.web.site import Front, Site

NOW = datetime(2025, 11, 3, 18, 0, tzinfo=UTC)


def a_site(store: Store, **changes: Any) -> Site:
    """A site on a store, whose clock stands at NOW."""
    settings = Settings()
    site = Site(
        store=store,
        settings=settings,
        rules=InForce(rulebook_of(settings), lambda: rulebook_of(settings)),
        sources=sources(("nyfed.repo_operation", "fed.calendar"), with_key=False),
        now=lambda: NOW,
        started_at=NOW,
    )
    return replace(site, **changes)


@asynccontextmanager
async def served(caplog: pytest.LogCaptureFixture, front: Front, address: str = "127.0.0.1:0") -> AsyncIterator[str]:
    """The URL at which the front answers meanwhile."""
    with caplog.at_level("INFO", logger="bot.web.server"):
        async with serving(address, front):
            yield re.findall(r"serving (http://\S+)", caplog.text)[-1]


async def exchange(url: str, sent: bytes, *, within: float = 5.0) -> bytes:
    """What comes back for these bytes until the other side closes, or nothing more comes."""
    host, port = url.removeprefix("http://").rsplit(":", 1)
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(sent)
        await writer.drain()
        return await asyncio.wait_for(reader.read(), within)
    finally:
        writer.close()
