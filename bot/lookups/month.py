"""The month ahead: what the Fed publishes by its calendar, and the Treasury's auctions that are announced."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.calendars.coming import AUCTION, Coming, next_of, releases
from bot.calendars.newyork import at, today
from bot.calendars.releases import COUPON_AUCTION, ReleaseCalendar
from bot.store import Store
from rules.event import Event, TreasuryAuction

AHEAD = timedelta(days=31)
ANNOUNCEMENTS = 80
"""Announcements and results of some weeks."""
SHORT = frozenset({"bill", "cmb"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Auction:
    """An auction of notes or bonds that is to come, with its announcement; None where that is still due."""

    at: datetime
    announced: TreasuryAuction | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """What is due, soonest first: releases without the daily operations, and auctions of notes and bonds.

    `next_decision` is there even where it lies beyond the month; None where the calendar does not reach so far.
    """

    until: datetime
    releases: tuple[Coming, ...]
    auctions: tuple[Auction, ...]
    next_decision: Coming | None


def month(store: Store, now: datetime, meetings: Collection[date]) -> Month:
    """The month after an instant; `meetings` are the last days of scheduled meetings."""
    calendar = ReleaseCalendar(frozenset(meetings), store.release_days())
    return month_of(calendar, store.newest("treasury.auction", before=now, count=ANNOUNCEMENTS), now)


def month_of(calendar: ReleaseCalendar, announced: Sequence[Event], now: datetime) -> Month:
    """The same of a calendar of releases, and of the auctions published, oldest first. Pure."""
    until = now + AHEAD
    due = releases(now, until, calendar)
    return Month(
        until,
        tuple(one for one in due if one.kind != COUPON_AUCTION),
        tuple(_auctions([one.at for one in due if one.kind == COUPON_AUCTION], announced, now)),
        next_of("fomc", now, calendar),
    )


def _auctions(days: Sequence[datetime], announced: Sequence[Event], now: datetime) -> list[Auction]:
    """Those that are announced with their sizes, and the days on which others are due."""
    told = {
        (one.cusip, one.auction_on): Auction(at=one.closes_at or at(one.auction_on, AUCTION), announced=one)
        for one in announced
        if isinstance(one, TreasuryAuction) and one.stage == "announced" and one.security_type not in SHORT
    }
    known = [one for one in told.values() if one.at > now]
    named = {today(one.at) for one in known}
    return sorted(
        [*known, *(Auction(at=day) for day in days if today(day) not in named)],
        key=lambda one: (one.at, one.announced.cusip if one.announced else ""),
    )
