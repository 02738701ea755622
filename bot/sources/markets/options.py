"""Options on Bitcoin and ether at Deribit: the volatility index by the hour, and puts against calls by open interest. To compute with.

Every answer is a JSON-RPC envelope: `{"jsonrpc": "2.0", "result": ..., "usIn": .., "usOut": .., "testnet": false}`, `usOut` being the
exchange's clock in microseconds; a refusal is `{"error": {"code", "message"}}`, with HTTP status 200 or another.
Volatility index: `result.data` = `[[milliseconds, open, high, low, close], ...]`, oldest first, in per cent a year; the time is the start
of the hour, and the last hour may still run. Book summary: one object an option, `instrument_name` (`BTC-27JUN25-90000-C`),
`open_interest` in coins. Kept are the closes of the hours that are over (BTC_DVOL, ETH_DVOL), and the open interest of all puts over that
of all calls at the time of the answer (BTC_PUT_CALL, ETH_PUT_CALL). Neither is compared with another exchange's: there is none.

Source: Deribit API v2, "public/get_volatility_index_data" and "public/get_book_summary_by_currency".
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

from bot.errors import ContractError, ParseError
from bot.source import Page, Part, PastPage, PollPlan, Price, Source, stretches, unmeasured
from bot.sources.bounds import json_value
from rules.event import Event

SOURCE_ID, EXCHANGE = "market.options", "deribit"
CURRENCIES = ("BTC", "ETH")
DVOL, PUT_CALL = "{}_DVOL", "{}_PUT_CALL"
"""Names of the series of a currency."""
FIRST_DVOL = date(2021, 3, 24)
PAGE_DAYS = 30
"""Of a page of the past: 720 hours."""
LOOK_BACK = timedelta(days=2)
HOUR = timedelta(hours=1)
LARGEST_DVOL, LARGEST_RATIO = 1_000.0, 50.0
TOO_MANY_REQUESTS = 10028

_INDEX, _BOOK = "/api/v2/public/get_volatility_index_data", "/api/v2/public/get_book_summary_by_currency"
_OPTION = re.compile(r"([A-Z]{3,4})-\d{1,2}[A-Z]{3}\d{2}-\d+(?:d\d+)?-([CP])")


def prices(page: Page) -> list[Price]:
    """The series' figures on a page, oldest first; a page is told apart by its path and currency.

    Raises ParseError when the body isn't whole JSON or the exchange says that it can't answer now, ContractError when it refuses the
    question, comes from its test network, is of another form, or a figure cannot be.
    """
    url = urlsplit(page.url)
    currency = parse_qs(url.query).get("currency", [""])[0]
    if currency not in CURRENCIES or url.path not in (_INDEX, _BOOK):
        _refuse(page, f"nothing says what the body is of: {url.path[:60]!r} of {currency[:10]!r}")
    answered_at, result = answer(page)
    if url.path == _INDEX:
        return _index(page, currency, answered_at, result)
    return [_ratio(page, currency, answered_at, result)]


def answer(page: Page) -> tuple[datetime, Any]:
    """When the exchange answered by its own clock, and the envelope's result. Raises ParseError and ContractError."""
    try:
        body = json_value(page.body)
    except ValueError as error:
        raise ParseError("the body is no JSON, or cut short", source_id=SOURCE_ID, url=page.url) from error
    if not isinstance(body, dict):
        _refuse(page, "the body is no answer")
    refusal = body.get("error")
    if isinstance(refusal, dict):
        said = f"{str(refusal.get('code'))[:12]} {str(refusal.get('message'))[:80]}"
        if refusal.get("code") == TOO_MANY_REQUESTS:
            raise ParseError(f"the exchange can't answer: {said}", source_id=SOURCE_ID, url=page.url)
        _refuse(page, f"the exchange refuses: {said}")
    if "result" not in body or body.get("testnet") not in (None, False):
        _refuse(page, "the test network answers" if body.get("testnet") else "the answer has no result")
    return _instant(page, body.get("usOut"), 1_000_000), body["result"]


def parse(pages: Sequence[Page]) -> list[Event]:
    """No events: positions are no publications. Raises what `prices` raises."""
    for page in pages:
        prices(page)
    return []


def recent(today: date) -> list[str]:
    """The index of the last days, asked for by days so that the same page can be recognised."""
    return [_of_index(currency, today - LOOK_BACK, today + timedelta(days=1)) for currency in CURRENCIES]


