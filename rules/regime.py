"""The balance-sheet regime of a day: the first of emergency, pivot, tightening, expansion, neutral that holds.

Decided from the policy ledger alone, plus one thing the ledger can't hold: the day since when repo operations run large.
Source: the definitions of docs/scoring.md and the mechanisms' regime table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.ledger import PolicyFact, PolicyLedger

EMERGENCY_DAYS = 30
"""How long an unscheduled action or a new lending facility makes an emergency."""


@dataclass(frozen=True, slots=True)
class Regime:
    """A regime's name, the day since when it holds, why, and what the purchases are for where there are any."""

    name: str
    since: date | None
    reason: str
    """unscheduled_action, facility, large_repos, end_announced, runoff, purchases, none"""
    purpose: str | None = None


def regime_at(ledger: PolicyLedger, at: datetime, *, large_repos_since: date | None = None) -> Regime:
    """The regime at an instant; `ledger` holds what had been announced by then."""
    today = at.astimezone(ZoneInfo("America/New_York")).date()
    runoff = _running(ledger.in_force("runoff_caps", today))
    purchases = _running(ledger.in_force("purchases", today))
    purpose = purchases.values.get("purpose") if purchases else None
    emergency = _emergency(ledger, at)
    if emergency:
        return Regime("emergency", emergency.effective_on, emergency.subject, purpose)
    if large_repos_since:
        return Regime("emergency", large_repos_since, "large_repos", purpose)
    ending = _ending(ledger, "runoff_caps", runoff, today) or _ending(ledger, "purchases", purchases, today)
    if ending:
        return Regime("pivot", ending.announced_at.astimezone(ZoneInfo("America/New_York")).date(), "end_announced", purpose)
    if runoff:
        return Regime("tightening", _began(ledger, runoff, today), "runoff")
    if purchases:
        return Regime("expansion", _began(ledger, purchases, today), "purchases", purpose)
    return Regime("neutral", _ended(ledger, today), "none")


def _running(fact: PolicyFact | None) -> PolicyFact | None:
    """The fact when it keeps a programme going: caps above zero or unsaid, a pace above zero or unsaid."""
    if fact is None or is_over(fact):
        return None
    return fact


def is_over(fact: PolicyFact) -> bool:
    """Whether a fact ends its programme: caps of nothing, a pace of nothing."""
    if fact.subject == "runoff_caps":
        return fact.values.get("treasury_usd_month") == 0 and fact.values.get("mbs_usd_month") == 0
    return fact.values.get("pace_usd_month") == 0


def _ending(ledger: PolicyLedger, subject: str, running: PolicyFact | None, today: date) -> PolicyFact | None:
    """The announced end of a running programme, not yet in effect."""
    pending = ledger.pending(subject, today) if running else ()
    return next((fact for fact in pending if is_over(fact)), None)


def _emergency(ledger: PolicyLedger, at: datetime) -> PolicyFact | None:
    """The first of the unscheduled actions and new facilities that follow each other by no more than 30 days up to now."""
    first, later = None, at
    for fact in reversed(ledger.emergencies):
        if fact.announced_at > at:
            continue
        if later - fact.announced_at > timedelta(days=EMERGENCY_DAYS):
            break
        first, later = fact, fact.announced_at
    return first


def _began(ledger: PolicyLedger, running: PolicyFact, today: date) -> date:
    """The effective day of the first fact of the programme that is running: since the last time it was over, or had another purpose."""
    began = running.effective_on
    for fact in reversed(ledger.on(running.subject)):
        if fact.effective_on > today:
            continue
        if is_over(fact) or fact.values.get("purpose") != running.values.get("purpose"):
            break
        began = fact.effective_on
    return began


def _ended(ledger: PolicyLedger, today: date) -> date | None:
    ended = (fact for subject in ("runoff_caps", "purchases") for fact in ledger.on(subject) if is_over(fact))
    ends = [fact.effective_on for fact in ended if fact.effective_on <= today]
    return max(ends, default=None)
