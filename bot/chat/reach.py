"""Whether Telegram can be reached, asked no more often than is decent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from telegram.error import TelegramError

from bot.chat.application import App
from bot.errors import TokenRejected

EVERY = 30.0
"""Seconds for which an answer is good: whoever asks more often is told it again."""
PATIENCE = 5.0


class Reach:
    """Called, gives what is wrong with the way to Telegram; None where nothing is. What it gives names no address and no token."""

    def __init__(self, application: App, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._application, self._clock = application, clock
        self._asked_at: float | None = None
        self._found: str | None = None
        self._asking = asyncio.Lock()

    async def __call__(self) -> str | None:
        """Ask, unless that was done a moment ago."""
        if not self._application.running:
            return "not connected yet"
        async with self._asking:
            if self._asked_at is None or self._clock() - self._asked_at >= EVERY:
                self._found = await self._ask()
                self._asked_at = self._clock()
            return self._found

    async def _ask(self) -> str | None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._application.bot.get_me()
        except (TelegramError, TokenRejected, TimeoutError):
            return "does not answer; the log says more where messages are owed"
        return None
