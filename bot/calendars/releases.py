"""On which days scheduled releases come out: the Board's by its own calendar where that was read, else by rule. Pure.

By rule: FOMC statements on the last days of the meetings that ship with the rulebook, minutes three weeks after them, H.4.1 on Thursdays,
or on the next business day when Thursday is a holiday. For statements both count: a calendar that lost a meeting must not blind the bot.
The New York Fed's schedule of purchases comes "on or around" the ninth business day of a month: the days beside it count too.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.calendars.newyork import is_business_day, next_business_day, previous_business_day

FOMC_STATEMENT, FOMC_MINUTES, H41, PURCHASE_SCHEDULE = "fomc_statement", "fomc_minutes", "h41", "purchase_schedule"
RELEASES = (FOMC_STATEMENT, FOMC_MINUTES, H41, PURCHASE_SCHEDULE)
COUPON_AUCTION, MORNING_AUCTION = "coupon_auction", "morning_auction"
"""Auctions of Treasury notes and bonds that close at the usual hour, and in the morning: their days are known from the announcements alone,
no rule stands in."""
MINUTES_AFTER = timedelta(days=21)
THURSDAY = 3
NINTH = 9
PATIENCE = timedelta(days=60)
"""A stretch of the calendar without a release of its kind that is longer than this is no statement that there is none."""


@dataclass(frozen=True, slots=True)
class ReleaseCalendar:
    """Days of releases: `meetings` are shipped, `published` are by release as the Board's calendar has them."""

    meetings: frozenset[date] = frozenset()
    published: Mapping[str, Collection[date]] = field(default_factory=dict)

    def is_day_of(self, release: str, day: date) -> bool:
        """Whether a release is due on a New York day. Raises ValueError for a release that nobody knows."""
        if release not in RELEASES:
            raise ValueError(f"unknown release {release!r}")
        published = self.published.get(release, ())
        if day in published:
            return True
        if release == FOMC_STATEMENT or not _covers(published, day):
            return self._by_rule(release, day)
        return False

    def _by_rule(self, release: str, day: date) -> bool:
        if release == FOMC_STATEMENT:
            return day in self.meetings
        if release == FOMC_MINUTES:
            return day - MINUTES_AFTER in self.meetings
        if release == PURCHASE_SCHEDULE:
            ninth = schedule_day(day)
            return day in (previous_business_day(ninth), ninth, next_business_day(ninth))
        return day == h41_day(day)


@functools.lru_cache(maxsize=1024)
def h41_day(day: date) -> date:
    """The day on which H.4.1 comes out in the week (Monday to Sunday) of a day."""
    thursday = day + timedelta(days=THURSDAY - day.weekday())
    return thursday if is_business_day(thursday) else next_business_day(thursday)


@functools.lru_cache(maxsize=1024)
def schedule_day(day: date) -> date:
    """The ninth business day of a day's month, on or around which the Desk says what it plans to buy."""
    found = day.replace(day=1) - timedelta(days=1)
    for _ in range(NINTH):
        found = next_business_day(found)
    return found


@functools.lru_cache(maxsize=64)
def _months(published: frozenset[date]) -> frozenset[tuple[int, int]]:
    return frozenset((day.year, day.month) for day in published)


def _covers(published: Collection[date], day: date) -> bool:
    """Whether the calendar says something of a day's time: it has releases before and after it, or in its month."""
    if (day.year, day.month) in _months(frozenset(published)):
        return True
    before = max((other for other in published if other < day), default=None)
    after = min((other for other in published if other > day), default=None)
    return before is not None and after is not None and after - before <= PATIENCE
