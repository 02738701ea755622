"""Two exchanges for one price: agreement, contradiction, preference."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.assessing.price_agreement import agreed, believed
from bot.source import Price

NOON = datetime(2026, 9, 16, 12, tzinfo=UTC)


def price(exchange: str, close: float, *, hours: int = 0, asset: str = "BTC") -> Price:
    at = NOON + timedelta(hours=hours)
    return Price(asset=asset, exchange=exchange, at=at, close=close, published_at=at)


def test_two_that_agree_are_both_taken() -> None:
    found = [price("coinbase", 100_000.0), price("kraken", 100_999.0)]
    assert agreed(found) == (found, [])


def test_two_that_disagree_are_both_withheld_and_named() -> None:
    taken, [disagreement] = agreed([price("coinbase", 100_000.0), price("kraken", 101_001.0), price("kraken", 101_000.0, hours=1)])
    assert [p.at for p in taken] == [NOON + timedelta(hours=1)]
    assert str(disagreement) == "BTC at 2026-09-16 12:00 UTC: coinbase and kraken are 1.0% apart"


def test_what_is_stored_stays_and_what_contradicts_it_is_withheld() -> None:
    stored = [price("coinbase", 100_000.0)]
    assert agreed([price("kraken", 99_500.0)], stored) == ([price("kraken", 99_500.0)], [])
    taken, [disagreement] = agreed([price("kraken", 90_000.0)], stored)
    assert taken == []
    assert disagreement.apart == pytest.approx(0.1111, abs=1e-4)


def test_what_was_seen_of_an_exchange_is_neither_taken_again_nor_compared() -> None:
    stored = [price("coinbase", 100_000.0), price("kraken", 100_000.0)]
    assert agreed([price("coinbase", 50_000.0)], stored) == ([], [])


def test_an_archive_contradicts_nobody() -> None:
    stored = [price("archive", 98_000.0)]
    assert agreed([price("coinbase", 100_000.0)], stored) == ([price("coinbase", 100_000.0)], [])


def test_assets_and_hours_are_compared_each_for_themselves() -> None:
    found = [price("coinbase", 100_000.0), price("kraken", 4_000.0, asset="ETH"), price("kraken", 90_000.0, hours=1)]
    taken, disagreements = agreed(found)
    assert (len(taken), disagreements) == (3, [])


def test_the_preferred_exchange_is_believed() -> None:
    prices = [
        price("archive", 1.0),
        price("kraken", 2.0),
        price("coinbase", 3.0),
        price("archive", 4.0, hours=1),
        price("kraken", 5.0, hours=2),
    ]
    assert list(believed(prices).values()) == [3.0, 4.0, 5.0]
