"""Reverse repo operations: the Desk takes cash against collateral, above all in the overnight reverse repo facility (ON RRP).

One ON RRP operation a day, closing at 13:15 in New York; its results come 20 to 60 seconds after. The server sends no validators,
so the body's hash tells whether anything changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from bot.source import Page, Part, PastPage, PollPlan, Readings, Source, Window, stretches
from bot.sources.newyork_fed import operation_days, operations
from rules.event import Event, ReverseRepoOperation
from rules.ledger import PolicyLedger

FAMILY = operations.Family(
    source_id="nyfed.reverse_repo_operation",
    operation_type="Reverse Repo",
    title="Reverse repo operation",
    url="https://www.newyorkfed.org/markets/desk-operations/reverse-repo",
    usual_close=time(13, 15),
)
PAST = timedelta(days=400)


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """Read the completed reverse repo operations of results pages, oldest first.

    Amounts are whole dollars as published; measures are left None; repos and announcements are skipped.
    A row that cannot be read is set aside. Raises ParseError when a body isn't whole JSON, ContractError when most rows cannot be read.
    """
    read = operations.parse(pages, FAMILY)
    return Readings(read, read.set_aside)


def measure(event: Event, history: Sequence[Event], ledger: PolicyLedger) -> Event:
    """The event with its day's total and how unusual that is; see `operation_days.measured`. The ledger says nothing on it."""
    return operation_days.measured(event, history) if isinstance(event, ReverseRepoOperation) else event


def past(today: date) -> list[PastPage]:
    """Four hundred days of results. Both families are asked for: the server ignores a filter whose name has a blank."""
    return [_between(today - PAST, today)]


def past_since(since: date, today: date) -> list[Part]:
    """Results from a day on, half a year a page, of both families."""
    return [(_between(first, last),) for first, last in stretches(since, today, operations.PAGE_DAYS)]


def _between(first: date, last: date) -> PastPage:
    return PastPage("nyfed", f"/api/rp/results/search.json?startDate={first}&endDate={last}")


SOURCE = Source(
    id=FAMILY.source_id,
    publisher="nyfed",
    hosts=frozenset({"markets.newyorkfed.org"}),
    paths=("/api/rp/reverserepo/all/results/lastTwoWeeks.json",),
    plan=PollPlan(
        every=timedelta(minutes=15),
        windows=(Window(at=time(13, 15, 20), every=timedelta(seconds=4), lead=timedelta(0), length=timedelta(minutes=10)),),
    ),
    overdue_after=timedelta(days=5),
    parse=parse,
    measure=measure,
    reach=timedelta(days=13),
    past=past,
    past_since=past_since,
    parse_past=parse,
    history_span=PAST,
    second=operation_days.second("RRPONTSYD", "on_rrp"),
)
