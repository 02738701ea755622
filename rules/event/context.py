"""What else was known when an event came out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What else was known when an event came out. None means unknown."""

    regime: str | None = None
    """emergency, pivot, tightening, expansion, neutral: after this event"""
    regime_before: str | None = None
    regime_since: date | None = None
    regime_reason: str | None = None
    purchase_purpose: str | None = None
    purchases_from: date | None = None
    """The first day of purchases that are announced and not yet in effect."""
    target_lower_pct: float | None = None
    target_upper_pct: float | None = None
    iorb_pct: float | None = None
    on_rrp_pct: float | None = None
    srf_pct: float | None = None
    correlation_60d: float | None = None
    """BTC and S&P 500 daily log returns over 60 sessions."""
    repo_injection_within_10d: bool | None = None
    """An event of the ten days before carried a counted repo-injection signal."""
    treasury_purchases_within_10d: bool | None = None
    is_expanding: bool | None = None
    """A purchase programme is in force."""
    is_follow_up: bool = False
    """The event is assessed again some hours later, with what the market made of it."""
    positioning_agreement: float | None = None
    """-1..1: whether options and volume after the event went its way; only in a follow-up."""
