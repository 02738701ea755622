"""Kalshi's and Polymarket's answers in the form of the recorded ones; the figures are made for these tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from bot.calendars.newyork import at
from bot.source import Page
from bot.sources.markets import kalshi, polymarket

MEETING = date(2031, 5, 7)
ASKED = datetime(2031, 5, 7, 17, 50, tzinfo=UTC)
"""Ten minutes before the decision."""
Sides = tuple[float | None, float | None]
"""Bid and ask of an outcome, 0..1; None: nobody's."""
TAIL: Sides = (None, 0.01)

CUT_95: Mapping[int, Sides] = {-50: TAIL, -25: (0.94, 0.96), 0: (0.04, 0.06), 25: TAIL, 50: TAIL}
"""A cut of 25 basis points at 95 per cent."""
CUT_5: Mapping[int, Sides] = {-50: TAIL, -25: (0.04, 0.06), 0: (0.94, 0.96), 25: TAIL, 50: TAIL}

_STRIKES = {
    -50: ("Cut", ">25", "C26"),
    -25: ("Cut", "25", "C25"),
    0: ("Hike", "0", "H0"),
    25: ("Hike", "25", "H25"),
    50: ("Hike", ">25", "H26"),
}
_LABELS = {-50: "50+ bps decrease", -25: "25 bps decrease", 0: "No change", 25: "25 bps increase", 50: "50+ bps increase"}


def kalshi_market(bp: int, sides: Sides, volume: float = 9_000.0, **changed: Any) -> dict[str, Any]:
    way, size, end = _STRIKES[bp]
    bid, ask = sides
    return {
        "ticker": f"KXFEDDECISION-31MAY-{end}",
        "custom_strike": {way: size},
        "status": "active",
        "close_time": "2031-05-07T17:59:00Z",
        "rules_primary": f"If the Federal Reserve does a {way} of  {size.strip('>')}bps, then the market resolves to Yes.",
        "yes_bid_dollars": f"{bid or 0:.4f}",
        "yes_bid_size_fp": "0.00" if bid is None else "250.00",
        "yes_ask_dollars": f"{1 if ask is None else ask:.4f}",
        "yes_ask_size_fp": "0.00" if ask is None else "400.50",
        "volume_24h_fp": f"{volume:.2f}",
        **changed,
    }


def kalshi_event(quotes: Mapping[int, Sides] = CUT_95, volume: float = 9_000.0, meeting: date = MEETING, **changed: Any) -> dict[str, Any]:
    closes = at(meeting, datetime.min.time().replace(hour=13, minute=59)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "event_ticker": "KXFEDDECISION-31MAY",
        "series_ticker": "KXFEDDECISION",
        "strike_date": at(meeting, datetime.min.time().replace(hour=14)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "markets": [kalshi_market(bp, sides, volume, close_time=closes) for bp, sides in quotes.items()],
        **changed,
    }


def kalshi_body(*events: Any) -> bytes:
    return json.dumps({"cursor": "", "events": list(events)}).encode()


def polymarket_market(bp: int, sides: Sides, **changed: Any) -> dict[str, Any]:
    bid, ask = sides
    market = {
        "groupItemTitle": _LABELS[bp],
        "groupItemThreshold": str(bp // 25 + 2),
        "outcomes": '["Yes", "No"]',
        "outcomePrices": '["0.5", "0.5"]',
        "active": True,
        "closed": False,
        "acceptingOrders": True,
        "bestBid": bid,
        "bestAsk": ask,
        **changed,
    }
    return {name: value for name, value in market.items() if value is not None}


def polymarket_event(
    quotes: Mapping[int, Sides] = CUT_95, volume: float = 90_000.0, meeting: date = MEETING, **changed: Any
) -> dict[str, Any]:
    return {
        "slug": "fed-decision-in-may-20310117190323537",
        "endDate": at(meeting, datetime.min.time().replace(hour=23, minute=59)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "active": True,
        "closed": False,
        "volume24hr": volume,
        "seriesSlug": "fomc",
        "series": [{"id": "35", "slug": "fomc"}],
        "markets": [polymarket_market(bp, sides) for bp, sides in quotes.items()],
        **changed,
    }


def polymarket_body(*events: Any) -> bytes:
    return json.dumps(list(events)).encode()


def kalshi_page(*events: Any, asked: datetime = ASKED) -> Page:
    return Page(kalshi.URL, kalshi_body(*events), fetched_at=asked)


def polymarket_page(*events: Any, asked: datetime = ASKED) -> Page:
    return Page(polymarket.URL, polymarket_body(*events), fetched_at=asked)
