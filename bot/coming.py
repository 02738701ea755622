"""What the Fed publishes next: FOMC decisions by its calendar of meetings, the weekly balance sheet, the Desk's daily operations. Pure.

Times are the usual ones on New York's clock. The balance sheet moves to the next business day when Thursday is a holiday.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.newyork import at, is_business_day, next_business_day, today

DECISION, SHEET = time(14), time(16, 30)
OPERATIONS = (("repo_morning", time(8, 30)), ("reverse_repo", time(13, 15)), ("repo_afternoon", time(13, 45)))
THURSDAY = 3


@dataclass(frozen=True, slots=True, order=True)
class Coming:
    """A publication that is due. `kind`: fomc, h41, repo_morning, reverse_repo, repo_afternoon."""

    at: datetime
    kind: str


def coming(now: datetime, until: datetime, meetings: Collection[date]) -> list[Coming]:
    """What is due after `now` and up to `until`, soonest first; `meetings` are the last days of scheduled FOMC meetings."""
    days = _days(today(now) - timedelta(days=7), today(until))
    return sorted(item for day in days for item in _of_day(day, meetings) if now < item.at <= until)


def next_of(kind: str, now: datetime, meetings: Collection[date]) -> Coming | None:
    """The next publication of a kind; None where the calendar does not reach so far."""
    if kind == "fomc":
        return min((Coming(at(day, DECISION), kind) for day in meetings if at(day, DECISION) > now), default=None)
    return next((item for item in coming(now, now + timedelta(days=14), ()) if item.kind == kind), None)


def _of_day(day: date, meetings: Collection[date]) -> Iterator[Coming]:
    if day in meetings:
        yield Coming(at(day, DECISION), "fomc")
    if day.weekday() == THURSDAY:
        yield Coming(at(day if is_business_day(day) else next_business_day(day), SHEET), "h41")
    if is_business_day(day):
        for kind, clock in OPERATIONS:
            yield Coming(at(day, clock), kind)


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)
