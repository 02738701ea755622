"""Bitcoin and ether in US dollars, hourly closes by two exchanges that check each other: to compute with, never shown as a series.

Coinbase: `[[time, low, high, open, close, volume], ...]`, newest first, hours without a trade left out.
Kraken: `{"error": [], "result": {"XXBTZUSD": [[time, "open", "high", "low", "close", "vwap", "volume", count], ...], "last": time}}`,
oldest first; the pair comes back under another name than asked, and a refusal comes with HTTP status 200. `time` is the start of the hour
in epoch seconds. In both the newest row is the hour that still runs, which is not taken.

Source: Coinbase Exchange API, "Get product candles"; Kraken REST API, "Get OHLC data".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

from bot.errors import ContractError, ParseError
from bot.source import Page, Part, PastPage, PollPlan, Price, Source, unmeasured
from bot.sources.bounds import json_value
from rules.event import Event

SOURCE_ID = "market.crypto"
HOUR = timedelta(hours=1)
PRODUCTS = {"BTC-USD": "BTC", "ETH-USD": "ETH"}
"""Coinbase's names."""
PAIRS = {"XBTUSD": "BTC", "ETHUSD": "ETH"}
"""Kraken's names, as asked; the answer's are longer."""
PAST = timedelta(days=110)
PAGE_HOURS = 300
"""So many candles Coinbase gives at most."""

_ABSURD = 100_000_000.0
"""Dollars for one coin: a figure above is in another unit."""


@dataclass(frozen=True, slots=True)
class Candle:
    """One hour of trading, in US dollars."""

    starts_at: datetime
    open: float
    high: float
    low: float
    close: float


def prices(page: Page) -> list[Price]:
    """The closes of the hours that were over when the page was fetched, oldest first.

    A page is told apart by its path. Raises ParseError when the body isn't whole JSON or the exchange says that it can't answer now,
    ContractError when it is of another form, names a pair that wasn't asked for, or a candle contradicts itself.
    """
    path = urlsplit(page.url).path
    asset, exchange = (_product(page, path), "coinbase") if path.startswith("/products/") else (_pair(page), "kraken")
    found = sorted(candles(page), key=lambda candle: candle.starts_at)
    if not _is_bounded(page):
        found = found[:-1]
    until = page.fetched_at or datetime.max.replace(tzinfo=UTC)
    return [
        Price(asset=asset, exchange=exchange, at=end, close=candle.close, published_at=end)
        for candle in found
        if (end := candle.starts_at + HOUR) <= until
    ]


def candles(page: Page) -> list[Candle]:
    """Every hour of a page, in its order, the running one too. Raises ParseError and ContractError."""
    try:
        body = json_value(page.body)
    except ValueError as error:
        raise ParseError("the body is no JSON, or cut short", source_id=SOURCE_ID, url=page.url) from error
    if isinstance(body, list):
        return [_candle(page, row, (3, 2, 1, 4)) for row in body]
    return [_candle(page, row, (1, 2, 3, 4)) for row in _kraken_rows(page, body)]


def parse(pages: Sequence[Page]) -> list[Event]:
    """No events: prices are no publications. Raises what `prices` raises."""
    for page in pages:
        prices(page)
    return []


def past(today: date) -> list[PastPage]:
    """The hours that a correlation over sixty sessions needs."""
    return [page for part in past_since(today - PAST, today) for page in part]


def past_since(since: date, today: date) -> list[Part]:
    """Coinbase's hours from a day on up to, not including, `today` (both UTC), 300 a page; Kraken only has the last 720."""
    return [(PastPage("coinbase", _hours(product, start, end)),) for product in PRODUCTS for start, end in _stretches(since, today)]


def _stretches(since: date, until: date) -> Iterator[tuple[datetime, datetime]]:
    start, end = (datetime.combine(day, time(), UTC) for day in (since, until))
    while start < end:
        following = min(start + PAGE_HOURS * HOUR, end)
        yield start, following - HOUR
        start = following


