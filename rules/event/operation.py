"""The Desk's operations: repo, reverse repo, Treasuries, mortgage securities."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from rules.event.base import Event, measure


@dataclass(frozen=True, slots=True, kw_only=True)
class _Operation(Event):
    """What repo and reverse repo operations share; one operation, results published."""

    operation_on: date
    settles_on: date | None = None
    matures_on: date | None = None
    closes_at: datetime | None = None
    facility: str
    """standing, on_rrp, other"""
    term_days: int | None = None
    method: str | None = None
    accepted_usd: int
    submitted_usd: int | None = None
    rate_pct: float | None = None
    """The rate at which it was awarded, else offered; None where the publisher gives none."""
    treasury_accepted_usd: int | None = None
    agency_accepted_usd: int | None = None
    mbs_accepted_usd: int | None = None
    note: str = field(default="", compare=False)
    is_small_value: bool
    """An exercise that tests the systems, by what the publisher says of it: a regular operation is none, however small."""
    calendar: str
    """ordinary, tax_or_settlement, month_end, quarter_end: the class of `operation_on`"""

    day_accepted_usd: int | None = measure()
    """This and the same day's earlier operations of the same facility and term."""
    day_operations: int | None = measure()
    day_accepted_percentile_250d: float | None = measure()
    day_accepted_z_250d: float | None = measure()
    day_change_usd: int | None = measure()
    """`day_accepted_usd` less the total of the operation day before."""
    previous_day_accepted_usd: int | None = measure()
    days_above_5bn_10d: int | None = measure()
    """Of the ten operation days before, how many took up five billion dollars or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoOperation(_Operation):
    """The Desk lends cash against collateral."""

    KIND = "repo_operation"
    CORE = ("accepted_usd",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseRepoOperation(_Operation):
    """The Desk takes cash against collateral."""

    KIND = "reverse_repo_operation"
    CORE = ("accepted_usd",)

    counterparties: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TreasuryOperation(Event):
    """The Desk buys or sells Treasuries outright; one operation, results published."""

    KIND = "treasury_operation"
    CORE = ("accepted_usd",)

    operation_on: date
    settles_on: date | None = None
    is_purchase: bool
    security_type: str
    """bill, coupon, tips, frn, other"""
    accepted_usd: int
    submitted_usd: int | None = None
    is_small_value: bool

    month_accepted_usd: int | None = measure()
    """Purchases less sales over the 30 days up to and with this operation."""
    month_change_usd: int | None = measure()
    """`month_accepted_usd` less that of the 30 days before."""
    off_schedule_usd: int | None = measure()
    """What this operation took the 30 days above the announced monthly pace and reinvested principal; 0 within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyOperation(Event):
    """The Desk buys or sells agency mortgage-backed securities; one operation, results published."""

    KIND = "agency_operation"
    CORE = ("accepted_usd",)

    operation_on: date
    settles_on: date | None = None
    operation_type: str
    """tba (to be announced), specified_pool, roll, swap, other"""
    is_purchase: bool | None = None
    """None for a roll or swap, which is both, or neither."""
    accepted_usd: int
    """Principal outstanding where it is given, else original face."""
    submitted_usd: int | None = None
    is_small_value: bool
    """An exercise that tests the systems, by what the publisher says of it."""
    calendar: str

    month_accepted_usd: int | None = measure()
    """Purchases less sales over the 30 days up to and with this operation."""
    month_change_usd: int | None = measure()
    """`month_accepted_usd` less that of the 30 days before."""
