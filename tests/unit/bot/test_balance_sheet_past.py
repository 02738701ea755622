"""The past of the balance sheet, from the series' CSV."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import ContractError, ParseError
from bot.source import Page
from bot.sources.board.balance_sheet_past import parse_past, past
from rules.event import BalanceSheet

ASSETS = "observation_date,WALCL\n2025-12-24,6581231\n2025-12-31,6640618\n"
RESERVES = "DATE,WRBWFRBL\r\n2025-12-24,.\r\n2025-12-31,2980000\r\n2026-01-07,3000000.0\r\n"


def sheets(*texts: str) -> list[BalanceSheet]:
    events = parse_past([Page(f"https://fred.stlouisfed.org/{n}", text.encode()) for n, text in enumerate(texts)])
    assert all(isinstance(event, BalanceSheet) for event in events)
    return [event for event in events if isinstance(event, BalanceSheet)]


def test_series_are_merged_by_day() -> None:
    found = sheets(ASSETS, RESERVES)
    assert [(e.key, e.total_assets_usd, e.reserves_usd) for e in found] == [
        ("2025-12-24", 6_581_231_000_000, None),
        ("2025-12-31", 6_640_618_000_000, 2_980_000_000_000),
        ("2026-01-07", None, 3_000_000_000_000),
    ]
    assert found[1].source == "fed.balance_sheet"
    assert (found[1].as_of, found[1].published_at) == (date(2025, 12, 31), datetime(2026, 1, 1, 21, 30, tzinfo=UTC))


def test_several_series_in_one_file_and_missing_values() -> None:
    found = sheets("observation_date,TREAST,WSHOBL\n2025-12-24,4200000,\n2025-12-31,4200200,220000\n")
    assert [(e.treasuries_usd, e.bills_usd) for e in found] == [(4_200_000_000_000, None), (4_200_200_000_000, 220_000_000_000)]


def test_no_pages_no_past() -> None:
    assert parse_past([]) == []


def test_what_is_asked_for() -> None:
    pages = past(date(2026, 3, 2))
    assert {page.publisher for page in pages} == {"fred"}
    assert "/graph/fredgraph.csv?id=WALCL&cosd=2023-03-02" in [page.path for page in pages]
    asked = {page.path.split("id=")[1].split("&")[0] for page in pages}
    assert asked == {"WALCL", "WSHOSHO", "TREAST", "WSHOBL", "WSHOMCB", "WRBWFRBL", "WDTGAL", "WORAL", "WLRRAL"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "<html><body>busy</body></html>\n",
        "observation_date,WALCL",
        ASSETS[:-1],
        ASSETS[:-9],
        "observation_date,WALCL\n2025-12-31\n",
        "observation_date,WALCL\nsoon,1\n",
        "observation_date\n",
    ],
)
def test_something_else_or_cut(text: str) -> None:
    with pytest.raises(ParseError) as caught:
        sheets(text)
    assert (caught.value.source_id, caught.value.url) == ("fed.balance_sheet", "https://fred.stlouisfed.org/0")


@pytest.mark.parametrize(
    "text",
    [
        "observation_date,SP500\n2025-12-31,6600\n",
        "observation_date,WALCL\n2025-12-30,6640618\n",
        "observation_date,WALCL\n2025-12-31,6640.618\n",
        "observation_date,WALCL\n2025-12-31,6640618000000\n",
        "observation_date,WALCL\n2025-12-31,6640\n",
        "observation_date,WALCL\n2025-12-31,nan\n",
        "observation_date,WALCL\n2025-12-31,many\n",
        "observation_date,WDTGAL\n2025-12-31,-5\n",
    ],
)
def test_a_broken_promise(text: str) -> None:
    with pytest.raises(ContractError):
        sheets(text)


def test_recorded_series(shared: Path) -> None:
    pages = []
    for series in ("WALCL", "TREAST", "WSHOMCB", "WDTGAL"):
        text = (shared / "history" / f"fred_{series}.csv").read_text()
        pages.append(Page("", text.replace(",value", f",{series}", 1).encode()))
    found = {event.key: event for event in parse_past(pages) if isinstance(event, BalanceSheet)}
    week = found["2025-12-31"]
    assert week.total_assets_usd is not None
    assert week.total_assets_usd - (found["2025-12-24"].total_assets_usd or 0) == 59_387_000_000
    assert (week.total_assets_usd, week.securities_usd) == (6_640_618_000_000, None)
