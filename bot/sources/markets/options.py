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

from bot.errors import ContractError
from bot.source import Page, Part, PastPage, PollPlan, Price, Readings, Source, set_aside_of, stretches, unmeasured
from bot.sources.markets.refusals import answered, refused
from bot.sources.rows import AHEAD, digest, read_each
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
LAST_MILLISECOND = 4_102_444_800_000
"""Of the year 2099."""
LARGEST_DVOL, LARGEST_RATIO = 1_000.0, 50.0
PASSING = (10028, 10040, 10041, 10047, 10066, 11051, 11094, 13028, 13503, 13888)
"""Codes of what passes: too many requests, settlement, a full queue, maintenance, faults and overload of the exchange's."""

_INDEX, _BOOK = "/api/v2/public/get_volatility_index_data", "/api/v2/public/get_book_summary_by_currency"
_OPTION = re.compile(r"([A-Z]{3,4})-\d{1,2}[A-Z]{3}\d{2}-\d+(?:d\d+)?-([CP])")


def prices(page: Page) -> Readings[Price]:
    """The series' figures on a page, oldest first; a page is told apart by its path and currency.

    An hour or an option that cannot be read is set aside, the sums are those of the others. Raises ParseError when the body isn't whole
    JSON, NotNow when the exchange says that it can't answer now, ContractError when it refuses the question, comes from its test
    network, is of another form, or most of its rows cannot be read.
    """
    url = urlsplit(page.url)
    currency = parse_qs(url.query).get("currency", [""])[0]
    if currency not in CURRENCIES or url.path not in (_INDEX, _BOOK):
        _refuse(page, f"nothing says what the body is of: {url.path[:60]!r} of {currency[:10]!r}")
    answered_at, result = answer(page)
    if url.path == _INDEX:
        return _index(page, currency, answered_at, result)
    return _ratio(page, currency, answered_at, result)


def answer(page: Page) -> tuple[datetime, Any]:
    """When the exchange answered by its own clock, and the envelope's result. Raises ParseError, NotNow and ContractError."""
    body = answered(page, SOURCE_ID)
    if not isinstance(body, dict):
        _refuse(page, "the body is no answer")
    refusal = body.get("error")
    if isinstance(refusal, dict):
        said = f"{str(refusal.get('code'))[:12]} {str(refusal.get('message'))[:80]}"
        refused(page, SOURCE_ID, said, passes=refusal.get("code") in PASSING)
    if "result" not in body or body.get("testnet") not in (None, False):
        _refuse(page, "the test network answers" if body.get("testnet") else "the answer has no result")
    return _instant(page, body.get("usOut"), 1_000_000), body["result"]


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """No events: positions are no publications; the rows set aside. Raises what `prices` raises."""
    return Readings(set_aside=set_aside_of(*map(prices, pages)))


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


def _index(page: Page, currency: str, answered_at: datetime, result: Any) -> Readings[Price]:
    rows = result.get("data") if isinstance(result, dict) else None
    if not isinstance(rows, list):
        _refuse(page, "the volatility index has no list of hours")
    until = min(answered_at, page.fetched_at or answered_at)
    name = DVOL.format(currency)

    def read(row: Any) -> Price | None:
        start, close = _hour(page, row)
        if start > until + AHEAD:
            _refuse(page, f"an hour of the index begins after it was asked for: {str(row)[:100]}")
        return (
            Price(asset=name, exchange=EXCHANGE, at=start + HOUR, close=close, published_at=start + HOUR) if start + HOUR <= until else None
        )

    found = read_each(rows, read, source_id=SOURCE_ID, url=page.url, key=_key, day=_start_if_readable, may_be_empty=True)
    by_hour = {price.at: price for price in found}
    return Readings((by_hour[at] for at in sorted(by_hour)), found.set_aside)


def _start_if_readable(row: Any) -> datetime | None:
    milliseconds = row[0] if isinstance(row, list) and row else None
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int) or not 0 < milliseconds < LAST_MILLISECOND:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _key(row: Any) -> str:
    start = _start_if_readable(row)
    return start.isoformat() if start else digest(row)


def _hour(page: Page, row: Any) -> tuple[datetime, float]:
    """The start and the close of an hour; it must hold together."""
    if not isinstance(row, list) or len(row) != 5:
        _refuse(page, f"an hour of the index is {str(row)[:100]}")
    start = _instant(page, row[0], 1_000)
    opened, high, low, close = (_number(page, value, LARGEST_DVOL) for value in row[1:])
    if start.minute or start.second or not (0 < low <= min(opened, close) and max(opened, close) <= high):
        _refuse(page, f"an hour of the index contradicts itself: {str(row)[:100]}")
    if start.date() < FIRST_DVOL:
        _refuse(page, f"an hour of the index is older than the index: {str(row)[:100]}")
    return start, close


def _ratio(page: Page, currency: str, answered_at: datetime, result: Any) -> Readings[Price]:
    """Open interest of puts over that of calls, all strikes and days of expiry."""
    if not isinstance(result, list):
        _refuse(page, "the book summary is no list of options")
    options = read_each(result, lambda row: _option(page, row), source_id=SOURCE_ID, url=page.url, key=_name)
    puts, calls = (sum(coins for of, kind, coins in options if (of, kind) == (currency, wanted)) for wanted in ("P", "C"))
    ratio = puts / calls if calls else math.nan
    if not 0 < ratio < LARGEST_RATIO:
        _refuse(page, f"puts {puts:.1f} against calls {calls:.1f} cannot be")
    at = min(answered_at, page.fetched_at or answered_at).replace(second=0, microsecond=0)
    price = Price(asset=PUT_CALL.format(currency), exchange=EXCHANGE, at=at, close=round(ratio, 6), published_at=at)
    return Readings([price], options.set_aside)


def _option(page: Page, row: Any) -> tuple[str, str, float]:
    """Of which currency an option is, whether it is a put (P) or a call (C), and how many coins of it are open."""
    name = _OPTION.fullmatch(str(row.get("instrument_name"))) if isinstance(row, dict) else None
    if name is None:
        _refuse(page, f"a row of the book summary names no option: {str(row)[:100]}")
    if name[1] not in CURRENCIES:
        _refuse(page, f"a row of the book summary is of another currency: {name[0][:40]!r}")
    return name[1], name[2], _number(page, row.get("open_interest"), 1e9)


def _name(row: Any) -> str:
    name = row.get("instrument_name") if isinstance(row, dict) else None
    return name if isinstance(name, str) and name else digest(row)


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
