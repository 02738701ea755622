"""What happens in this process, counted for Prometheus as it happens, and what was taken in, counted at each look.

Labels are names of ours alone: sources, kinds, channels, outcomes, stages. Nothing that a publisher or a person wrote is among them.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.metrics_core import Metric

from bot.delivery.heard import Heard
from bot.kinds import ALERT_KINDS, KINDS
from bot.polling.tally import PollResult
from bot.store import Mark, Store, Told

POLL_OUTCOMES = ("ok", "not_modified", "error")
DELIVERY_OUTCOMES = ("sent", "deferred", "uncertain", "refused", "rejected", "moved", "skipped")
KEPT = 1.0
"""Seconds for which a look is kept: whoever looks more often costs nothing more."""
STAGES = ("seen", "queued", "sent")
MOST_WAITING = 100
"""Alerts whose first message is waited for; of more the oldest are forgotten."""
POLL_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
WAIT_SECONDS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0)
LATENCY_SECONDS = (1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0, 21600.0)


class Counted:
    """The metrics of one process, in a registry of their own.

    Every series is there from the start, at 0: what appears with its first count has no increase in Prometheus' eyes.
    """

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(namespace="fedtide", registry=registry)
        self._polls = Counter("fedtide_polls", "Polls of a source, by how they ended.", ("source", "outcome"), registry=registry)
        self._poll_seconds = Histogram("fedtide_poll_duration_seconds", "How long polls took.", registry=registry, buckets=POLL_SECONDS)
        self._deliveries = Counter(
            "fedtide_deliveries", "Deliveries that left the outbox's hands, by how that ended.", ("channel", "outcome"), registry=registry
        )
        self._waits = Histogram(
            "fedtide_rate_wait_seconds",
            "How long deliveries waited for their place.",
            ("channel",),
            registry=registry,
            buckets=WAIT_SECONDS,
        )
        self._floods = Counter(
            "fedtide_flood_waits",
            "Times that a platform said that too much was sent, to a chat or by all.",
            ("channel", "held"),
            registry=registry,
        )
        self._events = Counter("fedtide_events", "Events that were assessed, by kind.", ("kind",), registry=registry)
        self._alerts = Counter(
            "fedtide_alerts", "Alerts that were queued, by kind; what tells of an event anew too.", ("kind",), registry=registry
        )
        self._latency = Histogram(
            "fedtide_alert_latency_seconds",
            "From an event's publication until it was seen, its alert queued, the first message sent.",
            ("kind", "stage"),
            registry=registry,
            buckets=LATENCY_SECONDS,
        )
        for kind in KINDS:
            self._events.labels(kind)
        for kind in ALERT_KINDS:
            self._alerts.labels(kind)
            for stage in STAGES:
                self._latency.labels(kind, stage)
        self.channels: set[str] = set()
        self._mark: Mark | None = None
        self._waiting: tuple[int, ...] = ()
        self._looking = asyncio.Lock()
        self._last: tuple[float, bytes] = (-math.inf, b"")

    def polled(self, result: PollResult) -> None:
        """A poll has ended."""
        self._polls.labels(result.source, result.outcome).inc()
        self._poll_seconds.observe(result.seconds)

    def heard(self, channel: str) -> Heard:
        """What a channel's outbox calls."""
        self.channels.add(channel)
        ended = {word: self._deliveries.labels(channel, word) for word in DELIVERY_OUTCOMES}
        floods = {everybody: self._floods.labels(channel, "everybody" if everybody else "chat") for everybody in (True, False)}
        return Heard(
            ended=lambda word: ended[word].inc(),
            waited=self._waits.labels(channel).observe,
            flooded=lambda everybody: floods[everybody].inc(),
        )

    def watches(self, source_ids: Iterable[str]) -> None:
        """These sources are watched."""
        for source_id in source_ids:
            for outcome in POLL_OUTCOMES:
                self._polls.labels(source_id, outcome)

    def count(self, store: Store, *, leads: bool) -> None:
        """Count what was taken in since the last look. Of several processes the one that leads counts, each thing once."""
        if self._mark is None or not leads:
            self._mark, self._waiting = store.mark(), ()
            return
        before = self._mark
        grown = store.grown_since(before, self._waiting)
        for kind in grown.kinds:
            self._events.labels(kind).inc()
        for told in grown.told:
            self._take(told, is_new=told.alert_id > before.alert_id)
        unsent = [told.alert_id for told in grown.told if told.latency.first_sent_at is None and not told.is_revision]
        self._mark, self._waiting = grown.mark, tuple(unsent[-MOST_WAITING:])

    def families(self) -> Iterator[Metric]:
        """All of it. Without the instants at which counters began, which would be metrics of their own."""
        for family in self._registry.collect():
            family.samples = [sample for sample in family.samples if not sample.name.endswith("_created")]
            yield family

    async def kept(self, make: Callable[[], bytes]) -> bytes:
        """What `make` gives, made in a thread; what is younger than a second is given again."""
        async with self._looking:
            made_at, text = self._last
            if time.monotonic() - made_at >= KEPT:
                text = await asyncio.to_thread(make)
                self._last = time.monotonic(), text
            return text

    def _take(self, told: Told, *, is_new: bool) -> None:
        latency = told.latency
        if is_new:
            self._alerts.labels(latency.kind).inc()
        if told.is_revision:
            return
        reached = {"seen": latency.seen_at, "queued": latency.queued_at} if is_new else {}
        for stage, at in {**reached, "sent": latency.first_sent_at}.items():
            if at is not None:
                self._latency.labels(latency.kind, stage).observe(max((at - latency.published_at).total_seconds(), 0.0))
