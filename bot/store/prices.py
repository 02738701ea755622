"""Closes of assets by exchange: what prices were, and what was known of them at a moment."""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, cast, func, select

from bot.source import Price
from bot.store.database import Database
from bot.store.dialect import insert_new
from bot.store.schema import Instant, prices, stored_instant

READ = 4096
"""So many prices are kept as they were read: a hundred days of what is compared, and the latest hours of everything."""


class Prices(Database):
    """Prices by asset, instant and exchange; the first one seen is kept."""

    def add_prices(self, found: Sequence[Price], now: datetime) -> int:
        """Keep what is new, in one transaction; gives how many were. A price that is there already stays as it was first seen."""
        rows = [
            {
                "asset": price.asset,
                "at": price.at,
                "exchange": price.exchange,
                "close": price.close,
                "published_at": price.published_at,
                "seen_at": now,
            }
            for price in found
        ]
        if not rows:
            return 0
        count = select(func.count()).select_from(prices)
        with self._write() as connection:
            before = connection.scalar(count) or 0
            connection.execute(insert_new(connection, prices), rows)
            return (connection.scalar(count) or 0) - before

    def prices(
        self, asset: str, *, since: datetime, before: datetime, exchange: str | None = None, instants: Collection[datetime] | None = None
    ) -> list[Price]:
        """An asset's prices from `since` on that were published before `before`, by instant and exchange.

        Only those of one exchange, or at these instants, where these are named.
        """
        query = _OF_ASSET
        if exchange is not None:
            query = query.where(prices.c.exchange == exchange)
        asked: dict[str, Any] = {"of": asset, "since": since, "before": before}
        if instants is not None:
            query, asked["instants"] = query.where(_AT_INSTANTS), list(instants)
        with self._read() as connection:
            return [_read_once(*row) for row in connection.execute(query, asked)]


_TEXTS = (cast(prices.c[name], Text).label(name) for name in ("at", "published_at"))
_BEFORE = bindparam("before", type_=Instant)
_OF_ASSET = (
    select(prices.c.asset, prices.c.exchange, prices.c.close, *_TEXTS)
    .where(prices.c.asset == bindparam("of"), prices.c.at >= bindparam("since", type_=Instant), prices.c.at < _BEFORE)
    .where(prices.c.published_at < _BEFORE)
    .order_by(prices.c.at, prices.c.exchange)
)
_AT_INSTANTS = prices.c.at.in_(bindparam("instants", expanding=True, type_=Instant))
"""Made once: making them took as long as the answer."""


@functools.lru_cache(maxsize=READ)
def _read_once(asset: str, exchange: str, close: float, at: str, published_at: str) -> Price:
    """The price of a row as the file has it: every event's correlation is of the same hundreds."""
    return Price(asset=asset, exchange=exchange, close=close, at=stored_instant(at), published_at=stored_instant(published_at))
