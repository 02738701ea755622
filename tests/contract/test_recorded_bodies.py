"""A census of ../shared: each recorded body and each series is read by a source here, with a fact taken by eye, or named with the reason.

A file that comes anew makes it fail, until somebody has said which source reads it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import SourceError
from bot.fomc import read_note, read_statement
from bot.jobs.archive import Archive, open_archive
from bot.jobs.pieces import Found, Piece
from bot.source import Expectation, Page, Price, Source
from bot.sources import source, sources
from rules.event import Event
from tests.contract.test_recorded_documents import DOCUMENTS

COINBASE = "https://api.exchange.coinbase.com/products/BTC-USD/candles?granularity=3600"
KRAKEN = "https://api.kraken.com/0/public/OHLC?pair=XBTUSD&interval=60"
DERIBIT = "https://www.deribit.com/api/v2/public/get_book_summary_by_currency?currency=BTC&kind=option"
KALSHI, POLYMARKET = source("market.expectation").paths
SP500 = "https://api.stlouisfed.org/fred/series/observations?series_id=SP500&file_type=json"
BOARD = "https://www.federalreserve.gov/newsevents"
MILLION, BILLION = 1_000_000, 1_000_000_000


@dataclass(frozen=True)
class Read:
    """Which source reads a body, how many events (or prices) there are in it, and one fact of the one with this key (or instant)."""

    source_id: str
    count: int
    key: str = ""
    fact: tuple[str, Any] = ("", None)
    url: str = ""


READ: Mapping[str, Read] = {
    "crypto/coinbase_exchange_candles_20240313.json": Read("market.crypto", 0, url=COINBASE),  # its one hour still runs: see test_crypto.py
    "expectation/kalshi_events_KXFEDDECISION_open_nested_20261006.json": Read(
        "market.expectation", 3, "2026-10-28", ("change_bp", 5.125), KALSHI
    ),
    "expectation/polymarket_gamma_event_fed_decision_october_2026_20261006.json": Read(
        "market.expectation", 1, "2026-10-28", ("change_bp", 4.846), POLYMARKET
    ),
    "fed_html/monetary20260617a_derived.htm": Read(
        "fed.press_release", 1, f"{BOARD}/pressreleases/monetary20260617a.htm", ("target_upper_pct", 3.75)
    ),
    "fed_html/speech_waller20220714a.htm": Read(
        "fed.speech", 1, f"{BOARD}/speech/waller20220714a.htm", ("title", "Monetary Policy in a World of Conflicting Data"),
        f"{BOARD}/speech/waller20220714a.htm",
    ),
    "crypto/kraken/ohlc_xchange_hour_rows_derived.json": Read(
        "market.crypto", 11, "2017-08-11 10:00", ("close", 3517.99), KRAKEN
    ),  # twelve rows: the last is the hour that runs
    "fed_calendar/calendar_composed_2events.json": Read("fed.calendar", 0),  # its days: see test_fed_calendar.py
    "fed_html/mirror2016/feeds_press_all.xml": Read(
        "fed.press_release", 20, f"{BOARD}/press/monetary/20160804a.htm",
        ("title", "Federal Reserve to offer seven-day term deposits through its Term Deposit Facility on August 11"),
    ),
    "fed_html/mirror2016/feeds_press_monetary.xml": Read(
        "fed.press_release", 15, f"{BOARD}/press/monetary/20160727a.htm", ("published_at", datetime(2016, 7, 27, 18, tzinfo=UTC))
    ),
    "fed_html/mirror2016/feeds_speeches.xml": Read("fed.speech", 15, f"{BOARD}/speech/tarullo20160712a.htm", ("speaker", "Tarullo")),
    "fed_html/mirror2016/feeds_speeches_and_testimony.xml": Read(
        "fed.speech", 15, f"{BOARD}/testimony/yellen20160621a.htm", ("is_testimony", True)
    ),
    "fed_html/mirror2016/feeds_testimony.xml": Read(
        "fed.speech", 15, f"{BOARD}/testimony/yellen20151203a.htm", ("published_at", datetime(2015, 12, 3, 15, tzinfo=UTC))
    ),  # ten in the morning, in winter
    "fed_rss/press_all_20260915.xml": Read(
        "fed.press_release", 20, f"{BOARD}/pressreleases/monetary20260819a.htm",
        ("title", "Minutes of the Federal Open Market Committee, July 28–29, 2026"),
    ),
    "fed_rss/press_monetary_20260815_trim2.xml": Read(
        "fed.press_release", 2, f"{BOARD}/pressreleases/monetary20260729a.htm", ("title", "Federal Reserve issues FOMC statement")
    ),
    "fed_rss/speeches_20260905_trim3.xml": Read("fed.speech", 3, f"{BOARD}/speech/waller20260903a.htm", ("speaker", "Waller")),
    "fred/fred_api_observations_SP500_first_rows.json": Read("market.equity", 21, "2014-06-27 20:00", ("close", 1960.96), SP500),
    "fred/fredgraph_DFII10_20260714.csv": Read("fred.series", 5883, "DFII10 2026-07-09", ("value_pct", 2.31)),
    "fred/fredgraph_T5YIFR_20260714.csv": Read("fred.series", 5884, "T5YIFR 2026-07-10", ("value_pct", 2.20)),
    "h41/ddp_h41_table5_lastobs5_20260928.csv": Read("fed.balance_sheet", 5, "2026-09-23", ("total_assets_usd", 6_747_704 * MILLION)),
    "h41/h41_release_20260625_table1_head_fragment.html": Read(
        "fed.balance_sheet", 1, "2026-06-24", ("securities_usd", 6_452_043 * MILLION)
    ),
    "nyfed_rates/effr_last5_20260928.json": Read("nyfed.reference_rate", 5, "EFFR 2026-09-25", ("rate_pct", 3.88)),
    "nyfed_rates/rates_all_latest_20260915.json": Read("nyfed.reference_rate", 5, "OBFR 2026-09-14", ("volume_usd", 226 * BILLION)),
    "nyfed_rates/sofr_last5_20260928.json": Read("nyfed.reference_rate", 5, "SOFR 2026-09-25", ("rate_pct", 3.90)),
    "nyfed_rates/sofr_search_20240603_20240606.json": Read("nyfed.reference_rate", 4, "SOFR 2024-06-06", ("rate_pct", 5.33)),
    "nyfed_rp/results_2020-11-18.json": Read("nyfed.reverse_repo_operation", 2, "RP 111820 99", ("is_small_value", True)),
    "nyfed_rp/results_2021-08-16.json": Read("nyfed.reverse_repo_operation", 1, "RP 081621 1", ("accepted_usd", 1_036_418 * MILLION)),
    "nyfed_rp/results_2023-01-05.json": Read("nyfed.reverse_repo_operation", 1, "RP 010523 1", ("accepted_usd", 2_242_486 * MILLION)),
    "nyfed_rp/results_2024-10-16.json": Read("nyfed.reverse_repo_operation", 2, "RP 101624 1", ("is_small_value", True)),
    "nyfed_rp/rp_latest_20260928_derived.json": Read("nyfed.repo_operation", 2, "RP 092826 27", ("accepted_usd", MILLION)),
    "nyfed_rp/rp_latest_empty_derived.json": Read("nyfed.repo_operation", 0),
    "nyfed_rp/rp_results_20210723_20210728_trim8.json": Read(
        "nyfed.reverse_repo_operation", 4, "RP 072821 1", ("accepted_usd", 965_189 * MILLION)
    ),
    "nyfed_rp/rp_results_search_20260921_20260928.json": Read(
        "nyfed.reverse_repo_operation", 6, "RP 092326 26", ("accepted_usd", 461 * MILLION)
    ),
    "nyfed_tsy/tsy_announcements_empty_20260903.json": Read("nyfed.treasury_operation", 0),
    "nyfed_tsy/tsy_results_summary_billpurchase_20260831.json": Read(
        "nyfed.treasury_operation", 1, "OR 083126 25", ("accepted_usd", 4_243 * MILLION)
    ),
    "treasury/auctions_query_20260831_20260910_trim6.json": Read(
        "treasury.auction", 12, "912797UL9 2026-09-08 results", ("high_rate_pct", 3.74)
    ),  # six rows, each an announcement and a result
    "treasury/dts_operating_cash_balance_20250707_20250711.json": Read(
        "treasury.cash_balance", 5, "2025-07-11", ("tga_usd", 282_363 * MILLION)
    ),
    "treasury/od_upcoming_auctions_20260716.json": Read(
        "treasury.auction", 88, "912810UV8 2026-07-22 announced", ("offering_usd", 13 * BILLION)
    ),  # ninety rows: two auctions stand in it twice
    "treasury/ta_ws_securities_search_20231113_bill.json": Read(
        "treasury.auction", 2, "912797GN1 2023-11-13 results", ("bid_to_cover", 2.76)
    ),
}  # fmt: skip

REFUSED: Mapping[str, tuple[str, str, str]] = {
    "crypto/coinbase_exchange_ticker_20240313.json": ("market.crypto", COINBASE, "a ticker: prices are hours' closes"),
    "crypto/kraken_ticker_20240313.json": ("market.crypto", KRAKEN, "a ticker: prices are hours' closes"),
    "crypto/deribit_ticker_BTC-PERPETUAL_20250106.json": ("market.options", DERIBIT, "a ticker of a future: the source asks for options"),
    "expectation/kalshi_series_KXFEDDECISION_20261006.json": (
        "market.expectation",
        KALSHI,
        "a description of the series: the source asks for its events",
    ),
    "expectation/polymarket_gamma_raw_event_other_2024.json": ("market.expectation", POLYMARKET, "an event of another series"),
    "crypto/coinbase/candles_xchange.json": ("market.crypto", COINBASE, "candles of a minute: the source asks for hours"),
    "crypto/deribit/book_summary_ETH_one_row_enveloped.json": ("market.options", DERIBIT.replace("BTC", "ETH"), "one put: no ratio"),
    "crypto/deribit/summary_item_xchange.json": ("market.options", DERIBIT.replace("BTC", "ETH"), "a row without its answer"),
    "crypto/kraken/ohlc_XBTUSDT_1_nautilus.json": ("market.crypto", KRAKEN, "another pair, in Tether, by the minute"),
    "crypto/kraken/ohlc_xchange.json": ("market.crypto", KRAKEN, "candles of a minute: the source asks for hours"),
    "fed_html/mirror2016/feeds_h15.xml": ("fed.press_release", "", "news of another release"),
    "fed_html/mirror2016/feeds_h41.xml": ("fed.press_release", "", "news of another release"),
    "fed_rss/h15_datafeed_rdf_20260928.xml": ("fed.press_release", "", "news of another release"),
    "treasury/od_auctions_query_202601_first_bytes.txt": ("treasury.auction", "", "cut on purpose: a page is read whole or not at all"),
}
"""What a source turns down, and why."""

STATEMENTS = {"20250129": 4.5, "20250618": 4.5, "20250917": 4.25, "20251210": 3.75, "20260318": 3.75, "20260617": 3.75}
"""Texts without their pages, read by what reads a statement's page: the upper end of the target range, by day."""
NOTES = {"20160921": 0.5, "20250618": 4.4, "20250917": 4.15, "20251210": 3.65, "20260318": 3.65, "20260617": 3.65}
"""The same of implementation notes: interest on reserve balances."""

