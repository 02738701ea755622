"""Time that passes only when everybody is asleep: pacing is tested by the clock, and without waiting for one."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2025, 10, 31, 18, 0, tzinfo=UTC)


class SimulatedTime:
    """A clock in seconds, an aware now, and a sleep that all follow `run`."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def clock(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def at(self, seconds: float) -> datetime:
        """The instant so many seconds after the start."""
        return START + timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.seconds + seconds, self._count, future))
        await future

    async def run(self, *coroutines: Coroutine[Any, Any, Any]) -> list[Any]:
        """Run coroutines together to their end, going from one awakening to the next."""
        tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
        await self._settle()
        while not all(task.done() for task in tasks):
            assert self._sleepers, "all wait for each other"
            at, _, future = heapq.heappop(self._sleepers)
            self.seconds = max(self.seconds, at)
            if not future.done():
                future.set_result(None)
            await self._settle()
        return [task.result() for task in tasks]

    async def _settle(self) -> None:
        for _ in range(50):
            await asyncio.sleep(0)
