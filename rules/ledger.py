"""The policy ledger: what the Fed has announced about rates and its balance sheet, and when.

Append-only. The shipped part are the TOML files beside this one (`rules/ledger_facts/`), figures with their source; statements and
notes read later add to it by `facts_from(event)`. Announcement and effective date are different things: `before(at)` keeps what
was announced earlier than an instant, `in_force(subject, on)` says what of it is in effect on a day.
"""

from __future__ import annotations

import functools
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from rules.errors import LedgerError
from rules.event import DeskStatement, Event, FomcStatement, ImplementationNote, PurchaseSchedule

_NEW_YORK = ZoneInfo("America/New_York")
SAME_START = timedelta(days=7)
"""Announcements of one day on purchases that begin within it are of the same purchases."""
FORESHADOWED = "foreshadowed:"
"""Begins the subjects of what was spoken of and not yet decided, one an action: in no file that ships, and never in force."""
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


@dataclass(frozen=True)
class PolicyLedger:
    """Facts in the order of their announcement, and the days of scheduled FOMC meetings (last day of each)."""

    facts: tuple[PolicyFact, ...] = ()
    meetings: frozenset[date] = frozenset()

    def adding(self, facts: Iterable[PolicyFact]) -> PolicyLedger:
        """The ledger with `facts` too, taken in their order: of a subject's announcements of one day the first one known counts.

        A statement goes before its note, which says what is in force rather than what was decided. Run-off caps that a later note
        repeats, in force or pending, are no announcement. Purchases whose size the Committee leaves open have the one that the Desk
        gives on the same day.
        """
        facts = tuple(facts)
        if not facts:
            return self
        known = list(self.facts)
        days = {(f.subject, _day(f.announced_at)): index for index, f in reversed(list(enumerate(known)))}
        for fact in facts:
            subject_day = fact.subject, _day(fact.announced_at)
            if subject_day in days:
                known[days[subject_day]] = _sized(known[days[subject_day]], fact)
            elif not (fact.subject == "runoff_caps" and _repeats(fact, known)):
                days[subject_day] = len(known)
                known.append(fact)
        ordered = tuple(sorted(known, key=_order))
        return self if ordered == self.facts else PolicyLedger(ordered, self.meetings)

    def before(self, at: datetime) -> PolicyLedger:
        """What had been announced before the New York day of `at`: an announcement of the same day is the same news."""
        return self._first(bisect_left(self.facts, _midnight(_day(at)), key=_announced))

    def until(self, at: datetime) -> PolicyLedger:
        """What had been announced by `at`, that instant included."""
        return self._first(bisect_right(self.facts, at, key=_announced))

    def on(self, subject: str) -> Sequence[PolicyFact]:
        """What was announced on a subject, in the order in which it takes effect; of two that do so alike the first known is last."""
        return self._by_subject.get(subject, ())

    def announced(self, subject: str) -> PolicyFact | None:
        """The latest effective announcement on a subject, in effect or not."""
        return next(reversed(self.on(subject)), None)

    def in_force(self, subject: str, on: date) -> PolicyFact | None:
        """What of a subject is in effect on a New York day."""
        known = self.on(subject)
        count = bisect_right(known, on, key=_effective)
        return known[count - 1] if count else None

    def pending(self, subject: str, on: date) -> tuple[PolicyFact, ...]:
        """What of a subject is announced and takes effect after `on`, the nearest first."""
        known = self.on(subject)
        return tuple(known[bisect_right(known, on, key=_effective) :])

    def is_scheduled(self, on: date) -> bool | None:
        """Whether an FOMC meeting was scheduled to end on that day; None outside the years that the calendar covers."""
        if on in self.meetings:
            return True
        years = {d.year for d in self.meetings}
        return False if on.year in years else None

    def is_decision_day(self, at: datetime) -> bool:
        """Whether the Committee was scheduled to decide on the New York day of an instant, or has on that day, as far as is known."""
        day = _day(at)
        decided = (fact for subject in ("target_range", "unscheduled_action") for fact in self.on(subject))
        return self.is_scheduled(day) is True or any(_day(fact.announced_at) == day for fact in decided)

    def _first(self, count: int) -> PolicyLedger:
        """The ledger as it was when it held so many facts: the same object each time, with what it has looked up."""
        if count == len(self.facts):
            return self
        if count not in self._earlier:
            self._earlier[count] = PolicyLedger(self.facts[:count], self.meetings)
        return self._earlier[count]

    @functools.cached_property
    def emergencies(self) -> Sequence[PolicyFact]:
        """Unscheduled actions and new facilities, in the order of their announcement."""
        return sorted((*self.on("unscheduled_action"), *self.on("facility")), key=_order)

    @functools.cached_property
    def _earlier(self) -> dict[int, PolicyLedger]:
        return {}

    @functools.cached_property
    def _by_subject(self) -> Mapping[str, list[PolicyFact]]:
        found: dict[str, list[PolicyFact]] = {}
        for fact in sorted(self.facts, key=lambda fact: (fact.effective_on, fact.announced_at), reverse=True):
            found.setdefault(fact.subject, []).append(fact)
        return {subject: facts[::-1] for subject, facts in found.items()}


