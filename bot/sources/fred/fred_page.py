"""Observations of a FRED page: the keyless CSV of graphs, or the JSON of the API that needs a key.

The CSV has a day and one column a series: `observation_date,DFII10` (`DATE,...` until about 2024). The API's JSON doesn't name its
series, the page's URL does; so does the file name `fred_DFII10.csv` of an archived CSV whose column is called `value`. A missing
observation is empty in the CSV and `.` in the API and in older files.

Source: Federal Reserve Bank of St. Louis, FRED graphs and the "series/observations" request of its API.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from typing import NoReturn
from urllib.parse import parse_qs, urlsplit

from bot.errors import ContractError, ParseError
from bot.source import Page
from bot.sources.results_page import iso_date, rows

MISSING = ("", ".")


def observations(page: Page, source_id: str) -> Iterator[tuple[str, date, str]]:
    """Each observation of a page as series, day and value as written, in the page's order; missing ones are left out.

    Raises ParseError when the body is neither a CSV of observations nor JSON or is cut short, ContractError on another form.
    """
    found = _from_json(page, source_id) if page.body.lstrip().startswith(b"{") else _from_csv(page, source_id)
    return ((series, day, value) for series, day, value in found if value not in MISSING)


def csv_rows(body: bytes) -> list[list[str]]:
    """The rows of a CSV of observations, its header first. Raises ParseError, which doesn't name the page yet."""
    try:
        text = body.decode("utf-8-sig")
        found = [row for row in csv.reader(text.splitlines(), strict=True) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ParseError("the body is no CSV") from error
    if not found or found[0][0].strip().lower() not in ("observation_date", "date") or len(found[0]) < 2:
        raise ParseError("the body is no CSV of observations")
    if not text.endswith("\n"):
        raise ParseError("the CSV is cut short: its last line has no end")
    for row in found[1:]:
        if len(row) != len(found[0]):
            raise ParseError(f"a row of the CSV has {len(row)} columns, its header {len(found[0])}")
    return found


def _from_csv(page: Page, source_id: str) -> Iterator[tuple[str, date, str]]:
    def refuse(what: str) -> NoReturn:
        raise ParseError(what, source_id=source_id, url=page.url)

    try:
        header, *found = csv_rows(page.body)
    except ParseError as error:
        raise ParseError(str(error), source_id=source_id, url=page.url) from error
    names = [_series_of_file(page.url) or refuse("nothing says which series the CSV is of")] if _is_archived(header) else header[1:]
    for row in found:
        day = iso_date(row[0].strip()) or refuse(f"the CSV has a row without a date: {row[0][:40]!r}")
        for series, value in zip(names, row[1:], strict=True):
            yield series.strip().upper(), day, value.strip()


def _is_archived(header: list[str]) -> bool:
    return len(header) == 2 and header[1].strip().lower() == "value"


def _series_of_file(url: str) -> str | None:
    match = re.search(r"fred_([A-Za-z0-9]{1,30})\.csv$", url)
    return match[1] if match else None


def _from_json(page: Page, source_id: str) -> Iterator[tuple[str, date, str]]:
    observed = rows(page, source_id, ("observations",), "observation")
    named = parse_qs(urlsplit(page.url).query).get("series_id", [])
    if len(named) != 1 or not re.fullmatch(r"[A-Za-z0-9_]{1,30}", named[0]):
        reason = "nothing says which series the observations are of: the page's URL has no series_id"
        raise ContractError(reason, source_id=source_id, url=page.url)
    for row in observed:
        yield named[0].upper(), row.day("date"), row.text("value")
