"""How fast messages may leave: so many a second in all, one a second a chat, twenty a minute a group, nothing while held.

One limiter serves the outbox and the answers to commands. It works by deadlines, not by emptying buckets: after a hold nothing bursts.
The pace is that of Telegram's FAQ; the true limits are the platform's secret, so `hold` obeys whatever it answers.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

CHAT_SECONDS = 1.0
GROUP_MESSAGES = 20
GROUP_SECONDS = 60.0
IDLE_CHATS = 10_000
"""With more chats than this in mind, those that may write at once are forgotten."""


@dataclass(slots=True)
class _Chat:
    """When a chat was last written to, and until when it is held, in seconds of the clock."""

    taken: deque[float] = field(default_factory=lambda: deque(maxlen=GROUP_MESSAGES))
    held_until: float = -math.inf
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def ready_at(self, is_group: bool) -> float:
        ready = self.held_until
        if self.taken:
            ready = max(ready, self.taken[-1] + CHAT_SECONDS)
        if is_group and len(self.taken) == GROUP_MESSAGES:
            ready = max(ready, self.taken[0] + GROUP_SECONDS)
        return ready


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Limiter:
    """The pace of everything that is sent. First come, first served, in all and within each chat.

    `rate` is in messages a second. `clock` counts seconds from anywhere (never backwards), `now` tells the time that `hold`'s
    instants are measured against; both and `sleep` can be replaced.
    """

    def __init__(
        self,
        rate: float = 25.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        if not rate > 0:
            raise ValueError(f"the rate must be above 0 messages a second, not {rate}")
        self._gap = 1.0 / rate
        self._clock, self._now, self._sleep = clock, now, sleep
        self._next = -math.inf
        self._held_until = -math.inf
        self._turn = asyncio.Lock()
        self._chats: dict[int, _Chat] = {}

    async def acquire(self, chat_id: int, is_group: bool = False) -> None:
        """Wait until one message to this chat may leave, and take that place."""
        chat = self._chat(chat_id)
        async with chat.lock:
            while True:
                await self._until(lambda: chat.ready_at(is_group))
                async with self._turn:
                    await self._until(lambda: max(self._next, self._held_until))
                    at = self._clock()
                    if chat.held_until <= at:  # it may have been held while it waited for its turn
                        chat.taken.append(at)
                        self._next = at + self._gap
                        return

    def hold(self, chat_id: int | None, until: datetime) -> None:
        """Let nothing leave to a chat (None: to anybody) before an aware instant; a shorter hold does not shorten a longer one."""
        held_until = self._clock() + (until - self._now()).total_seconds()
        if chat_id is None:
            self._held_until = max(self._held_until, held_until)
        else:
            chat = self._chat(chat_id)
            chat.held_until = max(chat.held_until, held_until)

    async def _until(self, ready_at: Callable[[], float]) -> None:
        while (wait := ready_at() - self._clock()) > 1e-6:
            await self._sleep(wait)

    def _chat(self, chat_id: int) -> _Chat:
        if chat_id not in self._chats and len(self._chats) >= IDLE_CHATS:
            at = self._clock()
            self._chats = {i: c for i, c in self._chats.items() if c.lock.locked() or c.ready_at(True) > at}
        return self._chats.setdefault(chat_id, _Chat())
