"""Whether traders acted on an event, from figures put in by hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.positioning import OptionsAfter, agreement, options_after
from bot.source import Price

EVENT = datetime(2026, 9, 16, 18, tzinfo=UTC)


class Known:
    """Figures by series and minutes after the event."""

    def __init__(self, **series: dict[int, float]) -> None:
        self.series = series

    def __call__(self, asset: str, *, since: datetime, before: datetime, instants: Collection[datetime] | None = None) -> Sequence[Price]:
        found = [(EVENT + timedelta(minutes=minute), close) for minute, close in self.series.get(asset, {}).items()]
        return [Price(asset=asset, exchange="x", at=at, close=close, published_at=at) for at, close in found if since <= at < before]


def test_the_last_figure_by_the_event_and_the_last_by_the_end() -> None:
    known = Known(
        BTC_DVOL={-60: 40.0, 0: 41.0, 60: 45.0, 240: 44.0}, BTC_PUT_CALL={-7: 0.60, 53: 0.61, 233: 0.59}, BTC={-121: 1.0, 200: 9.0}
    )
    assert options_after(EVENT, 4, known) == OptionsAfter(
        dvol_before=41.0, dvol_after=44.0, put_call_before=0.60, put_call_after=0.59, price_before=None, price_after=9.0
    )


def test_what_was_known_later_or_too_early_does_not_count() -> None:
    known = Known(BTC_DVOL={1: 40.0, 119: 41.0, 241: 42.0}, ETH_DVOL={0: 60.0, 240: 66.0})
    assert options_after(EVENT, 4, known) == OptionsAfter()
    ether = options_after(EVENT, 4, known, asset="ETH")
    assert (ether.dvol_before, ether.dvol_after) == (60.0, 66.0)


def test_before_and_after_are_never_the_same_figure() -> None:
    found = options_after(EVENT, 1, Known(BTC_DVOL={0: 41.0}))
    assert (found.dvol_before, found.dvol_after) == (41.0, None)


STILL = OptionsAfter(dvol_before=40.0, dvol_after=40.0, put_call_before=0.6, put_call_after=0.6, price_before=1e5, price_after=1e5)


@pytest.mark.parametrize(
    ("changes", "direction", "expected"),
    [
        ({}, 30, 0.0),
        # in full for a rise: fewer puts, calmer, dearer
        ({"put_call_after": 0.5, "dvol_after": 30.0, "price_after": 2e5}, 30, 1.0),
        ({"put_call_after": 0.5, "dvol_after": 30.0, "price_after": 2e5}, -30, -1.0),
        ({"put_call_after": 0.7, "dvol_after": 50.0, "price_after": 5e4}, -1, 1.0),
        # one of three in full
        ({"price_after": 2e5}, 30, 0.3333),
        ({"dvol_after": 50.0}, 30, -0.3333),
        # a price up by one per cent: log(1.01) / 0.02 = 0.4975, a third of it
        ({"price_after": 101_000.0}, 30, 0.1658),
        # the three against each other
        ({"put_call_after": 0.5, "price_after": 5e4}, 30, 0.0),
    ],
)
def test_agreement(changes: dict[str, float], direction: int, expected: float) -> None:
    assert agreement(direction, replace(STILL, **changes)) == expected


@pytest.mark.parametrize("missing", ["dvol_before", "dvol_after", "put_call_before", "put_call_after", "price_before", "price_after"])
def test_without_one_of_the_figures_nothing_is_known(missing: str) -> None:
    assert agreement(30, replace(STILL, **{missing: None})) is None


def test_a_score_without_a_direction_has_nothing_to_agree_with() -> None:
    assert agreement(0, STILL) is None
