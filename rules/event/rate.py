"""Overnight rates and yields, one business day each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.event.base import Event, measure


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRate(Event):
    """A reference rate for one business day, published the next morning."""

    KIND = "reference_rate"
    CORE = ("rate_pct",)

    rate_type: str
    """SOFR, EFFR, OBFR, TGCR, BGCR"""
    effective_on: date
    rate_pct: float
    percentile_1_pct: float | None = None
    percentile_25_pct: float | None = None
    percentile_75_pct: float | None = None
    percentile_99_pct: float | None = None
    volume_usd: int | None = None
    is_revised: bool = False
    """The publisher marks it as corrected on its day of publication."""
    calendar: str

    spread_iorb_bp: float | None = measure()
    """The rate less interest on reserve balances in force that day."""
    spread_on_rrp_bp: float | None = measure()
    spread_iorb_change_1d_bp: float | None = measure()
    spread_iorb_z_250d: float | None = measure()
    percentile_99_spread_iorb_bp: float | None = measure()


@dataclass(frozen=True, slots=True, kw_only=True)
class YieldChange(Event):
    """A daily market yield or breakeven."""

    KIND = "yield_change"
    CORE = ("value_pct",)

    series: str
    """DFII10, DFII5, T10YIE, T5YIFR: FRED's names"""
    measures_what: str
    """real_yield, breakeven"""
    as_of: date
    value_pct: float

    change_1d_bp: float | None = measure()
    change_5d_bp: float | None = measure()
    change_20d_bp: float | None = measure()
    change_1d_z_250d: float | None = measure()
    change_20d_z_250d: float | None = measure()
