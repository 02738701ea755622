"""Overnight operations of the New York Fed's Desk: what standing repo lent and what overnight reverse repo took in, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.calendars.coming import OPERATIONS, Coming, next_of
from bot.calendars.newyork import today
from bot.calendars.releases import ReleaseCalendar
from bot.lookups.policy import ledger_at
from bot.lookups.takeup import Day, days
from bot.store import Store
from rules.event import Event
from rules.ledger import PolicyLedger

WINDOW = 250
"""Operation days that a day is set against."""
LARGE_USD, LARGE_OF = 5_000_000_000, 10
OLD = timedelta(days=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """A facility's last day beside those before it."""

    last: Day
    before: Day | None
    highest: Day
    """Of the window, this day included."""
    days: int
    """How many days the window has."""
    large_days: int
    """Of the last ten days, how many took up five billion dollars or more."""
    rate_pct: float | None
    """The administered rate in force."""
    is_old: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Repo:
    """Both facilities, None where nothing of one is known, with interest on reserves and the next operation."""

    standing: Facility | None
    on_rrp: Facility | None
    iorb_pct: float | None
    next: Coming | None


def repo(store: Store, now: datetime) -> Repo:
    """Both facilities as they are known at an instant."""
    repos = store.newest("nyfed.repo_operation", before=now, count=2 * WINDOW + 20)
    reverse = store.newest("nyfed.reverse_repo_operation", before=now, count=WINDOW + 20)
    return repo_of(repos, reverse, ledger_at(store, now), now)


def repo_of(repos: Sequence[Event], reverse: Sequence[Event], ledger: PolicyLedger, now: datetime) -> Repo:
    """The same of what was published, oldest first, and of the policy announced. Pure."""
    due = (next_of(kind, now, ReleaseCalendar()) for kind, _ in OPERATIONS)
    iorb = ledger.in_force("iorb", today(now))
    return Repo(
        standing=_facility(days(repos, "standing"), _rate(ledger, "srf", today(now)), now),
        on_rrp=_facility(days(reverse, "on_rrp"), _rate(ledger, "on_rrp", today(now)), now),
        iorb_pct=iorb.values["rate_pct"] if iorb else None,
        next=min((one for one in due if one is not None), default=None),
    )


def _facility(known: Sequence[Day], rate_pct: float | None, now: datetime) -> Facility | None:
    if not known:
        return None
    window = known[-WINDOW:]
    return Facility(
        last=window[-1],
        before=window[-2] if len(window) > 1 else None,
        highest=max(window, key=lambda day: (day.usd, day.on)),
        days=len(window),
        large_days=sum(day.usd >= LARGE_USD for day in window[-LARGE_OF:]),
        rate_pct=rate_pct,
        is_old=today(now) - window[-1].on > OLD,
    )


def _rate(ledger: PolicyLedger, subject: str, on: date) -> float | None:
    fact = ledger.in_force(subject, on)
    return fact.values["rate_pct"] if fact else None
