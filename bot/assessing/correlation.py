"""How Bitcoin moved with equities over the last sixty sessions, as it was known at a moment (docs/scoring.md, risk-correlation). Pure.

A session is a day with an S&P 500 close. Bitcoin's price of a session is its hourly close at 16:00 in New York. Returns are logarithmic,
from one session to the next, so that a weekend is one return for both.
"""

from __future__ import annotations

import functools
import itertools
import math
import statistics
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.assessing.price_agreement import believed
from bot.source import Price

SESSIONS = 60
LONGEST = timedelta(days=100)
"""Sixty sessions take 84 to 90 days; a longer stretch has holes in it."""
STALE = timedelta(days=8)
"""The last close must not be older: a long weekend, a day until FRED has it, and some patience."""


class Prices(Protocol):
    """An asset's prices known before an instant: `Store.prices`."""

    def __call__(
        self, asset: str, *, since: datetime, before: datetime, instants: Collection[datetime] | None = None
    ) -> Sequence[Price]: ...


def correlation_at(at: datetime, prices: Prices) -> float | None:
    """The correlation of what had been published before `at`; None when that is too little, too old or has holes."""
    since = at - LONGEST - STALE
    index = believed(prices("SP500", since=since, before=at))
    bitcoin = believed(prices("BTC", since=since, before=at, instants=index.keys()))
    return correlation(bitcoin, index, at)


def correlation(asset: Mapping[datetime, float], index: Mapping[datetime, float], now: datetime) -> float | None:
    """The correlation (-1..1, four decimals) of daily log returns over the last sixty sessions that both have; None without them."""
    last, found = last_correlation(asset, index)
    return found if last is not None and now - last <= STALE else None


def last_correlation(asset: Mapping[datetime, float], index: Mapping[datetime, float]) -> tuple[datetime | None, float | None]:
    """The last session that both have, however old, and the correlation up to it."""
    common = sorted(asset.keys() & index.keys())[-SESSIONS - 1 :]
    if len(common) <= SESSIONS or common[-1] - common[0] > LONGEST:
        return (common[-1] if common else None), None
    return common[-1], _correlated(*(tuple(closes[at] for at in common) for closes in (asset, index)))


@functools.lru_cache(maxsize=8)
def _correlated(asset: tuple[float, ...], index: tuple[float, ...]) -> float | None:
    """Of a series' closes by those of another. All that is told between two closes asks for the same."""
    try:
        return round(statistics.correlation(_returns(asset), _returns(index)), 4)
    except statistics.StatisticsError:  # one of them did not move at all
        return None


def _returns(closes: Sequence[float]) -> list[float]:
    return [math.log(after / before) for before, after in itertools.pairwise(closes)]
