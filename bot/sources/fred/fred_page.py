"""Observations of a FRED page: the keyless CSV of graphs, or the JSON of the API that needs a key.

The CSV has a day and one column a series: `observation_date,DFII10` (`DATE,...` until about 2024). The API's JSON doesn't name its
series, the page's URL does; so does the file name `fred_DFII10.csv` of an archived CSV whose column is called `value`. A missing
observation is empty in the CSV and `.` in the API and in older files. Observations stand for themselves: one that cannot be read is set
aside.

Source: Federal Reserve Bank of St. Louis, FRED graphs and the "series/observations" request of its API.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from bot.calendars import newyork
from bot.errors import ContractError, ParseError, SourceError
from bot.source import Page, Readings
from bot.sources.results_page import Row, iso_date, rows
from bot.sources.rows import digest, read_each

MISSING = ("", ".")
RUNS_AHEAD = 7
"""So many days after that on which its page was fetched may an observation be of: some series have the coming weekend."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cell:
    """One observation as it is written; `fault` says why its row cannot be read at all."""

    series: str
    written_day: str
    value: str
    fault: SourceError | None = None

    @property
    def day(self) -> date | None:
        """The day it is of, as far as it can be read."""
        return iso_date(self.written_day)


def observed(page: Page, source_id: str, read: Callable[[str, date, str], T | None]) -> Readings[T]:
    """What `read` makes of each observation (series, day, value as written), in the page's order; missing ones are left out.

    Days shortly after that on which the page was fetched are left out too. Raises ParseError when the body is neither a CSV of
    observations nor JSON or is cut short, ContractError on another form, and the first fault where most rows cannot be read.
    """
    last = newyork.today(page.fetched_at).toordinal() if page.fetched_at else None

    def read_cell(cell: Cell) -> T | None:
        if cell.fault:
            raise cell.fault
        if cell.day is None:
            raise ParseError(f"a row without a date: {cell.written_day[:40]!r}")
        if cell.value in MISSING or (last is not None and last < cell.day.toordinal() <= last + RUNS_AHEAD):
            return None
        return read(cell.series, cell.day, cell.value)

    cells = _from_json(page, source_id) if page.body.lstrip().startswith(b"{") else _from_csv(page, source_id)
    return read_each(
        cells,
        read_cell,
        source_id=source_id,
        url=page.url,
        key=lambda cell: f"{cell.series} {cell.day}" if cell.day else digest(cell),
        day=lambda cell: cell.day,
        fetched_at=page.fetched_at,
        may_be_empty=True,
    )


def csv_rows(body: bytes) -> list[list[str]]:
    """The rows of a CSV of observations, its header first; a line that is none gives itself, as one column.

    Raises ParseError, which doesn't name the page yet, when the header or the end of the last line is missing.
    """
    lines = body.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    found = [row for line in lines if (row := _columns(line))]
    if not found or found[0][0].strip().lower() not in ("observation_date", "date") or len(found[0]) < 2:
        raise ParseError("the body is no CSV of observations")
    if not lines[-1].endswith(b"\n"):
        raise ParseError("the CSV is cut short: its last line has no end")
    return found


def _columns(line: bytes) -> list[str]:
    try:
        return next(csv.reader([line.decode("utf-8").strip("\r\n")], strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        return [line.decode("utf-8", "backslashreplace").strip()]


def _from_csv(page: Page, source_id: str) -> list[Cell]:
    try:
        header, *found = csv_rows(page.body)
    except ParseError as error:
        raise ParseError(str(error), source_id=source_id, url=page.url) from error
    named = _series_of_file(page.url)
    if _is_archived(header) and named is None:
        raise ParseError("nothing says which series the CSV is of", source_id=source_id, url=page.url)
    names = [named or ""] if _is_archived(header) else header[1:]
    return [cell for row in found for cell in _cells(row, names)]


def _cells(row: Sequence[str], names: Sequence[str]) -> Iterator[Cell]:
    if len(row) != len(names) + 1:
        said = f"the row {','.join(row)[:40]!r} has {len(row)} columns, its header {len(names) + 1}"
        yield Cell(names[0].strip().upper(), row[0].strip(), "", ParseError(said))
        return
    for series, value in zip(names, row[1:], strict=True):
        yield Cell(series.strip().upper(), row[0].strip(), value.strip())


def _is_archived(header: list[str]) -> bool:
    return len(header) == 2 and header[1].strip().lower() == "value"


def _series_of_file(url: str) -> str | None:
    match = re.search(r"fred_([A-Za-z0-9]{1,30})\.csv$", url)
    return match[1] if match else None


def _from_json(page: Page, source_id: str) -> list[Cell]:
    observations = rows(page, source_id, ("observations",), "observation")
    named = parse_qs(urlsplit(page.url).query).get("series_id", [])
    if len(named) != 1 or not re.fullmatch(r"[A-Za-z0-9_]{1,30}", named[0]):
        reason = "nothing says which series the observations are of: the page's URL has no series_id"
        raise ContractError(reason, source_id=source_id, url=page.url)
    return [_cell(row, named[0].upper()) for row in observations]


def _cell(row: Row, series: str) -> Cell:
    try:
        row.checked().day("date")
        return Cell(series, row.words("date"), row.text("value"))
    except ContractError as error:
        return Cell(series, row.words("date"), "", error)
