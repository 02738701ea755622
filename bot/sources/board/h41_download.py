"""H.4.1 from the Board's Data Download Program: weeks of the consolidated statement of condition as one CSV.

The form: five rows that describe the columns (`Series Description`, `Unit:`, `Multiplier:`, `Currency:`, `Unique Identifier:`), then
`Time Period` with the series' ids, then a row a Wednesday, oldest first. `RESPPMA_N.WW` is a Wednesday level, `RESPPMA_XCH1_N.WW` its
change on the week; `NA` is none. The Board is taking its package builder down (announced for November 2026), so nothing here polls it:
it reads such a file from disk.

Source: Board of Governors, Data Download Program, release H.4.1.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, NoReturn

from bot.calendars.newyork import at
from bot.calendars.releases import h41_day
from bot.errors import ContractError, ParseError
from bot.source import Page, Readings
from bot.sources.board.balance_sheet_fields import MILLION, SOURCE_ID, parts_within_whole, plausible
from bot.sources.results_page import iso_date
from bot.sources.rows import digest, read_each
from rules.event import BalanceSheet

SERIES: Mapping[str, str] = {
    "RESPPMA": "total_assets",
    "RESPPALG": "securities",
    "RESPPALGUO": "treasuries",
    "RESPPALGUOB": "bills",
    "RESPPALGASMO": "mbs",
    "RESPPLLDD": "reserves",
    "RESPPLLDT": "tga",
    "RESPPALGTR": "repos",
    "RESPPLLR": "reverse_repos",
    "RESPPALD": "loans",
    "RESH4SCS": "swaps",
    "RESPPLLN": "notes",
}
"""The ids of Wednesday levels, and the field each one fills."""
NEEDED = ("total_assets", "securities")
HEAD = ("Series Description", "Unit:", "Multiplier:", "Currency:", "Unique Identifier:", "Time Period")

_RELEASE_TIME = time(16, 30)
_WEDNESDAY = 2
_YEARS = range(2002, 2100)
_WITHOUT_CHANGE = ("swaps", "notes")


def is_download(body: bytes) -> bool:
    """Whether a body is such a file, whole or not."""
    return body.lstrip(b'\xef\xbb\xbf"\r\n ').startswith(HEAD[0].encode())


def sheets(page: Page) -> Readings[BalanceSheet]:
    """One balance sheet a Wednesday, oldest first, in whole dollars, published by the release's rule (Thursday 16:30, or after a holiday).

    Levels and weekly changes whose series the file lacks stay None. A week that lacks total assets or securities, or has a level that
    can't be read or is implausible, is set aside. Raises ParseError when the body isn't such a file or is cut short, ContractError when
    amounts are not millions, or most weeks cannot be read.
    """
    head, rows = _split(page)
    columns = _columns(head, page)

    def read(row: Sequence[str]) -> BalanceSheet:
        if len(row) != len(head[0]):
            raise ParseError(f"the row {row[0][:40]!r} is not whole", source_id=SOURCE_ID, url=page.url)
        return _sheet(row, columns, page)

    return read_each(
        rows,
        read,
        source_id=SOURCE_ID,
        url=page.url,
        key=lambda row: row[0].strip() if iso_date(row[0].strip()) else digest(row),
        day=lambda row: iso_date(row[0].strip()),
        fetched_at=page.fetched_at,
    )


def _split(page: Page) -> tuple[list[list[str]], list[list[str]]]:
    """The six describing rows, and one row a week."""
    try:
        text = page.body.decode("utf-8-sig", "backslashreplace")
        found = [row for line in text.splitlines() if (row := next(csv.reader([line]), []))]
    except csv.Error as error:
        raise ParseError("the file is no CSV, or is cut short", source_id=SOURCE_ID, url=page.url) from error
    head, rows = found[: len(HEAD)], found[len(HEAD) :]
    if [row[0].strip() for row in head] != list(HEAD) or not rows:
        raise ParseError("the file is cut short or is no download of H.4.1", source_id=SOURCE_ID, url=page.url)
    may_be_cut = not text.endswith("\n") and head[5][-1] in _columns_read()
    if may_be_cut or len(found[-1]) != len(head[0]) or any(len(row) != len(head[0]) for row in head):
        raise ParseError("the file is cut short: a row is not whole", source_id=SOURCE_ID, url=page.url)
    return head, rows


def _columns_read() -> dict[str, str]:
    """The field of each series that is read."""
    levels = {f"{series}_N.WW": f"{field}_usd" for series, field in SERIES.items()}
    return levels | {f"{series}_XCH1_N.WW": f"{field}_change_1w_usd" for series, field in SERIES.items() if field not in _WITHOUT_CHANGE}


def _columns(head: Sequence[Sequence[str]], page: Page) -> dict[str, int]:
    """In which column each field of a BalanceSheet stands. Raises ContractError."""
    multipliers, ids = head[2], head[5]
    names = _columns_read()
    columns = {names[series]: place for place, series in enumerate(ids) if series in names}
    for place in columns.values():
        if multipliers[place].strip() != str(MILLION):
            _refuse(page, f"{ids[place]} is in units of {multipliers[place][:20]!r}, not of {MILLION}")
    missing = [field for field in NEEDED if f"{field}_usd" not in columns]
    if missing:
        _refuse(page, f"the file has no Wednesday level of {', '.join(missing)}")
    return columns


def _sheet(row: Sequence[str], columns: Mapping[str, int], page: Page) -> BalanceSheet:
    as_of = _wednesday(row[0], page)
    values: dict[str, Any] = {name: _usd(name, row[place], as_of, page) for name, place in columns.items()}
    for field in NEEDED:
        if values[f"{field}_usd"] is None:
            _refuse(page, f"{as_of} has no Wednesday level of {field}")
    parts_within_whole(values)
    released_on = h41_day(as_of)
    return BalanceSheet(
        source=SOURCE_ID,
        key=as_of.isoformat(),
        title=f"H.4.1 balance sheet as of {as_of}",
        url=f"https://www.federalreserve.gov/releases/h41/{released_on:%Y%m%d}/",
        published_at=at(released_on, _RELEASE_TIME),
        as_of=as_of,
        **values,
    )


def _usd(name: str, written: str, as_of: date, page: Page) -> int | None:
    text = written.strip()
    if text in ("", "NA", "ND"):
        return None
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        _refuse(page, f"{name} of {as_of} is {text[:40]!r}, not whole millions")
    usd = int(text) * MILLION
    return usd if "_change_" in name else plausible(name, usd)


def _wednesday(text: str, page: Page) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise ParseError(f"the file has a row without a date: {text[:40]!r}", source_id=SOURCE_ID, url=page.url) from error
    if day.weekday() != _WEDNESDAY or day.year not in _YEARS:
        _refuse(page, f"{day} is no Wednesday of a release: the series are Wednesday levels")
    return day


def _refuse(page: Page, what: str) -> NoReturn:
    raise ContractError(what, source_id=SOURCE_ID, url=page.url)
