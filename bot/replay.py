"""The stored past assessed again by today's rulebook: each event sees only what was known when it came out. Nothing is sent.

What `pipeline` asks the store for one event at a time is kept in memory here, so that thousands of events take seconds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.context import LOOP_DAYS, context_at
from bot.correlation import correlation_at
from bot.source import Price
from bot.sources import source
from rules.engine import assess
from rules.event import BalanceSheet, Context, Event, FomcStatement, RepoOperation
from rules.ledger import PolicyLedger, facts_from, shipped_ledger
from rules.measured import with_statistics
from rules.model import Assessment, Rulebook

MONTH = timedelta(days=31)
_UNASSESSED = Assessment(impact=0, direction=0, confidence=0.0, horizon_hours=None, regime=None)
YEAR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Replayed:
    """One event with its measures, what today's rulebook says of it, and, of a statement, its source's last 400 days."""

    event: Event
    assessment: Assessment
    is_revision: bool
    earlier: tuple[Event, ...] = ()


class KnownPrices:
    """Prices by asset, as `Store.prices` gives them."""

    def __init__(self, prices: Iterable[Price]) -> None:
        self._by_asset: dict[str, list[Price]] = {}
        for price in sorted(prices, key=lambda price: (price.at, price.exchange)):
            self._by_asset.setdefault(price.asset, []).append(price)
        self._at = {asset: [price.at for price in found] for asset, found in self._by_asset.items()}

    def __call__(self, asset: str, *, since: datetime, before: datetime, instants: Collection[datetime] | None = None) -> Sequence[Price]:
        """An asset's prices from `since` on, published before `before`; only those at `instants`, where these are named."""
        found, at = self._by_asset.get(asset, []), self._at.get(asset, [])
        if instants is None:
            chosen = found[bisect_left(at, since) : bisect_left(at, before)]
        else:
            chosen = [price for instant in instants if since <= instant < before for price in self._of(found, at, instant)]
        return [price for price in chosen if price.published_at < before]

    @staticmethod
    def _of(found: Sequence[Price], at: Sequence[datetime], instant: datetime) -> Iterator[Price]:
        place = bisect_left(at, instant)
        while place < len(at) and at[place] == instant:
            yield found[place]
            place += 1


@dataclass(slots=True)
class _Past:
    """What has been published so far."""

    prices: KnownPrices
    ledger: PolicyLedger = field(default_factory=shipped_ledger)
    by_source: dict[str, list[Event]] = field(default_factory=dict)
    mechanisms: deque[tuple[datetime, str]] = field(default_factory=deque)
    """Of counted signals, with their event's publication."""
    keys: set[tuple[str, str]] = field(default_factory=set)

    def history(self, source_id: str, before: datetime, span: timedelta) -> list[Event]:
        known = self.by_source.get(source_id, [])
        first, last = (bisect_left(known, at, key=lambda event: event.published_at) for at in (before - span, before))
        return known[first:last]

    def add(self, event: Event, assessment: Assessment) -> bool:
        """Keep an event; gives whether it replaced an earlier version of itself."""
        known = self.by_source.setdefault(event.source, [])
        is_revision = (event.source, event.key) in self.keys
        if is_revision:
            known[:] = [other for other in known if other.key != event.key]
        self.keys.add((event.source, event.key))
        known.insert(bisect_right(known, event.published_at, key=lambda other: other.published_at), event)
        self.ledger = self.ledger.adding(facts_from(event))
        self.mechanisms.extend((event.published_at, signal.mechanism) for signal in assessment.signals if signal.counted)
        return is_revision

    def recent_mechanisms(self, at: datetime) -> set[str]:
        while self.mechanisms and self.mechanisms[0][0] < at - timedelta(days=LOOP_DAYS):
            self.mechanisms.popleft()
        return {mechanism for published_at, mechanism in self.mechanisms if published_at < at}

    def context(self, event: Event) -> Context:
        at = event.published_at
        operations = [e for e in self.history("nyfed.repo_operation", at, MONTH) if isinstance(e, RepoOperation)]
        sheets = [e for e in self.history("fed.balance_sheet", at, MONTH) if isinstance(e, BalanceSheet)]
        return context_at(
            event,
            self.ledger,
            recent_mechanisms=self.recent_mechanisms(at),
            operations=operations,
            balance_sheet=sheets[-1] if sheets else None,
            correlation_60d=correlation_at(at, self.prices),
        )


def replay(
    publications: Iterable[tuple[datetime, Event]], prices: Iterable[Price], rulebook: Rulebook, *, since: datetime | None = None
) -> Iterator[Replayed]:
    """Assess every publication (`Store.publications`) in the order in which it became known; before `since` they are history alone.

    What was measured goes into the assessments of those events alone that came out after it was known.
    """
    past = _Past(KnownPrices(prices))
    unmeasured = with_statistics(rulebook, None)
    measured_until = rulebook.statistics.as_of if rulebook.statistics else None
    for _, event in publications:
        if since is not None and event.published_at < since:
            past.add(event, _UNASSESSED)
            continue
        origin = source(event.source)
        history = past.history(event.source, event.published_at, origin.history_span)
        measured = origin.measure(event, history, past.ledger.before(event.published_at))
        is_later = measured_until is not None and event.published_at.date() > measured_until
        assessment = assess(measured, past.context(measured), rulebook if is_later else unmeasured)
        earlier = tuple(past.history(event.source, event.published_at, YEAR)) if isinstance(event, FomcStatement) else ()
        is_revision = past.add(measured, assessment)
        yield Replayed(measured, assessment, is_revision, earlier)
