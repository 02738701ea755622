"""Options at Deribit: the recorded envelope, and hand-made answers in the form that is known."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ContractError, NotNow, ParseError
from bot.source import Page, Price
from bot.sources.markets.options import SOURCE, answer, parse, past_since, prices, recent
from tests.contract import options_body
from tests.contract.options_body import ANSWERED, BOOK_URL, INDEX_URL, book, hour, index, option, page


def utc(hour: int) -> datetime:
    return datetime(2026, 9, 16, hour, tzinfo=UTC)


def test_the_recorded_ticker_has_the_envelope_and_is_no_page_of_ours(shared: Path) -> None:
    body = (shared / "fixtures/crypto/deribit_ticker_BTC-PERPETUAL_20250106.json").read_bytes()
    answered_at, result = answer(Page(BOOK_URL, body))
    assert answered_at.replace(microsecond=0) == datetime(2025, 1, 6, 0, 52, 37, tzinfo=UTC)
    assert (result["instrument_name"], result["index_price"]) == ("BTC-PERPETUAL", 98215.44)
    with pytest.raises(ContractError, match="no list of options"):
        prices(Page(BOOK_URL, body))


def test_the_hours_of_the_index_that_are_over() -> None:
    found = prices(page(index(hour(16, 40.5), hour(17, 42.0), hour(18, 43.0)), INDEX_URL))
    assert found == [
        Price(asset="BTC_DVOL", exchange="deribit", at=utc(17), close=40.5, published_at=utc(17)),
        Price(asset="BTC_DVOL", exchange="deribit", at=utc(18), close=42.0, published_at=utc(18)),
    ]
    assert prices(page(index(), INDEX_URL)) == []


def test_the_exchanges_clock_counts_where_ours_is_fast() -> None:
    found = prices(page(index(hour(17, 42.0), hour(18, 43.0)), INDEX_URL, fetched_at=utc(23)))
    assert [price.at for price in found] == [utc(18)]


def test_puts_against_calls_by_open_interest() -> None:
    [price] = prices(page(book(60.0, 100.0)))
    at = ANSWERED.replace(second=0)
    assert price == Price(asset="BTC_PUT_CALL", exchange="deribit", at=at, close=0.6, published_at=at)
    [ether] = prices(page(book(30.0, 120.0, currency="ETH"), BOOK_URL.replace("BTC", "ETH")))
    assert (ether.asset, ether.close) == ("ETH_PUT_CALL", 0.25)


@pytest.mark.parametrize(
    ("body", "url", "error", "words"),
    [
        (b'{"error": {"code": 10028, "message": "too_many_requests"}}', BOOK_URL, NotNow, "can't answer now: 10028 too_many_requests"),
        (b'{"error": {"code": 11051, "message": "system_maintenance"}}', BOOK_URL, NotNow, "11051 system_maintenance"),
        (b'{"error": {"code": 10041, "message": "settlement_in_progress"}}', INDEX_URL, NotNow, "10041"),
        (b'{"error": {"code": 13503, "message": "unavailable"}}', INDEX_URL, NotNow, "13503 unavailable"),
        (b"<html><title>Scheduled maintenance</title></html>", BOOK_URL, NotNow, "shows a page"),
        (b'{"error": {"code": -32602, "message": "Invalid params"}}', BOOK_URL, ContractError, "refuses: -32602 Invalid params"),
        (book(testnet=True), BOOK_URL, ContractError, "test network"),
        (b'{"jsonrpc": "2.0"}', BOOK_URL, ContractError, "no result"),
        (b"[]", BOOK_URL, ContractError, "no answer"),
        (json.dumps({"result": [], "testnet": False}).encode(), BOOK_URL, ContractError, "a time is 'None'"),
        (book(), BOOK_URL.replace("BTC", "SOL"), ContractError, "nothing says what the body is of"),
        (book(), BOOK_URL.replace("get_book_summary_by_currency", "ticker"), ContractError, "nothing says what the body is of"),
        (options_body.answer({}), BOOK_URL, ContractError, "no list of options"),
        (options_body.answer([]), BOOK_URL, ContractError, "puts 0.0 against calls 0.0"),
        (book(0.0 + 5, 0.0), BOOK_URL, ContractError, "cannot be"),
        (book(), BOOK_URL.replace("BTC", "ETH"), ContractError, "puts 0.0 against calls 0.0"),
        (options_body.answer([option("BTC-PERPETUAL", 9.0)]), BOOK_URL, ContractError, "names no option"),
        (options_body.answer([7]), BOOK_URL, ContractError, "names no option"),
        (options_body.answer([option("BTC-25SEP26-90000-P", -1.0)]), BOOK_URL, ContractError, "a figure is '-1.0'"),
        (options_body.answer([]), INDEX_URL, ContractError, "no list of hours"),
        (index([1, 2, 3]), INDEX_URL, ContractError, "an hour of the index is"),
        (index([*hour(17, 42.0)[:4], 99.0]), INDEX_URL, ContractError, "contradicts itself"),
        (index([hour(17, 42.0)[0] + 60_000, 42, 43, 41, 42]), INDEX_URL, ContractError, "contradicts itself"),
        (index([hour(17, 42.0)[0], 42, 43, 41, "42"]), INDEX_URL, ContractError, "a figure is '42'"),
        (index([10**20, 42, 43, 41, 42]), INDEX_URL, ContractError, "a time is"),
    ],
)
def test_what_is_no_answer_to_our_question_is_refused(body: bytes, url: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        prices(page(body, url))


@pytest.mark.parametrize("body", [b"", b"<html>We will be back</html>", book()[:-9]])
def test_a_cut_body_or_an_error_page_is_no_json(body: bytes) -> None:
    with pytest.raises(ParseError, match=r"empty|not JSON|not whole JSON"):
        parse([page(body)])


def test_positions_are_no_events() -> None:
    assert parse([page(book())]) == []


def test_the_index_is_asked_for_by_days_that_hold_the_outage_it_bridges() -> None:
    today = date(2026, 9, 16)
    bitcoin, ether = recent(today)
    start, end = (int(datetime(2026, 9, day, tzinfo=UTC).timestamp()) * 1000 for day in (14, 18))
    assert bitcoin == f"/api/v2/public/get_volatility_index_data?currency=BTC&start_timestamp={start}&end_timestamp={end}&resolution=3600"
    assert ether == bitcoin.replace("BTC", "ETH")
    assert SOURCE.reach == timedelta(days=2)


def test_the_past_of_the_index_begins_with_it_and_comes_in_months() -> None:
    parts: list[Any] = past_since(date(2020, 1, 1), date(2021, 5, 1))
    starts = [part[0].path.split("start_timestamp=")[1].split("&")[0] for part in parts if "BTC" in part[0].path]
    assert starts == [str(int(datetime(2021, month, day, tzinfo=UTC).timestamp()) * 1000) for month, day in ((3, 24), (4, 23))]
    assert len(parts) == 4
    assert past_since(date(2026, 9, 16), date(2026, 9, 16)) == []
