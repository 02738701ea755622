"""One event assessed by what was known before it: the one way there is, for a live poll, a body from disk and a replay.

`known_before` asks a `History`, whoever keeps it; `assessed` is pure and gives the same for the same. `StoredHistory` is a store's,
`NoHistory` nobody's; a replay (bot.jobs.replay) and bodies from disk (bot.jobs.score) have their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.assessing import gate
from bot.assessing.context import LOOP_DAYS, context_at
from bot.assessing.correlation import correlation_at
from bot.assessing.expectation import NOTHING, Expected, expected_at, with_expectation
from bot.calendars.newyork import today
from bot.codec import plain
from bot.fomc.foreshadow import SPAN, facts_before
from bot.model import Dispute
from bot.source import Expectation, Source
from bot.store import Store
from rules.engine import assess
from rules.event import BalanceSheet, Event, FomcStatement, RepoOperation
from rules.ledger import PolicyLedger, facts_from
from rules.model import Assessment, Rulebook

LOOP = timedelta(days=LOOP_DAYS)
PREPARING = ("fed.press_release", "fed.speech", "nyfed.desk_statement")
"""Sources of minutes, of the Chair's speeches and of the Desk's statements."""
MONTH = timedelta(days=31)
"""How far back repo operations and balance sheets bear on the regime."""


class History(Protocol):
    """What had been published before an instant, as its keeper tells it."""

    def history(self, source_id: str, *, before: datetime, since: datetime, series: str = "") -> Sequence[Event]:
        """A source's events from `since` up to, not at, `before`, oldest first, one a key; those whose keys begin with `series`."""

    def ledger(self, before: datetime) -> PolicyLedger:
        """What the Fed has announced of policy, as far as it was published earlier than `before`; what is shipped in any case."""

    def mechanisms(self, since: datetime, before: datetime) -> Collection[str]:
        """The mechanisms of counted signals of the events published from `since` up to, not at, `before`."""

    def assessing_since(self) -> datetime | None:
        """Since when events are assessed: earlier mechanisms were not kept. None where nothing was assessed yet."""

    def correlation(self, at: datetime) -> float | None:
        """`correlation_at` of the prices published before an instant."""

    def expectations(self, meeting_on: date, before: datetime) -> Sequence[Expectation]:
        """What was priced in for the decision of a New York day, as it was known before an instant, oldest first."""

    def disputed(self, event: Event) -> Collection[str]:
        """The facts of an event that a second publisher contradicts."""


@dataclass(frozen=True, slots=True)
class NoHistory:
    """Where there is no store: nothing is known of before but what is shipped."""

    shipped: PolicyLedger

    def history(self, source_id: str, *, before: datetime, since: datetime, series: str = "") -> Sequence[Event]:
        return ()

    def ledger(self, before: datetime) -> PolicyLedger:
        return self.shipped

    def mechanisms(self, since: datetime, before: datetime) -> Collection[str]:
        return ()

    def assessing_since(self) -> datetime | None:
        return None

    def correlation(self, at: datetime) -> float | None:
        return None

    def expectations(self, meeting_on: date, before: datetime) -> Sequence[Expectation]:
        return ()

    def disputed(self, event: Event) -> Collection[str]:
        return ()


@dataclass(frozen=True, slots=True)
class StoredHistory:
    """The past as a store has it; what stored statements and notes announced is added to the shipped ledger."""

    store: Store
    shipped: PolicyLedger

    def history(self, source_id: str, *, before: datetime, since: datetime, series: str = "") -> Sequence[Event]:
        return self.store.history(source_id, before=before, since=since, series=series)

    def ledger(self, before: datetime) -> PolicyLedger:
        return self.shipped.adding(fact for event in self.store.policy_events(before) for fact in facts_from(event))

    def mechanisms(self, since: datetime, before: datetime) -> Collection[str]:
        return {signal.mechanism for signal in self.store.signals_since(since, before)}

    def assessing_since(self) -> datetime | None:
        return self.store.assessing_since()

    def correlation(self, at: datetime) -> float | None:
        return correlation_at(at, self.store.prices)

    def expectations(self, meeting_on: date, before: datetime) -> Sequence[Expectation]:
        return self.store.expectations(meeting_on, before)

    def disputed(self, event: Event) -> Collection[str]:
        return contradicted(event, self.store.said_otherwise(event.source, event.key))


