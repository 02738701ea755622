"""Bitcoin and ether in US dollars, hourly closes by two exchanges that check each other: to compute with, never shown as a series.

Coinbase: `[[time, low, high, open, close, volume], ...]`, newest first, hours without a trade left out.
Kraken: `{"error": [], "result": {"XXBTZUSD": [[time, "open", "high", "low", "close", "vwap", "volume", count], ...], "last": time}}`,
oldest first; the pair comes back under another name than asked, and a refusal comes with HTTP status 200. `time` is the start of the hour
in epoch seconds. In both the newest row is the hour that still runs, which is not taken.

Source: Coinbase Exchange API, "Get product candles"; Kraken REST API, "Get OHLC data".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NoReturn, TypeVar
from urllib.parse import parse_qs, urlsplit

from bot.errors import ContractError
from bot.source import Page, Part, PastPage, PollPlan, Price, Readings, Source, set_aside_of, unmeasured
from bot.sources.markets.refusals import answered, refused, words_of
from bot.sources.rows import AHEAD, digest, read_each
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

FIRST_SECOND, LAST_SECOND = 1_230_768_000, 4_102_444_800
"""The years 2009 to 2099: Bitcoin is no older."""

FOR_EVER = datetime.max.replace(tzinfo=UTC)
_COINBASE, _KRAKEN = (3, 2, 1, 4), (1, 2, 3, 4)
"""At which places of a row open, high, low and close stand."""
_ABSURD = 100_000_000.0
"""Dollars for one coin: a figure above is in another unit."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Candle:
    """One hour of trading, in US dollars."""

    starts_at: datetime
    open: float
    high: float
    low: float
    close: float


def prices(page: Page) -> Readings[Price]:
    """The closes of the hours that were over when the page was fetched, oldest first.

    A page is told apart by its path. A candle that is no hour or contradicts itself is set aside. Raises ParseError when the body isn't
    whole JSON, NotNow when the exchange says that it can't answer now, ContractError when it is of another form, names a pair that
    wasn't asked for, or most of its candles cannot be read.
    """
    path = urlsplit(page.url).path
    asset, exchange = (_product(page, path), "coinbase") if path.startswith("/products/") else (_pair(page), "kraken")
    rows, order = _rows(page)
    until = page.fetched_at or FOR_EVER
    running = None if _is_bounded(page) else _running(rows, newest_first=order is _COINBASE)

    def read(numbered: tuple[int, Any]) -> Price | None:
        place, row = numbered
        candle = _candle(page, row, order)
        end = candle.starts_at + HOUR
        if place == running or end > until:
            _starts_in_time(page, row, until)
            return None
        return Price(asset=asset, exchange=exchange, at=end, close=candle.close, published_at=end)

    read_rows = _each(page, list(enumerate(rows)), read)
    return Readings(sorted(read_rows, key=lambda price: price.at), read_rows.set_aside)


def candles(page: Page) -> Readings[Candle]:
    """Every hour of a page that can be read, in its order, the running one too. Raises ParseError and ContractError."""
    rows, order = _rows(page)
    return _each(page, list(enumerate(rows)), lambda numbered: _candle(page, numbered[1], order))


def _each(page: Page, rows: list[tuple[int, Any]], read: Callable[[tuple[int, Any]], T | None]) -> Readings[T]:
    return read_each(
        rows,
        read,
        source_id=SOURCE_ID,
        url=page.url,
        key=lambda numbered: _key(numbered[1]),
        day=lambda numbered: _starts_at(numbered[1]),
        may_be_empty=True,
    )


def _key(row: Any) -> str:
    start = _starts_at(row)
    return start.isoformat() if start else digest(row)


def _rows(page: Page) -> tuple[list[Any], tuple[int, int, int, int]]:
    """The rows of a page, and at which places of them open, high, low and close stand."""
    body = answered(page, SOURCE_ID)
    return (body, _COINBASE) if isinstance(body, list) else (_kraken_rows(page, body), _KRAKEN)


def _running(rows: Sequence[Any], *, newest_first: bool) -> int | None:
    """The place of the newest row, whose hour still runs; by where it stands when its time cannot be read."""
    end = 0 if newest_first else len(rows) - 1
    if not rows or _starts_at(rows[end]) is None:
        return end if rows else None
    known = [(start, place) for place, row in enumerate(rows) if (start := _starts_at(row))]
    return max(known)[1]


def _starts_at(row: Any) -> datetime | None:
    """When a row's candle begins, as far as it can be read."""
    start = row[0] if isinstance(row, list) and row else None
    if isinstance(start, bool) or not isinstance(start, int) or not FIRST_SECOND <= start <= LAST_SECOND:
        return None
    return datetime.fromtimestamp(start, UTC)


def _starts_in_time(page: Page, row: Any, until: datetime) -> None:
    """A candle that is not over runs; one that begins after tomorrow is wrong."""
    start = _starts_at(row)
    if start and until < FOR_EVER and start > until + AHEAD:
        _refuse(page, f"a candle begins after its page was fetched: {str(row)[:100]}")


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """No events: prices are no publications; the candles set aside. Raises what `prices` raises."""
    return Readings(set_aside=set_aside_of(*map(prices, pages)))


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
    if said := words_of(body):
        refused(page, SOURCE_ID, said, passes=said.startswith("EService"))
    if not isinstance(body, dict) or not isinstance(body.get("error"), list):
        _refuse(page, "neither a list of candles nor an answer with its list of errors")
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
    starts_at = _starts_at(row)
    if starts_at is None:
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
