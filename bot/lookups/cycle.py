"""Where policy stands: the run of changes of the target range in one direction, and the regime of the balance sheet, since when and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.assessing.context import large_repos_since
from bot.calendars.coming import Coming, next_of
from bot.calendars.newyork import today
from bot.calendars.releases import ReleaseCalendar
from bot.lookups.policy import ledger_at, unread
from bot.store import Store
from rules.event import BalanceSheet, Event, RepoOperation
from rules.ledger import PolicyFact, PolicyLedger
from rules.regime import Regime, is_over, regime_at

OPERATIONS = 120
"""Of a month: no more are held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Changes of the target range that went one way, with none the other way between them.

    `first_on` and `last_on` are the New York days on which the first and the last were announced.
    """

    is_up: bool
    moves: int
    total_bp: int
    first_on: date
    last_on: date
    last_bp: int
    range_pct: tuple[float, float]
    """After the last of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """The rate cycle and the one before it, the scheduled meetings since the last change that are known to have made none, and the regime.

    `programme` is what of run-off or purchases is in force, or announced to end; None where neither is.
    """

    now: Run | None
    before: Run | None
    holds: int
    next: Coming | None
    regime: Regime
    programme: PolicyFact | None
    ends_on: date | None
    """The day on which a programme in force is announced to end."""
    unread: tuple[date, ...] = ()
    """The days of decisions that are out and were not read."""
    ahead: PolicyFact | None = None
    """The nearest run-off or purchases, or another pace of them, that are announced and not in force yet."""


def cycle(store: Store, now: datetime) -> Cycle:
    """Where policy stands, as it is known at an instant."""
    operations = store.newest("nyfed.repo_operation", before=now, count=OPERATIONS)
    sheets = store.newest("fed.balance_sheet", before=now, count=1)
    return cycle_of(ledger_at(store, now), operations, sheets, now, store.release_days().get("fomc_statement", ()))


def cycle_of(
    ledger: PolicyLedger,
    operations: Sequence[Event],
    sheets: Sequence[Event],
    now: datetime,
    meetings: Sequence[date] | frozenset[date] = (),
) -> Cycle:
    """The same of the policy announced by an instant, repo operations, balance sheets and the days of decisions known. Pure."""
    day = today(now)
    runs = _runs(ledger)
    recent = [one for one in operations if isinstance(one, RepoOperation) and day - one.operation_on <= timedelta(days=30)]
    sheet = next((one for one in reversed(sheets) if isinstance(one, BalanceSheet)), None)
    last = runs[-1].last_on if runs else None
    missed = unread(ledger, now, meetings)
    decided = {one for one in {*ledger.meetings, *meetings} if last is not None and last < one <= day}.difference(missed)
    return Cycle(
        now=runs[-1] if runs else None,
        before=runs[-2] if len(runs) > 1 else None,
        holds=sum(_is_past(one, now) for one in decided),
        next=next_of("fomc", now, ReleaseCalendar(ledger.meetings, {"fomc_statement": meetings})),
        regime=regime_at(ledger, now, large_repos_since=large_repos_since(recent, sheet, day)),
        programme=_programme(ledger, day),
        ends_on=_ends(ledger, day),
        unread=missed,
        ahead=_ahead(ledger, day),
    )


def _is_past(meeting: date, now: datetime) -> bool:
    """Whether a meeting's decision is out at an instant: the day's own counts from the next day on, or it was a change."""
    return meeting < today(now)


def _runs(ledger: PolicyLedger) -> list[Run]:
    """The runs of changes, oldest first; decisions that left the range as it was end none."""
    runs: list[Run] = []
    for before, after in pairwise(ledger.on("target_range")):
        change = round(100 * (after.values["upper_pct"] - before.values["upper_pct"]))
        if not change:
            continue
        on = today(after.announced_at)
        bounds = (float(after.values["lower_pct"]), float(after.values["upper_pct"]))
        if runs and runs[-1].is_up == (change > 0):
            run = runs.pop()
            moves, total, first = run.moves + 1, run.total_bp + change, run.first_on
        else:
            moves, total, first = 1, change, on
        runs.append(
            Run(is_up=change > 0, moves=moves, total_bp=total, first_on=first, last_on=on, last_bp=change, range_pct=bounds)
        )  # fmt: skip
    return runs


def _programme(ledger: PolicyLedger, day: date) -> PolicyFact | None:
    in_force = (ledger.in_force(subject, day) for subject in ("runoff_caps", "purchases"))
    return next((fact for fact in in_force if fact is not None and not is_over(fact)), None)


def _ahead(ledger: PolicyLedger, day: date) -> PolicyFact | None:
    coming = (fact for subject in ("runoff_caps", "purchases") for fact in ledger.pending(subject, day) if not is_over(fact))
    return min(coming, key=lambda fact: fact.effective_on, default=None)


def _ends(ledger: PolicyLedger, day: date) -> date | None:
    ends = (fact for subject in ("runoff_caps", "purchases") for fact in ledger.pending(subject, day) if is_over(fact))
    return min((fact.effective_on for fact in ends), default=None)