def contradicted(event: Event, otherwise: Iterable[Dispute]) -> tuple[str, ...]:
    """The facts that a second publisher gives otherwise, and still does where the first one has revised its own."""
    return tuple(one.field for one in otherwise if plain(getattr(event, one.field, None)) != one.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What had been published before an event, oldest first, and what else its score hangs on."""

    history: Sequence[Event]
    """Of its source, as far back as its measures look."""
    ledger: PolicyLedger
    operations: Sequence[RepoOperation]
    """The repo operations of the month before."""
    balance_sheet: BalanceSheet | None
    """The last one of the month before."""
    mechanisms: Collection[str]
    """Of the counted signals of the ten days before."""
    all_mechanisms: bool
    """Whether the ten days were assessed whole, so that a mechanism that is not among them was not at work."""
    correlation_60d: float | None
    disputed: Collection[str]
    expected: Expected = NOTHING
    """What was priced in for a decision of its New York day."""


def known_before(event: Event, source: Source, past: History) -> Known:
    """Everything that an event is measured against and assessed by, as `past` has it: nothing of its own instant or later."""
    at = event.published_at
    since = past.assessing_since()
    operations = past.history("nyfed.repo_operation", before=at, since=at - MONTH)
    sheets = past.history("fed.balance_sheet", before=at, since=at - MONTH)
    return Known(
        history=past.history(source.id, before=at, since=at - source.history_span, series=source.series(event)),
        ledger=past.ledger(at).adding(facts_before(_preparing(event, past))),
        operations=[known for known in operations if isinstance(known, RepoOperation)],
        balance_sheet=next((known for known in reversed(sheets) if isinstance(known, BalanceSheet)), None),
        mechanisms=past.mechanisms(at - LOOP, at),
        all_mechanisms=since is not None and since <= at - LOOP,
        correlation_60d=past.correlation(at),
        disputed=past.disputed(event),
        expected=expected_at(at, past.expectations(today(at), at)),
    )


def _preparing(event: Event, past: History) -> Sequence[Event]:
    """What came out in the weeks before a release of the Board and may have prepared what it decides, oldest first.

    Of its source and not of statements alone: what comes out at one instant is asked for once.
    """
    if event.source != PREPARING[0]:
        return ()
    at = event.published_at
    found = [known for source in PREPARING for known in past.history(source, before=at, since=at - SPAN)]
    return sorted(found, key=lambda known: known.published_at)


def assessed(event: Event, source: Source, known: Known, rulebook: Rulebook) -> tuple[Event, Assessment]:
    """The event with its measures, and what the rulebook says of it; what cannot be is left out of both. Pure."""
    return judged(measured_by(event, source, known), known, rulebook)


def measured_by(event: Event, source: Source, known: Known) -> Event:
    """The event with its measures, whether or not they can be."""
    at = event.published_at
    measured = source.measure(event, known.history, known.ledger.until(at) if source.same_day else known.ledger.before(at))
    if isinstance(measured, FomcStatement):
        measured = with_expectation(measured, known.expected)
    return measured


def judged(whole: Event, known: Known, rulebook: Rulebook) -> tuple[Event, Assessment]:
    """A measured event without what cannot be, and what the rulebook says of the rest; `missing` names what is left out."""
    found = gate.doubts(whole)
    measured = gate.without(whole, found)
    context = context_at(
        measured,
        known.ledger,
        recent_mechanisms=known.mechanisms,
        all_mechanisms=known.all_mechanisms,
        operations=known.operations,
        balance_sheet=known.balance_sheet,
        correlation_60d=known.correlation_60d,
    )
    assessment = assess(measured, context, rulebook, disputed=known.disputed)
    doubtful = {name for doubt in found for name in doubt.fields if getattr(measured, name) is None} - {*assessment.missing}
    return measured, replace(assessment, missing=(*assessment.missing, *sorted(doubtful))) if doubtful else assessment
