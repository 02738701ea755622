"""A past for pictures and claims: two years of balance sheets, and as many of hourly prices."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.calendars.newyork import at
from bot.source import Price
from bot.store import Store
from rules.event import BalanceSheet

NOW = datetime(2025, 10, 31, 18, 0, tzinfo=UTC)
TN = 10**12


def weeks_of_sheets() -> list[BalanceSheet]:
    """Total assets of two years, the most after thirty weeks."""
    wednesdays = [date(2022, 1, 5) + timedelta(weeks=i) for i in range(104)]
    return [
        BalanceSheet(
            source="fed.balance_sheet", key=str(day), title="t", url="u", published_at=at(day + timedelta(days=1), time(16, 30)),
            as_of=day, total_assets_usd=16 * TN - abs(week - 30) * TN // 20,
        )
        for week, day in enumerate(wednesdays)
    ]  # fmt: skip


def prices_of(store: Store) -> None:
    first = datetime(2022, 1, 1, tzinfo=UTC)
    hourly = (first + timedelta(hours=hour) for hour in range(24 * 740))
    store.add_prices(
        [Price(asset="BTC", exchange="made", at=moment, close=100.0 + moment.day, published_at=moment) for moment in hourly], NOW
    )
