"""`/metrics`: what was counted, and what is the case now, by the database, at a cost that does not grow with history."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from datetime import datetime

from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.core import CollectorRegistry, CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric

from bot import __version__
from bot.errors import StoreUnavailable
from bot.model import Silence
from bot.web.of_request import site_of
from bot.web.site import Site

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


async def metrics(request: web.Request) -> web.Response:
    """Everything, as Prometheus reads it."""
    site = site_of(request)
    text = await site.counted.kept(lambda: _text(site))
    return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})


def _text(site: Site) -> bytes:
    return generate_latest(_Look(site))


class _Look(CollectorRegistry):
    """One look at a site."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self._site = site

    def collect(self) -> Iterator[Metric]:
        """Every metric there is; without the database those that do not need it."""
        stored = _stored(self._site)
        yield from self._site.counted.families()
        yield from _program(self._site)
        yield from stored


def _stored(site: Site) -> list[Metric]:
    """What the database knows, and whether it is up."""
    site.counted.watches(source.id for source in site.sources)
    found: list[Metric] = []
    try:
        site.counted.count(site.store, leads=site.leads())
        found += [*_sources(site), *_outbox(site)]
        is_up = site.store.health.trouble is None
    except StoreUnavailable:
        is_up = False
    return [*found, _gauge("fedtide_database_up", "1 where the database takes and gives what it is asked to.", is_up)]


def _program(site: Site) -> Iterator[Metric]:
    rulebook = site.rules.now
    yield InfoMetricFamily("fedtide_build", "The program.", {"version": __version__, "python": platform.python_version()})
    yield InfoMetricFamily("fedtide_rulebook", "The rules in force.", {"version": rulebook.version, "sha256": rulebook.sha256})
    yield _gauge("fedtide_start_time_seconds", "When this process began to serve.", site.started_at.timestamp())
    yield _gauge("fedtide_leader", "1 where this process watches the publishers; of several on one database one does.", site.leads())
    silences = CounterMetricFamily("fedtide_silences", "Events that made no message, by reason.", labels=("reason",))
    for reason in Silence:
        silences.add_metric((reason.value,), site.silences.get(reason, 0))
    yield silences


def _sources(site: Site) -> Iterator[Metric]:
    states = {state.source: state for state in site.store.source_states()}
    answered = GaugeMetricFamily("fedtide_source_last_success_timestamp_seconds", "When a source was last read.", labels=("source",))
    new = GaugeMetricFamily("fedtide_source_last_new_timestamp_seconds", "When a source last had something new.", labels=("source",))
    overdue = GaugeMetricFamily(
        "fedtide_source_overdue_after_seconds", "Without anything new for longer, a source is overdue.", labels=("source",)
    )
    interval = GaugeMetricFamily(
        "fedtide_source_poll_interval_seconds", "How often a source is asked when nothing is expected.", labels=("source",)
    )
    failures = GaugeMetricFamily("fedtide_source_failures", "Polls of a source that failed in a row.", labels=("source",))
    aside = GaugeMetricFamily("fedtide_source_rows_set_aside", "Rows of a source's pages that cannot be read.", labels=("source",))
    rows = site.store.count_set_aside()
    for source in site.sources:
        overdue.add_metric((source.id,), source.overdue_after.total_seconds())
        interval.add_metric((source.id,), source.plan.every.total_seconds())
        aside.add_metric((source.id,), rows.get(source.id, 0))
        state = states.get(source.id)
        failures.add_metric((source.id,), state.failures_in_a_row if state else 0)
        _instant(answered, source.id, state.last_ok_at if state else None)
        _instant(new, source.id, state.last_new_at if state else None)
    yield from (answered, new, overdue, interval, failures, aside)


def _outbox(site: Site) -> Iterator[Metric]:
    depth = site.store.depth()
    count = GaugeMetricFamily("fedtide_outbox_owed", "Deliveries that are owed now.", labels=("channel",))
    said = "How long the oldest delivery that is owed now has been; 0 where none is."
    age = GaugeMetricFamily("fedtide_outbox_oldest_age_seconds", said, labels=("channel",))
    for channel in sorted({*site.counted.channels, *depth.owed}):
        owed = depth.owed.get(channel)
        count.add_metric((channel,), owed.count if owed else 0)
        age.add_metric((channel,), max((site.now() - owed.oldest_queued_at).total_seconds(), 0.0) if owed else 0)
    yield from (count, age)
    yield _gauge("fedtide_outbox_held", "Deliveries that wait for their chat to wake.", depth.held)
    yield _gauge("fedtide_fan_outs_open", "Alerts whose deliveries are still being written.", depth.fanning_out)


def _gauge(name: str, said: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, said, float(value))


def _instant(family: GaugeMetricFamily, source_id: str, at: datetime | None) -> None:
    """A source's instant, where it has one: 0 would be an age of decades."""
    if at is not None:
        family.add_metric((source_id,), at.timestamp())