UNASKED: Mapping[str, str] = {
    "fed_html/mirror2016/monetarypolicy_fomccalendars.htm": "the meetings' page of 2016: the calendar is asked for as JSON",
    "fed_html/mirror2016/releases_h41_index.html": "the list of releases: each stands at the address of its day",
    "crypto/coingecko_global_20231030.json": "third party whose terms forbid it; market values come from no source",
    "nyfed_soma/pd_timeseries_pdposgst_tot_trim2.json": "positions of primary dealers: no rule asks for them",
    "nyfed_soma/soma_agency_debts_asof_20190102.json": "single securities of the Fed's: the balance sheet has their sum",
    "nyfed_soma/soma_rows_20260826.json": "single securities of the Fed's: the balance sheet has their sum",
    "telegram/bot_api_9.2_excerpt.json": "Telegram's own interface, read by tests/integration/test_loopback_telegram.py",
    "telegram/error_payloads.json": "Telegram's own answers, read by tests/integration/test_send.py",
}
"""What no source of the contract asks for, and why."""

Told = Event | Price | Expectation


def keyed(found: Told) -> str:
    if isinstance(found, Expectation):
        return f"{found.meeting_on}"
    return found.key if isinstance(found, Event) else f"{found.at:%Y-%m-%d %H:%M}"


