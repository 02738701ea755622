"""What followed large first hours, of closes made up so that it can be told by eye."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from bot.evidence.closes import HOUR, Closes
from bot.evidence.first_hour import after_large_first_hours
from bot.evidence.groups import Assessed
from rules.event import FomcStatement
from rules.model import Assessment, FirstHours

FIRST = datetime(2024, 1, 3, 19, tzinfo=UTC)
NOTHING = Assessment(impact=0, direction=0, confidence=0.0, horizon_hours=None, regime=None)


def decision(at: datetime) -> Assessed:
    event = FomcStatement(
        source="fed.press_release", key=f"{at}", title="t", url="u", published_at=at, decision="hold", change_bp=0, is_scheduled=True
    )
    return Assessed(event, NOTHING)


def closes(jumps: dict[datetime, float]) -> Closes:
    """Hourly closes that go up and down by 1 % in turn, but for the jumps in percent in the hour that ends at an instant."""
    start, hours = datetime(2023, 1, 1, tzinfo=UTC), 24 * 500
    at = round(start.timestamp()) + HOUR * np.arange(hours, dtype=np.int64)
    price, found = 100.0, []
    for place in range(hours):
        move = jumps.get(start + timedelta(hours=place), 1.0 if place % 2 else -1.0)
        price *= 1 + move / 100
        found.append(price)
    return Closes("BTC", "hourly", at, np.array(found))


def test_only_decisions_with_twice_an_ordinary_first_hour_count() -> None:
    second, third = FIRST + timedelta(days=28), FIRST + timedelta(days=56)
    large = {
        FIRST + timedelta(hours=1): 5.0, FIRST + timedelta(hours=20): 8.0,  # goes on
        second + timedelta(hours=1): -5.0, second + timedelta(hours=20): 8.0,  # turns
    }  # fmt: skip
    found = after_large_first_hours([decision(at) for at in (FIRST, second, third)], [closes(large)])
    assert found is not None
    assert (found.n, found.same_way) == (2, 0.5)
    assert found.ratio_abs is not None
    assert found.ratio_abs > 4
    assert (found.same_low, found.same_high) == (0.095, 0.905)  # Wilson, 1 of 2


def test_without_one_there_is_but_the_count_and_without_prices_nothing() -> None:
    assert after_large_first_hours([decision(FIRST)], [closes({})]) == FirstHours(n=0)
    assert after_large_first_hours([decision(FIRST)], []) is None
