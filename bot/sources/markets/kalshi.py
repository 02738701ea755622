"""Kalshi's contracts on the next decisions: one event a meeting, one market an outcome.

`{"events": [{"strike_date": "2026-10-28T18:00:00Z", "markets": [{"ticker": "...-26OCT-C26", "custom_strike": {"Cut": ">25"},
"status": "active", "yes_bid_dollars": "0.0000", "yes_bid_size_fp": "0.00", ...}]}]}`. Prices are dollars for a contract that pays one, as
text. An outcome is its `custom_strike`, or what its ticker ends in (C26, C25, H0, H25, H26: 26 stands for more than 25), and where both
say something they must agree; the rules in prose have lost their `>`. An empty side is 0 or 1 with size 0. Contracts are closed for
trading a minute before the decision. `updated_time` is no time of a quote.

Source: Kalshi Trade API v2, "Get Events".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.source import Expectation, Page, Readings
from bot.sources.markets.quotes import STEP_BP, PricedIn, Quote, beyond, number, priced_in, side
from bot.sources.markets.venue_page import expectations_of, instant, loaded, members, new_york_day, refuse

VENUE, SERIES = "kalshi", "KXFEDDECISION"
URL = f"https://api.elections.kalshi.com/trade-api/v2/events?series_ticker={SERIES}&status=open&with_nested_markets=true"

_SIGN = {"cut": -1, "hike": 1}
_STRIKE = re.compile(r"(>?) ?(\d{1,3})(\+?)")
_TICKER = re.compile(r"-([CH])(\d{1,3})$")


def expectations(page: Page) -> Readings[Expectation]:
    """What is priced in for each meeting that is open for trading. Raises ParseError and ContractError."""
    body = loaded(page)
    if not isinstance(body, dict):
        refuse(page, "the body is no answer")
    return expectations_of(page, VENUE, body.get("events"), _day, _read)


def _day(event: Mapping[str, Any]) -> date | None:
    markets = event.get("markets")
    closes = (market.get("close_time") for market in markets if isinstance(market, dict)) if isinstance(markets, list) else ()
    return new_york_day(event.get("strike_date")) or next((day for value in closes if (day := new_york_day(value))), None)


def _read(event: Mapping[str, Any], at: datetime) -> PricedIn | None:
    if event.get("series_ticker") not in (None, SERIES):
        return None
    markets = members(event, "markets")
    if not all(_is_open(market, at) for market in markets):
        return None
    quotes: dict[int, Quote] = {}
    volume = 0.0
    for market in markets:
        bp = outcome(market)
        if bp in quotes:
            raise ValueError(f"two markets are of {bp} basis points")
        quotes[bp] = Quote(_side(market, "yes_bid"), _side(market, "yes_ask"))
        volume += number(market.get("volume_24h_fp")) or 0.0
    if 0 not in quotes:
        raise ValueError("no market is of no change")
    return priced_in(quotes, volume)


def _is_open(market: Mapping[str, Any], at: datetime) -> bool:
    closes = instant(market.get("close_time"))
    return market.get("status") == "active" and (closes is None or at < closes)


def outcome(market: Mapping[str, Any]) -> int:
    """The change in basis points that a market is of. Raises ValueError when its fields don't say, or contradict each other."""
    said = {bp for bp in (_by_strike(market.get("custom_strike")), _by_ticker(market.get("ticker"))) if bp is not None}
    if len(said) != 1:
        raise ValueError(f"a market says no outcome, or two: {str(market.get('ticker'))[:60]!r}")
    return said.pop()


def _by_strike(strike: Any) -> int | None:
    """-50 of `{"Cut": ">25"}`."""
    if not isinstance(strike, dict) or len(strike) != 1:
        return None
    [(way, size)] = strike.items()
    sign, found = _SIGN.get(str(way).lower()), _STRIKE.fullmatch(str(size)[:10])
    if sign is None or found is None or (found[1] and found[3]):
        return None
    return sign * (beyond(int(found[2])) if found[1] else int(found[2]))


def _by_ticker(ticker: Any) -> int | None:
    """-50 of `...-C26`: one more than a step is more than that step."""
    found = _TICKER.search(ticker) if isinstance(ticker, str) and len(ticker) < 80 else None
    if found is None:
        return None
    size = int(found[2])
    return (-1 if found[1] == "C" else 1) * (size if size % STEP_BP == 0 else beyond(size))


def _side(market: Mapping[str, Any], name: str) -> float | None:
    """A price somebody stands behind."""
    return side(number(market.get(f"{name}_dollars"))) if number(market.get(f"{name}_size_fp")) else None
