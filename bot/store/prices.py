"""Closes of assets by exchange: what prices were, and what was known of them at a moment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert

from bot.source import Price
from bot.store.database import Database
from bot.store.schema import prices


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
            connection.execute(insert(prices).on_conflict_do_nothing(), rows)
            return (connection.scalar(count) or 0) - before

    def prices(
        self, asset: str, *, since: datetime, before: datetime, exchange: str | None = None, instants: Collection[datetime] | None = None
    ) -> list[Price]:
        """An asset's prices from `since` on that were published before `before`, by instant and exchange.

        Only those of one exchange, or at these instants, where these are named.
        """
        columns = (prices.c.asset, prices.c.exchange, prices.c.at, prices.c.close, prices.c.published_at)
        query = select(*columns).where(prices.c.asset == asset, prices.c.at >= since, prices.c.at < before, prices.c.published_at < before)
        if exchange is not None:
            query = query.where(prices.c.exchange == exchange)
        if instants is not None:
            query = query.where(prices.c.at.in_(instants))
        with self._read() as connection:
            rows = connection.execute(query.order_by(prices.c.at, prices.c.exchange))
            return [Price(**row) for row in rows.mappings()]
