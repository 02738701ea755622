"""A way out for what is owed: what every channel is to the outbox, be it a messenger, a program or the terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.delivery.heard import UNHEARD, Heard
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import Closed, Send, serve
from bot.store import Store


def _nobody(refusal: object) -> None:
    """Nobody wants to hear of it."""


def _set() -> asyncio.Event:
    """An event that is set: there is nothing to wait for."""
    event = asyncio.Event()
    event.set()
    return event


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """`send` takes one delivery out, or says by its error what the outbox does next; `limiter` is its pace. `closed` hears of each
    receiver that takes nothing more. It is served once it is `ready`. What one channel waits for holds no other up.
    """

    name: str
    send: Send
    limiter: Limiter
    ready: asyncio.Event = field(default_factory=_set)
    closed: Closed = _nobody
    heard: Heard = UNHEARD
    """Hears how deliveries end."""
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when something was committed."""

    async def serve(self, store: Store, now: Callable[[], datetime], stop: asyncio.Event) -> None:
        """Send what is owed through it until `stop` is set. Raises what the outbox raises."""
        closed, heard = self.closed, self.heard
        await serve(store, self.send, self.limiter, now=now, stop=stop, wake=self.wake, closed=closed, channel=self.name, heard=heard)
