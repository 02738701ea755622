"""Candles of the two exchanges: literal facts of the recorded body, and hand-made bodies in both forms."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ContractError, NotNow, ParseError
from bot.source import Page, Price
from bot.sources.markets.crypto import SOURCE, candles, parse, past_since, prices

COINBASE = "https://api.exchange.coinbase.com/products/BTC-USD/candles?granularity=3600"
KRAKEN = "https://api.kraken.com/0/public/OHLC?pair=XBTUSD&interval=60"
ELEVEN = 1710327600  # 2024-03-13 11:00 UTC
HOUR = 3600


def utc(hour: int, minute: int = 0) -> datetime:
    return datetime(2024, 3, 13, hour, minute, tzinfo=UTC)


def page(body: Any, url: str = COINBASE, fetched_at: datetime | None = None) -> Page:
    return Page(url=url, body=json.dumps(body).encode(), fetched_at=fetched_at or utc(13, 10))


def kraken(*rows: list[Any], name: str = "XXBTZUSD", error: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"error": list(error), "result": {name: list(rows), "last": ELEVEN}}


def row(start: int, close: str) -> list[Any]:
    return [start, "70000.0", "80000.0", "60000.0", close, "70001.0", "12.5", 321]


def test_the_recorded_candle_is_low_high_open_close(shared: Path) -> None:
    body = (shared / "fixtures/crypto/coinbase_exchange_candles_20240313.json").read_bytes()
    [candle] = candles(Page(url=COINBASE, body=body))
    assert candle.starts_at == datetime(2024, 3, 13, 11, tzinfo=UTC)
    assert (candle.low, candle.high, candle.open, candle.close) == (73241.5, 73402.47, 73243.33, 73370.65)


def test_a_recorded_ticker_is_no_page_of_candles(shared: Path) -> None:
    for name, url in (("kraken_ticker_20240313.json", KRAKEN), ("coinbase_exchange_ticker_20240313.json", COINBASE)):
        with pytest.raises(ContractError):
            prices(Page(url=url, body=(shared / "fixtures/crypto" / name).read_bytes()))


def test_coinbase_is_newest_first_and_its_running_hour_is_not_taken() -> None:
    body = [[ELEVEN + 2 * HOUR, 1, 9, 2, 7.5, 0.1], [ELEVEN + HOUR, 1, 9, 2, 6.5, 0.1], [ELEVEN, 1, 9, 2, 5.5, 0.1]]
    assert prices(page(body)) == [
        Price(asset="BTC", exchange="coinbase", at=utc(12), close=5.5, published_at=utc(12)),
        Price(asset="BTC", exchange="coinbase", at=utc(13), close=6.5, published_at=utc(13)),
    ]


def test_kraken_answers_under_another_name_and_its_last_row_is_uncommitted() -> None:
    body = kraken(row(ELEVEN, "73380.6"), row(ELEVEN + HOUR, "73000.1"), row(ELEVEN + 2 * HOUR, "72000.0"))
    found = [(price.exchange, price.asset, price.at, price.close) for price in prices(page(body, KRAKEN))]
    assert found == [("kraken", "BTC", utc(12), 73380.6), ("kraken", "BTC", utc(13), 73000.1)]


def test_ether_by_both() -> None:
    kraken_page = page(kraken(row(ELEVEN, "70000.5"), row(ELEVEN + HOUR, "1"), name="XETHZUSD"), KRAKEN.replace("XBT", "ETH"))
    read = prices(kraken_page)
    assert [(price.asset, price.close) for price in read] == [("ETH", 70000.5)]
    assert ["contradicts itself" in bad.why for bad in read.set_aside] == [True]  # a close below the low
    body = [[ELEVEN + HOUR, 1, 9, 2, 7, 0.1], [ELEVEN, 1, 9, 2, 5.5, 0.1]]
    assert [price.asset for price in prices(page(body, COINBASE.replace("BTC", "ETH")))] == ["ETH"]


def test_a_newest_hour_that_should_be_over_by_our_clock_is_not_taken_either() -> None:
    """Our clock may be fast, and the exchange may still be writing."""
    body = [[ELEVEN + HOUR, 1, 9, 2, 6.5, 0.1], [ELEVEN, 1, 9, 2, 5.5, 0.1]]
    assert [price.at for price in prices(page(body, fetched_at=utc(23)))] == [utc(12)]


def test_of_a_page_that_names_its_end_every_hour_that_is_over_counts() -> None:
    body = [[ELEVEN + HOUR, 1, 9, 2, 6.5, 0.1], [ELEVEN, 1, 9, 2, 5.5, 0.1]]
    bounded = COINBASE + "&start=2024-03-13T11:00:00Z&end=2024-03-13T12:00:00Z"
    assert [price.at for price in prices(page(body, bounded))] == [utc(12), utc(13)]
    assert [price.at for price in prices(page(body, bounded, fetched_at=utc(12, 59)))] == [utc(12)]


def test_an_hour_without_a_trade_is_absent() -> None:
    body = [[ELEVEN + 4 * HOUR, 1, 9, 2, 7.5, 0.1], [ELEVEN + HOUR, 1, 9, 2, 6.5, 0.1], [ELEVEN, 1, 9, 2, 5.5, 0.1]]
    assert [price.at for price in prices(page(body, fetched_at=utc(16)))] == [utc(12), utc(13)]
    assert prices(page([])) == []


@pytest.mark.parametrize(
    ("body", "url", "error", "words"),
    [
        ({"error": ["EQuery:Unknown asset pair"]}, KRAKEN, ContractError, "EQuery:Unknown asset pair"),
        ({"error": ["EService:Unavailable"]}, KRAKEN, NotNow, "can't answer now: EService:Unavailable"),
        ({"error": ["EService:Busy"]}, KRAKEN, NotNow, "EService:Busy"),
        ({"error": ["EService:Market in cancel_only mode"]}, KRAKEN, NotNow, "cancel_only"),
        ({"error": ["EGeneral:Temporary lockout"], "result": {}}, KRAKEN, NotNow, "lockout"),
        ({"error": ["EGeneral:Internal error"]}, KRAKEN, NotNow, "Internal error"),
        ({"error": ["EGeneral:Invalid arguments"]}, KRAKEN, ContractError, "refuses: EGeneral:Invalid arguments"),
        ({"error": ["EGeneral:Unknown method"]}, KRAKEN, ContractError, "refuses: EGeneral:Unknown method"),
        ({"message": "Service Unavailable"}, COINBASE, NotNow, "Service Unavailable"),
        ({"message": "Coinbase is under maintenance. Please try again later."}, COINBASE, NotNow, "under maintenance"),
        ({"message": "Public rate limit exceeded"}, COINBASE, NotNow, "rate limit"),
        ({"error": ["EAPI:Rate limit exceeded"]}, KRAKEN, NotNow, "Rate limit"),
        ({"message": "NotFound"}, COINBASE, ContractError, "the exchange refuses: NotFound"),
        ({"candles": []}, COINBASE, ContractError, "neither a list of candles"),
        (kraken(row(ELEVEN, "70000"), name="XETHZUSD"), KRAKEN, ContractError, "is not the one asked for"),
        (kraken(row(ELEVEN, "70000"), name="XBTUSDT"), KRAKEN, ContractError, "is not the one asked for"),
        ({"error": [], "result": {"last": 1}}, KRAKEN, ContractError, "one series was asked for, there are 0"),
        ([[ELEVEN, 1, 9, 2, 5.5, 0.1]], COINBASE.replace("BTC", "DOGE"), ContractError, "'DOGE-USD' is no product"),
        ([[ELEVEN, 1, 9, 2, 5.5, 0.1]], "", ContractError, "nothing says which pair"),
        ([[ELEVEN + 60, 1, 9, 2, 5.5, 0.1]], COINBASE, ContractError, "a candle is no hour"),
        ([[str(ELEVEN), 1, 9, 2, 5.5, 0.1]], COINBASE, ContractError, "a candle is no hour"),
        ([[3600 * 10**12, 1, 9, 2, 5.5, 0.1]], COINBASE, ContractError, "a candle is no hour"),
        ([[ELEVEN, 1, 9, 2, 5.5]], COINBASE, ContractError, "a candle is no hour"),
        ([[ELEVEN, 1, 9, 2, 9.5, 0.1]], COINBASE, ContractError, "contradicts itself"),
        ([[ELEVEN, 1, 9, 2, None, 0.1]], COINBASE, ContractError, "a price is 'None'"),
        ([[ELEVEN, 1, 9, 2, "nan", 0.1]], COINBASE, ContractError, "a price is 'nan'"),
        ([[ELEVEN, 1, 9, 2, True, 0.1]], COINBASE, ContractError, "a price is 'True'"),
        ([[ELEVEN, -1, 9, 2, 5, 0.1]], COINBASE, ContractError, "a price is '-1'"),
        ([[ELEVEN, 1, 2e11, 2, 5, 0.1]], COINBASE, ContractError, "a price is '2"),
    ],
)
def test_what_is_no_page_of_candles_is_refused(body: Any, url: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        prices(page(body, url))


@pytest.mark.parametrize("body", [b"", b"<html>We will be back</html>", b"[[1710327600, 1, 9"])
def test_a_cut_body_or_an_error_page_is_no_json(body: bytes) -> None:
    with pytest.raises(ParseError, match=r"empty|not JSON|not whole JSON"):
        parse([Page(url=COINBASE, body=body)])


def test_prices_are_no_events() -> None:
    assert parse([page([[ELEVEN, 1, 9, 2, 5.5, 0.1]])]) == []


def test_the_past_is_asked_for_in_pages_of_three_hundred_hours() -> None:
    paths = [page.path for [page] in past_since(date(2024, 3, 1), date(2024, 3, 15))]
    assert paths[:2] == [
        "/products/BTC-USD/candles?granularity=3600&start=2024-03-01T00:00:00Z&end=2024-03-13T11:00:00Z",
        "/products/BTC-USD/candles?granularity=3600&start=2024-03-13T12:00:00Z&end=2024-03-14T23:00:00Z",
    ]
    assert len(paths) == 4
    assert "ETH-USD" in paths[2]
    assert past_since(date(2024, 3, 15), date(2024, 3, 15)) == []


def test_both_exchanges_are_asked_each_at_its_own() -> None:
    assert {SOURCE.publishers[path.split("/")[2]] for path in SOURCE.paths} == {"coinbase", "kraken"}
