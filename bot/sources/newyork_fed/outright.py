"""What the Desk's outright operations in Treasuries and in mortgage securities share: rows that repeat, exercises, times, monthly sums."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta

from bot.calendars import newyork
from bot.source import Page, Part, PastPage, Readings, stretches
from bot.sources.newyork_fed.operations import completed, updated_at
from bot.sources.results_page import Row
from rules.event import AgencyOperation, Event, TreasuryOperation

MONTH = timedelta(days=30)
PAST = timedelta(days=400)
PAGE_DAYS = 183
"""Of a page of the past."""

_DIRECTIONS = {"P": True, "S": False}
_USUAL_CLOSE = time(14)  # where an old row gives no time at all
_SIGNS = {True: 1, False: -1, None: 0}

Operation = TreasuryOperation | AgencyOperation


def read_completed(pages: Sequence[Page], source_id: str, family: str, operation: Callable[[Row], Operation | None]) -> Readings[Event]:
    """The operations that these pages' rows make, oldest first; of rows that repeat an id the one updated last counts."""
    read = completed(pages, source_id, operation, lambda o: (o.published_at, o.key), (family, "auctions"))
    return Readings(read, read.set_aside)


def closed_at(row: Row, day: date) -> datetime:
    """When it closed; else when the row was last written, if that was the same day; else in the afternoon, when all had closed."""
    match = re.fullmatch(rf"{day} ([01][0-9]|2[0-3]):([0-5][0-9]).*", updated_at(row))
    written = time(int(match[1]), int(match[2])) if match else None
    return newyork.at(day, row.clock("closeTime") or written or _USUAL_CLOSE)


def is_exercise(row: Row) -> bool:
    """Whether the publisher says that this tests the plumbing."""
    return any(re.search(r"small[ -]value", row.words(name), re.IGNORECASE) for name in ("operationType", "note", "operationMethod"))


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
