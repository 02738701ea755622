"""Prices in memory, as a replay asks for them: what was known of them at each moment of the past."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import accumulate

from bot.assessing.correlation import LONGEST, STALE, last_correlation
from bot.assessing.price_agreement import believed
from bot.source import Price


class KnownPrices:
    """Prices by asset, as `Store.prices` gives them."""

    def __init__(self, prices: Iterable[Price]) -> None:
        self._by_asset: dict[str, list[Price]] = {}
        for price in sorted(prices, key=lambda price: (price.at, price.exchange)):
            self._by_asset.setdefault(price.asset, []).append(price)
        self._at = {asset: [price.at for price in found] for asset, found in self._by_asset.items()}

    def __call__(self, asset: str, *, since: datetime, before: datetime, instants: Collection[datetime] | None = None) -> Sequence[Price]:
        """An asset's prices from `since` on, published before `before`; only those at `instants`, where these are named."""
        found, at = self._by_asset.get(asset, []), self._at.get(asset, [])
        if instants is None:
            chosen = found[bisect_left(at, since) : bisect_left(at, before)]
        else:
            chosen = [price for instant in instants if since <= instant < before for price in self._of(found, at, instant)]
        return [price for price in chosen if price.published_at < before]

    @staticmethod
    def _of(found: Sequence[Price], at: Sequence[datetime], instant: datetime) -> Iterator[Price]:
        place = bisect_left(at, instant)
        while place < len(at) and at[place] == instant:
            yield found[place]
            place += 1


class KnownCorrelations:
    """`correlation_at` of prices in memory, worked out once for all moments between two closes."""

    def __init__(self, prices: Iterable[Price]) -> None:
        compared = [price for price in prices if price.asset in ("BTC", "SP500")]
        sessions = {price.at for price in compared if price.asset == "SP500"}
        used = [price for price in compared if price.at in sessions]
        self._prices = KnownPrices(used)
        becoming_known = sorted((max(price.at, price.published_at), price.at) for price in used)
        self._known_from = [at for at, _ in becoming_known]
        self._last_session = list(accumulate((session for _, session in becoming_known), max))
        self._found: dict[int, tuple[datetime | None, float | None]] = {}
        """By how many of the prices are known: the last session that both have, and the correlation up to it."""

    def __call__(self, at: datetime) -> float | None:
        """The correlation (-1..1) of what had been published before `at`; None when that is too little, too old or has holes."""
        count = bisect_left(self._known_from, at)
        if count not in self._found:
            self._found[count] = self._last(at, self._last_session[count - 1]) if count else (None, None)
        last, found = self._found[count]
        return found if last is not None and at - last <= STALE else None

    def _last(self, at: datetime, last_session: datetime) -> tuple[datetime | None, float | None]:
        """Of all sessions that bear on any moment at which the same prices are known: what is older makes it stale, or too long."""
        since = last_session - LONGEST - STALE
        index = believed(self._prices("SP500", since=since, before=at))
        bitcoin = believed(self._prices("BTC", since=since, before=at, instants=index.keys()))
        return last_correlation(bitcoin, index)