_announced = attrgetter("announced_at")
_effective = attrgetter("effective_on")


def _order(fact: PolicyFact) -> tuple[datetime, date, str]:
    return fact.announced_at, fact.effective_on, fact.subject


def _sized(fact: PolicyFact, later: PolicyFact) -> PolicyFact:
    """Purchases announced without a pace, with the pace and the day that a later announcement of the same day gives them."""
    unsized = fact.subject == "purchases" and "pace_usd_month" not in fact.values and "pace_usd_month" in later.values
    if not unsized or abs(later.effective_on - fact.effective_on) > SAME_START:
        return fact
    return PolicyFact(fact.subject, fact.announced_at, later.effective_on, {**later.values, **fact.values}, fact.source)


def _repeats(fact: PolicyFact, known: Iterable[PolicyFact]) -> bool:
    """Whether what is in force on the fact's day, or pending then, already says the same."""
    earlier = PolicyLedger(tuple(f for f in known if f.announced_at < fact.announced_at))
    in_force = earlier.in_force(fact.subject, fact.effective_on)
    said = (*earlier.pending(fact.subject, fact.effective_on), *([in_force] if in_force else []))
    return any(dict(f.values) == dict(fact.values) for f in said)


@functools.lru_cache(maxsize=4096)
def _day(at: datetime) -> date:
    return at.astimezone(_NEW_YORK).date()


@functools.lru_cache(maxsize=4096)
def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=_NEW_YORK).astimezone(UTC)


