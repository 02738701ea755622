"""Slow answers, worked out beside the conversation: the chat goes on meanwhile, and is told that something is coming."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 1.0
"""Seconds that an answer may take within its chat's turn."""
AT_ONCE = 2
"""Answers that are worked out at a time, in threads of their own: however many ask, nobody's reading of the store waits for them."""

log = logging.getLogger(__name__)


class Aside:
    """Works on slow answers, each of them once at a time."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="aside")
        self._running: dict[Hashable, asyncio.Task[None]] = {}

    async def answer(
        self,
        key: Hashable,
        work: Callable[[], T],
        give: Callable[[T], Awaitable[None]],
        *,
        soon: Callable[[], Awaitable[None]],
        sorry: Callable[[], Awaitable[None]],
    ) -> None:
        """Work something out and give it; where that takes its time, say that it comes `soon`, and return before it is there.

        What is asked once more while it is worked on (the same `key`) is not begun anew. Raises what goes wrong within the patience;
        what goes wrong later is logged and said by `sorry`.
        """
        if key in self._running:
            await soon()
            return
        task = asyncio.create_task(self._work(work, give), name=f"aside {key}")
        self._running[key] = task
        task.add_done_callback(lambda _: self._running.pop(key, None))
        done, _ = await asyncio.wait({task}, timeout=self.patience)
        if done:
            await task
            return
        task.add_done_callback(lambda late: self._late(late, sorry))
        await soon()

    async def _work(self, work: Callable[[], T], give: Callable[[T], Awaitable[None]]) -> None:
        await give(await asyncio.get_running_loop().run_in_executor(self._threads, work))

    def _late(self, task: asyncio.Task[None], sorry: Callable[[], Awaitable[None]]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("a slow answer failed: %s", type(error).__name__, exc_info=error)
            telling = asyncio.create_task(self._say(sorry), name="sorry")
            self._running["sorry", id(telling)] = telling
            telling.add_done_callback(lambda done: self._running.pop(("sorry", id(done)), None))

    async def _say(self, sorry: Callable[[], Awaitable[None]]) -> None:
        try:
            await sorry()
        except Exception as e:  # noqa: BLE001 - the edge: nobody waits for this any more
            log.warning("no way to say so: %s", e)

    def close(self) -> None:
        """Let go of what is not finished."""
        for task in list(self._running.values()):
            task.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)
