"""The Treasury's auctions and its cash."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from rules.event.base import Event, measure


@dataclass(frozen=True, slots=True, kw_only=True)
class TreasuryAuction(Event):
    """The Treasury borrows: one auction, told twice: when its size is announced, and when its result is out."""

    KIND = "treasury_auction"
    CORE = ("offering_usd",)

    stage: str
    """announced, results"""
    cusip: str
    security_type: str
    """bill, cmb (cash management bill), note, bond, tips, frn, other"""
    security_term: str
    """As published: `13-Week`; of a reopened security what is left of its term, `9-Year 10-Month`."""
    is_reopening: bool | None = None
    announced_on: date | None = None
    auction_on: date
    closes_at: datetime | None = field(default=None, compare=False)
    """When competitive bids end, where the publisher says it; no news by itself, and another hour corrects nothing."""
    settles_on: date | None = None
    matures_on: date | None = None
    offering_usd: int | None = None
    """Offered to the public."""
    maturing_usd: int | None = None
    """Publicly held securities of its kind (bills, or everything else) that mature when it settles, as the Treasury estimates."""
    high_rate_pct: float | None = None
    """The highest that was accepted, and so what all get: the discount rate of a bill, the yield of others, a real one of TIPS."""
    high_margin_pct: float | None = None
    """In its place, the highest discount margin of a floating-rate note."""
    median_rate_pct: float | None = None
    bid_to_cover: float | None = None
    """Bids for each dollar accepted."""
    accepted_usd: int | None = None
    """In all, with what the Fed and small bidders get."""
    submitted_usd: int | None = None
    indirect_share_pct: float | None = None
    """Of what competitive bidders got, the share of indirect ones: funds and foreign central banks, as far as is known."""
    direct_share_pct: float | None = None
    dealer_share_pct: float | None = None
    soma_accepted_usd: int | None = None
    """What the Fed took on top, in place of its own maturing holdings."""

    settlement_auctions: tuple[str, ...] = measure(())
    """What settles on the same day, bills or all others, as far as announced: one an auction, `cusip type term dollars` (or unknown)."""
    completes_settlement: bool = measure(False)
    """The last announcement of those, and no more is to come: what settles together is scored with it alone."""
    settlement_offering_usd: int | None = measure()
    """Their sum, so far."""
    settlement_net_usd: int | None = measure()
    """Their sum less what matures: the new supply; unknown until all that settles that day is announced."""
    settlement_net_z_250d: float | None = measure()
    settlement_change_usd: int | None = measure()
    """What they offer more than the last auctions of the same type and term did."""
    offering_change_usd: int | None = measure()
    """The same of this auction alone."""
    bid_to_cover_off_usual: float | None = measure()
    """Less the median of the last twelve auctions of the same type and term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CashBalance(Event):
    """The Treasury's closing cash balance at the Fed on one day."""

    KIND = "cash_balance"
    CORE = ("tga_usd",)

    as_of: date
    tga_usd: int

    tga_change_1d_usd: int | None = measure()
    tga_change_5d_usd: int | None = measure()
    tga_change_5d_z_250d: float | None = measure()
