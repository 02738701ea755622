"""Several processes on one database: one watches, all deliver, each its part of the chats at its part of the rate."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.delivery.limiter import Limiter
from bot.errors import StoreUnavailable
from bot.store import Share, Store

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks at who is there."""
JOINING = timedelta(seconds=3)
"""A process that comes sends nothing for so long: by then all others have seen it and send at their new part of the rate."""


class Sharing:
    """This process's part of the work, kept up to date by `keep`. Alone on its database it leads from the first moment."""

    def __init__(self, store: Store, limiter: Limiter, rate: float, now: Callable[[], datetime]) -> None:
        self._store, self._limiter, self._rate, self._now = store, limiter, rate, now
        self._parts = 1
        self._is_in = not store.is_shared
        self.leads = asyncio.Event()
        self.follows = asyncio.Event()
        self._set(leads=not store.is_shared)

    async def keep(self) -> None:
        """Look every second; never ends. Where the database is a file there is nothing to look at."""
        if not self._store.is_shared:
            await asyncio.Event().wait()
        while True:
            try:
                self._take(await asyncio.to_thread(self._store.look_around))
            except StoreUnavailable as e:
                self._leave(e)
            await asyncio.sleep(EVERY)

    async def while_leading(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do a work whenever this process leads, and break it off when it does not any more; never ends. Raises what the work does."""
        while True:
            await self.leads.wait()
            working, followed = asyncio.ensure_future(work()), asyncio.ensure_future(self.follows.wait())
            try:
                await asyncio.wait([working, followed], return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    working.result()
            finally:
                for task in (working, followed):
                    task.cancel()
                await asyncio.gather(working, followed, return_exceptions=True)

    def _take(self, share: Share) -> None:
        """A part that grows does so a second later: who has gone may have sent until just now."""
        if not self._is_in:
            self._limiter.hold(None, self._now() + JOINING)
            log.info("one of %d processes on this database", share.parts)
            self._is_in = True
        self._limiter.pace(self._rate / max(share.parts, self._parts))
        self._parts = share.parts
        self._set(leads=share.leads)

    def _leave(self, error: StoreUnavailable) -> None:
        """Without the database nobody knows who else sends."""
        if self._is_in:
            log.error("no longer one of those that share the database, nothing is sent: %s", error)
        self._is_in = False
        self._limiter.hold(None, self._now() + JOINING)
        self._set(leads=False)

    def _set(self, *, leads: bool) -> None:
        if leads and not self.leads.is_set() and self._store.is_shared:
            log.warning("this process watches from now on")
        (self.leads if leads else self.follows).set()
        (self.follows if leads else self.leads).clear()
