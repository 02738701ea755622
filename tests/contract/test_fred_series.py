"""Real yields and breakevens: recorded bodies where they are at hand, and hand-made ones of every form."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import ContractError, ParseError, SourceError
from bot.source import Page
from bot.sources.fred import fred_series
from bot.sources.fred.fred_page import observed
from rules.event import YieldChange
from tests.contract.daily_body import API_URL, CSV_URL, api_page, csv_page

GRAPH = "fredgraph_DFII10_20260714.csv"
API = "fred_api_observations_SP500_first_rows.json"


def recorded(shared: Path, name: str, url: str) -> Page:
    return Page(url, (shared / "fixtures" / "fred" / name).read_bytes())


def yields(*pages: Page) -> list[YieldChange]:
    events = fred_series.parse(pages)
    assert all(isinstance(event, YieldChange) for event in events)
    return [event for event in events if isinstance(event, YieldChange)]


# Recorded bodies, facts taken by eye.


def test_the_ten_year_real_yield_from_2003_to_2026(shared: Path) -> None:
    found = yields(recorded(shared, GRAPH, CSV_URL))
    assert [(e.key, e.value_pct) for e in found[:3]] == [
        ("DFII10 2003-01-02", 2.43),
        ("DFII10 2003-01-03", 2.43),
        ("DFII10 2003-01-06", 2.46),
    ]
    assert [(e.key, e.value_pct) for e in found[-4:]] == [
        ("DFII10 2026-07-06", 2.24),
        ("DFII10 2026-07-07", 2.30),
        ("DFII10 2026-07-08", 2.31),
        ("DFII10 2026-07-09", 2.31),
    ]
    days = {e.as_of for e in found}
    assert date(2003, 1, 20) not in days  # blank: Martin Luther King Day
    assert date(2003, 1, 21) in days
    assert found[-1].published_at == datetime(2026, 7, 10, 20, 15, tzinfo=UTC)


def test_a_page_of_the_api_of_another_series(shared: Path) -> None:
    page = recorded(shared, API, "https://api.stlouisfed.org/fred/series/observations?series_id=SP500&file_type=json")
    found = list(observed(page, "fred.series", lambda series, day, value: (series, day, value)))
    assert found[:2] == [("SP500", date(2014, 6, 27), "1960.96"), ("SP500", date(2014, 6, 30), "1960.23")]
    assert found[-1] == ("SP500", date(2014, 7, 28), "1978.91")
    assert len(found) == 21  # of 22 rows: Independence Day is "."
    with pytest.raises(ContractError, match="a series that wasn't asked for: 'SP500'"):
        yields(page)


@pytest.mark.parametrize(
    ("series", "first", "last"),
    [
        ("DFII10", (date(2003, 1, 2), 2.43), (date(2026, 8, 20), 2.35)),
        ("DFII5", (date(2003, 1, 2), 1.75), (date(2026, 7, 22), 2.11)),
        ("T10YIE", (date(2003, 1, 2), 1.64), (date(2026, 8, 21), 2.34)),
        ("T5YIFR", (date(2003, 1, 2), 1.98), (date(2026, 7, 29), 2.28)),
    ],
)
def test_archived_series(shared: Path, series: str, first: tuple[date, float], last: tuple[date, float]) -> None:
    path = shared / "history" / f"fred_{series}.csv"
    found = yields(Page(f"file:{path.name}", path.read_bytes()))
    assert {e.series for e in found} == {series}
    assert [(e.as_of, e.value_pct) for e in (found[0], found[-1])] == [first, last]


@pytest.mark.parametrize(("name", "url"), [(GRAPH, CSV_URL), (API, API_URL)])
@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_recorded_body_cut_short_is_refused(shared: Path, name: str, url: str, tenth: int) -> None:
    whole = recorded(shared, name, url)
    cut = whole.body[: len(whole.body) * tenth // 10].rstrip(b"\n")
    with pytest.raises(ParseError):
        yields(dataclasses.replace(whole, body=cut))


# Hand-made bodies.


def test_a_real_yield_as_published_today() -> None:
    [event] = yields(csv_page("observation_date,DFII10\n2026-07-09,2.31\n"))
    assert event == YieldChange(
        source="fred.series",
        key="DFII10 2026-07-09",
        title="10-year real yield (DFII10), 9 July 2026",
        url="https://fred.stlouisfed.org/series/DFII10",
        published_at=datetime(2026, 7, 10, 20, 15, tzinfo=UTC),
        series="DFII10",
        measures_what="real_yield",
        as_of=date(2026, 7, 9),
        value_pct=2.31,
    )


def test_real_yields_come_out_the_next_business_day_breakevens_the_same_evening() -> None:
    header, row = "observation_date,DFII10,DFII5,T10YIE,T5YIFR", "2026-07-02,2.24,1.90,2.30,2.25"
    found = yields(csv_page(f"{header}\n{row}\n"))
    assert [(e.series, e.measures_what, e.value_pct, e.published_at) for e in found] == [
        ("T10YIE", "breakeven", 2.30, datetime(2026, 7, 2, 22, tzinfo=UTC)),
        ("T5YIFR", "breakeven", 2.25, datetime(2026, 7, 2, 22, tzinfo=UTC)),
        ("DFII10", "real_yield", 2.24, datetime(2026, 7, 6, 20, 15, tzinfo=UTC)),  # after a Friday off and a weekend
        ("DFII5", "real_yield", 1.90, datetime(2026, 7, 6, 20, 15, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "observation_date,DFII10\n2026-07-08,2.30\n2026-07-09,\n2026-07-10,-0.05\n",
        "DATE,DFII10\r\n2026-07-08,2.30\r\n2026-07-09,.\r\n2026-07-10,-0.05\r\n",
        "\ufeffobservation_date,dfii10\n2026-07-08, 2.30 \n2026-07-10,-0.05\n",
    ],
)
def test_every_form_of_the_csv(text: str) -> None:
    assert [(e.key, e.value_pct) for e in yields(csv_page(text))] == [("DFII10 2026-07-08", 2.30), ("DFII10 2026-07-10", -0.05)]


def test_the_api_says_the_same() -> None:
    found = yields(api_page(("2026-07-10", "-0.05"), ("2026-07-09", "."), ("2026-07-08", "2.30")))
    assert found == yields(csv_page("observation_date,DFII10\n2026-07-08,2.30\n2026-07-09,\n2026-07-10,-0.05\n"))
    assert len(found) == 2


def test_an_archived_csv_is_named_by_its_file() -> None:
    [event] = yields(csv_page("observation_date,value\n2026-07-09,2.31\n", url="archive/fred_T10YIE.csv"))
    assert event.key == "T10YIE 2026-07-09"


def test_no_observations_yet_are_no_fault() -> None:
    assert yields(csv_page("observation_date,DFII10\n")) == []
    assert yields(api_page()) == []


def test_days_after_today_are_dropped() -> None:
    rows = "observation_date,T10YIE\n2026-07-09,2.31\n2026-07-10,2.32\n"
    still_the_ninth = datetime(2026, 7, 10, 3, 59, tzinfo=UTC)
    assert [e.as_of.day for e in yields(csv_page(rows, fetched_at=still_the_ninth))] == [9]
    assert [e.as_of.day for e in yields(csv_page(rows, fetched_at=datetime(2026, 7, 10, 4, 1, tzinfo=UTC)))] == [9, 10]


def test_published_is_never_later_than_seen() -> None:
    early = datetime(2026, 7, 9, 21, 5, tzinfo=UTC)
    [event] = yields(csv_page("observation_date,T10YIE\n2026-07-09,2.31\n", fetched_at=early))
    assert event.published_at == early


@pytest.mark.parametrize(
    ("page", "error", "says"),
    [
        (csv_page(""), ParseError, "no CSV of observations"),
        (csv_page("<html>busy</html>\n"), ParseError, "no CSV of observations"),
        (csv_page("observation_date,DFII10\n2026-07-09,2.3"), ParseError, "cut short"),
        (csv_page("observation_date,DFII10\n2026-07-09\n"), ParseError, "the row '2026-07-09' has 1 columns, its header 2"),
        (csv_page("observation_date,DFII10\nsoon,2.31\n"), ParseError, "a row without a date: 'soon'"),
        (csv_page("observation_date,value\n2026-07-09,2.31\n"), ParseError, "nothing says which series"),
        (csv_page("observation_date,SP500\n2026-07-09,6600\n"), ContractError, "wasn't asked for: 'SP500'"),
        (csv_page("observation_date,DFII10\n2026-07-09,two\n"), ContractError, "DFII10 of 2026-07-09 is 'two', not a number"),
        (csv_page("observation_date,DFII10\n2026-07-09,nan\n"), ContractError, "not a number"),
        (csv_page("observation_date,DFII10\n2026-07-09,231\n"), ContractError, "DFII10 of 2026-07-09 is 231, outside -10 to 20 percent"),
        (api_page(("2026-07-09", "2.31"), url="https://api.stlouisfed.org/x"), ContractError, "the page's URL has no series_id"),
        (api_page(("9 July", "2.31")), ContractError, "observation 1: date is '9 July'"),
        (api_page(("2026-07-09", "")), ContractError, "observation 1: value is ''"),
        (Page(API_URL, b'{"error_code": 400, "error_message": "Bad Request."}'), ContractError, 'no list "observations"'),
        (Page(API_URL, b'{"observations": ['), ParseError, "not whole JSON"),
    ],
)
def test_something_else_is_refused(page: Page, error: type[SourceError], says: str) -> None:
    with pytest.raises(error) as caught:
        yields(page)
    assert says in str(caught.value)
    assert (caught.value.source_id, caught.value.url) == ("fred.series", page.url)
