"""What the pictures of the look-ups show, as plain numbers, oldest first; each None where there are not two points. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bot.lookups.takeup import Day, days
from rules.event import BalanceSheet, Event, ReferenceRate
from rules.ledger import PolicyLedger
from rules.regime import regime_at

YEAR = 250
"""Operation days, or days of a rate."""


@dataclass(frozen=True, slots=True)
class Week:
    """A Wednesday's total assets, and of these Treasuries and MBS, whole dollars, with the regime in force."""

    on: date
    total_usd: int
    treasuries_usd: int
    mbs_usd: int
    regime: str


@dataclass(frozen=True, slots=True)
class Spread:
    """A day's rate over interest on reserves, basis points."""

    on: date
    bp: float


def weeks_of(events: Iterable[Event], ledger: PolicyLedger) -> tuple[Week, ...] | None:
    """The balance sheets whose composition is known."""
    sheets = {one.as_of: one for one in events if isinstance(one, BalanceSheet)}
    weeks = tuple(week for on in sorted(sheets) if (week := _week(sheets[on], ledger)) is not None)
    return weeks if len(weeks) > 1 else None


def _week(sheet: BalanceSheet, ledger: PolicyLedger) -> Week | None:
    total, treasuries, mbs = sheet.total_assets_usd, sheet.treasuries_usd, sheet.mbs_usd
    if total is None or treasuries is None or mbs is None or treasuries + mbs > total:
        return None
    moment = datetime.combine(sheet.as_of, time(23), tzinfo=UTC)
    return Week(sheet.as_of, total, treasuries, mbs, regime_at(ledger.until(moment), moment).name)


def year_of(operations: Iterable[Event], facility: str) -> tuple[Day, ...] | None:
    """The last year's operation days of a facility."""
    known = tuple(days(operations, facility)[-YEAR:])
    return known if len(known) > 1 else None


def spreads_of(events: Iterable[Event], kind: str, ledger: PolicyLedger) -> tuple[Spread, ...] | None:
    """A rate's spreads over the interest on reserves in force on each day."""
    rates = {one.effective_on: one.rate_pct for one in events if isinstance(one, ReferenceRate) and one.rate_type == kind}
    found = []
    for on in sorted(rates)[-YEAR:]:
        iorb = ledger.in_force("iorb", on)
        if iorb is not None:
            found.append(Spread(on, round(100 * (rates[on] - float(iorb.values["rate_pct"])), 2)))
    return tuple(found) if len(found) > 1 else None
