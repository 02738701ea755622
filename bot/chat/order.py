"""Chats side by side, each in its own order: a chat that has to wait for the limiter holds back nobody else.

A person who writes faster than they can be answered is cut off for a while: a few of their updates wait, the next is answered by
a word about it, the rest is dropped. That is decided before anything is taken that chats share.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor, filters

AT_ONCE = 64
"""Chats that are answered at the same time."""
WAITING = 5
"""Updates of one person in one chat that may wait for their turn; another one may be at work."""
_NO_LIMIT = 1_000_000
"""For the library's own limit, which it takes before a chat's turn: many updates of one chat would hold all of its places."""

TooFast = Callable[[Update], Awaitable[None]]


async def _say_nothing(update: Update) -> None:
    """Where nobody is to be told."""


@dataclass(slots=True)
class _Turns:
    """A chat's turn, and by person how many of their updates are at work or wait for it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: Counter[int] = field(default_factory=Counter)
    cut_off: set[int] = field(default_factory=set)
    """Who is not listened to until all that waits of theirs is done."""


class InChatOrder(BaseUpdateProcessor):
    """Works on updates of different chats at once, on those of one chat one after the other, as they came in.

    `too_fast` is called, in the chat's turn, with the first update of a person that is not worked on.
    """

    def __init__(self, too_fast: TooFast = _say_nothing) -> None:
        super().__init__(_NO_LIMIT)
        self._too_fast = too_fast
        self._turns: dict[int, _Turns] = {}
        self._places = asyncio.Semaphore(AT_ONCE)

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run an update's handlers when the earlier ones of its chat are done."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if not isinstance(update, Update) or chat is None:
            await coroutine
            return
        person = _writer_of(update)
        turns = self._turns.setdefault(chat.id, _Turns())
        if person in turns.cut_off:
            _forget(coroutine)
            return
        if person is not None and turns.waiting[person] > WAITING:
            turns.cut_off.add(person)
            _forget(coroutine)
            coroutine = self._too_fast(update)
        await self._in_turn(chat.id, person or 0, coroutine)

    async def _in_turn(self, chat_id: int, person: int, coroutine: Awaitable[Any]) -> None:
        turns = self._turns[chat_id]
        turns.waiting[person] += 1
        try:
            async with turns.lock, self._places:
                await coroutine
        finally:
            turns.waiting -= Counter([person])
            if not turns.waiting[person]:
                turns.cut_off.discard(person)
            if not turns.waiting:
                del self._turns[chat_id]


def _writer_of(update: Update) -> int | None:
    """Who wrote or pressed; None for what has to be worked on in any case: comings, goings and moves of chats."""
    if update.effective_user is None or (update.callback_query is None and update.message is None):
        return None
    return None if filters.StatusUpdate.ALL.check_update(update) else update.effective_user.id


def _forget(coroutine: Awaitable[Any]) -> None:
    """Let go of work that is not begun."""
    if isinstance(coroutine, Coroutine):
        coroutine.close()
