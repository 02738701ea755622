"""Coinbase's and Kraken's hourly candles. Their pages change twice a day here, lest they be read anew every ten minutes."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from tests.simulation.days import DAY, FIRST, LAST
from tests.simulation.script import Address, Part, Query
from tests.simulation.values import chance, hours

COINBASE, KRAKEN = "api.exchange.coinbase.com", "api.kraken.com"
HOUR = timedelta(hours=1)
SNAPSHOTS = (time(1, 5), time(13, 5))
LISTED = 80
"""Hours on a page: fewer than the exchanges give, more than the longest outage."""
SINCE = datetime(2025, 6, 10, tzinfo=UTC)
_PAIRS = {"XBTUSD": ("BTC", "XXBTZUSD"), "ETHUSD": ("ETH", "XETHZUSD")}


class Candles:
    """Two exchanges' closes by the hour, Kraken's a hair beside Coinbase's."""

    def __init__(self, archive: Path | None) -> None:
        last = datetime.combine(LAST + 2 * DAY, time(), UTC)
        self.starts = [SINCE + n * HOUR for n in range((last - SINCE) // HOUR)]
        self.closes = {
            "BTC": hours("BTC", self.starts, start=105_000, archive=archive),
            "ETH": hours("ETH", self.starts, start=2_600, archive=archive),
        }
        self.changes = [datetime.combine(FIRST + n * DAY, clock, UTC) for n in range(-2, (LAST - FIRST).days + 3) for clock in SNAPSHOTS]

    def rows(self, asset: str, first: datetime, last: datetime, beside: float = 0.0) -> list[tuple[int, float, float, float, float]]:
        """Start, open, high, low, close of the hours that start from `first` to `last`."""
        chosen = self.starts[bisect_left(self.starts, first) : bisect_right(self.starts, last)]
        made = []
        for start in chosen:
            close = round(self.closes[asset][start] * (1 + beside * chance("kraken", start).random()), 2)
            made.append((int(start.timestamp()), close, close, close, close))
        return made

    def snapshot(self, now: datetime) -> datetime:
        """The hour that ran when the page last changed."""
        return self.changes[bisect_right(self.changes, now) - 1].replace(minute=0)

    def coinbase(self, now: datetime, query: Query, asset: str) -> bytes:
        if "end" in query:
            first, last = (datetime.fromisoformat(query[name]) for name in ("start", "end"))
        else:
            last = self.snapshot(now)
            first = last - LISTED * HOUR
        rows = [[start, low, high, opened, close, 1.5] for start, opened, high, low, close in self.rows(asset, first, last)]
        return json.dumps(rows[::-1]).encode()

    def kraken(self, now: datetime, query: Query) -> bytes:
        asset, name = _PAIRS[query["pair"]]
        last = self.snapshot(now)
        rows = [
            [start, str(opened), str(high), str(low), str(close), str(close), "1.5", 9]
            for start, opened, high, low, close in self.rows(asset, last - LISTED * HOUR, last, 0.0004)
        ]
        return json.dumps({"error": [], "result": {name: rows, "last": rows[-2][0]}}).encode()


def crypto_part(archive: Path | None) -> Part:
    """Prices are no events: the part has addresses alone."""
    candles = Candles(archive)

    def of(asset: str) -> Address:
        return Address(
            host=COINBASE,
            path=f"/products/{asset}-USD/candles",
            body=lambda now, query: candles.coinbase(now, query, asset),
            changes=candles.changes,
        )

    kraken = Address(host=KRAKEN, path="/0/public/OHLC", body=candles.kraken, changes=candles.changes)
    return Part(source="market.crypto", facts=(), addresses=[of("BTC"), of("ETH"), kraken], wakes=candles.changes)
