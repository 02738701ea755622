"""Bitcoin's correlation with equities: sessions, holes, staleness, and nothing of what was not known yet."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.assessing.correlation import correlation, correlation_at
from bot.calendars.newyork import at, is_business_day
from bot.source import Price

LAST = date(2026, 9, 15)
"""The session before the event."""
EVENT = at(date(2026, 9, 16), time(14))


def sessions(count: int, last: date = LAST) -> list[date]:
    days: list[date] = []
    while len(days) < count:
        if is_business_day(last):
            days.append(last)
        last -= timedelta(days=1)
    return days[::-1]


def closes(days: Sequence[date], start: float, moves: Sequence[float]) -> dict[datetime, float]:
    """A first close, and one after each log return."""
    found = {at(days[0], time(16)): start}
    for day, move in zip(days[1:], moves, strict=True):
        start *= math.exp(move)
        found[at(day, time(16))] = start
    return found


ZIGZAG = [0.01 if number % 2 else -0.01 for number in range(60)]
QUARTERS = [0.02 if number % 4 < 2 else -0.02 for number in range(60)]


def test_moving_alike_is_one_moving_apart_minus_one_and_at_odds_nothing() -> None:
    days = sessions(61)
    index = closes(days, 6000, ZIGZAG)
    assert correlation(closes(days, 90_000, [3 * move for move in ZIGZAG]), index, EVENT) == 1.0
    assert correlation(closes(days, 90_000, [-move for move in ZIGZAG]), index, EVENT) == -1.0
    assert correlation(closes(days, 90_000, QUARTERS), index, EVENT) == pytest.approx(0.0, abs=1e-9)


def test_sixty_returns_are_needed_and_only_the_last_sixty_count() -> None:
    days = sessions(61)
    assert correlation(closes(days[1:], 1, ZIGZAG[1:]), closes(days[1:], 1, ZIGZAG[1:]), EVENT) is None
    longer = sessions(63)
    index = closes(longer, 6000, [0.5, -0.5, *ZIGZAG])
    assert correlation(closes(longer, 90_000, [-0.5, 0.5, *ZIGZAG]), index, EVENT) == 1.0


def test_a_session_that_one_of_them_lacks_is_left_out_of_both() -> None:
    days = sessions(62)
    index, bitcoin = closes(days, 6000, [*ZIGZAG, 0.01]), closes(days, 90_000, [*ZIGZAG, 0.01])
    del bitcoin[at(days[30], time(16))]
    assert correlation(bitcoin, index, EVENT) == 1.0
    del index[at(days[40], time(16))]
    assert correlation(bitcoin, index, EVENT) is None


def test_a_series_that_ended_long_ago_or_has_a_hole_says_nothing() -> None:
    days = sessions(61)
    index = closes(days, 6000, ZIGZAG)
    assert correlation(index, index, at(LAST, time(16)) + timedelta(days=8)) == 1.0
    assert correlation(index, index, at(LAST, time(16)) + timedelta(days=8, seconds=1)) is None
    early = sessions(31, last=date(2026, 6, 1)) + sessions(30)
    holed = closes(early, 6000, ZIGZAG)
    assert correlation(holed, holed, EVENT) is None


def test_what_does_not_move_has_no_correlation() -> None:
    days = sessions(61)
    assert correlation(closes(days, 1, [0.0] * 60), closes(days, 6000, ZIGZAG), EVENT) is None


class Known:
    """Prices as a store gives them: only what was published before."""

    def __init__(self, prices: Sequence[Price]) -> None:
        self._prices = prices

    def __call__(self, asset: str, *, since: datetime, before: datetime, instants: Collection[datetime] | None = None) -> list[Price]:
        return [
            price
            for price in self._prices
            if price.asset == asset and since <= price.at and price.published_at < before and (instants is None or price.at in instants)
        ]


def test_a_close_counts_from_when_it_was_known() -> None:
    """The session of the event's own day, and the index's close before it is out, don't."""
    days = sessions(62, last=date(2026, 9, 16))
    opposite = [*ZIGZAG, 0.5]
    known = [
        Price(asset="SP500", exchange="fred", at=i, close=c, published_at=i + timedelta(hours=14))
        for i, c in closes(days, 6e3, opposite).items()
    ]
    known += [Price(asset="BTC", exchange="kraken", at=i, close=c, published_at=i) for i, c in closes(days, 9e4, [*ZIGZAG, -0.5]).items()]
    assert correlation_at(EVENT, Known(known)) == 1.0
    evening = at(date(2026, 9, 16), time(19))
    assert correlation_at(evening, Known(known)) == 1.0
    next_morning = correlation_at(at(date(2026, 9, 17), time(8, 30)), Known(known))
    assert next_morning is not None
    assert next_morning < 0


def test_nothing_known_is_unknown() -> None:
    assert correlation_at(datetime(2026, 9, 16, tzinfo=UTC), Known([])) is None
