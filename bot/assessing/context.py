"""What was known when an event came out: regime, policy rates, and which mechanisms were at work in the days before. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from bot.calendars.newyork import NEW_YORK
from rules.event import BalanceSheet, Context, Event, RepoOperation
from rules.ledger import PolicyLedger, facts_from
from rules.regime import regime_at

LOOP_DAYS = 10
"""How far back a repo or purchase signal still reinforces the other."""
LARGE_REPO_SHARE = 0.01
"""Of the Fed's assets: repo operations above it on two days running, off month- and quarter-ends, are an emergency."""


def context_at(
    event: Event,
    ledger: PolicyLedger,
    *,
    recent_mechanisms: Collection[str] | None = None,
    all_mechanisms: bool = True,
    operations: Sequence[RepoOperation] = (),
    balance_sheet: BalanceSheet | None = None,
    correlation_60d: float | None = None,
) -> Context:
    """The context of an event.

    `ledger` is all that is known of policy, the shipped facts and those of stored statements: only what was announced by the
    event's publication counts, and what the event itself announces. `recent_mechanisms` are those of counted signals in the ten
    days before (None: nobody to tell), with `all_mechanisms` off only those that are known of: the others may have been at work.
    `operations` and `balance_sheet` are what was published before the event, `correlation_60d` comes of the prices known before it.
    """
    recent, are_all = frozenset(recent_mechanisms or ()), all_mechanisms and recent_mechanisms is not None
    at = event.published_at
    known = ledger.until(at)
    today = at.astimezone(NEW_YORK).date()
    after = regime_at(known.adding(facts_from(event)), at, large_repos_since=large_repos_since(operations, balance_sheet, today))
    before = regime_at(ledger.before(at), at)
    coming = (fact.effective_on for fact in known.pending("purchases", today) if fact.values.get("pace_usd_month") != 0)
    return Context(
        regime=after.name,
        regime_before=before.name,
        regime_since=after.since,
        regime_reason=after.reason,
        purchase_purpose=after.purpose,
        purchases_from=next(coming, None),
        is_expanding=after.purpose is not None,
        target_lower_pct=_in_force(known, "target_range", "lower_pct", today),
        target_upper_pct=_in_force(known, "target_range", "upper_pct", today),
        iorb_pct=_in_force(known, "iorb", "rate_pct", today),
        on_rrp_pct=_in_force(known, "on_rrp", "rate_pct", today),
        srf_pct=_in_force(known, "srf", "rate_pct", today),
        correlation_60d=correlation_60d,
        repo_injection_within_10d=_was_at_work("repo-injection", recent, are_all=are_all),
        treasury_purchases_within_10d=_was_at_work("treasury-purchases", recent, are_all=are_all),
    )


def _in_force(ledger: PolicyLedger, subject: str, value: str, on: date) -> float | None:
    fact = ledger.in_force(subject, on)
    return fact.values[value] if fact else None


def _was_at_work(mechanism: str, recent: Collection[str], *, are_all: bool) -> bool | None:
    """Whether a mechanism is among the recent ones; None where it is not and not all are known."""
    return mechanism in recent or (False if are_all else None)


def large_repos_since(operations: Sequence[RepoOperation], balance_sheet: BalanceSheet | None, today: date) -> date | None:
    """The first of two running days of repos above one per cent of the Fed's assets in the last 30 days; None without them."""
    if balance_sheet is None or balance_sheet.total_assets_usd is None:
        return None
    limit = LARGE_REPO_SHARE * balance_sheet.total_assets_usd
    days: dict[date, int] = {}
    for operation in operations:
        if today - timedelta(days=30) <= operation.operation_on <= today:
            days[operation.operation_on] = days.get(operation.operation_on, 0) + operation.accepted_usd
    ordinary = {o.operation_on for o in operations if o.calendar not in ("month_end", "quarter_end")}
    large = [day for day in sorted(days) if days[day] > limit and day in ordinary]
    ordered = sorted(days)
    running = [day for day in large if ordered.index(day) + 1 < len(ordered) and ordered[ordered.index(day) + 1] in large]
    return running[0] if running else None
