"""Prices of one asset by several exchanges: whether they agree, and which one counts. Pure.

The first price of an hour wins, a second one confirms it. Where two exchanges are further apart than `BAND`, at least one of them is
wrong or was not trading: the hour is left unknown, or as it was first known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.source import Price

BAND = 0.01
"""Hourly closes of two large exchanges are within a tenth of this on most days, and within it in all but the wildest hours."""
PREFERRED = ("coinbase", "kraken")
"""Exchanges that check each other, in the order in which they are believed; others (an archive) only fill in."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Prices of one asset at one instant that can't all be right."""

    asset: str
    at: datetime
    exchanges: tuple[str, ...]
    apart: float
    """The highest over the lowest, less one."""

    def __str__(self) -> str:
        return f"{self.asset} at {self.at:%Y-%m-%d %H:%M} UTC: {' and '.join(self.exchanges)} are {self.apart:.1%} apart"


def agreed(found: Iterable[Price], stored: Iterable[Price] = ()) -> tuple[list[Price], list[Disagreement]]:
    """The found prices that nothing contradicts, and the contradictions, oldest first.

    A price contradicts another exchange's of the same instant when they are more than `BAND` apart. Found together, neither is taken;
    where one is `stored` already, it stays and the other is not taken. What is stored of the same exchange counts as seen: it is neither
    taken again nor compared.
    """
    known = _by_instant(stored)
    taken: list[Price] = []
    disagreements = []
    for (asset, at), fresh in sorted(_by_instant(found).items()):
        seen = known.get((asset, at), {})
        new = {exchange: price for exchange, price in fresh.items() if exchange not in seen}
        compared = {exchange: price.close for exchange, price in {**seen, **new}.items() if exchange in PREFERRED}
        apart = max(compared.values()) / min(compared.values()) - 1 if compared else 0.0
        if not new:
            continue
        if apart > BAND:
            disagreements.append(Disagreement(asset, at, tuple(sorted(compared)), apart))
        else:
            taken += new.values()
    return taken, disagreements


def believed(prices: Iterable[Price]) -> dict[datetime, float]:
    """One close an instant: that of the most preferred exchange which has one."""
    best: dict[datetime, Price] = {}
    for price in prices:
        if price.at not in best or _rank(price) < _rank(best[price.at]):
            best[price.at] = price
    return {at: price.close for at, price in best.items()}


def span(found: Sequence[Price]) -> tuple[datetime, datetime]:
    """The first and the last instant of some prices."""
    instants = [price.at for price in found]
    return min(instants), max(instants)


def _rank(price: Price) -> tuple[int, str]:
    return (PREFERRED.index(price.exchange) if price.exchange in PREFERRED else len(PREFERRED)), price.exchange


def _by_instant(prices: Iterable[Price]) -> dict[tuple[str, datetime], dict[str, Price]]:
    grouped: defaultdict[tuple[str, datetime], dict[str, Price]] = defaultdict(dict)
    for price in prices:
        grouped[price.asset, price.at][price.exchange] = price
    return grouped
