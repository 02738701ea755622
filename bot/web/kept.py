"""What is costly to make and asked for by many: made once for all who ask within some seconds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.errors import StoreError

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What there is to show, if anything, and why it could not be made anew, if it could not."""

    value: T | None
    trouble: StoreError | None = None


class Kept(Generic[T]):
    """One maker, in a thread, however many ask. What is a little old is shown while it is made anew; what is older is waited for."""

    def __init__(self, make: Callable[[], T], *, fresh: float, usable: float) -> None:
        """`fresh`, `usable`: seconds for which it is not made anew, and for which nobody waits for it."""
        self._make, self._fresh, self._usable = make, fresh, usable
        self._found: Found[T] = Found(None)
        self._made_at = float("-inf")
        self._making: asyncio.Task[None] | None = None

    async def current(self) -> Found[T]:
        """What there is now. Raises what making it raised, unless that was the store."""
        age = asyncio.get_running_loop().time() - self._made_at
        if age >= self._fresh:
            if self._making is None:
                self._making = asyncio.create_task(self._anew())
                self._making.add_done_callback(self._ended)
            if age >= self._usable or self._found.value is None:
                await asyncio.shield(self._making)
        return self._found

    async def _anew(self) -> None:
        try:
            self._found = Found(await asyncio.to_thread(self._make))
        except StoreError as e:
            self._found = Found(self._found.value, e)
        self._made_at = asyncio.get_running_loop().time()

    def _ended(self, making: asyncio.Task[None]) -> None:
        self._making = None
        if not making.cancelled() and (fault := making.exception()) is not None:
            log.error("what is shown over HTTP could not be made", exc_info=fault)
