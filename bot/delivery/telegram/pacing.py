"""The bot's one limiter as python-telegram-bot wants it: answers to commands wait in the same queue as alerts do, behind them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.delivery.limiter import ANSWER, Limiter

PACED = True
"""`rate_limit_args=PACED`: the caller has waited for its turn already, and deals with a 429 itself."""
MESSAGES = frozenset({"sendMessage", "sendPhoto", "editMessageText", "editMessageReplyMarkup"})
"""Methods that count against the platform's limits. Long polls, toasts and look-ups don't wait."""
PATIENCE = timedelta(seconds=60)
"""An answer to a command that would come later than this is given up."""
LONGEST = timedelta(days=1)


class Pacing(BaseRateLimiter[bool]):
    """Waits for a turn before each message, and once more when the platform says so."""

    __slots__ = ("clock", "limiter")

    def __init__(self, limiter: Limiter, clock: Callable[[], datetime]) -> None:
        self.limiter = limiter
        self.clock = clock

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: bool | None,
    ) -> Any:
        """The result of the request, made when its chat's turn has come. A 429 is obeyed and the request made once more.

        Raises RetryAfter where that would be too late for an answer.
        """
        chat_id = data.get("chat_id")
        if rate_limit_args is PACED or endpoint not in MESSAGES or not isinstance(chat_id, int):
            return await callback(*args, **kwargs)
        await self.turn(chat_id)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as e:
            self._obey(chat_id, e)
        await self.turn(chat_id)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as e:
            self._obey(chat_id, e)
            raise

    async def turn(self, chat_id: int) -> None:
        """Wait for a chat's turn. Raises RetryAfter where that would be too late for an answer."""
        wait = timedelta(seconds=max(self.limiter.wait_of(None), self.limiter.wait_of(chat_id, chat_id < 0, ANSWER)))
        if wait > PATIENCE:
            raise RetryAfter(wait)
        await self.limiter.acquire(chat_id, chat_id < 0, ANSWER)
        await self.limiter.depart()

    def _obey(self, chat_id: int, error: RetryAfter) -> None:
        self.limiter.flood(chat_id, self.clock() + wait_of(error))


def wait_of(error: RetryAfter) -> timedelta:
    """How long a 429 tells to wait; a day at most, for nothing is worth sending after that."""
    wait = error.retry_after
    return min(wait if isinstance(wait, timedelta) else timedelta(seconds=wait), LONGEST)
