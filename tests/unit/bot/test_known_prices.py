"""Correlations of prices in memory are those that a store's prices give, at whatever moment they are asked for."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.assessing.correlation import correlation_at
from bot.calendars.newyork import at, next_business_day
from bot.jobs.known_prices import KnownCorrelations, KnownPrices
from bot.source import Price

FIRST = date(2025, 1, 2)
DAYS = 420


def made_up(seed: int) -> list[Price]:
    """A year and more of sessions and of Bitcoin at their instants and others, with late closes, two exchanges and holes."""
    drawn = random.Random(seed)
    found, day = [], FIRST
    stops = FIRST + timedelta(days=drawn.randint(200, DAYS))
    hole = FIRST + timedelta(days=drawn.randint(100, 200))
    while day < stops:
        close = at(day, time(16))
        is_hole = hole <= day < hole + timedelta(days=drawn.choice([0, 5, 30]))
        if not is_hole and drawn.random() < 0.98:
            late = timedelta(hours=drawn.choice([0, 14, 14, 14, 40, 300]))
            found.append(Price(asset="SP500", exchange="fred", at=close, close=drawn.uniform(5000, 6000), published_at=close + late))
        for exchange in drawn.choice([["kraken"], ["coinbase", "kraken"], []]) if is_hole else ["kraken"]:
            late = timedelta(minutes=drawn.choice([0, 1, 600]))
            found.append(Price(asset="BTC", exchange=exchange, at=close, close=drawn.uniform(8e4, 9e4), published_at=close + late))
        other = close + timedelta(hours=drawn.randint(1, 5))
        found.append(Price(asset="BTC", exchange="coinbase", at=other, close=drawn.uniform(8e4, 9e4), published_at=other))
        day = next_business_day(day)
    drawn.shuffle(found)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_once_a_close_is_as_good_as_each_time(seed: int) -> None:
    prices = made_up(seed)
    once, each_time = KnownCorrelations(prices), KnownPrices(prices)
    drawn = random.Random(seed + 100)
    begin = datetime.combine(FIRST, time(), tzinfo=UTC)
    moments = [begin + timedelta(minutes=drawn.randint(0, (DAYS + 60) * 1440)) for _ in range(150)]
    moments += [price.published_at + timedelta(seconds=drawn.choice([-1, 0, 1])) for price in drawn.sample(prices, 100)]
    found = [once(moment) for moment in moments]
    assert found == [correlation_at(moment, each_time) for moment in moments]
    assert None in found
    assert any(found)


def test_without_prices_nothing_is_known() -> None:
    assert KnownCorrelations([])(datetime(2026, 1, 1, tzinfo=UTC)) is None
