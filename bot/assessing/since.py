"""What bitcoin has done since an instant, from the stored hourly closes: for the lines of a batch or a digest. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby

from bot.source import Price

ASSET = "BTC"
STALE = timedelta(hours=2)
"""A close that is older stands for nothing."""
DISPUTED = 0.5
"""Points by which the exchanges may differ; beyond, one of them is wrong, and nobody knows which."""


def moved_since(at: datetime, prices: Iterable[Price], now: datetime) -> float | None:
    """The move in percent from the last close before `at` to the last one before `now`.

    None where an end has no recent close, where no bar has closed in between, and where the exchanges contradict each other.
    """
    ordered = sorted((price for price in prices if price.at <= now), key=lambda price: (price.exchange, price.at))
    moves = [_moved(list(same), at, now) for _, same in groupby(ordered, key=lambda price: price.exchange)]
    known = [move for move in moves if move is not None]
    if not known or max(known) - min(known) > DISPUTED:
        return None
    return sum(known) / len(known)


def _moved(prices: list[Price], at: datetime, now: datetime) -> float | None:
    instants = [price.at for price in prices]
    first, last = bisect_right(instants, at) - 1, len(prices) - 1
    if first < 0 or first == last or at - instants[first] > STALE or now - instants[last] > STALE:
        return None
    return 100.0 * (prices[last].close / prices[first].close - 1.0)
