"""How far the securities holdings moved off the path that the Fed had announced for them.

The path is announced by the month (caps on run-off, a pace of purchases), but settles in lumps: Treasuries mature on the 15th and at
the month's end, MBS are paid and delivered once a month. So a week is held against what the three weeks before it left over of a
month's announced amount, never against less than an even week's share.
"""

from __future__ import annotations

from datetime import date, timedelta

from rules.ledger import PolicyFact, PolicyLedger

REINVESTMENT_USD = 20_000_000_000
"""Agency principal that a week may pay out before it is reinvested: MBS pay once a month, their replacement is bought over the month."""
INDEXATION_USD = 3_000_000_000
"""What inflation compensation may add in a week to indexed securities; no announcement covers it."""
RUNOFF_WEEKS = 4
"""Caps in force at any time of these weeks count: a month's redemptions fall in four weeks."""
SETTLEMENT_WEEKS = 13
"""A pace in force at any time of these weeks counts: MBS bought forward are delivered up to three months later."""

_WEEK = timedelta(days=7)


def off_path(as_of: date, change_usd: int, three_weeks_before_usd: int | None, ledger: PolicyLedger) -> int | None:
    """Signed distance, in dollars, of the week's change from the announced path's range; 0 inside it.

    `as_of` is the Wednesday that ends the week, `change_usd` the week's change of securities held outright, `three_weeks_before_usd`
    their change over the three weeks before (None, unknown, leaves the whole month's amount open). The range runs
    from minus a month's run-off (at least REINVESTMENT_USD) to plus a month's purchases and INDEXATION_USD, each less what the three
    weeks before used of it, but never less than 12/52 of it. Purchases whose pace was not said leave growth open, unless they
    are for reserve management after a pace that was said: then that pace stays the bound.
    None where the ledger knows neither run-off nor purchases on that day.
    """
    caps = _in_force(ledger, "runoff_caps", as_of, RUNOFF_WEEKS)
    purchases = _in_force(ledger, "purchases", as_of, SETTLEMENT_WEEKS)
    if not caps and not purchases:
        return None
    before = three_weeks_before_usd or 0
    lowest = -_left(max(REINVESTMENT_USD, *(_cap(fact) for fact in caps), 0), -before)
    if change_usd < lowest:
        return change_usd - lowest
    paces = [pace(fact, ledger) for fact in purchases]
    if None in paces:
        return 0
    highest = _left(max((pace for pace in paces if pace is not None), default=0), before) + INDEXATION_USD
    return max(0, change_usd - highest)


def _in_force(ledger: PolicyLedger, subject: str, as_of: date, weeks: int) -> list[PolicyFact]:
    facts = (ledger.in_force(subject, as_of - n * _WEEK) for n in range(weeks + 1))
    return [fact for fact in facts if fact is not None]


def _cap(fact: PolicyFact) -> int:
    return int(fact.values["treasury_usd_month"]) + int(fact.values["mbs_usd_month"])


def pace(fact: PolicyFact, ledger: PolicyLedger) -> int | None:
    """Dollars a month; None where growth is open."""
    pace = fact.values.get("pace_usd_month")
    if pace is None and fact.values.get("purpose") == "reserve_management":
        earlier = [f for f in ledger.facts if f.subject == "purchases" and f.effective_on < fact.effective_on]
        last = max(earlier, key=lambda f: (f.effective_on, f.announced_at), default=None)
        pace = last.values.get("pace_usd_month") if last else None
    return pace


def _left(month_usd: int, used_usd: int) -> int:
    """What is left of a month's amount, at least an even week's share of it."""
    return max(month_usd - max(used_usd, 0), month_usd * 12 // 52)
