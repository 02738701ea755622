"""What the Desk's outright operations in Treasuries and in mortgage securities share: rows that repeat, exercises, times, monthly sums."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta

from bot.calendars import newyork
from bot.source import Page, Part, PastPage, stretches
from bot.sources.results_page import Row, rows
from rules.event import AgencyOperation, Event, TreasuryOperation

SMALL_VALUE_USD = 250_000_000
"""Below this an operation is taken for a test of the plumbing, marked as one or not."""
MONTH = timedelta(days=30)
PAST = timedelta(days=400)
PAGE_DAYS = 183
"""Of a page of the past."""

_DIRECTIONS = {"P": True, "S": False}
_USUAL_CLOSE = time(14)  # where an old row gives no time at all
_SIGNS = {True: 1, False: -1, None: 0}

Operation = TreasuryOperation | AgencyOperation


def completed(
    pages: Sequence[Page], source_id: str, envelope: tuple[str, str], operation: Callable[[Row], Operation | None]
) -> list[Operation]:
    """The operations that these pages' rows make, oldest first; of rows that repeat an id the one updated last counts."""
    latest: dict[str, tuple[str, Operation]] = {}
    for page in pages:
        for row in rows(page, source_id, envelope):
            found, updated = operation(row), _updated(row)
            if found and (found.key not in latest or updated >= latest[found.key][0]):
                latest[found.key] = (updated, found)
    return sorted((found for _, found in latest.values()), key=lambda o: (o.published_at, o.key))


def closed_at(row: Row, day: date) -> datetime:
    """When it closed; else when the row was last written, if that was the same day; else in the afternoon, when all had closed."""
    match = re.fullmatch(rf"{day} ([01][0-9]|2[0-3]):([0-5][0-9]).*", _updated(row))
    written = time(int(match[1]), int(match[2])) if match else None
    return newyork.at(day, row.clock("closeTime") or written or _USUAL_CLOSE)


def is_small(row: Row, accepted_usd: int) -> bool:
    """Whether it is an exercise, by its own words or by its size."""
    said = f"{row.words('operationType')} {row.words('note')}"
    return accepted_usd < SMALL_VALUE_USD or bool(re.search(r"small[ -]value", said, re.IGNORECASE))


def is_purchase(row: Row) -> bool:
    """Which way an operation goes. Raises ContractError."""
    direction = row.words("operationDirection").upper()
    if direction not in _DIRECTIONS:
        row.refuse(f"operationDirection is {row.shown('operationDirection')}, neither P nor S")
    return _DIRECTIONS[direction]


def month_of(event: Operation, history: Iterable[Event]) -> tuple[int | None, int | None]:
    """Net purchases of the thirty days up to and with an operation, and their change on the thirty before, in dollars.

    None where no operation of the same kind is known from before these days began: then nobody can say whether all of them are.
    """
    latest = {e.key: e for e in history if isinstance(e, type(event))} | {event.key: event}
    known = [e for e in latest.values() if e.operation_on <= event.operation_on]
    month, before = (_net_of_month(known, event.operation_on - back) for back in (timedelta(0), MONTH))
    return month, None if month is None or before is None else month - before


def past(family: str, today: date) -> list[PastPage]:
    """Four hundred days of results of a family (`tsy`, `ambs`)."""
    return [_between(family, today - PAST, today)]


def past_since(family: str, since: date, today: date) -> list[Part]:
    """Results from a day on, half a year a page."""
    return [(_between(family, first, last),) for first, last in stretches(since, today, PAGE_DAYS)]


def _between(family: str, first: date, last: date) -> PastPage:
    return PastPage("nyfed", f"/api/{family}/all/results/summary/search.json?startDate={first}&endDate={last}")


def _net_of_month(operations: Sequence[Operation], end: date) -> int | None:
    """Purchases less sales, in dollars, of the thirty days to `end`; None where the operations begin later than these days."""
    if min(o.operation_on for o in operations) > end - MONTH:
        return None
    return sum(_SIGNS[o.is_purchase] * o.accepted_usd for o in operations if end - MONTH < o.operation_on <= end)


def _updated(row: Row) -> str:
    return row.words("lastUpdated") or row.words("lastupdated")
