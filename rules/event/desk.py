"""What the Desk announces: its statements, and what it plans to buy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.event.base import Event, measure


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskStatement(Event):
    """An operating policy statement of the New York Fed's trading desk: how it carries out what the Committee decided."""

    KIND = "desk_statement"

    issued_on: date
    summary: str | None = None
    """The statement's first paragraph as published, plain text."""
    is_small_value: bool = False
    """It announces an exercise that tests the systems."""
    balance_sheet_action: str | None = None
    """none, purchases_start, purchases_pace, purchases_end; reinvestment is no purchase in this sense."""
    purchases_from: date | None = None
    purchase_purpose: str | None = None
    """As of an FOMC statement."""
    purchase_pace_usd_month: int | None = None
    purchase_total_usd: int | None = None
    """What is bought in all, where the statement gives no pace or gives it beside one."""
    on_rrp_pct: float | None = None
    on_rrp_limit_usd: int | None = None
    srf_pct: float | None = None
    srf_limit_usd: int | None = None
    effective_on: date | None = None
    """When the rates take effect, or purchases end."""

    action_is_new: bool | None = measure()
    """The purchases, or their size, are not yet in the policy ledger."""
    is_decision_day: bool | None = measure()
    """The Committee decided on its New York day, or is to by the calendar of meetings."""
    purchase_pace_change_usd_month: int | None = measure()
    """The pace less the one announced before; what nobody bought before a start counts as 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseSchedule(Event):
    """What the Desk plans to buy over a month, published around the ninth business day of the one before."""

    KIND = "purchase_schedule"
    CORE = ("planned_usd",)

    first_on: date
    last_on: date
    planned_usd: int
    reserve_management_usd: int | None = None
    """Of the plan, what adds reserves; None where the page doesn't say how it divides."""
    reinvestment_usd: int | None = None
    """Of the plan, what replaces principal that was paid back."""

    planned_change_usd: int | None = measure()
    """`planned_usd` less that of the schedule before."""
    unannounced_change_usd: int | None = measure()
    """What is bought beyond reinvestment, less the pace announced for the month; where no size was announced, less the schedule before."""
