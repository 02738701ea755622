"""Watching the publishers: what a poll needs, and every source polled by its schedule."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot import render
from bot.calendars.releases import ReleaseCalendar
from bot.errors import StoreUnavailable
from bot.model import Silence
from bot.polling.budget import budget_of
from bot.polling.fetch import ApiKey, Client, make_client
from bot.polling.operator_notices import ClockHealth, NetworkHealth, SourceHealth
from bot.polling.poll import poll
from bot.polling.schedule import Poll, Progress, Schedule
from bot.polling.tally import PollResult
from bot.rulebook import InForce, rulebook_of
from bot.running.parts import GRACE
from bot.settings import Settings
from bot.source import Source
from bot.sources import sources as sources_of
from bot.store import Store
from rules.ledger import shipped_ledger

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The clock of everything."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """What a poll needs, for all sources."""

    settings: Settings
    store: Store
    client: Client
    rules: InForce
    notify_operator: Callable[[str], None]
    now: Callable[[], datetime] = utc_now
    silences: Counter[Silence] = field(default_factory=Counter)
    """Events that made no message since the start, by reason."""
    polled: Callable[[PollResult], None] = lambda result: None
    """Hears how each poll went."""

    async def poll(
        self, source: Source, health: SourceHealth | None = None, *, only_missing: bool = False, wake: Callable[[], None] = lambda: None
    ) -> PollResult:
        """One poll of a source through the whole pipeline, or of what was missing at its last one alone."""
        result = await poll(
            source,
            client=self.client,
            origins=self.settings.origins,
            store=self.store,
            rulebook=self.rules.now,
            ledger=shipped_ledger(),
            render=render.alert,
            now=self.now,
            health=health,
            notify_operator=self.notify_operator,
            silences=self.silences,
            only_missing=only_missing,
            wake=wake,
        )
        self.polled(result)
        return result


def watched_sources(settings: Settings, source_ids: Sequence[str] = ()) -> list[Source]:
    """The sources of these ids, else those that the settings name, as the operator's key allows. Raises SettingsError."""
    return sources_of(source_ids or settings.sources, with_key=settings.fred_api_key is not None)


def client_of(settings: Settings) -> Client:
    """The HTTP client for all publishers, with the operator's FRED key where there is one; a context manager."""
    key = ApiKey(settings.fred_api_url, "api_key", settings.fred_api_key.get_secret_value()) if settings.fred_api_key else None
    return make_client(settings.user_agent, settings.http_proxy, key, budget_of(settings.origins, utc_now))


@asynccontextmanager
async def watcher_of(
    settings: Settings,
    store: Store,
    notify_operator: Callable[[str], None] = log.warning,
    silences: Counter[Silence] | None = None,
    rules: InForce | None = None,
    polled: Callable[[PollResult], None] = lambda result: None,
) -> AsyncIterator[Watcher]:
    """A watcher with its HTTP client open; `silences` counts the events that make no message."""
    counted = Counter() if silences is None else silences
    async with client_of(settings) as client:
        rules = rules or rules_of(settings)
        yield Watcher(
            settings=settings, store=store, client=client, rules=rules, notify_operator=notify_operator, silences=counted, polled=polled
        )


async def watch(watcher: Watcher, schedule: Schedule, wake: Callable[[], None]) -> None:
    """Poll every source by the schedule, from the first moment until cancelled; `wake` is called when one had news."""
    clock, network = ClockHealth(), NetworkHealth()
    for source in watched_sources(watcher.settings):
        health = SourceHealth(clock=clock, network=network)
        schedule.watch(source.id, source.plan, _poller(watcher, source, health, wake), _progress(watcher.store, source.id))
    for name in _paused(watcher.store, schedule.names()):
        schedule.pause(name)
    schedule.start()
    try:
        await asyncio.Event().wait()
    finally:
        await schedule.stop(GRACE)


def schedule_of(store: Store) -> Schedule:
    """A schedule that knows the store's calendar, nothing watched yet."""
    return Schedule(utc_now, calendar=_last_known(store))


def rules_of(settings: Settings) -> InForce:
    """The rulebook, and the way to read it anew. Raises what `rulebook_of` raises."""
    return InForce(rulebook_of(settings), lambda: rulebook_of(settings))


def calendar_of(store: Store) -> ReleaseCalendar:
    """On which days releases come out, as far as the Board's calendar was read; the shipped meetings besides."""
    return ReleaseCalendar(meetings=shipped_ledger().meetings, published=store.release_days())


def _last_known(store: Store) -> Callable[[], ReleaseCalendar]:
    """The calendar of releases, as it was known last where the store cannot be read."""
    known = ReleaseCalendar(meetings=shipped_ledger().meetings)

    def calendar() -> ReleaseCalendar:
        nonlocal known
        with contextlib.suppress(StoreUnavailable):
            known = calendar_of(store)
        return known

    return calendar


def _poller(watcher: Watcher, source: Source, health: SourceHealth, wake: Callable[[], None]) -> Poll:
    async def once(only_missing: bool) -> PollResult:
        result = await watcher.poll(source, health, only_missing=only_missing, wake=wake)
        if result.new:
            wake()
        return result

    return once


def _paused(store: Store, names: Sequence[str]) -> list[str]:
    """What an operator has paused, in this run or one before; said at every start, for it could be forgotten."""
    found = [state for state in store.source_states() if state.paused_at is not None and state.source in names]
    for state in found:
        log.warning(
            "%s is paused since %s and is not asked: /admin sources resumes it", state.source, f"{state.paused_at:%Y-%m-%d %H:%M} UTC"
        )
    return [state.source for state in found]


def _progress(store: Store, source_id: str) -> Progress:
    state = store.source_state(source_id)
    return Progress(last=state.last_poll_at, failures=state.failures_in_a_row, retry_at=state.retry_at)
