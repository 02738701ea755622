"""Repo operations: the Desk lends cash against collateral, above all in the standing repo facility.

Two standing operations a day since 2025-06-26 (closing 08:30 and 13:45 in New York), one (13:45) before; results come 20 to 60
seconds after the close. The server sends no validators, so the body's hash tells whether anything changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from bot.source import Page, Part, PastPage, PollPlan, Readings, Source, Window, stretches
from bot.sources.newyork_fed import operation_days, operations
from rules.event import Event, RepoOperation
from rules.ledger import PolicyLedger

FAMILY = operations.Family(
    source_id="nyfed.repo_operation",
    operation_type="Repo",
    title="Repo operation",
    url="https://www.newyorkfed.org/markets/desk-operations/repo",
    usual_close=time(13, 45),
)
PAST = timedelta(days=400)


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """Read the completed repo operations of results pages, oldest first.

    Amounts are whole dollars as published; measures are left None; reverse repos and announcements are skipped.
    A row that cannot be read is set aside. Raises ParseError when a body isn't whole JSON, ContractError when most rows cannot be read.
    """
    read = operations.parse(pages, FAMILY)
    return Readings(read, read.set_aside)


def measure(event: Event, history: Sequence[Event], ledger: PolicyLedger) -> Event:
    """The event with its day's total and how unusual that is; see `operation_days.measured`. The ledger says nothing on it."""
    return operation_days.measured(event, history) if isinstance(event, RepoOperation) else event


def past(today: date) -> list[PastPage]:
    """Four hundred days of results, which hold the 250 operation days that the measures need."""
    return [_between(today - PAST, today)]


def past_since(since: date, today: date) -> list[Part]:
    """Results from a day on, half a year a page."""
    return [(_between(first, last),) for first, last in stretches(since, today, operations.PAGE_DAYS)]


def _between(first: date, last: date) -> PastPage:
    return PastPage("nyfed", f"/api/rp/results/search.json?startDate={first}&endDate={last}&operationTypes=Repo")


def _after(close: time) -> Window:
    return Window(at=close.replace(second=20), every=timedelta(seconds=4), lead=timedelta(0), length=timedelta(minutes=10))


SOURCE = Source(
    id=FAMILY.source_id,
    publisher="nyfed",
    hosts=frozenset({"markets.newyorkfed.org"}),
    paths=("/api/rp/repo/all/results/lastTwoWeeks.json",),
    plan=PollPlan(every=timedelta(minutes=15), windows=(_after(time(8, 30)), _after(time(13, 45)))),
    overdue_after=timedelta(days=5),
    parse=parse,
    measure=measure,
    reach=timedelta(days=13),
    past=past,
    past_since=past_since,
    parse_past=parse,
    history_span=PAST,
    second=operation_days.second("RPONTTLD", "standing"),
)
