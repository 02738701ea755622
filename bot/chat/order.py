"""Chats side by side, each in its own order: a chat that has to wait for the limiter holds back nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 64


class InChatOrder(BaseUpdateProcessor):
    """Works on updates of different chats at once, on those of one chat one after the other, as they came in."""

    def __init__(self) -> None:
        super().__init__(AT_ONCE)
        self._turns: dict[int, tuple[asyncio.Lock, int]] = {}

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run an update's handlers when the earlier ones of its chat are done."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            await coroutine
            return
        lock, waiting = self._turns.get(chat.id, (asyncio.Lock(), 0))
        self._turns[chat.id] = lock, waiting + 1
        try:
            async with lock:
                await coroutine
        finally:
            lock, waiting = self._turns.pop(chat.id)
            if waiting > 1:
                self._turns[chat.id] = lock, waiting - 1
