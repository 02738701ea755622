"""Overnight rates beside the rates that the Fed sets: each spread over interest on reserves, and how unusual it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.calendars.newyork import today
from bot.lookups.policy import ledger_at, unread
from bot.sources.baseline import WINDOW, percentile
from bot.store import Store
from rules.event import Event, ReferenceRate
from rules.ledger import PolicyFact, PolicyLedger

TYPES = ("SOFR", "EFFR", "OBFR", "TGCR", "BGCR")
OLD = timedelta(days=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A rate's last day. Spreads are over interest on reserves, in basis points.

    `percentile` is the share (0..1) of the days before, 250 at most, whose spread was no higher; None under 60 of them.
    """

    kind: str
    on: date
    pct: float
    published_at: datetime
    spread_bp: float | None
    iorb_pct: float | None
    """Interest on reserves on that day, which may be another one today."""
    change_bp: float | None
    """Of the rate, on the day before."""
    percentile: float | None
    days: int
    """So many days the percentile stands on."""
    is_old: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What is announced to be set from a day on; None for what stays as it is, or was not said."""

    on: date
    iorb_pct: float | None
    on_rrp_pct: float | None
    srf_pct: float | None
    target: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The rates that are known, the leading ones first, and what the Fed has set."""

    rates: tuple[Rate, ...]
    iorb_pct: float | None
    on_rrp_pct: float | None
    srf_pct: float | None
    target: tuple[float, float] | None
    target_since: date | None
    ahead: Ahead | None = None
    """What a decision has announced that is not in force yet."""
    unread: tuple[date, ...] = ()
    """The days of decisions that are out and were not read."""

    def of(self, kind: str) -> Rate | None:
        """One rate; None where it is not known."""
        return next((rate for rate in self.rates if rate.kind == kind), None)


def rates(store: Store, now: datetime) -> Rates:
    """The rates as they are known at an instant."""
    found = store.newest("nyfed.reference_rate", before=now, count=(WINDOW + 2) * len(TYPES))
    return rates_of(found, ledger_at(store, now), now)


def rates_of(found: Sequence[Event], ledger: PolicyLedger, now: datetime) -> Rates:
    """The same of what was published, oldest first, and of the policy announced. Pure."""
    by_kind: dict[str, dict[date, ReferenceRate]] = {}
    for event in found:
        if isinstance(event, ReferenceRate):
            by_kind.setdefault(event.rate_type, {})[event.effective_on] = event
    day = today(now)
    target = ledger.in_force("target_range", day)
    return Rates(
        rates=tuple(_rate([by_kind[kind][on] for on in sorted(by_kind[kind])], ledger, day) for kind in TYPES if kind in by_kind),
        iorb_pct=_set(ledger, "iorb", day),
        on_rrp_pct=_set(ledger, "on_rrp", day),
        srf_pct=_set(ledger, "srf", day),
        target=_range(target) if target else None,
        target_since=_since(ledger, day),
        ahead=_ahead(ledger, day),
        unread=unread(ledger, now),
    )


def _rate(known: Sequence[ReferenceRate], ledger: PolicyLedger, day: date) -> Rate:
    last, before = known[-1], known[-2] if len(known) > 1 else None
    spreads = [spread for one in known[-WINDOW - 1 : -1] if (spread := _spread(one, ledger)) is not None]
    spread = _spread(last, ledger)
    return Rate(
        kind=last.rate_type,
        on=last.effective_on,
        pct=last.rate_pct,
        published_at=last.published_at,
        spread_bp=spread,
        iorb_pct=_set(ledger, "iorb", last.effective_on),
        change_bp=None if before is None else round(100 * (last.rate_pct - before.rate_pct), 2),
        percentile=None if spread is None else percentile(spreads, spread),
        days=len(spreads),
        is_old=day - last.effective_on > OLD,
    )


def _spread(rate: ReferenceRate, ledger: PolicyLedger) -> float | None:
    iorb = _set(ledger, "iorb", rate.effective_on)
    return None if iorb is None else round(100 * (rate.rate_pct - iorb), 2)


def _set(ledger: PolicyLedger, subject: str, on: date) -> float | None:
    fact = ledger.in_force(subject, on)
    return float(fact.values["rate_pct"]) if fact else None


def _range(fact: PolicyFact) -> tuple[float, float]:
    return fact.values["lower_pct"], fact.values["upper_pct"]


def _ahead(ledger: PolicyLedger, day: date) -> Ahead | None:
    """The nearest changes that are announced; a decision that leaves all as it is announces none."""
    changes = [fact for subject in ("iorb", "on_rrp", "srf", "target_range") if (fact := _change(ledger, subject, day)) is not None]
    if not changes:
        return None
    on = min(fact.effective_on for fact in changes)
    said = {fact.subject: fact for fact in changes if fact.effective_on == on}
    iorb, on_rrp, srf = (float(said[one].values["rate_pct"]) if one in said else None for one in ("iorb", "on_rrp", "srf"))
    return Ahead(
        on=on, iorb_pct=iorb, on_rrp_pct=on_rrp, srf_pct=srf, target=_range(said["target_range"]) if "target_range" in said else None
    )


def _change(ledger: PolicyLedger, subject: str, day: date) -> PolicyFact | None:
    now = ledger.in_force(subject, day)
    return next((fact for fact in ledger.pending(subject, day) if now is None or fact.values != now.values), None)


def _since(ledger: PolicyLedger, day: date) -> date | None:
    """Since when the range in force holds, over decisions that left it."""
    since = bounds = None
    for fact in reversed(ledger.on("target_range")):
        if fact.effective_on > day:
            continue
        said = fact.values["lower_pct"], fact.values["upper_pct"]
        if bounds is not None and said != bounds:
            break
        since, bounds = fact.effective_on, said
    return since
