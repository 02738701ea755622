"""The rate that the limiter gives out, in real seconds, beside the rate that was asked for."""

from __future__ import annotations

import asyncio
import itertools
import time
from bisect import bisect_left

from bot.delivery.limiter import Limiter
from tests.bench.figures import Figure, Found

LEAST = 0.95
"""Got over asked: 1000 a second gives at least 950."""
RATES = ((30.0, 8.0), (1000.0, 4.0))
"""Messages a second, and for how many seconds they are asked for."""
WAITERS = 32


async def _places(rate: float, seconds: float) -> list[float]:
    """When places were given to as many as the outbox has waiting at once, each to a chat of its own."""
    limiter, chats, places = Limiter(rate), itertools.count(1), list[float]()
    end = time.monotonic() + seconds

    async def take() -> None:
        while time.monotonic() < end:
            await limiter.acquire(next(chats))
            places.append(time.monotonic())

    await asyncio.gather(*(take() for _ in range(WAITERS)))
    return [at for at in places if at <= end]


def most_in_a_second(places: list[float]) -> int:
    """The most places within any one second."""
    return max(bisect_left(places, at + 1.0) - i for i, at in enumerate(places))


def table() -> Found:
    """The table, and the rates given beside those that were asked for."""
    rows, figures = [], []
    for rate, seconds in RATES:
        places = asyncio.run(_places(rate, seconds))
        got = (len(places) - 1) / (places[-1] - places[0])
        figures.append(Figure(what="the limiter's places", unit="/s", ours=got, beside="asked for", theirs=rate, least=LEAST, most=1.0))
        rows.append(f"| {rate:.0f} | {got:.1f} | {most_in_a_second(places)} |")
    head = [
        "Places that the limiter gives to 32 who wait, messages a second.",
        "",
        "| asked for | given | most in one second |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *rows]), figures
