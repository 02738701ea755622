"""Tables of an archive folder that no publisher sends in this form: day's totals of repos and ON RRP, SOFR, balance sheets, facilities.

A day's total stands for the day's operations at the time of the last one; its key begins with `total`, and measures leave it out where
the day's own operations are known. Reserves are week averages, securities the sum of Treasuries and mortgage securities. Facilities are
those of the policy ledger.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from pathlib import Path

from bot.calendars.newyork import at, calendar_class, next_business_day
from bot.errors import ContractError
from bot.source import Page, Readings, set_aside_of
from bot.sources.board.balance_sheet_past import parse_past
from bot.sources.board.fomc_archive import archived
from bot.sources.newyork_fed.operation_days import TOTAL
from bot.sources.newyork_fed.reference_rate import key_of
from bot.sources.results_page import iso_date
from bot.sources.rows import digest, read_each
from rules.event import BalanceSheet, Event, PressRelease, ReferenceRate, RepoOperation, ReverseRepoOperation
from rules.ledger import shipped_ledger

BILLION = 1_000_000_000
ON_RRP_SINCE = date(2013, 9, 23)
_LEVELS = ("WALCL", "TREAST", "WSHOMCB", "WDTGAL")

Read = Callable[[Path], Sequence[Event]]


def statements_and_minutes(folder: Path) -> Sequence[Event]:
    """FOMC statements, minutes, and the lending facilities of the ledger."""
    return sorted([*archived(folder), *facilities()], key=lambda event: event.published_at) if (folder / "fomc").is_dir() else []


def facilities() -> Iterator[PressRelease]:
    """Announcements of lending facilities, from the policy ledger."""
    for fact in shipped_ledger().facts:
        if fact.subject == "facility":
            yield PressRelease(
                source="fed.press_release",
                key=f"facility {fact.announced_at:%Y-%m-%d} {fact.values['name']}",  # some were opened in 2008 and again in 2020
                title=str(fact.values["name"]),
                url=fact.source,
                published_at=fact.announced_at,
                category="lending_facility",
            )


def balance_sheets(folder: Path) -> Sequence[Event]:
    """Weekly balance sheets; reserves are week averages, securities the sum of Treasuries and mortgage securities."""
    paths = {name: folder / f"fred_{name}.csv" for name in _LEVELS}
    pages = [Page(name, path.read_bytes().replace(b",value", b"," + name.encode(), 1)) for name, path in paths.items() if path.exists()]
    reserves, past = _table(folder / "fred_WRESBAL.csv", "observation_date", "value"), parse_past(pages)
    averages = {day: round(value * 1_000_000) for day, value in reserves}
    sheets = [event for event in past if isinstance(event, BalanceSheet)]
    found = (replace(sheet, securities_usd=_together(sheet), reserves_usd=averages.get(sheet.as_of)) for sheet in sheets)
    return Readings(found, set_aside_of(reserves, past))


def _together(sheet: BalanceSheet) -> int | None:
    return None if sheet.treasuries_usd is None or sheet.mbs_usd is None else sheet.treasuries_usd + sheet.mbs_usd


def repos(folder: Path) -> Sequence[Event]:
    """Days of standing repos, and of repos of all terms together before the facility."""
    standing = _table(folder / "nyfed_srf_accepted.csv", "observation_date", "value")
    earlier = _table(folder / "nyfed_repo_rrp_operations_2000_2021.csv", "date", "rp_total_bn")
    found = [*(_repo(day, value, "other") for day, value in earlier), *(_repo(day, value, "standing") for day, value in standing)]
    return Readings(sorted(found, key=lambda event: event.published_at), set_aside_of(standing, earlier))


def _repo(day: date, billions: float, facility: str) -> RepoOperation:
    usd = round(billions * 1000) * 1_000_000
    return RepoOperation(
        source="nyfed.repo_operation",
        key=f"{TOTAL} {facility} {day}",
        title=f"Repo operations of {day}, total",
        url="https://www.newyorkfed.org/markets/desk-operations/repo",
        published_at=at(day, time(13, 45)),
        operation_on=day,
        facility=facility,
        term_days=1,
        accepted_usd=usd,
        is_small_value=False,
        calendar=calendar_class(day),
    )


def reverse_repos(folder: Path) -> Sequence[Event]:
    """Days of the overnight reverse repo facility since its first."""
    rows = _table(folder / "fred_RRPONTSYD.csv", "observation_date", "value")
    return Readings((_reverse_repo(day, value) for day, value in rows if day >= ON_RRP_SINCE), rows.set_aside)


def _reverse_repo(day: date, billions: float) -> ReverseRepoOperation:
    usd = round(billions * 1000) * 1_000_000
    return ReverseRepoOperation(
        source="nyfed.reverse_repo_operation",
        key=f"{TOTAL} on_rrp {day}",
        title=f"Reverse repo operation of {day}",
        url="https://www.newyorkfed.org/markets/desk-operations/reverse-repo",
        published_at=at(day, time(13, 15)),
        operation_on=day,
        facility="on_rrp",
        term_days=1,
        accepted_usd=usd,
        is_small_value=False,
        calendar=calendar_class(day),
    )


def secured_rates(folder: Path) -> Sequence[Event]:
    """SOFR, published at 8:00 on the next business day."""
    rates = _table(folder / "fred_SOFR.csv", "observation_date", "value")
    found = [
        ReferenceRate(
            source="nyfed.reference_rate",
            key=key_of("SOFR", day),
            title=f"SOFR for {day}",
            url="https://www.newyorkfed.org/markets/reference-rates/sofr",
            published_at=at(next_business_day(day), time(8)),
            rate_type="SOFR",
            effective_on=day,
            rate_pct=value,
            calendar=calendar_class(day),
        )
        for day, value in rates
    ]
    return Readings(found, rates.set_aside)


TABLES: Mapping[str, tuple[Read, tuple[str, ...]]] = {
    "fed.press_release": (statements_and_minutes, ("fomc/meetings.csv",)),
    "fed.balance_sheet": (balance_sheets, (*(f"fred_{name}.csv" for name in _LEVELS), "fred_WRESBAL.csv")),
    "nyfed.repo_operation": (repos, ("nyfed_srf_accepted.csv", "nyfed_repo_rrp_operations_2000_2021.csv")),
    "nyfed.reverse_repo_operation": (reverse_repos, ("fred_RRPONTSYD.csv",)),
    "nyfed.reference_rate": (secured_rates, ("fred_SOFR.csv",)),
}
"""By source: how its table is read, and the files it is read from; those that are not there are done without."""


def _table(path: Path, day: str, value: str) -> Readings[tuple[date, float]]:
    """Days and values of a table; none where it isn't there. A row that can't be read is set aside."""
    if not path.exists():
        return Readings()
    with path.open(encoding="utf-8", errors="backslashreplace", newline="") as file:
        found = [row for row in csv.DictReader(file) if row.get(value) != ""]

    def read(row: Mapping[str, str | None]) -> tuple[date, float]:
        on, figure = iso_date((row.get(day) or "").strip()), _number(row.get(value))
        if on is None or figure is None:
            raise ContractError(f"a row of the table is no {day} and {value}: {str(row)[:80]}", url=path.name)
        return on, figure

    return read_each(
        found,
        read,
        source_id="",
        url=path.name,
        key=lambda row: (row.get(day) or "").strip() or digest(row),
        day=lambda row: iso_date((row.get(day) or "").strip()),
    )


def _number(text: str | None) -> float | None:
    try:
        figure = float(text or "")
    except ValueError:
        return None
    return figure if math.isfinite(figure) else None
