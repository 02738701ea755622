"""The store for whoever may not wait: people talk to the bot on the event loop, and a disk or another writer may take its time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from bot.store import Store

P = ParamSpec("P")
T = TypeVar("T")
THREADS = 4
"""Its own few, so that what polls and pictures wait for keeps no answer back."""


class StoreInThreads:
    """A store that is asked in threads alone: `await store.run(Store.watches, chat_id)`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="store")

    async def run(self, question: Callable[Concatenate[Store, P], T], *given: P.args, **named: P.kwargs) -> T:
        """What a method of the store, or a function that begins with it, gives; raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(question, self._store, *given, **named))