def read_by(origin: Source, body: Page) -> Sequence[Told]:
    return (origin.prices or origin.expectations or (lambda page: origin.parse([page])))(body)


def bodies(shared: Path) -> set[str]:
    folder = shared / "fixtures"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != "README.md"}


def page(shared: Path, name: str, url: str = "") -> Page:
    return Page(url or f"file:{name}", (shared / "fixtures" / name).read_bytes())


def test_every_recorded_body_is_accounted_for(shared: Path) -> None:
    texts = {f"fed_text/statement_{day}.txt" for day in STATEMENTS} | {f"fed_text/implementation_note_{day}.txt" for day in NOTES}
    left = bodies(shared) - set(READ) - set(REFUSED) - texts - set(UNASKED) - DOCUMENTS
    assert sorted(left) == []
    assert (set(READ) | set(REFUSED) | texts | set(UNASKED) | DOCUMENTS) - bodies(shared) == set()


@pytest.mark.parametrize("name", READ)
def test_a_recorded_body_is_read_by_its_source(shared: Path, name: str) -> None:
    told, body = READ[name], page(shared, name, READ[name].url)
    origin = source(told.source_id)
    found = {keyed(one): one for one in read_by(origin, body)}
    assert len(found) == told.count
    if told.count:
        field, value = told.fact
        assert getattr(found[told.key], field) == value


