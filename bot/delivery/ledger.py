"""Claims and notes of answers, written together: whatever waits while one transaction is on its way to the disk shares the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.model import TELEGRAM
from bot.store import Store


class Ledger:
    """The order of things stays: a claim has returned, so is on the disk, before its request; a note before the delivery is done.

    One wait for the disk serves all that wait meanwhile, so that what a message costs falls as more are sent.
    """

    def __init__(self, store: Store, now: Callable[[], datetime], lease: timedelta, channel: str = TELEGRAM) -> None:
        self._store, self._now, self._lease, self._channel = store, now, lease, channel
        self._claims: dict[int, asyncio.Future[bool]] = {}
        self._sent: dict[int, tuple[int, asyncio.Future[bool]]] = {}
        self._writing: asyncio.Task[None] | None = None

    async def claim(self, delivery_id: int) -> bool:
        """`Store.claim`: whether the delivery may be sent. Raises what the store raises."""
        waits: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._claims[delivery_id] = waits
        self._begin()
        return await waits

    async def mark_sent(self, delivery_id: int, message_id: int) -> None:
        """`Store.mark_sent`. Raises what the store raises."""
        waits: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._sent[delivery_id] = message_id, waits
        self._begin()
        await waits

    async def close(self) -> None:
        """Wait until what is being written is written."""
        if self._writing is not None:
            await asyncio.wait([self._writing])

    def _begin(self) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while self._claims or self._sent:
            claims, self._claims = self._claims, {}
            sent, self._sent = self._sent, {}
            notes = [(delivery_id, message_id) for delivery_id, (message_id, _) in sent.items()]
            waits = [*claims.values(), *(waiting for _, waiting in sent.values())]
            try:
                kept = await asyncio.to_thread(self._store.keep, notes, list(claims), self._now(), self._lease, self._channel)
            except BaseException as e:  # whoever waits is told, all of them
                for waiting in waits:
                    if not waiting.done():
                        waiting.set_exception(e)
                if isinstance(e, asyncio.CancelledError):
                    raise
                continue
            for delivery_id, claim in claims.items():
                if not claim.done():
                    claim.set_result(delivery_id in kept.claimed)
            for _, noted in sent.values():
                if not noted.done():
                    noted.set_result(True)
