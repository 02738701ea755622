"""The stored past assessed again by today's rulebook: each event sees only what was known when it came out. Nothing is sent.

What a live poll asks the store for is kept in memory here, so that thousands of events take seconds.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter, itemgetter

from bot.assessing.known import LOOP, assessed, contradicted, known_before
from bot.calendars.newyork import today
from bot.jobs.kept import Kept, name_of
from bot.jobs.known_prices import KnownCorrelations
from bot.model import Dispute
from bot.source import Expectation, Price
from bot.sources import source
from rules.event import Event, FomcStatement
from rules.ledger import PolicyLedger, facts_from, shipped_ledger
from rules.measured import with_statistics
from rules.model import Assessment, Rulebook

_published = attrgetter("published_at")


@dataclass(frozen=True, slots=True)
class Replayed:
    """One event with its measures, what today's rulebook says of it, and, of a statement, its forerunners."""

    event: Event
    assessment: Assessment
    is_revision: bool
    earlier: tuple[Event, ...] = ()


@dataclass(slots=True)
class _Past:
    """What has been published so far, as `bot.assessing.known` asks for it."""

    correlations: KnownCorrelations
    disputes: Mapping[tuple[str, str], Sequence[Dispute]]
    priced_in: Mapping[date, Sequence[Expectation]]
    """By the day of the decision."""
    by_series: dict[tuple[str, str], list[Event]] = field(default_factory=dict)
    """By source and series, and all of a source's under no series: oldest first, one a key, its last version."""
    versions: dict[tuple[str, str], Event] = field(default_factory=dict)
    policy: list[Event] = field(default_factory=list)
    """What announces policy, oldest first."""
    known_policy: tuple[int, PolicyLedger] | None = None
    """The ledger with the first so many of them: thousands of events ask for the same."""
    signalled: list[tuple[datetime, str, str, Collection[str]]] = field(default_factory=list)
    """When an event with counted signals was published, its source, key and their mechanisms, oldest first."""
    assessed_from: datetime | None = None

    def history(self, source_id: str, *, before: datetime, since: datetime, series: str = "") -> Sequence[Event]:
        known = self.by_series.get((source_id, series), [])
        first, last = (bisect_left(known, at, key=_published) for at in (since, before))
        return known[first:last]

    def of_source(self, event: Event) -> Sequence[Event]:
        """What an event of its source is measured against."""
        at, of = event.published_at, source(event.source)
        return self.history(of.id, before=at, since=at - of.history_span, series=of.series(event))

    def ledger(self, before: datetime) -> PolicyLedger:
        count = bisect_left(self.policy, before, key=_published)
        if self.known_policy is None or self.known_policy[0] != count:
            announced = (fact for event in self.policy[:count] for fact in facts_from(event))
            self.known_policy = count, shipped_ledger().adding(announced)
        return self.known_policy[1]

    def mechanisms(self, since: datetime, before: datetime) -> Collection[str]:
        first, last = (bisect_left(self.signalled, at, key=itemgetter(0)) for at in (since, before))
        return {name for _, _, _, names in self.signalled[first:last] for name in names}

    def assessing_since(self) -> datetime | None:
        return self.assessed_from

    def correlation(self, at: datetime) -> float | None:
        return self.correlations(at)

    def expectations(self, meeting_on: date, before: datetime) -> Sequence[Expectation]:
        return [one for one in self.priced_in.get(meeting_on, ()) if one.at < before]

    def disputed(self, event: Event) -> Collection[str]:
        return contradicted(event, self.disputes.get((event.source, event.key), ()))

    def add(self, event: Event, assessment: Assessment | None) -> bool:
        """Keep an event and its assessment, if it has one; gives whether it replaced an earlier version of itself."""
        earlier = self.versions.get((event.source, event.key))
        if earlier is not None:
            self._drop(earlier)
        self.versions[event.source, event.key] = event
        for series in _series_of(event):
            insort(self.by_series.setdefault(series, []), event, key=_published)
        if facts_from(event):
            insort(self.policy, event, key=_published)
            self.known_policy = None
        if assessment is not None:
            self.assessed_from = self.assessed_from or event.published_at
            if counted := {signal.mechanism for signal in assessment.signals if signal.counted}:
                insort(self.signalled, (event.published_at, event.source, event.key, counted), key=itemgetter(0))
        return earlier is not None

    def _drop(self, earlier: Event) -> None:
        for known in (*(self.by_series[series] for series in _series_of(earlier)), self.policy):
            known[:] = [event for event in known if (event.source, event.key) != (earlier.source, earlier.key)]
        self.signalled[:] = [one for one in self.signalled if one[1:3] != (earlier.source, earlier.key)]
        self.known_policy = None


def _series_of(event: Event) -> Collection[tuple[str, str]]:
    return {(event.source, ""), (event.source, source(event.source).series(event))}


def replay(
    publications: Iterable[tuple[datetime, Event]],
    prices: Iterable[Price],
    rulebook: Rulebook,
    *,
    since: datetime | None = None,
    disputes: Mapping[tuple[str, str], Sequence[Dispute]] | None = None,
    expectations: Iterable[Expectation] = (),
    kept: Kept | None = None,
) -> Iterator[Replayed]:
    """Assess every publication (`Store.publications`) in the order in which it became known; those before `since` are not given.

    What was measured goes into the assessments of those events alone that came out after it was known. `disputes` are what second
    publishers said otherwise (`Store.disputes`), `expectations` what was priced in (`Store.expectations_until`). What is `kept` of an
    earlier replay is not worked out again.
    """
    priced_in: dict[date, list[Expectation]] = {}
    for one in expectations:
        priced_in.setdefault(one.meeting_on, []).append(one)
    past = _Past(KnownCorrelations(prices), disputes or {}, priced_in)
    unmeasured = with_statistics(rulebook, None)
    measured_until = rulebook.statistics.as_of if rulebook.statistics else None
    kept = kept or Kept()
    kept.begin(shipped_ledger(), since)
    by = {False: _By(unmeasured), True: _By(rulebook)}
    for _, event in publications:
        if since is not None and event.published_at < since - LOOP:
            kept.follows(event)
            past.add(event, None)
            continue
        is_later = measured_until is not None and event.published_at.date() > measured_until
        measured, assessment = _assessed(event, past, by[is_later], kept)
        earlier = tuple(past.of_source(event)) if isinstance(event, FomcStatement) else ()
        is_revision = past.add(measured, assessment)
        if since is None or event.published_at >= since:
            yield Replayed(measured, assessment, is_revision, earlier)


class _By:
    """A rulebook, and what it is known by."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook, self.name = rulebook, name_of(rulebook)


def _assessed(event: Event, past: _Past, by: _By, kept: Kept) -> tuple[Event, Assessment]:
    """What is kept of an event, else what is worked out. Its name holds all that bears on it besides the events before it."""
    at, disputes = event.published_at, past.disputes.get((event.source, event.key), ())
    kept.follows(event, by.name, disputes, past.expectations(today(at), at), past.correlation(at))
    found = kept.found()
    is_fresh = found is None
    if found is None:
        known = known_before(event, source(event.source), past)
        found = assessed(event, source(event.source), known, by.rulebook)
    kept.keep(found, is_fresh=is_fresh)
    return found
