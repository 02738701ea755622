"""The years past scored in order: each event sees only what was published before it, as the bot would have."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.context import LOOP_DAYS, context_at
from bot.sources import source
from rules.engine import assess
from rules.event import BalanceSheet, Event, RepoOperation
from rules.ledger import PolicyLedger, facts_from, shipped_ledger
from rules.model import Assessment, Rulebook


@dataclass(slots=True)
class Past:
    """What has been published so far."""

    ledger: PolicyLedger = field(default_factory=shipped_ledger)
    by_source: dict[str, list[Event]] = field(default_factory=dict)
    mechanisms: deque[tuple[datetime, str]] = field(default_factory=deque)
    """Of counted signals, with their event's publication."""

    def history(self, source_id: str, before: datetime, span: timedelta) -> list[Event]:
        known = self.by_source.get(source_id, [])
        first, last = (bisect_left(known, at, key=lambda event: event.published_at) for at in (before - span, before))
        return known[first:last]

    def add(self, event: Event, assessment: Assessment) -> None:
        self.by_source.setdefault(event.source, []).append(event)
        self.ledger = self.ledger.adding(facts_from(event))
        self.mechanisms.extend((event.published_at, signal.mechanism) for signal in assessment.signals if signal.counted)

    def recent_mechanisms(self, at: datetime) -> set[str]:
        while self.mechanisms and self.mechanisms[0][0] < at - timedelta(days=LOOP_DAYS):
            self.mechanisms.popleft()
        return {mechanism for _, mechanism in self.mechanisms}


def scored(events: Iterable[Event], rulebook: Rulebook) -> Iterator[tuple[Event, Assessment]]:
    """Every event with its measures and its assessment, in the order given, which is that of publication."""
    past = Past()
    for event in events:
        measured = _measured(event, past)
        assessment = assess(measured, _context(measured, past), rulebook)
        past.add(measured, assessment)
        yield measured, assessment


def _measured(event: Event, past: Past) -> Event:
    origin = source(event.source)
    history = past.history(event.source, event.published_at, origin.history_span)
    return origin.measure(event, history, past.ledger.before(event.published_at))


def _context(event: Event, past: Past):
    at, month = event.published_at, timedelta(days=31)
    operations = [e for e in past.history("nyfed.repo_operation", at, month) if isinstance(e, RepoOperation)]
    sheets = [e for e in past.history("fed.balance_sheet", at, month) if isinstance(e, BalanceSheet)]
    return context_at(
        event,
        past.ledger,
        recent_mechanisms=past.recent_mechanisms(at),
        operations=operations,
        balance_sheet=sheets[-1] if sheets else None,
    )