@functools.cache
def shipped_ledger() -> PolicyLedger:
    """The ledger that comes with the rulebook. Raises LedgerError when a file of it can't be read."""
    facts: list[PolicyFact] = []
    meetings: frozenset[date] = frozenset()
    for file in sorted((resources.files("rules") / "ledger_facts").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        if "days" in data:
            meetings = frozenset(data["days"])
        else:
            facts += [_shipped(file.name, index, data, row) for index, row in enumerate(data["facts"])]
    return PolicyLedger(tuple(sorted(facts, key=_order)), meetings)


def _shipped(name: str, index: int, data: Mapping[str, Any], row: Mapping[str, Any]) -> PolicyFact:
    if data.get("subject") not in SUBJECTS or not isinstance(row.get("announced"), datetime) or not isinstance(row.get("effective"), date):
        raise LedgerError(name, f"facts[{index}]", "expected a known subject, announced as an instant and effective as a date")
    values = {key: value for key, value in row.items() if key not in ("announced", "effective")}
    return PolicyFact(data["subject"], row["announced"], row["effective"], values, data["source"])


def facts_from(event: Event) -> tuple[PolicyFact, ...]:
    """What statements, implementation notes and the Desk's schedules add to the ledger; nothing for other events."""
    if isinstance(event, FomcStatement):
        return tuple(_from_statement(event))
    if isinstance(event, ImplementationNote):
        return tuple(_from_note(event))
    if isinstance(event, DeskStatement):
        return tuple(_from_desk(event))
    if isinstance(event, PurchaseSchedule) and event.reserve_management_usd is not None:
        return (_from_schedule(event, event.reserve_management_usd),)
    return ()


def _from_statement(event: FomcStatement) -> Iterable[PolicyFact]:
    day = _day(event.published_at)

    def fact(subject: str, effective_on: date, values: Mapping[str, Any]) -> PolicyFact:
        return PolicyFact(subject, event.published_at, effective_on, values, event.url)

    if event.target_lower_pct is not None and event.target_upper_pct is not None:
        bounds = {"lower_pct": event.target_lower_pct, "upper_pct": event.target_upper_pct}
        yield fact("target_range", day + timedelta(days=1), bounds)
    if event.is_scheduled is False:
        yield fact("unscheduled_action", day, {"what": event.decision or "statement"})
    effective_on = event.balance_sheet_effective_on or day + timedelta(days=1)
    action = event.balance_sheet_action
    if action in ("runoff_start", "runoff_slower"):
        caps = {"treasury_usd_month": event.runoff_treasury_cap_usd_month, "mbs_usd_month": event.runoff_mbs_cap_usd_month}
        yield fact("runoff_caps", effective_on, caps)
    if action == "runoff_end":
        yield fact("runoff_caps", effective_on, {"treasury_usd_month": 0, "mbs_usd_month": 0})
    if action in ("purchases_start", "purchases_pace"):
        pace = {"pace_usd_month": event.purchase_pace_usd_month} if event.purchase_pace_usd_month is not None else {}
        yield fact("purchases", effective_on, {**pace, "purpose": event.purchase_purpose or "qe"})
    if action == "purchases_end":
        yield fact("purchases", effective_on, {"pace_usd_month": 0, "purpose": event.purchase_purpose or "qe"})


def _from_note(event: ImplementationNote) -> Iterable[PolicyFact]:
    effective_on = event.effective_on or _day(event.published_at) + timedelta(days=1)
    for subject, rate in (("iorb", event.iorb_pct), ("on_rrp", event.on_rrp_pct), ("srf", event.srf_pct)):
        if rate is not None:
            yield PolicyFact(subject, event.published_at, effective_on, {"rate_pct": rate}, event.url)
    treasury, mbs = event.runoff_treasury_cap_usd_month, event.runoff_mbs_cap_usd_month
    if treasury is not None and mbs is not None:
        caps = {"treasury_usd_month": treasury, "mbs_usd_month": mbs}
        yield PolicyFact("runoff_caps", event.published_at, effective_on, caps, event.url)


def _from_schedule(event: PurchaseSchedule, reserve_management_usd: int) -> PolicyFact:
    """A month's pace. A month without any leaves the size of the programme open: it is for the Committee to end it."""
    pace = {"pace_usd_month": reserve_management_usd} if reserve_management_usd else {}
    values = {**pace, "purpose": "reserve_management"}
    return PolicyFact("purchases", event.published_at, event.first_on, values, event.url)


def _from_desk(event: DeskStatement) -> Iterable[PolicyFact]:
    """A pace of purchases, and the rates of the standing facilities; an exercise announces nothing."""
    if event.is_small_value:
        return
    tomorrow = _day(event.published_at) + timedelta(days=1)
    ends = event.balance_sheet_action == "purchases_end"
    pace = 0 if ends else event.purchase_pace_usd_month
    if pace is not None and event.balance_sheet_action not in (None, "none"):
        purpose = event.purchase_purpose or "reserve_management"
        values = {"pace_usd_month": pace, "purpose": purpose}
        effective_on = event.purchases_from or (event.effective_on if ends else None) or tomorrow
        yield PolicyFact("purchases", event.published_at, effective_on, values, event.url)
    for subject, rate in (("on_rrp", event.on_rrp_pct), ("srf", event.srf_pct)):
        if rate is not None:
            yield PolicyFact(subject, event.published_at, event.effective_on or tomorrow, {"rate_pct": rate}, event.url)
