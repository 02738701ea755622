"""The parts of the running program side by side, until it is told to stop or one of them fails."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.delivery.sharing import Sharing

log = logging.getLogger(__name__)

GRACE = 3.0
"""Seconds that what is under way gets when the program is told to stop; the whole stop takes less than ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something that runs beside the others. What it raises ends the program; when it comes to its end the others go on.

    `only_leading`: of several processes on one database one does it; it is begun and broken off as the lead comes and goes.
    `after`: it begins once this is set. `finishes`: told to stop, it ends by itself and gets a while for that; others are broken off.
    """

    name: str
    work: Callable[[], Awaitable[None]]
    only_leading: bool = False
    after: asyncio.Event | None = None
    finishes: bool = False


async def run(parts: Sequence[Part], sharing: Sharing, stop: asyncio.Event) -> None:
    """Run all parts until `stop` is set; a part that raises sets it, and that is raised once all have ended.

    What is broken off is read anew, or sent once more, by the next start.
    """
    together = [Part(name="sharing", work=sharing.keep), *parts]
    tasks = [asyncio.create_task(_begin(part, sharing, stop), name=part.name) for part in together]
    try:
        await stop.wait()
    finally:
        stop.set()
        await asyncio.gather(*(_end(task, part) for task, part in zip(tasks, together, strict=True)))
    for task in tasks:
        if not task.cancelled():
            task.result()


async def first(work: Callable[[], Awaitable[None]], done: asyncio.Event) -> None:
    """Do a work, and set `done`: what others begin after."""
    await work()
    done.set()


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: an interrupt raises KeyboardInterrupt instead
            loop.add_signal_handler(name, stop.set)
    return stop


async def _begin(part: Part, sharing: Sharing, stop: asyncio.Event) -> None:
    if part.after is not None and not await _comes(part.after, stop):
        return
    try:
        await (sharing.while_leading(part.work) if part.only_leading else part.work())
    except Exception:
        stop.set()
        raise


async def _end(task: asyncio.Task[None], part: Part) -> None:
    if part.finishes:
        await asyncio.wait([task], timeout=GRACE)
    if task.cancel() and part.finishes:
        log.warning("%s: requests that nobody answered are left behind; the next start sends them once more, marked", part.name)
    await asyncio.wait([task])


async def _comes(event: asyncio.Event, stop: asyncio.Event) -> bool:
    """Wait for an event; False when `stop` came first."""
    waits = [asyncio.create_task(one.wait()) for one in (event, stop)]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
    return event.is_set() and not stop.is_set()
