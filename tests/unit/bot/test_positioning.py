"""Whether traders acted on an event, from figures put in by hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import render
from bot.assessing.positioning import FollowUp, OptionsAfter, agreement, followed_up, options_after
from bot.source import Price
from rules.document import load_rulebook
from rules.event import PurchaseSchedule
from rules.model import Assessment, Fact
from tests.golden.desk_scenes import SMALLER
from tests.golden.scenes import assessed, signal

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


# the same event four hours later

RULEBOOK = load_rulebook()
AT = SMALLER.published_at


def scored(direction: int = -33) -> Assessment:
    """One signal of strength 0.5: S = 0.5, so 100 * 0.5 / 1.5 = 33."""
    fact = Fact("unannounced_change_usd", -1, "below", 0)
    way = "down" if direction < 0 else "either"
    one = signal("reserve-management-plan-smaller", "treasury-purchases", way, 0.5, (fact,))
    return assessed(33, direction, 0.2, one, context={"correlation_60d": 0.4})


def moved(put_call: float, dvol: float, price: float) -> Known:
    known = Known(BTC_PUT_CALL={0: 0.6, 240: put_call}, BTC_DVOL={0: 40.0, 240: dvol}, BTC={0: 100_000.0, 240: price})
    shift = AT - EVENT

    class Shifted(Known):
        def __call__(self, asset: str, **asked: object) -> Sequence[Price]:  # type: ignore[override]
            found = known(asset, since=EVENT - timedelta(days=9), before=EVENT + timedelta(days=9))
            later = [replace(price, at=price.at + shift, published_at=price.published_at + shift) for price in found]
            return [price for price in later if asked["since"] <= price.at < asked["before"]]  # type: ignore[operator]

    return Shifted()


def later(now: datetime = AT + timedelta(hours=4), direction: int = -33, **figures: float) -> FollowUp | None:
    event: PurchaseSchedule = SMALLER
    return followed_up(event, scored(direction), moved(**({"put_call": 0.66, "dvol": 50.0, "price": 90_000.0} | figures)), RULEBOOK, now)


def test_traders_who_went_its_way_make_it_a_tenth_larger() -> None:
    found = later()
    assert found is not None
    assert (found.agreement, found.hours) == (1.0, 4)
    # S = 0.5 * 1.1 = 0.55, and 100 * 0.55 / 1.55 = 35.5
    assert (found.impact, found.direction) == (35, -35)
    assert (round(found.put_call_pct, 6), round(found.dvol_pct, 6), round(found.price_pct, 6)) == (10.0, 25.0, -10.0)


def test_traders_who_went_the_other_way_make_it_smaller() -> None:
    found = later(put_call=0.5, dvol=30.0, price=120_000.0)
    assert found is not None
    # S = 0.5 * 0.9 = 0.45, and 100 * 0.45 / 1.45 = 31.03
    assert (found.agreement, found.impact, found.direction) == (-1.0, 31, -31)


def test_nothing_is_said_too_early_or_of_a_score_without_a_direction() -> None:
    assert later(now=AT + timedelta(hours=3, minutes=59)) is None
    assert later(direction=0) is None


@pytest.mark.parametrize(
    ("found", "english", "chinese"),
    [
        (0.42, "Traders acted on it (+0.42 of ±1).", "交易者已据此行动（+0.42，范围±1）。"),
        (-0.42, "Traders went the other way (−0.42 of ±1).", "交易者反向操作（−0.42，范围±1）。"),
        (0.05, "Traders went neither its way nor against it (+0.05 of ±1).", "交易者既未顺势也未逆势（+0.05，范围±1）。"),
    ],
)
def test_it_is_told_in_the_full_reasoning(found: float, english: str, chinese: str) -> None:
    follow_up = FollowUp(hours=4, agreement=found, put_call_pct=2.04, dvol_pct=-5.0, price_pct=1.26, impact=34, direction=-34)
    text, zh = (render.why(SMALLER, scored(), RULEBOOK, lang, follow_up) for lang in ("en", "zh-Hans"))
    assert f"<b>4 hours later</b>\n{english}\n" in text
    assert "Puts against calls +2%, implied volatility −5%, Bitcoin +1.3%" in text
    assert "With that: impact 34, direction −34; the alert stays as it was." in text
    assert f"<b>4小时后</b>\n{chinese}\n看跌/看涨持仓比+2%，隐含波动率−5%，比特币+1.3%" in zh
    assert "hours later" not in render.why(SMALLER, scored(), RULEBOOK, "en")
