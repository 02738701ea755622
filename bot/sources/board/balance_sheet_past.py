"""Three years of weekly balance sheets from FRED's keyless CSV: the past that the measures need, asked for once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from bot.calendars.newyork import at
from bot.errors import ContractError
from bot.source import Page, Part, PastPage, Readings, Second
from bot.sources.board.balance_sheet_fields import MILLION, SOURCE_ID, plausible
from bot.sources.fred import fred_second
from bot.sources.fred.fred_page import observed
from bot.sources.rows import joined
from rules.event import BalanceSheet, Event

SERIES: Mapping[str, str] = {
    "WALCL": "total_assets_usd",
    "WSHOSHO": "securities_usd",
    "TREAST": "treasuries_usd",
    "WSHOBL": "bills_usd",
    "WSHOMCB": "mbs_usd",
    "WRBWFRBL": "reserves_usd",
    "WDTGAL": "tga_usd",
    "WORAL": "repos_usd",
    "WLRRAL": "reverse_repos_usd",
}
"""FRED's Wednesday levels, all in millions of dollars, and the field each one fills."""

CONFIRMING = ("WALCL", "TREAST", "WSHOMCB", "WRBWFRBL", "WDTGAL")
YEARS = 3
RELEASE = "https://fred.stlouisfed.org/release?rid=20"
_RELEASE_TIME = time(16, 30)
_WEDNESDAY = 2


def past(today: date) -> list[PastPage]:
    """One CSV a series, from three years before `today`."""
    [part] = past_since(today - timedelta(days=round(365.25 * YEARS)), today)
    return list(part)


def past_since(since: date, today: date) -> list[Part]:
    """One CSV a series, from a day on: one part, since a sheet is made of all of them."""
    return [tuple(PastPage("fred", f"/graph/fredgraph.csv?id={series}&cosd={since}") for series in SERIES)]


def _said(event: Event, pages: Sequence[Page]) -> dict[str, int]:
    levels = fred_second.values(pages, _day(event), SOURCE_ID)
    return {SERIES[name]: round(millions * MILLION) for name, millions in levels.items() if name in SERIES}


def _day(event: Event) -> date:
    assert isinstance(event, BalanceSheet)
    return event.as_of


SECOND = Second(
    chosen=lambda sheets: [sheet for sheet in sheets if isinstance(sheet, BalanceSheet)],
    pages=lambda sheets: fred_second.pages(CONFIRMING, [_day(sheet) for sheet in sheets]),
    said=_said,
    url=lambda sheet: RELEASE,
    again=timedelta(hours=12),
)
"""What FRED has of a sheet: the levels that scores rest on."""


def parse_past(pages: Sequence[Page]) -> Readings[Event]:
    """Merge the series by date into balance sheets, oldest first; a level that a series lacks on a day stays None.

    Takes pages of `observation_date,SERIES` (or `DATE,SERIES`) rows; `.` and empty are missing. Each sheet counts as published on
    the Thursday at 16:30 New York. These are values as later revised, not first prints. A day that is no Wednesday or a level outside
    its range is set aside. Raises ParseError when a body isn't such a CSV or is cut, ContractError for an unknown series, or when most
    rows cannot be read.
    """
    read = joined(observed(page, SOURCE_ID, _level) for page in pages)
    sheets: defaultdict[date, dict[str, int]] = defaultdict(dict)
    for day, field, usd in read:
        sheets[day][field] = usd
    return Readings((_event(day, levels) for day, levels in sorted(sheets.items())), read.set_aside)


def _level(series: str, day: date, value: str) -> tuple[date, str, int]:
    field = _field(series)
    if day.weekday() != _WEDNESDAY:
        raise ContractError(f"{day} is no Wednesday: the series are Wednesday levels")
    return day, field, plausible(field, _millions(value) * MILLION)


def _field(series: str) -> str:
    name = series.strip().upper()
    if name not in SERIES:
        raise ContractError(f"the CSV holds a series that wasn't asked for: {name[:40]!r}")
    return SERIES[name]


def _millions(text: str) -> int:
    try:
        value = float(text)
    except ValueError as error:
        raise ContractError(f"a level is no number: {text[:40]!r}") from error
    if not value.is_integer():
        raise ContractError(f"a level is no whole number of millions: {text[:40]!r}")
    return int(value)


def _event(day: date, levels: Mapping[str, Any]) -> BalanceSheet:
    return BalanceSheet(
        source=SOURCE_ID,
        key=day.isoformat(),
        title=f"H.4.1 balance sheet as of {day}",
        url=RELEASE,
        published_at=at(day + timedelta(days=1), _RELEASE_TIME),
        as_of=day,
        **levels,
    )
