"""What the three pictures show, out of what was published. Pure."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from rules.event import BalanceSheet, Event, ReferenceRate, RepoOperation
from rules.ledger import PolicyLedger
from rules.regime import regime_at

YEAR = timedelta(days=366)
FEW = 10
"""Fewer points are no picture."""
HIGH = 0.95
"""The share of a year's days that were lower marks what is high."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """Total assets in dollars by week, and the regime of each."""

    days: tuple[date, ...]
    assets_usd: tuple[int, ...]
    regimes: tuple[str, ...]

    def stretches(self) -> list[tuple[date, date, str]]:
        """Runs of weeks in one regime; each ends where the next begins."""
        weeks = list(zip(self.days, self.regimes, strict=True))
        runs = [(next(run)[0], name) for name, run in groupby(weeks, key=lambda week: week[1])]
        ends = [day for day, _ in runs[1:]] + [self.days[-1]]
        return [(first, last, name) for (first, name), last in zip(runs, ends, strict=True)]


@dataclass(frozen=True, slots=True)
class StandingRepo:
    """What the standing repo facility lent by day, over a year up to the last one, in dollars."""

    days: tuple[date, ...]
    lent_usd: tuple[int, ...]

    @property
    def high_usd(self) -> int:
        """So much or less was lent on 95 of 100 days."""
        return sorted(self.lent_usd)[min(int(len(self.lent_usd) * HIGH), len(self.lent_usd) - 1)]

    @property
    def lower_share(self) -> float:
        """The share of the other days on which less was lent than on the last one."""
        before = sorted(self.lent_usd[:-1])
        return bisect.bisect_left(before, self.lent_usd[-1]) / len(before)


@dataclass(frozen=True, slots=True)
class Overnight:
    """SOFR and interest on reserve balances (None: not known) by day, over a year up to the last one, percent."""

    days: tuple[date, ...]
    sofr_pct: tuple[float, ...]
    iorb_pct: tuple[float | None, ...]

    @property
    def spread_bp(self) -> float | None:
        """By how much SOFR was above interest on reserves on the last day; None where that is not known."""
        iorb = self.iorb_pct[-1]
        return None if iorb is None else round((self.sofr_pct[-1] - iorb) * 100, 1)


def sheets_of(events: Iterable[Event], ledger: PolicyLedger, since: date) -> Sheets | None:
    """The balance sheet since a day; None where too few weeks are known."""
    totals = {event.as_of: event.total_assets_usd for event in events if isinstance(event, BalanceSheet) and event.total_assets_usd}
    weeks = sorted((day, total) for day, total in totals.items() if day >= since)
    if len(weeks) < FEW:
        return None
    days = tuple(day for day, _ in weeks)
    return Sheets(days, tuple(total for _, total in weeks), tuple(_regime(day, ledger) for day in days))


def standing_repo_of(events: Iterable[Event]) -> StandingRepo | None:
    """The year up to the last operation; None where too few days are known."""
    lent: dict[date, int] = {}
    for event in events:
        if isinstance(event, RepoOperation) and event.facility == "standing" and not event.is_small_value:
            lent[event.operation_on] = lent.get(event.operation_on, 0) + event.accepted_usd
    days = _last_year(lent)
    return StandingRepo(days, tuple(lent[day] for day in days)) if len(days) >= FEW else None


def overnight_of(events: Iterable[Event], ledger: PolicyLedger) -> Overnight | None:
    """The year up to the last published rate; None where too few days are known."""
    sofr = {event.effective_on: event.rate_pct for event in events if isinstance(event, ReferenceRate) and event.rate_type == "SOFR"}
    days = _last_year(sofr)
    if len(days) < FEW:
        return None
    iorb = [fact.values["rate_pct"] if (fact := ledger.in_force("iorb", day)) else None for day in days]
    return Overnight(days, tuple(sofr[day] for day in days), tuple(iorb))


def _last_year(known: Iterable[date]) -> tuple[date, ...]:
    days: Sequence[date] = sorted(known)
    return tuple(day for day in days if day > days[-1] - YEAR)


def _regime(day: date, ledger: PolicyLedger) -> str:
    """The regime at the end of a day."""
    moment = datetime.combine(day, time(23), tzinfo=UTC)
    return regime_at(ledger.until(moment), moment).name
