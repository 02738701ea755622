"""Where policy stands: the balance sheet's regime, the rates in force, and which way rates have been going, out of the ledger. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from bot.calendars.newyork import today
from rules.ledger import PolicyFact, PolicyLedger
from rules.regime import Regime, regime_at

RATES = ("iorb", "on_rrp", "srf")
CAPS = ("treasury_usd_month", "mbs_usd_month")


@dataclass(frozen=True, slots=True)
class Cycle:
    """Moves of the target range one way in a row: when the first and the last were announced, how many, by how much in all."""

    way: Literal["up", "down"]
    first: date
    last: date
    moves: int
    total_bp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What holds at an instant. `None`, or a rate that is absent: not known."""

    regime: Regime
    ends_on: date | None
    """Of a run-off whose end is announced."""
    purchases_from: date | None
    """Of purchases that are announced and have not begun."""
    pace_usd_month: int | None
    target_pct: tuple[float, float] | None
    cycle: Cycle | None
    rates_pct: dict[str, float]
    """By the ledger's subject: iorb, on_rrp, srf."""


def policy_at(ledger: PolicyLedger, at: datetime, *, large_repos_since: date | None = None) -> Policy:
    """Where policy stands, by what had been announced."""
    known, day = ledger.until(at), today(at)
    regime = regime_at(known, at, large_repos_since=large_repos_since)
    target = known.in_force("target_range", day)
    running = known.in_force("purchases", day)
    ending = (fact for fact in known.pending("runoff_caps", day) if not any(fact.values.get(name) for name in CAPS))
    starting = (fact for fact in known.pending("purchases", day) if fact.values.get("pace_usd_month") != 0)
    return Policy(
        regime=regime,
        ends_on=next((fact.effective_on for fact in ending), None) if regime.name == "pivot" else None,
        purchases_from=next((fact.effective_on for fact in starting), None),
        pace_usd_month=running.values.get("pace_usd_month") if running and regime.purpose else None,
        target_pct=(target.values["lower_pct"], target.values["upper_pct"]) if target else None,
        cycle=cycle_of([fact for fact in known.on("target_range") if fact.effective_on <= day]),
        rates_pct={name: rate for name in RATES if (rate := _rate(known, name, day)) is not None},
    )


def cycle_of(facts: Sequence[PolicyFact]) -> Cycle | None:
    """The last moves of the range one way in a row, out of its facts in the order in which they took effect; None without a move."""
    moves = [(after, _bp(after) - _bp(before)) for before, after in itertools.pairwise(facts) if _bp(after) != _bp(before)]
    if not moves:
        return None
    is_up = moves[-1][1] > 0
    same: list[tuple[PolicyFact, int]] = []
    for move in reversed(moves):
        if (move[1] > 0) != is_up:
            break
        same.append(move)
    first, last = (today(fact.announced_at) for fact in (same[-1][0], same[0][0]))
    return Cycle("up" if is_up else "down", first, last, len(same), abs(sum(change for _, change in same)))


def _bp(fact: PolicyFact) -> int:
    return round(float(fact.values["upper_pct"]) * 100)


def _rate(ledger: PolicyLedger, subject: str, day: date) -> float | None:
    fact: Any = ledger.in_force(subject, day)
    return None if fact is None else float(fact.values["rate_pct"])
