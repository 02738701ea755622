"""What a run shows: each fact of the script beside the publishers' log and the store, and what the checks find wrong."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.store import Store
from tests.simulation.publisher import first_after
from tests.simulation.run import Outcome
from tests.simulation.script import Fact, Fault, Script

IN_WINDOWS = timedelta(seconds=5)
"""At the 95th percentile, for what comes at the publishers' own times."""
ON_THE_WAY = timedelta(seconds=3)
"""From the answer that first held a fact to its being seen: the pages that it leads to are asked for between."""
LONGEST_PAUSE = timedelta(minutes=31, seconds=40)
"""After failures a source is asked again within half an hour, stretched by a twentieth; the answer takes a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One fact's way: `served_at` is when its publisher, by its own log, first gave it out after it was there. None: it never happened."""

    fact: Fact
    fault: Fault | None
    """In which it came out."""
    served_at: datetime | None
    seen: Sequence[datetime]
    """Each version of it that was seen."""
    queued_at: datetime | None
    sent_at: datetime | None

    @property
    def delay(self) -> timedelta:
        """From publication, or the end of what kept it back, to the outbox; of what made no alert, to its being seen."""
        known = self.queued_at or (self.seen[0] if self.seen else None)
        return (known - max(self.fact.at, self.fault.end if self.fault else self.fact.at)) if known else timedelta.max

    @property
    def is_plain(self) -> bool:
        """Nothing was wrong with its publisher."""
        return self.fault is None and not self.fact.is_shown_late


def ways(script: Script, outcome: Outcome, store: Store, *, since: datetime, until: datetime) -> list[Way]:
    """The way of every fact that came out from `since` to `until`, in order."""
    served = outcome.publishers.first_served()
    alerts = {(latency.source, latency.key): latency for latency in store.latencies(limit=100_000)}
    found = []
    for fact in script.facts:
        if not since <= fact.at < until:
            continue
        told = alerts.get((fact.source, fact.key))
        found.append(
            Way(
                fact=fact,
                fault=next((fault for fault in script.faults if fault.holds(fact.at) and _kept_back(fault, fact)), None),
                served_at=first_after(served.get(fact.address, []), fact.at),
                seen=[event.seen_at for event in store.versions(fact.source, fact.key) if event.seen_at],
                queued_at=told.queued_at if told else None,
                sent_at=told.first_sent_at if told else None,
            )
        )
    return found


def _kept_back(fault: Fault, fact: Fact) -> bool:
    host, _, path = fact.address.partition("?")[0].partition("/")
    return fault.concerns(host, f"/{path}")


def not_once(found: Iterable[Way], until: datetime) -> list[str]:
    """The facts that were not seen exactly once, and once more for each change; or not by the answer that first held them."""
    wrong = []
    for way in found:
        expected = 1 + sum(change < until for change in way.fact.changed_at)
        name = f"{way.fact.source} {way.fact.key}"
        if len(way.seen) != expected:
            wrong.append(f"{name}: seen {len(way.seen)} times in place of {expected}")
        elif way.served_at is None or not timedelta(0) <= way.seen[0] - way.served_at <= ON_THE_WAY:
            wrong.append(f"{name}: served at {way.served_at}, seen at {way.seen[0]}")
    return wrong


def invented(script: Script, store: Store, *, since: datetime, until: datetime) -> list[str]:
    """What was seen and dated in the stretch, and nobody published."""
    published = {(fact.source, fact.key) for fact in script.facts}
    seen = (event for part in script.parts for event in store.history(part.source, before=until, since=since) if event.seen_at)
    return [f"{event.source} {event.key}" for event in seen if (event.source, event.key) not in published]


def percentile(delays: Iterable[timedelta], share: float = 0.95) -> timedelta:
    """The smallest delay that so many of them do not exceed."""
    ordered = sorted(delays)
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else timedelta(0)


def too_late(found: Sequence[Way], intervals: Mapping[str, timedelta]) -> list[str]:
    """What took too long: in windows by the 95th percentile of all, outside them and after faults each by itself."""
    in_windows = percentile(way.delay for way in found if way.is_plain and way.fact.is_scheduled)
    wrong = [f"in windows: {in_windows.total_seconds():.1f} s at the 95th percentile"] if in_windows > IN_WINDOWS else []
    for way in found:
        allowed = intervals[way.fact.source] * 1.05 + ON_THE_WAY if way.fault is None else max(LONGEST_PAUSE, intervals[way.fact.source])
        if way.delay > allowed:
            wrong.append(f"{way.fact.source} {way.fact.key}: {way.delay} after it was there")
    return wrong


def stated_budget(sources: Path) -> dict[str, tuple[int, int]]:
    """By host: the most requests a day, and the limit in 24 hours, as docs/sources.md states them."""
    rows = re.findall(r"^\| `([a-z.-]+)`[^|]*\| ([\d,]+) \| [\d,]+ \| ([\d,]+) \|$", sources.read_text(encoding="utf-8"), re.M)
    return {host: (int(most.replace(",", "")), int(limit.replace(",", ""))) for host, most, limit in rows}


def over_budget(outcome: Outcome, stated: Mapping[str, tuple[int, int]]) -> list[str]:
    """The days on which a host was asked more often than docs/sources.md says; on the first one, which loads the past, than the limit."""
    days = outcome.publishers.log.a_day()
    first = min(day for _, day in days)
    return [f"{host} on {day}: {count} requests" for (host, day), count in days.items() if count > stated[host][day == first]]


def by_source(found: Sequence[Way]) -> dict[str, list[Way]]:
    """The ways of each source, in the script's order of sources."""
    grouped: defaultdict[str, list[Way]] = defaultdict(list)
    for way in found:
        grouped[way.fact.source].append(way)
    return dict(grouped)


def a_day_by_host(outcome: Outcome) -> dict[str, tuple[int, float]]:
    """The most and the mean requests a day of each host, the first day aside, which loads the past."""
    asked = outcome.publishers.log.a_day()
    first = min(day for _, day in asked)
    days: defaultdict[str, list[int]] = defaultdict(list)
    for (host, day), count in asked.items():
        if day != first:
            days[host].append(count)
    return {host: (max(counts), statistics.mean(counts)) for host, counts in sorted(days.items())}


def outcomes(outcome: Outcome) -> Counter[str]:
    """Carried-out polls by how they ended."""
    found: Counter[str] = Counter()
    for (_, how), count in outcome.results.items():
        found[how] += count
    return found
