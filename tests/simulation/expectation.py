"""Kalshi and Polymarket before the decision of January 2026: two meetings that are open, quotes that hardly move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from tests.contract.expectation_body import TAIL, Sides, kalshi_body, kalshi_event, polymarket_body, polymarket_event
from tests.simulation.days import at
from tests.simulation.desk import midnights
from tests.simulation.script import Address, Part, Query

KALSHI, POLYMARKET = "api.elections.kalshi.com", "gamma-api.polymarket.com"
SINCE, UNTIL = date(2026, 1, 26), date(2026, 2, 16)
"""Three weeks, with a decision and the outage of three days."""
MEETING, NEXT = date(2026, 1, 28), date(2026, 3, 18)
QUOTES: Mapping[date, Mapping[int, Sides]] = {
    MEETING: {-50: TAIL, -25: (0.03, 0.05), 0: (0.95, 0.97), 25: TAIL, 50: TAIL},
    NEXT: {-50: TAIL, -25: (0.19, 0.21), 0: (0.79, 0.81), 25: TAIL, 50: TAIL},
}


def expectation_part() -> Part:
    """Quotes to compute with are no events: the part has addresses alone."""
    closes = at(MEETING, "13:59")

    def body(put: Callable[..., bytes], event: Callable[..., dict[str, Any]]) -> Callable[[datetime, Query], bytes]:
        return lambda now, _: put(*(event(quotes, meeting=day) for day, quotes in QUOTES.items() if day != MEETING or now < closes))

    addresses = [
        Address(host=KALSHI, path="/trade-api/v2/events", body=body(kalshi_body, kalshi_event), changes=[closes]),
        Address(host=POLYMARKET, path="/events", body=body(polymarket_body, polymarket_event), changes=[closes]),
    ]
    since, until = at(SINCE, "00:00"), at(UNTIL, "00:00")
    return Part(source="market.expectation", facts=(), addresses=addresses, wakes=midnights(), since=since, until=until)
