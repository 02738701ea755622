"""Polymarket's contracts on the next decisions: one event a meeting, one market an outcome.

`[{"seriesSlug": "fomc", "endDate": "2026-10-29T03:59:00Z", "volume24hr": 1607019.4, "markets": [{"groupItemTitle": "50+ bps decrease",
"groupItemThreshold": "0", "outcomes": "[\\"Yes\\", \\"No\\"]", "bestBid": 0.001, "bestAsk": 0.002, ...}]}]`. An event is known by its
series and its end date: slugs carry a stamp. An outcome is the label that tells the members of a group apart, read whole, and the members
stand in the order of `groupItemThreshold`, from the largest cut to the largest rise. `outcomes` is JSON inside text. A side that is missing
is nobody's quote. A change of 12.5 basis points rounds up to 25 here.

Source: Polymarket Gamma API, "List events".
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from bot.source import Expectation, Page, Readings
from bot.sources.markets.quotes import PricedIn, Quote, number, priced_in, side
from bot.sources.markets.venue_page import expectations_of, instant, loaded, members, new_york_day, refuse

VENUE = "polymarket"
SERIES, SERIES_ID = "fomc", 35
URL = f"https://gamma-api.polymarket.com/events?series_id={SERIES_ID}&closed=false&limit=20"

_LABEL = re.compile(r"(\d{1,3})(\+?) ?bps? (decrease|increase)")


def expectations(page: Page) -> Readings[Expectation]:
    """What is priced in for each meeting that is open for trading. Raises ParseError and ContractError."""
    body = loaded(page)
    if isinstance(body, list) and body and not any(isinstance(event, dict) and _is_of_series(event) for event in body):
        refuse(page, f"no event is of the series {SERIES!r}, which was asked for")
    return expectations_of(page, VENUE, body, _day, _read)


def _day(event: Mapping[str, Any]) -> date | None:
    return new_york_day(event.get("endDate"))


def _read(event: Mapping[str, Any], at: datetime) -> PricedIn | None:
    if not _is_of_series(event) or event.get("closed") is True or event.get("active") is False:
        return None
    markets = members(event, "markets")
    if not all(_is_open(market, at) for market in markets):
        return None
    quotes: dict[int, Quote] = {}
    for market in sorted(markets, key=_threshold):
        bp = outcome(market)
        if bp in quotes:
            raise ValueError(f"two markets are of {bp} basis points")
        quotes[bp] = Quote(side(number(market.get("bestBid"))), side(number(market.get("bestAsk"))))
    if 0 not in quotes or any(before >= after for before, after in pairwise(quotes)):
        raise ValueError("the outcomes don't stand in order around no change")
    return priced_in(quotes, _volume(event, markets))


def _is_of_series(event: Mapping[str, Any]) -> bool:
    series = event.get("series")
    slugs = [one.get("slug") for one in series if isinstance(one, dict)] if isinstance(series, list) else []
    return SERIES in (event.get("seriesSlug"), *slugs)


def _is_open(market: Mapping[str, Any], at: datetime) -> bool:
    ends = instant(market.get("endDate"))
    is_traded = market.get("acceptingOrders") is not False and market.get("closed") is not True and market.get("active") is not False
    return is_traded and (ends is None or at < ends)


def _threshold(market: Mapping[str, Any]) -> float:
    found = number(market.get("groupItemThreshold"))
    if found is None:
        raise ValueError("a market has no place in its group")
    return found


def outcome(market: Mapping[str, Any]) -> int:
    """The change in basis points that a market's first outcome is of. Raises ValueError when its fields don't say."""
    label, answers = market.get("groupItemTitle"), market.get("outcomes")
    try:
        answers = json.loads(answers) if isinstance(answers, str) and len(answers) < 200 else answers
    except (ValueError, RecursionError) as error:
        raise ValueError("a market's outcomes can't be read") from error
    found = _LABEL.fullmatch(label.strip().lower()) if isinstance(label, str) and len(label) < 40 else None
    if answers != ["Yes", "No"] or (found is None and str(label).strip().lower() != "no change"):
        raise ValueError(f"a market says no outcome: {str(label)[:40]!r}")
    return 0 if found is None else (-1 if found[3] == "decrease" else 1) * int(found[1])


def _volume(event: Mapping[str, Any], markets: Any) -> float:
    """Dollars of all outcomes in 24 hours."""
    of_all = number(event.get("volume24hr"))
    return of_all if of_all is not None else sum(number(market.get("volume24hr")) or 0.0 for market in markets)
