"""FRED as the second publisher of what others publish first: days of its series, asked for once a day at most.

Its figures come from the same publishers some minutes to a day later, in units of its own: millions or billions of dollars, percent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.errors import ContractError
from bot.source import Page, Part, PastPage
from bot.sources.fred.fred_page import observed

AFTER = timedelta(hours=20)
"""A daily series is asked for on the next day: FRED may have a part of a day while it lasts, and corrections come in the afternoon."""
AGAIN = timedelta(hours=24)
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")


def pages(series: Iterable[str], days: Sequence[date]) -> Part:
    """One CSV a series, from the first of these days to the last."""
    return tuple(PastPage("fred", f"/graph/fredgraph.csv?id={name}&cosd={min(days)}&coed={max(days)}") for name in series)


def values(found: Sequence[Page], day: date, source_id: str) -> dict[str, float]:
    """The figures of one day by series, as FRED has them; those that it lacks, or that are no numbers, are left out.

    Raises ParseError when a body is no such CSV or is cut short, ContractError when most of its figures are no numbers.
    """

    def read(series: str, on: date, value: str) -> tuple[str, float] | None:
        return (series, _number(value, series, source_id)) if on == day else None

    return {series: figure for page in found for series, figure in observed(page, source_id, read)}


def url(series: str) -> str:
    """Where a person finds a series."""
    return f"https://fred.stlouisfed.org/series/{series}"


def _number(value: str, series: str, source_id: str) -> float:
    if not _NUMBER.fullmatch(value):
        raise ContractError(f"{series} is {value[:40]!r}, not a number", source_id=source_id)
    return float(value)
