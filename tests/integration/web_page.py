"""The page of a store, served on the loopback interface."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web

from bot.demo.play import PLAYED
from bot.evidence.public import public_record
from bot.sources import sources
from bot.store import Store
from bot.web.application import make_application
from bot.web.site import Front, Site
from tests.builders.page_store import PAGE_AT
from tests.integration.web_site import a_site


def page_site(store: Store, at: datetime = PAGE_AT) -> Site:
    """The site of a bot that watches what the stretch has, whose clock stands."""
    return a_site(store, now=lambda: at, started_at=at, sources=sources(PLAYED), record=lambda: public_record(store, None))


@asynccontextmanager
async def served_page(store: Store, at: datetime = PAGE_AT, front: Front | None = None) -> AsyncIterator[str]:
    """The URL at which the page is meanwhile: of a store as of an instant, or what another front shows."""
    if front is None:
        front = Front()
        front.site = page_site(store, at)
    runner = web.AppRunner(make_application(front))
    await runner.setup()
    try:
        listening = web.TCPSite(runner, "127.0.0.1", 0)
        await listening.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
