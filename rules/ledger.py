"""The policy ledger: what the Fed has announced about rates and its balance sheet, and when.

Append-only. The shipped part are the TOML files beside this one (`rules/ledger_facts/`), figures with their source; statements and
notes read later add to it by `facts_from(event)`. Announcement and effective date are different things: `before(at)` keeps what
was announced earlier than an instant, `in_force(subject, on)` says what of it is in effect on a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

SUBJECTS = ("target_range", "runoff_caps", "purchases", "iorb", "on_rrp", "srf", "facility", "unscheduled_action")


@dataclass(frozen=True, slots=True)
class PolicyFact:
    """One announced fact. `values` by subject:

    target_range: lower_pct, upper_pct · runoff_caps: treasury_usd_month, mbs_usd_month (both 0: run-off over) ·
    purchases: pace_usd_month (0: ended; None: unsaid), purpose (reserve_management, qe) · iorb, on_rrp, srf: rate_pct ·
    facility: name · unscheduled_action: what
    """

    subject: str
    announced_at: datetime
    effective_on: date
    values: Mapping[str, Any]
    source: str


@dataclass(frozen=True, slots=True)
class PolicyLedger:
    """Facts in the order of their announcement, and the days of scheduled FOMC meetings (last day of each)."""

    facts: tuple[PolicyFact, ...] = ()
    meetings: frozenset[date] = frozenset()

    def adding(self, facts: Iterable[PolicyFact]) -> PolicyLedger:
        """The ledger with `facts` too; one already there (same subject and effective date, same values) is not added twice."""
        known = {(f.subject, f.effective_on, _frozen(f.values)) for f in self.facts}
        fresh = [f for f in facts if (f.subject, f.effective_on, _frozen(f.values)) not in known]
        return PolicyLedger(tuple(sorted((*self.facts, *fresh), key=_order)), self.meetings)

    def before(self, at: datetime) -> PolicyLedger:
        """What had been announced earlier than `at`."""
        return PolicyLedger(tuple(f for f in self.facts if f.announced_at < at), self.meetings)

    def announced(self, subject: str) -> PolicyFact | None:
        """The latest effective announcement on a subject, in effect or not."""
        return self._last(f for f in self.facts if f.subject == subject)

    def in_force(self, subject: str, on: date) -> PolicyFact | None:
        """What of a subject is in effect on a New York day."""
        return self._last(f for f in self.facts if f.subject == subject and f.effective_on <= on)

    def pending(self, subject: str, on: date) -> PolicyFact | None:
        """The next fact of a subject that is announced and takes effect after `on`."""
        later = [f for f in self.facts if f.subject == subject and f.effective_on > on]
        return min(later, key=lambda f: (f.effective_on, f.announced_at), default=None)

    def is_scheduled(self, on: date) -> bool | None:
        """Whether an FOMC meeting was scheduled to end on that day; None outside the years that the calendar covers."""
        if on in self.meetings:
            return True
        years = {d.year for d in self.meetings}
        return False if on.year in years else None

    @staticmethod
    def _last(facts: Iterable[PolicyFact]) -> PolicyFact | None:
        return max(facts, key=lambda f: (f.effective_on, f.announced_at), default=None)


def _order(fact: PolicyFact) -> tuple[datetime, date, str]:
    return fact.announced_at, fact.effective_on, fact.subject


def _frozen(values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(values.items()))
