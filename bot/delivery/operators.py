"""Notices to the operators: owed like alerts, so that no restart loses one; straight to Telegram where the store takes none.

An operator's chat needs no subscription. A notice that still waits to be sent is not queued a second time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta

from bot.errors import StoreUnavailable
from bot.store import Store

NOTICE_LIFE = timedelta(days=1)
"""A notice that could not be sent for so long is old news; the log has it."""
LONGEST = 3500
"""Characters of a notice."""

log = logging.getLogger(__name__)


class Operators:
    """Whoever is told of trouble. `straight` sends a text to one chat without the outbox, and raises nothing."""

    def __init__(
        self, store: Store, chat_ids: Collection[int], straight: Callable[[int, str], Awaitable[None]], now: Callable[[], datetime]
    ) -> None:
        self._store, self._chat_ids, self._straight, self._now = store, sorted(chat_ids), straight, now
        self._telling: set[asyncio.Task[None]] = set()

    def notify(self, text: str) -> None:
        """Tell them, without waiting for it; from the event loop."""
        task = asyncio.ensure_future(self.tell(text))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def tell(self, text: str) -> None:
        """Queue a notice in plain text; without operators it only goes to the log."""
        log.warning("notice to operators: %s", text)
        if not self._chat_ids:
            return
        told, now = text[:LONGEST], self._now()
        try:
            await asyncio.to_thread(self._store.owe_notice, self._chat_ids, told, now, now + NOTICE_LIFE)
        except StoreUnavailable:
            for chat_id in self._chat_ids:
                await self._straight(chat_id, told)
