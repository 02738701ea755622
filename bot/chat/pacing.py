"""The bot's one limiter as python-telegram-bot wants it: answers to commands wait in the same bucket as alerts do."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.delivery.limiter import Limiter

PACED = True
"""`rate_limit_args=PACED`: the caller has waited for its turn already, and deals with a 429 itself."""
MESSAGES = frozenset({"sendMessage", "sendPhoto", "editMessageText", "editMessageReplyMarkup"})
"""Methods that count against the platform's limits. Long polls, toasts and look-ups don't wait."""
PATIENCE = timedelta(seconds=60)
"""An answer to a command that would come later than this is given up."""


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
        """The result of the request, made when its chat's turn has come. A 429 is obeyed and the request made once more."""
        chat_id = data.get("chat_id")
        if rate_limit_args is PACED or endpoint not in MESSAGES or not isinstance(chat_id, int):
            return await callback(*args, **kwargs)
        await self.limiter.acquire(chat_id, chat_id < 0)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as e:
            wait = wait_of(e)
            self.limiter.hold(held_chat(chat_id), self.clock() + wait)
            if wait > PATIENCE:
                raise
        await self.limiter.acquire(chat_id, chat_id < 0)
        return await callback(*args, **kwargs)


def wait_of(error: RetryAfter) -> timedelta:
    """How long a 429 tells to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def held_chat(chat_id: int) -> int | None:
    """Which chat a 429 holds back; None for all of them.

    The answer doesn't say. Groups have a limit of their own (20 a minute) that a busy one meets long before the bot meets the
    overall one; a private chat's own limit (1 a second) is kept by our limiter, so that there a 429 means the bot as a whole.
    """
    return chat_id if chat_id < 0 else None