@pytest.mark.parametrize("name", REFUSED)
def test_a_body_of_something_else_is_turned_down(shared: Path, name: str) -> None:
    source_id, url, _ = REFUSED[name]
    origin = source(source_id)
    with pytest.raises(SourceError):
        read_by(origin, page(shared, name, url))


@pytest.mark.parametrize("day", STATEMENTS)
def test_a_recorded_statement(shared: Path, day: str) -> None:
    text = (shared / "fixtures" / "fed_text" / f"statement_{day}.txt").read_text(encoding="utf-8")
    assert read_statement(text, date.fromisoformat(day))["target_upper_pct"] == STATEMENTS[day]


@pytest.mark.parametrize("day", NOTES)
def test_a_recorded_note(shared: Path, day: str) -> None:
    text = (shared / "fixtures" / "fed_text" / f"implementation_note_{day}.txt").read_text(encoding="utf-8")
    assert read_note(text).iorb_pct == NOTES[day]


# ../shared/history, as `fedtide backfill --archive` takes it

SERIES: Mapping[str, tuple[int, str, str, Any]] = {
    "fred_WALCL.csv and 4 more": (1236, "2025-12-31", "total_assets_usd", 6_640_618 * MILLION),
    "nyfed_srf_accepted.csv and 1 more": (5168, "total standing 2025-12-31", "accepted_usd", 74_600 * MILLION),
    "fred_RRPONTSYD.csv": (3218, "total on_rrp 2025-12-31", "accepted_usd", 105_993 * MILLION),
    "fred_SOFR.csv": (2094, "SOFR 2025-12-31", "rate_pct", 3.87),
    "fred_DFII10.csv": (5913, "DFII10 2025-10-29", "value_pct", 1.78),
    "fred_DFII5.csv": (5892, "DFII5 2025-10-29", "value_pct", 1.33),
    "fred_T10YIE.csv": (5914, "T10YIE 2025-12-31", "value_pct", 2.25),
    "fred_T5YIFR.csv": (5897, "T5YIFR 2025-12-31", "value_pct", 2.24),
    "fred_SP500.csv": (2512, "2025-10-29 20:00", "close", 6890.59),
    "fomc_expected.csv": (53, "2024-09-18", "change_bp", -38.1),
    "crypto_mcap_cmc_monthly.csv": (70, "2025-10-02 00:00", "close", 4_027_063_874_373.0),
}
"""By piece: how many events or prices, and a fact of the one with this key or at this instant."""

