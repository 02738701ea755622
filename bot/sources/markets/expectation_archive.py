"""Past expectations of an archive folder: `fomc_expected.csv`, a row a decision, derived from federal funds futures.

`date,type,change_bp,expected_change_bp,surprise_bp,source`: the New York day of the decision, and what was priced in just before it in
basis points. Where the instant falls on that day is not said, so it stands at the day's beginning, before any decision of it.
"""

from __future__ import annotations

import csv
from datetime import date, time
from pathlib import Path

from bot.calendars.newyork import at
from bot.errors import ContractError, ParseError
from bot.source import ARCHIVE, Expectation, Readings
from bot.sources.markets.venue_page import SOURCE_ID
from bot.sources.rows import digest, read_each

NAME = "fomc_expected.csv"
LARGEST_BP = 300.0
_COLUMNS = {"date", "expected_change_bp"}


def read_archive(path: Path) -> Readings[Expectation]:
    """The expectations of the file, in its order. Raises ParseError for another file, ContractError where most rows can't be read."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        if _COLUMNS - set(rows.fieldnames or ()):
            raise ParseError("the file has no columns date and expected_change_bp", source_id=SOURCE_ID, url=path.name)
        return read_each(list(rows), _expectation, source_id=SOURCE_ID, url=path.name, key=lambda row: row.get("date") or digest(row))


def _expectation(row: dict[str, str]) -> Expectation:
    try:
        day, change = date.fromisoformat(row["date"]), float(row["expected_change_bp"])
        if not abs(change) <= LARGEST_BP:
            raise ValueError
    except (TypeError, ValueError) as error:
        said = f"{str(row['date'])[:20]!r}, {str(row['expected_change_bp'])[:20]!r}"
        raise ContractError(f"a row is no expectation: {said}") from error
    return Expectation(meeting_on=day, venue=ARCHIVE, at=at(day, time()), change_bp=change + 0.0)
