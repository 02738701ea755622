"""Any one row of a list, broken in any way: what is read of the others stays, and its own event is read or named, never lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.source import Page, Price, set_aside_of
from bot.sources import source
from rules.event import Event
from tests.contract import options_body
from tests.contract.auction_body import AGENCY_URL, DIRECT_URL, QUERY_URL, agency, direct, direct_results, query_results
from tests.contract.daily_body import API_URL, AUCTIONS_URL, CASH_URL, CSV_URL, RATES_URL, auction, cash, rate
from tests.contract.operation_body import BILLION, URL, repo, reverse
from tests.contract.press_body import FEED_URL, item

NOON = datetime(2026, 9, 16, 18, 10, 30, tzinfo=UTC)
COINBASE = "https://api.exchange.coinbase.com/products/BTC-USD/candles?granularity=3600"
KRAKEN = "https://api.kraken.com/0/public/OHLC?pair=XBTUSD&interval=60"
BOARD = "https://www.federalreserve.gov/newsevents"
NO_FIGURES = [None, "", " ", 7, -1, True, [], [1], {}, "Fnord", "null", "NA", 1e300, -1e300, float("nan"), 10**40]
NO_TEXTS = ["9999-99-99", "1900-01-01", "2199-12-31", "2026-02-30", "a\nb", "\ud800", "1" * 400]
ANYTHING = st.sampled_from([*NO_FIGURES, *NO_TEXTS])
DROPPED = object()


@dataclass(frozen=True)
class Listed:
    """A list of a source: its rows, and how they become a page."""

    source_id: str
    rows: Sequence[Any]
    page: Callable[[Sequence[Any]], Page]

    def read(self, rows: Sequence[Any]) -> tuple[list[Event | Price], int]:
        origin, page = source(self.source_id), self.page(rows)
        read: Sequence[Any] = origin.prices(page) if origin.prices else origin.parse([page])
        for row in set_aside_of(read):
            assert "\n" not in row.why
            assert not row.why.startswith("internal error")
        return list(read), len(set_aside_of(read))


def enveloped(url: str, *names: str, **more: Any) -> Callable[[Sequence[Any]], Page]:
    def page(rows: Sequence[Any]) -> Page:
        document: Any = list(rows)
        for name in reversed(names):
            document = {name: document}
        return Page(url, json.dumps(document | more if more else document).encode(), fetched_at=NOON)

    return page


def hour(number: int, *figures: Any) -> list[Any]:
    return [int(datetime(2026, 9, 16, number, tzinfo=UTC).timestamp()), *figures]


DAYS = [f"2026-09-{day:02}" for day in (14, 11, 10, 9, 8)]
JSON_LISTS = {
    "repos": Listed("nyfed.repo_operation", [repo(f"RP {d} 25", d, 5 * BILLION) for d in DAYS], enveloped(URL, "repo", "operations")),
    "reverse repos": Listed(
        "nyfed.reverse_repo_operation", [reverse(f"RP {d} 26", d, 5 * BILLION) for d in DAYS], enveloped(URL, "repo", "operations")
    ),
    "Treasuries": Listed(
        "nyfed.treasury_operation", [auction(f"OR {d}", d, "4243000000") for d in DAYS], enveloped(AUCTIONS_URL, "treasury", "auctions")
    ),
    "mortgages": Listed(
        "nyfed.agency_operation", [agency(f"OR {d}", d, "80000000.25") for d in DAYS], enveloped(AGENCY_URL, "ambs", "auctions")
    ),
    "rates": Listed("nyfed.reference_rate", [rate("SOFR", d, 3.62) for d in DAYS], enveloped(RATES_URL, "refRates")),
    "cash": Listed("treasury.cash_balance", [cash(d, "812345") for d in DAYS], enveloped(CASH_URL, "data")),
    "announcements": Listed(
        "treasury.auction",
        [direct(f"912797AA{n}", d, "2026-09-21", "2026-09-24", "80000000000") for n, d in enumerate(DAYS)],
        enveloped(DIRECT_URL),
    ),
    "results": Listed(
        "treasury.auction", [direct_results(f"912797AA{n}", d, d, "2026-09-24") for n, d in enumerate(DAYS)], enveloped(DIRECT_URL)
    ),
    "results by the second": Listed(
        "treasury.auction", [query_results(f"91282CZZ{n}", d, d, "2026-09-24") for n, d in enumerate(DAYS)], enveloped(QUERY_URL, "data")
    ),
    "yields": Listed("fred.series", [{"date": d, "value": "2.31"} for d in DAYS], enveloped(API_URL, "observations")),
    "closes": Listed(
        "market.equity", [{"date": d, "value": "6890.59"} for d in DAYS], enveloped(API_URL.replace("DFII10", "SP500"), "observations")
    ),
}
ARRAYS = {
    "Coinbase": Listed("market.crypto", [hour(n, 1, 9, 2, 5.5, 0.1) for n in (18, 17, 16, 15, 14)], enveloped(COINBASE)),
    "Kraken": Listed(
        "market.crypto",
        [hour(n, "2", "9", "1", "5.5", "5", "0.1", 3) for n in (14, 15, 16, 17, 18)],
        lambda rows: Page(KRAKEN, json.dumps({"error": [], "result": {"XXBTZUSD": list(rows), "last": 1}}).encode(), fetched_at=NOON),
    ),
    "volatility": Listed(
        "market.options",
        [options_body.hour(n, 40.0 + n) for n in (13, 14, 15, 16)],
        lambda rows: options_body.page(options_body.index(*rows), options_body.INDEX_URL),
    ),
}
RUNNING = {"Coinbase": 0, "Kraken": 4}
"""At which place stands the hour that runs: it is not taken."""


def whole_rows() -> st.SearchStrategy[Any]:
    return st.sampled_from([None, 7, "text", [], {}, True, ["a"], {"x": 1}])


def check(listed: Listed, place: int, broken: Any, *, has_event: bool = True) -> None:
    rows = list(listed.rows)
    others, _ = listed.read([row for at, row in enumerate(rows) if at != place])
    rows[place] = broken
    found, aside = listed.read(rows)
    assert [one for one in found if one in others] == others
    if has_event:
        assert aside or len(found) > len(others)


@pytest.mark.parametrize("name", JSON_LISTS)
@given(data=st.data())
def test_a_field_of_one_object(name: str, data: st.DataObject) -> None:
    listed = JSON_LISTS[name]
    place = data.draw(st.integers(0, len(listed.rows) - 1))
    row = dict(listed.rows[place])
    field, value = data.draw(st.sampled_from(sorted(row))), data.draw(ANYTHING | st.just(DROPPED))
    broken = {key: was for key, was in row.items() if key != field} if value is DROPPED else row | {field: value}
    check(listed, place, broken)


@pytest.mark.parametrize("name", [*JSON_LISTS, *ARRAYS])
@given(data=st.data())
def test_something_else_in_the_place_of_a_row(name: str, data: st.DataObject) -> None:
    listed = (JSON_LISTS | ARRAYS)[name]
    check(listed, data.draw(st.integers(0, len(listed.rows) - 1)), data.draw(whole_rows()))


@pytest.mark.parametrize("name", ARRAYS)
@given(data=st.data())
def test_a_figure_of_one_array(name: str, data: st.DataObject) -> None:
    listed = ARRAYS[name]
    place = data.draw(st.integers(0, len(listed.rows) - 1).filter(lambda at: at != RUNNING.get(name)))
    row = list(listed.rows[place])
    figure = data.draw(st.integers(0, len(row) - 1))
    row[figure : figure + 1] = data.draw(ANYTHING.map(lambda value: [value]) | st.just([]))
    check(listed, place, row)


@given(data=st.data())
def test_an_option_is_left_out_of_the_sums_and_named(data: st.DataObject) -> None:
    rows = [options_body.option(f"BTC-25SEP26-{90 + n}000-{kind}", 5.0) for n in range(3) for kind in "PC"]
    place, field = data.draw(st.integers(0, 5)), data.draw(st.sampled_from(["instrument_name", "open_interest"]))
    rows[place] = rows[place] | {field: data.draw(ANYTHING.filter(lambda value: value not in (7, True)))}
    read = source("market.options").prices(options_body.page(options_body.answer(rows)))  # type: ignore[misc]
    assert [price.close for price in read] == [pytest.approx(2 / 3 if place % 2 == 0 else 3 / 2)]
    assert len(set_aside_of(read)) == 1


LINES = [f"{day},2.31" for day in reversed(DAYS)]
BROKEN_LINES = st.one_of(
    st.sampled_from(["2026-09-10", "2026-09-10,2.31,7", "2026-09-10,two", "2026-09-10,231", "2026-09-10,null", "2199-12-31,2.31", "x"]),
    st.sampled_from([",2.31", "10/09/2026,2.31", '"2026-09-10,2.31', "2026-09-10,1e3", "1900-01-01,2.31", "2026-02-30,2.31"]),
    st.text("0123456789-.,xé\x00\"'", min_size=1, max_size=12).filter(lambda text: text.strip(" .,") != ""),
)


@pytest.mark.parametrize("place", range(5))
@given(line=BROKEN_LINES)
def test_a_line_of_a_csv(place: int, line: str) -> None:
    def page(rows: Sequence[Any]) -> Page:
        return Page(CSV_URL, "".join(f"{row}\n" for row in ("observation_date,DFII10", *rows)).encode(), fetched_at=NOON)

    is_missing = line.rstrip().endswith((",", ",."))  # is how FRED says that there is none
    check(Listed("fred.series", LINES, page), place, line, has_event=not is_missing)


@pytest.mark.parametrize("place", range(5))
def test_bytes_that_are_no_text_in_a_line_of_a_csv(place: int) -> None:
    lines = [line.encode() for line in LINES]
    lines[place] = b"2026-09-1\xff,2.31"
    read = source("fred.series").parse([Page(CSV_URL, b"observation_date,DFII10\n" + b"\n".join(lines) + b"\n")])
    assert (len(read), len(set_aside_of(read))) == (4, 1)


LINKS = [f"{BOARD}/pressreleases/other203105{day:02}a.htm" for day in (7, 6, 5, 2, 1)]
SPEECHES = [f"{BOARD}/speech/example203105{day:02}a.htm" for day in (7, 6, 5, 2, 1)]
DATE = "Wed, 7 May 2031 18:00:00 GMT"
MENDED = [
    "Banks&rsquo; capital",
    "A&nbsp;notice",
    "AT&T asks",
    "Board\x0bnotice",
    "One &#xD800; two",
    "Three &#1114112; four",
    "&bogus; &",
    "A&#0;B",
]
BROKEN_ITEMS = st.sampled_from(
    [
        ("<title>", "<tit>"),
        ("</title>", ""),
        ("</item>", ""),
        ("<item>", "<item><b>"),
        ("]]>", ""),
        ("<link>", "<lnk>"),
        (DATE, "yesterday"),
        (DATE, ""),
        (DATE, "Wed, 7 May 1931 18:00:00 GMT"),
        (DATE, "Wed, 7 May 2131 18:00:00 GMT"),
        (DATE, "Wed, 7 May 9999999 18:00:00 GMT"),
        ("Title", ""),
        ("Title", "<b"),
        ("https://www.federalreserve.gov/newsevents", ""),
    ]
)


def feed_of(source_id: str, links: Sequence[str], rdf: bool) -> Listed:
    head = '<rss version="2.0"><channel><title>Releases</title>'
    if rdf:
        head = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>R</title></channel>'
    tail = "</rdf:RDF>" if rdf else "</channel></rss>"

    def page(rows: Sequence[Any]) -> Page:
        return Page(FEED_URL, f'\ufeff<?xml version="1.0" encoding="utf-8"?>{head}{"".join(rows)}{tail}\n'.encode())

    return Listed(source_id, [item("Title", link, DATE) for link in links], page)


FEEDS = {
    f"{name} {form}": feed_of(f"fed.{name}", links, form == "RDF")
    for name, links in (("press_release", LINKS), ("speech", SPEECHES))
    for form in ("RSS", "RDF")
}


@pytest.mark.parametrize("name", FEEDS)
@given(place=st.integers(0, 4), change=BROKEN_ITEMS)
def test_an_item_of_a_feed(name: str, place: int, change: tuple[str, str]) -> None:
    check(FEEDS[name], place, FEEDS[name].rows[place].replace(*change, 1))


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.parametrize("title", MENDED)
def test_a_title_that_people_wrote_as_if_it_were_no_xml_is_read(name: str, title: str) -> None:
    rows = list(FEEDS[name].rows)
    rows[2] = rows[2].replace("<title>Title", f"<title>{title}")
    found, aside = FEEDS[name].read(rows)
    assert (len(found), aside) == (5, 0)
