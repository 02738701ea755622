"""Receipts: returns worked out by hand, what is waited for, and nothing that is later than the receipt's own instant."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evidence.baseline import candidates, ordinary
from bot.evidence.closes import closes_of
from bot.evidence.groups import Assessed
from bot.evidence.hours import hours_of
from bot.evidence.receipts import due, is_ready, measured
from bot.evidence.study import windows_of
from bot.model import Move, Receipt
from bot.source import Price
from rules.event import Minutes
from rules.model import Assessment

PUBLISHED = datetime(2025, 10, 31, 17, 45, tzinfo=UTC)
"""13:45 in New York."""
HOUR = timedelta(hours=1)


def price(asset: str, day: int, hour: int, close: float, exchange: str = "coinbase") -> Price:
    at = datetime(2025, 10, 31, tzinfo=UTC) + timedelta(days=day, hours=hour)
    return Price(asset=asset, exchange=exchange, at=at, close=close, published_at=at)


def closes(asset: str, **changes: float) -> list[Price]:
    """A hundred at every full hour from 15:00 of the day until 20:00, but where said otherwise: `h18=99.0`."""
    return [price(asset, 0, hour, changes.get(f"h{hour}", 100.0)) for hour in range(15, 21)]


def until(prices: list[Price], now: datetime) -> list[Price]:
    return [one for one in prices if one.at <= now]


def returns(found: Receipt) -> dict[str, float | None]:
    return {move.asset: move.return_pct for move in found.moves}


@pytest.mark.parametrize(
    ("after", "settled", "expected"),
    [
        (timedelta(minutes=59), (), []),
        (HOUR, (), [1]),
        (HOUR, (1,), []),
        (24 * HOUR, (), [1, 24]),
        (24 * HOUR, (1,), [24]),
        (25 * HOUR, (), [24]),  # the first hour passed a day ago: too late
        (47 * HOUR, (1,), [24]),
        (48 * HOUR, (1,), []),
        (168 * HOUR, (1, 24), [168]),
        (192 * HOUR, (1, 24), []),
    ],
)
def test_a_receipt_is_due_from_its_horizon_on_for_a_day(after: timedelta, settled: tuple[int, ...], expected: list[int]) -> None:
    assert due(PUBLISHED, PUBLISHED + timedelta(minutes=1), settled, PUBLISHED + after) == expected


def test_an_alert_that_came_late_has_no_receipt_of_what_was_over_by_then() -> None:
    assert due(PUBLISHED, PUBLISHED + HOUR, (), PUBLISHED + 24 * HOUR) == [24]
    assert due(PUBLISHED, PUBLISHED + timedelta(minutes=59), (), PUBLISHED + 24 * HOUR) == [1, 24]


def test_an_hour_by_hand() -> None:
    # known at 17:45 is the close of 17:00, known at 18:45 that of 18:00
    prices = closes("BTC", h17=100.0, h18=99.0, h19=50.0) + closes("ETH", h17=80.0, h18=84.0)
    found = measured(PUBLISHED, 1, until(prices, PUBLISHED + HOUR), PUBLISHED + HOUR)
    assert returns(found) == {"BTC": -1.0, "ETH": 5.0}
    assert found.horizon_hours == 1


def test_a_day_and_a_week_by_hand() -> None:
    prices = [price("BTC", day, hour, close) for day, close in ((0, 100.0), (1, 103.0), (7, 90.0)) for hour in (15, 16, 17)]
    now = PUBLISHED + timedelta(days=7)
    assert returns(measured(PUBLISHED, 24, prices, now)) == {"BTC": 3.0, "ETH": None}
    assert returns(measured(PUBLISHED, 168, prices, now)) == {"BTC": -10.0, "ETH": None}


def test_it_agrees_with_the_event_study() -> None:
    event = Minutes(source="s", key="k", title="t", url="u", published_at=PUBLISHED)
    one = Assessed(event, Assessment(impact=0, direction=0, confidence=0.0, horizon_hours=None, regime=None))
    prices = closes("BTC", h17=97.0, h18=99.0) + [price("BTC", 1, hour, 101.5) for hour in range(15, 19)]
    [window] = windows_of([one], [()], closes_of(prices))
    for hours in (1, 24):
        found = measured(PUBLISHED, hours, prices, PUBLISHED + timedelta(days=2)).moves[0].return_pct
        assert found == pytest.approx(window.return_pct("BTC", hours), abs=0.0001)


def test_later_prices_change_nothing() -> None:
    early = closes("BTC", h17=100.0, h18=99.0)
    later = closes("BTC", h17=100.0, h18=99.0, h19=1.0, h20=5000.0) + [price("BTC", day, 12, 7.0, "kraken") for day in range(1, 30)]
    for hours, now in ((1, PUBLISHED + HOUR), (1, PUBLISHED + 40 * HOUR)):
        assert measured(PUBLISHED, hours, later, now) == measured(PUBLISHED, hours, until(early, PUBLISHED + HOUR), PUBLISHED + HOUR)


def test_it_waits_for_the_last_hour_and_says_so_when_it_stays_away() -> None:
    both = closes("BTC") + closes("ETH")
    missing = [one for one in until(both, PUBLISHED + HOUR) if one.at.hour < 18]
    for waited in (HOUR, 6 * HOUR + timedelta(minutes=59)):
        assert not is_ready(PUBLISHED, 1, missing, PUBLISHED + waited)
    assert is_ready(PUBLISHED, 1, missing, PUBLISHED + 7 * HOUR)
    # 17:00 is at most two hours old at 18:45: it stands for the hour that never came
    assert returns(measured(PUBLISHED, 1, missing, PUBLISHED + 7 * HOUR)) == {"BTC": 0.0, "ETH": 0.0}
    old = [one for one in missing if one.at.hour < 17]
    assert returns(measured(PUBLISHED, 1, old, PUBLISHED + 7 * HOUR)) == {"BTC": None, "ETH": None}


def test_without_any_price_it_waits_and_gives_up() -> None:
    assert not is_ready(PUBLISHED, 24, [], PUBLISHED + 29 * HOUR)
    assert is_ready(PUBLISHED, 24, [], PUBLISHED + 30 * HOUR)
    assert returns(measured(PUBLISHED, 24, [], PUBLISHED + 30 * HOUR)) == {"BTC": None, "ETH": None}


def test_a_hole_is_known_by_the_hour_after_it() -> None:
    holed = [one for one in closes("BTC", h17=100.0, h19=120.0) + closes("ETH") if one.at.hour != 18]
    now = PUBLISHED + timedelta(hours=1, minutes=20)  # 19:05: the hour of 19:00 has come, that of 18:00 was withheld
    assert not is_ready(PUBLISHED, 1, until(holed, PUBLISHED + HOUR), now)
    assert is_ready(PUBLISHED, 1, until(holed, now), now)
    assert returns(measured(PUBLISHED, 1, until(holed, now), now))["BTC"] == 0.0


def test_one_asset_without_prices_does_not_hide_the_other() -> None:
    prices = until(closes("BTC", h18=99.0), PUBLISHED + HOUR)
    assert not is_ready(PUBLISHED, 1, prices, PUBLISHED + HOUR)
    assert returns(measured(PUBLISHED, 1, prices, PUBLISHED + 7 * HOUR)) == {"BTC": -1.0, "ETH": None}


def test_beside_the_ordinary_size_of_the_same_weekday_and_hour() -> None:
    # the five Fridays before moved by a half, one and a half, a half, one and a half, and one percent in that hour: one on average
    fridays = [(-7, 100.5), (-14, 98.5), (-21, 99.5), (-28, 101.5), (-35, 101.0)]
    past = [price("BTC", day, hour, 100.0) for day, _ in fridays for hour in (15, 16, 17)] + [
        price("BTC", day, 18, c) for day, c in fridays
    ]
    today = closes("BTC", h18=98.0)
    move = measured(PUBLISHED, 1, past + today, PUBLISHED + 7 * HOUR).moves[0]
    assert (move.return_pct, move.ordinary_pct, move.ratio) == (-2.0, 1.0, 2.0)
    few = [one for one in past if one.at > PUBLISHED - timedelta(days=22)] + today
    assert measured(PUBLISHED, 1, few, PUBLISHED + 7 * HOUR).moves[0].ordinary_pct is None


@pytest.mark.parametrize(
    "move", [Move(asset="BTC", return_pct=None, ordinary_pct=1.0), Move(asset="BTC", return_pct=1.0, ordinary_pct=0.0)]
)
def test_a_ratio_needs_both_sides(move: Move) -> None:
    assert move.ratio is None


def many_at_once(published_at: datetime, hours: int, prices: list[Price], asset: str) -> tuple[float | None, float | None]:
    """Return and ordinary size as the study works them out, of all of its events at once."""
    closes = next((one for one in closes_of(prices) if (one.asset, one.resolution) == (asset, "hourly")), None)
    if closes is None:
        return None, None
    start, seconds, nobody = np.array([round(published_at.timestamp())]), hours * 3600, np.array([], dtype=np.int64)
    days = candidates(start)
    usual = ordinary(start, days, closes.returns(days.distinct, seconds), seconds, group=nobody, since=0)
    found = float(closes.returns(start, seconds)[0]), float(usual.abs_mean[0])
    return found[0] if found[0] == found[0] else None, found[1] if found[1] == found[1] else None


@given(
    seed=st.integers(0, 2**32),
    day=st.integers(0, 364),
    minutes=st.integers(8 * 60, 20 * 60),
    hours=st.sampled_from([1, 24, 168]),
    days=st.integers(1, 400),
    holes=st.floats(0, 0.9),
)
@settings(max_examples=60, deadline=None)
def test_plain_hours_say_what_the_study_says(seed: int, day: int, minutes: int, hours: int, days: int, holes: float) -> None:
    """Prices of two exchanges with holes, over the changes of the clock, one of them for a part of the time alone."""
    dice = random.Random(seed)
    published_at = datetime(2025, 1, 1, 5, tzinfo=UTC) + timedelta(days=day, minutes=minutes)
    first, steps = (published_at - timedelta(days=days)).replace(minute=0), range(24 * min(days + hours // 24 + 1, 420))
    prices = [
        Price(asset="BTC", exchange=exchange, at=at, close=100 + dice.random(), published_at=at)
        for exchange, share in (("coinbase", 1.0), ("kraken", dice.random()))
        for at in (first + timedelta(hours=step) for step in steps if step <= share * len(steps))
        if dice.random() >= holes
    ]
    closes = hours_of(prices, "BTC")
    expected = many_at_once(published_at, hours, prices, "BTC")
    if closes is None:
        assert expected == (None, None)
        return
    found = closes.return_pct(published_at, timedelta(hours=hours)), closes.ordinary_pct(published_at, timedelta(hours=hours))
    assert found == pytest.approx(expected, abs=1e-9)