ELSEWHERE = {
    "meetings.csv": "read by tests/contract/test_evidence_archive.py",
    "btc_usdt_hourly.csv": "read by tests/contract/test_evidence_archive.py",
    "eth_usdt_hourly.csv": "read by tests/contract/test_evidence_archive.py",
}
"""Pieces whose facts another test asserts: they take seconds."""

LEFT_ALONE: Mapping[str, str] = {
    "README.md": "says what the others are",
    "btc_usd_daily.csv": "the hours are there, and know more",
    "btc_usdt_daily.csv": "the hours are there, and know more",
    "eth_usd_daily.csv": "the hours are there, and know more",
    "eth_usdt_daily.csv": "the hours are there, and know more",
    "crypto_mcap_total_daily_tradingview.csv": "another provider's total, to 2023 alone",
    "fed_administered_rates.csv": "the policy ledger has these facts",
    "fed_liquidity_events.csv": "the policy ledger has these facts",
    "fed_qt_runoff_caps.csv": "the policy ledger has these facts",
    "mp_surprises_bauer_swanson.csv": "research, quoted in docs/evidence.md; no source",
    "mp_surprises_jarocinski_karadi.csv": "research, quoted in docs/evidence.md; no source",
    "mp_surprises_jk_source_instruments.csv": "research, quoted in docs/evidence.md; no source",
    "sp500_daily_close.csv": "FRED's ten years of the index serve",
    "spy_daily_adjusted.csv": "a fund on the index: the index serves",
    "vix_daily_yahoo.csv": "no rule asks for it",
} | dict.fromkeys(
    [
        f"fred_{name}.csv"
        for name in ("DFEDTARL", "DFEDTARU", "DFF", "DGS10", "DGS2", "DGS3MO", "DTWEXBGS", "EFFR", "IORB", "T10Y2Y", "TGCRRATE", "VIXCLS")
    ],
    "a series that no rule asks FRED for: rates in force are the policy ledger's",
) | {"fred_WTREGEN.csv": "a week's average: the balance sheet has the Wednesday"}  # fmt: skip


@pytest.fixture(scope="module")
def archive(shared: Path) -> Archive:
    return open_archive(shared / "history", sources(), None, date(2026, 10, 1))


def test_every_series_is_accounted_for(archive: Archive) -> None:
    assert {piece.name for piece in archive.pieces} == set(SERIES) | set(ELSEWHERE)
    assert {path.name for path in archive.left_alone} == set(LEFT_ALONE)


@pytest.mark.parametrize("name", SERIES)
def test_a_series_is_read_in_its_units(archive: Archive, name: str) -> None:
    count, key, field, value = SERIES[name]
    [piece] = [piece for piece in archive.pieces if piece.name == name]
    read = asyncio.run(_read(piece))
    found = {keyed(one): one for one in (*read.events, *read.prices, *read.expectations)}
    assert len(found) == count
    assert getattr(found[key], field) == value


async def _read(piece: Piece) -> Found:
    return await piece.read()
