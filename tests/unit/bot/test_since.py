"""What bitcoin has done since an instant: by hand, with what is missing and what is contradicted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.assessing.since import moved_since
from bot.source import Price

START = datetime(2025, 10, 29, 18, 0, tzinfo=UTC)


def closes(exchange: str, *values: float | None) -> list[Price]:
    """An exchange's closes hour by hour from 18:00 on; None is a hole."""
    ends = [START + timedelta(hours=hour) for hour in range(len(values))]
    return [
        Price(asset="BTC", exchange=exchange, close=value, at=at, published_at=at)
        for at, value in zip(ends, values, strict=True)
        if value is not None
    ]


def after(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def test_from_the_last_close_before_to_the_last_one_known() -> None:
    prices = closes("coinbase", 100.0, 99.0, 98.8)
    assert moved_since(after(0.2), prices, after(2.1)) == pytest.approx(-1.2)
    assert moved_since(after(1), prices, after(2.1)) == pytest.approx(-0.2020, abs=1e-4)


def test_of_two_exchanges_that_agree_the_middle() -> None:
    prices = [*closes("coinbase", 100.0, 101.0), *closes("kraken", 100.0, 101.4)]
    assert moved_since(START, prices, after(1.5)) == pytest.approx(1.2)


@pytest.mark.parametrize(
    ("prices", "at", "now"),
    [
        ([], START, after(3)),
        (closes("coinbase", 100.0), START, after(0.5)),  # nothing has closed since
        (closes("coinbase", 100.0, 99.0), START, after(3.5)),  # the last close is old
        (closes("coinbase", 100.0, None, None, None, 99.0), after(3), after(4)),  # so is the first
        ([*closes("coinbase", 100.0, 101.0), *closes("kraken", 100.0, 102.0)], START, after(1)),  # they contradict each other
        (closes("coinbase", 100.0, 99.0), START - timedelta(hours=1), after(1)),
    ],
)
def test_where_it_is_not_known_or_disputed_nothing_is_said(prices: list[Price], at: datetime, now: datetime) -> None:
    assert moved_since(at, prices, now) is None