def _hours(product: str, first: datetime, last: datetime) -> str:
    return f"/products/{product}/candles?granularity=3600&start={first:%Y-%m-%dT%H:%M:%SZ}&end={last:%Y-%m-%dT%H:%M:%SZ}"


def _is_bounded(page: Page) -> bool:
    return "end" in parse_qs(urlsplit(page.url).query)


def _product(page: Page, path: str) -> str:
    product = path.split("/")[2]
    if product not in PRODUCTS:
        _refuse(page, f"{product[:20]!r} is no product that was asked for")
    return PRODUCTS[product]


def _pair(page: Page) -> str:
    pair = parse_qs(urlsplit(page.url).query).get("pair", [""])[0]
    if pair not in PAIRS:
        _refuse(page, "nothing says which pair the body is of: the URL has no known pair")
    return PAIRS[pair]


def _kraken_rows(page: Page, body: Any) -> list[Any]:
    """The rows of the one series in Kraken's answer."""
    if not isinstance(body, dict) or not isinstance(body.get("error"), list):
        _refuse(page, "neither a list of candles nor an answer with its list of errors")
    if body["error"]:
        said = "; ".join(str(text)[:80] for text in body["error"][:3])
        if said.startswith("EQuery"):
            _refuse(page, f"the exchange refuses: {said}")
        raise ParseError(f"the exchange can't answer: {said}", source_id=SOURCE_ID, url=page.url)
    result = body.get("result")
    series = {name: rows for name, rows in result.items() if name != "last"} if isinstance(result, dict) else {}
    if len(series) != 1:
        _refuse(page, f"one series was asked for, there are {len(series)}")
    [(name, rows)] = series.items()
    if not isinstance(rows, list) or _asset_named(name) != _pair(page):
        _refuse(page, f"the series {name[:20]!r} is not the one asked for")
    return rows


def _asset_named(name: str) -> str | None:
    """BTC of XXBTZUSD or XBTUSD, ETH of XETHZUSD or ETHUSD."""
    return next((asset for stem, asset in (("XBT", "BTC"), ("ETH", "ETH")) if stem in name and name.endswith("USD")), None)


def _candle(page: Page, row: Any, order: tuple[int, int, int, int]) -> Candle:
    """A candle of a row whose open, high, low and close stand at the places of `order`; it must be an hour and hold together."""
    if not isinstance(row, list) or len(row) < 6 or isinstance(row[0], bool) or not isinstance(row[0], int) or row[0] % 3600:
        _refuse(page, f"a candle is no hour: {str(row)[:100]}")
    opened, high, low, close = (_usd(page, row[place]) for place in order)
    if not (low <= min(opened, close) and max(opened, close) <= high):
        _refuse(page, f"a candle contradicts itself: {str(row)[:100]}")
    try:
        starts_at = datetime.fromtimestamp(row[0], UTC)
    except (OverflowError, ValueError, OSError):
        _refuse(page, f"a candle is no hour: {str(row)[:100]}")
    return Candle(starts_at, opened, high, low, close)


def _usd(page: Page, value: Any) -> float:
    try:
        usd = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        usd = math.nan
    if not 0 < usd < _ABSURD:
        _refuse(page, f"a price is {str(value)[:40]!r}")
    return usd


def _refuse(page: Page, what: str) -> NoReturn:
    raise ContractError(what, source_id=SOURCE_ID, url=page.url)


SOURCE = Source(
    id=SOURCE_ID,
    publisher="coinbase",
    publishers={"api.exchange.coinbase.com": "coinbase", "api.kraken.com": "kraken"},
    hosts=frozenset({"api.exchange.coinbase.com", "api.kraken.com"}),
    paths=(
        *(f"https://api.exchange.coinbase.com/products/{product}/candles?granularity=3600" for product in PRODUCTS),
        *(f"https://api.kraken.com/0/public/OHLC?pair={pair}&interval=60" for pair in PAIRS),
    ),
    plan=PollPlan(every=timedelta(minutes=10)),
    overdue_after=timedelta(hours=6),
    parse=parse,
    measure=unmeasured,
    prices=prices,
    reach=timedelta(days=12),
    past=past,
    past_since=past_since,
)
