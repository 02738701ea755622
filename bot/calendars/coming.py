"""What comes next: the Fed's decisions, minutes and balance sheet by its calendar, daily operations, auctions, the Desk's plans. Pure.

Times are the usual ones on New York's clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.calendars.newyork import at, is_business_day, today
from bot.calendars.releases import (
    COUPON_AUCTION,
    FOMC_MINUTES,
    FOMC_STATEMENT,
    H41,
    MORNING_AUCTION,
    PURCHASE_SCHEDULE,
    ReleaseCalendar,
    schedule_day,
)

DECISION, SHEET, AUCTION, EARLY_AUCTION, PLAN = time(14), time(16, 30), time(13), time(11, 30), time(15)
RELEASES = ((FOMC_STATEMENT, DECISION, "fomc"), (FOMC_MINUTES, DECISION, "minutes"), (H41, SHEET, "h41"))
OPERATIONS = (("repo_morning", time(8, 30)), ("reverse_repo", time(13, 15)), ("repo_afternoon", time(13, 45)))
SOON = timedelta(days=60)
"""How far ahead what comes by rule is looked for."""


@dataclass(frozen=True, slots=True, order=True)
class Coming:
    """A publication that is due.

    `kind`: fomc, minutes, h41, purchase_schedule, coupon_auction, repo_morning, reverse_repo, repo_afternoon.
    """

    at: datetime
    kind: str


def coming(now: datetime, until: datetime, calendar: ReleaseCalendar) -> list[Coming]:
    """What is due after `now` and up to `until`, soonest first."""
    return sorted(item for day in _days(today(now), today(until)) for item in _of_day(day, calendar) if now < item.at <= until)


def releases(now: datetime, until: datetime, calendar: ReleaseCalendar) -> list[Coming]:
    """The same without what comes every business day."""
    return sorted(item for day in _days(today(now), today(until)) for item in _releases(day, calendar) if now < item.at <= until)


def next_of(kind: str, now: datetime, calendar: ReleaseCalendar) -> Coming | None:
    """The next publication of a kind; None where the calendar does not reach so far."""
    if kind == "fomc":
        days = {*calendar.meetings, *calendar.published.get(FOMC_STATEMENT, ())}
        return min((Coming(at(day, DECISION), kind) for day in days if at(day, DECISION) > now), default=None)
    found = (item for day in _days(today(now), today(now + SOON)) for item in sorted(_of_day(day, calendar)))
    return next((item for item in found if item.kind == kind and item.at > now), None)


def _of_day(day: date, calendar: ReleaseCalendar) -> Iterator[Coming]:
    yield from _releases(day, calendar)
    yield from _operations(day)


def _releases(day: date, calendar: ReleaseCalendar) -> Iterator[Coming]:
    for release, clock, kind in RELEASES:
        if calendar.is_day_of(release, day):
            yield Coming(at(day, clock), kind)
    if day == schedule_day(day):
        yield Coming(at(day, PLAN), PURCHASE_SCHEDULE)
    for release, clock in ((COUPON_AUCTION, AUCTION), (MORNING_AUCTION, EARLY_AUCTION)):
        if day in calendar.published.get(release, ()):
            yield Coming(at(day, clock), COUPON_AUCTION)


def _operations(day: date) -> Iterator[Coming]:
    if is_business_day(day):
        for kind, clock in OPERATIONS:
            yield Coming(at(day, clock), kind)


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)
