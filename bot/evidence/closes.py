"""Closes of an asset by the instant from which they are known, and what one knew of them at any instant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np
import numpy.typing as npt

from bot.source import Price

Floats = npt.NDArray[np.float64]
Seconds = npt.NDArray[np.int64]
"""Seconds since 1970, UTC."""
Resolution = Literal["hourly", "daily"]

HOUR = 3600
DAY = 86_400
BAR: dict[Resolution, int] = {"hourly": HOUR, "daily": DAY}
STALE: dict[Resolution, int] = {"hourly": 2 * HOUR, "daily": 36 * HOUR}
"""A close that is older stands for nothing: the exchange was down, or the series has a hole."""


@dataclass(frozen=True)
class Closes:
    """One asset's closes, oldest first; `at[i]` is the instant from which `close[i]` is known: the end of its bar."""

    asset: str
    resolution: Resolution
    at: Seconds
    close: Floats

    def known(self, instants: Seconds) -> npt.NDArray[np.intp]:
        """The place of the last close known at each instant, of any shape; -1 where there is none or none recent enough, and after
        the last bar: what the next one will close at is not known yet.
        """
        if not len(self.at):
            return np.full(instants.shape, -1, dtype=np.intp)
        place = np.searchsorted(self.at, instants, side="right") - 1
        recent = instants - self.at[np.maximum(place, 0)] <= STALE[self.resolution]
        return np.where((place >= 0) & recent & (instants < self.at[-1] + BAR[self.resolution]), place, -1)

    def returns(self, starts: Seconds, seconds: int) -> Floats:
        """The return in percent from each start over so many seconds; NaN where an end has no close."""
        if not len(self.at):
            return np.full(starts.shape, np.nan)
        first, last = self.known(starts), self.known(starts + seconds)
        found: Floats = np.where((first >= 0) & (last >= 0), 100.0 * (self.close[last] / self.close[first] - 1.0), np.nan)
        return found

    def until(self, instant: int) -> Closes:
        """What had been known of it at an instant."""
        end = int(np.searchsorted(self.at, instant, side="right"))
        return Closes(self.asset, self.resolution, self.at[:end], self.close[:end])


def closes_of(prices: Iterable[Price]) -> list[Closes]:
    """The closes of each asset, hourly ones first and then daily ones, from prices of any exchanges.

    The exchange with the most closes of a resolution leads; others fill in before its first close and after its last.
    """
    ordered = sorted(prices, key=lambda price: (price.asset, price.exchange, price.at))
    series = [_closes(list(same)) for _, same in groupby(ordered, key=lambda price: (price.asset, price.exchange))]
    chosen = []
    for asset in sorted({closes.asset for closes in series}):
        for resolution in ("hourly", "daily"):
            alike = [closes for closes in series if closes.asset == asset and closes.resolution == resolution]
            if alike:
                chosen.append(_spliced(sorted(alike, key=lambda closes: -len(closes.at))))
    return chosen


def _closes(prices: Sequence[Price]) -> Closes:
    at = np.array([round(price.at.timestamp()) for price in prices], dtype=np.int64)
    close = np.array([price.close for price in prices], dtype=np.float64)
    is_hourly = len(at) > 1 and float(np.median(np.diff(at))) <= 2 * HOUR
    return Closes(prices[0].asset, "hourly" if is_hourly else "daily", at, close)


def _spliced(series: Sequence[Closes]) -> Closes:
    """The first of them, with the others before and after it."""
    first = series[0]
    at, close = first.at, first.close
    for other in series[1:]:
        earlier, later = other.at < at[0], other.at > at[-1]
        at = np.concatenate([other.at[earlier], at, other.at[later]])
        close = np.concatenate([other.close[earlier], close, other.close[later]])
    return Closes(first.asset, first.resolution, at, close)
