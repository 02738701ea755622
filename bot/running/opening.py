"""The store of a program that goes on running: waited for, heard when it is in trouble, brought up to this version."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime

from bot.delivery.operators import Operators
from bot.errors import StoreUnavailable
from bot.polling.operator_notices import StoreHealth
from bot.settings import Settings
from bot.store import Store, open_store

log = logging.getLogger(__name__)

AGAIN = 3.0
"""Seconds between two tries."""


async def opened(settings: Settings, stop: asyncio.Event) -> Store | None:
    """The store, once it can be opened; None when told to stop before. Raises StoreError for what no waiting mends."""
    is_said = False
    while not stop.is_set():
        try:
            return await asyncio.to_thread(open_store, settings.database_url)
        except StoreUnavailable as e:
            log.log(logging.DEBUG if is_said else logging.ERROR, "%s; I wait for it", e)
            is_said = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), AGAIN)
    return None


def tell_of_trouble(store: Store, operators: Operators, now: Callable[[], datetime]) -> None:
    """Tell the operators when the store cannot be used, and when it can again; it says so from whichever thread found it out."""
    loop, health = asyncio.get_running_loop(), StoreHealth()

    def hear(trouble: StoreUnavailable | None) -> None:
        for text in health.notices(trouble, now()):
            operators.notify(text)

    def heard(trouble: StoreUnavailable | None) -> None:
        with contextlib.suppress(RuntimeError):  # the program has come to its end
            loop.call_soon_threadsafe(hear, trouble)

    store.health.listener = heard


async def read_watches_anew(store: Store) -> None:
    """Let this version of the program read what chats watch for, as soon as the store takes it."""
    while True:
        try:
            await asyncio.to_thread(store.read_watches_anew)
        except StoreUnavailable:
            await asyncio.sleep(AGAIN)
        else:
            return