def past_since(since: date, today: date) -> list[Part]:
    """The index from a day on, thirty days a page. How many puts and calls were open is not to be had later."""
    days = list(stretches(max(since, FIRST_DVOL), today - timedelta(days=1), PAGE_DAYS))
    return [(PastPage("deribit", _of_index(currency, first, last)),) for currency in CURRENCIES for first, last in days]


def _of_index(currency: str, first: date, last: date) -> str:
    """The hours of these days, both included, as UTC has them."""
    start = int(datetime.combine(first, time(), UTC).timestamp()) * 1000
    end = int(datetime.combine(last + timedelta(days=1), time(), UTC).timestamp()) * 1000
    return f"{_INDEX}?currency={currency}&start_timestamp={start}&end_timestamp={end}&resolution=3600"


def _index(page: Page, currency: str, answered_at: datetime, result: Any) -> list[Price]:
    rows = result.get("data") if isinstance(result, dict) else None
    if not isinstance(rows, list):
        _refuse(page, "the volatility index has no list of hours")
    hours = dict(_hour(page, row) for row in rows)
    until = min(answered_at, page.fetched_at or answered_at)
    name = DVOL.format(currency)
    return [
        Price(asset=name, exchange=EXCHANGE, at=start + HOUR, close=close, published_at=start + HOUR)
        for start, close in sorted(hours.items())
        if start + HOUR <= until
    ]


def _hour(page: Page, row: Any) -> tuple[datetime, float]:
    """The start and the close of an hour; it must hold together."""
    if not isinstance(row, list) or len(row) != 5:
        _refuse(page, f"an hour of the index is {str(row)[:100]}")
    start = _instant(page, row[0], 1_000)
    opened, high, low, close = (_number(page, value, LARGEST_DVOL) for value in row[1:])
    if start.minute or start.second or not (0 < low <= min(opened, close) and max(opened, close) <= high):
        _refuse(page, f"an hour of the index contradicts itself: {str(row)[:100]}")
    return start, close


def _ratio(page: Page, currency: str, answered_at: datetime, result: Any) -> Price:
    """Open interest of puts over that of calls, all strikes and days of expiry."""
    if not isinstance(result, list):
        _refuse(page, "the book summary is no list of options")
    open_interest = {"P": 0.0, "C": 0.0}
    for row in result:
        name = _OPTION.fullmatch(str(row.get("instrument_name"))) if isinstance(row, dict) else None
        if name is None:
            _refuse(page, f"a row of the book summary names no option: {str(row)[:100]}")
        if name[1] == currency:
            open_interest[name[2]] += _number(page, row.get("open_interest"), 1e9)
    ratio = open_interest["P"] / open_interest["C"] if open_interest["C"] else math.nan
    if not 0 < ratio < LARGEST_RATIO:
        _refuse(page, f"puts {open_interest['P']:.1f} against calls {open_interest['C']:.1f} cannot be")
    at = min(answered_at, page.fetched_at or answered_at).replace(second=0, microsecond=0)
    return Price(asset=PUT_CALL.format(currency), exchange=EXCHANGE, at=at, close=round(ratio, 6), published_at=at)


def _number(page: Page, value: Any, largest: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < largest:
        _refuse(page, f"a figure is {str(value)[:40]!r}")
    return float(value)


def _instant(page: Page, value: Any, a_second: int) -> datetime:
    """An instant of a count since the epoch."""
    try:
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError
        return datetime.fromtimestamp(value / a_second, UTC)
    except (TypeError, OverflowError, ValueError, OSError):
        _refuse(page, f"a time is {str(value)[:40]!r}")


def _refuse(page: Page, what: str) -> NoReturn:
    raise ContractError(what, source_id=SOURCE_ID, url=page.url)


SOURCE = Source(
    id=SOURCE_ID,
    publisher="deribit",
    hosts=frozenset({"www.deribit.com"}),
    paths=tuple(f"{_BOOK}?currency={currency}&kind=option" for currency in CURRENCIES),
    recent=recent,
    plan=PollPlan(every=timedelta(hours=1), rest=timedelta(hours=1)),
    overdue_after=timedelta(hours=6),
    parse=parse,
    measure=unmeasured,
    prices=prices,
    reach=LOOK_BACK,
    past_since=past_since,
)
