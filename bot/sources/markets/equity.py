"""Closes of the S&P 500 by FRED's keyless CSV: to compute returns and correlations with, never shown or handed on as a series.

The index is S&P Dow Jones Indices'; FRED carries its last ten years. A close appears there in the evening or later, so it counts as known
from six in the morning of the next day.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import partial

from bot.calendars.newyork import at
from bot.errors import ContractError
from bot.source import Page, Part, PastPage, PollPlan, Price, Readings, Source, set_aside_of, unmeasured
from bot.sources.fred.fred_page import observed
from rules.event import Event

SOURCE_ID = "market.equity"
SERIES = "SP500"
CLOSES = time(16)
"""In New York; on a half day at 13:00, which makes no difference to a daily return."""
KNOWN = time(6)
"""Of the next day."""

PAST = timedelta(days=400)

_CSV = f"/graph/fredgraph.csv?id={SERIES}&cosd={{since}}"
_API = f"/fred/series/observations?series_id={SERIES}&file_type=json&observation_start={{since}}"
_SMALLEST, _LARGEST = 100.0, 100_000.0


def prices(page: Page) -> Readings[Price]:
    """The closes of a page, in its order; days without one are skipped, a close that is no number or outside its range is set aside.

    Raises ParseError when the body is no such CSV or is cut short, ContractError for another series, or when most rows cannot be read.
    """
    return observed(page, SOURCE_ID, partial(_price, page))


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """No events: prices are no publications; the rows set aside. Raises what `prices` raises."""
    return Readings(set_aside=set_aside_of(*map(prices, pages)))


def past_since(since: date, today: date) -> list[Part]:
    """The closes from a day on, in one page; FRED has ten years."""
    return [(PastPage("fred", _CSV.format(since=since)),)]


def past(today: date) -> list[PastPage]:
    """What a correlation over sixty sessions needs, and a year more."""
    return [PastPage("fred", _CSV.format(since=today - PAST))]


def recent(today: date) -> list[str]:
    """The closes of one to two months, asked for by the first day of a month so that the same page can be recognised."""
    return [_CSV.format(since=_since(today))]


def _since(today: date) -> date:
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def _price(page: Page, series: str, day: date, value: str) -> Price:
    if series != SERIES:
        raise ContractError(f"the CSV holds a series that wasn't asked for: {series[:40]!r}", source_id=SOURCE_ID, url=page.url)
    try:
        close = float(value)
    except ValueError:
        close = 0.0
    if not _SMALLEST < close < _LARGEST:
        raise ContractError(f"the close of {day} is {value[:40]!r}", source_id=SOURCE_ID, url=page.url)
    return Price(asset=SERIES, exchange="fred", at=at(day, CLOSES), close=close, published_at=at(day + timedelta(days=1), KNOWN))


SOURCE = Source(
    id=SOURCE_ID,
    publisher="fred",
    hosts=frozenset({"fred.stlouisfed.org"}),
    paths=(),
    recent=recent,
    plan=PollPlan(every=timedelta(hours=8), rest=timedelta(hours=2)),
    overdue_after=timedelta(days=6),
    parse=parse,
    measure=unmeasured,
    prices=prices,
    reach=timedelta(days=27),
    past=past,
    past_since=past_since,
)


def _recent_by_key(today: date) -> list[str]:
    return [_API.format(since=_since(today))]


def _past_by_key(today: date) -> list[PastPage]:
    return [PastPage("fred_api", _API.format(since=today - PAST))]


def _past_since_by_key(since: date, today: date) -> list[Part]:
    return [(PastPage("fred_api", _API.format(since=since)),)]


KEYED = dataclasses.replace(
    SOURCE,
    publisher="fred_api",
    hosts=frozenset({"api.stlouisfed.org"}),
    recent=_recent_by_key,
    past=_past_by_key,
    past_since=_past_since_by_key,
)
"""The same source where the operator has a key: asked of the API."""
