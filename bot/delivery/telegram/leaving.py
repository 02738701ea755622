"""The moment in which a delivery's request leaves, told to whoever keeps notes of that (bot.store.departures)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar

from bot.delivery.outbox import Send
from bot.model import Delivery

_LEAVES: ContextVar[Callable[[], None]] = ContextVar("leaves", default=lambda: None)


class Stayed(OSError):
    """The request was kept back: that it leaves could not be noted."""


def noting(send: Send, note: Callable[[int], None]) -> Send:
    """A `send` that has the id of each delivery noted right before any request of it leaves. Where `note` raises OSError none does."""

    async def sent(delivery: Delivery) -> int:
        before = _LEAVES.set(functools.partial(note, delivery.id))
        try:
            return await send(delivery)
        finally:
            _LEAVES.reset(before)

    return sent


def leave() -> None:
    """To be called right before the bytes of any request leave; of one that is no delivery's nothing is noted. Raises Stayed."""
    try:
        _LEAVES.get()()
    except OSError as e:
        raise Stayed(str(e)) from e
