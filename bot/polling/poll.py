"""From a publisher's page to an alert in the outbox: `poll` calls the stages in order and decides nothing.

An event, its assessment and its alert are committed together; what the pages are recognised by is remembered last, and only when
all of them were read. So a crash, a bad page or a fault of ours at any point means reading again, and never a lost alert. A row of a list
that could not be read is set aside and told of; its page is remembered all the same, and the row tried again when the page has changed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.calendars.newyork import today
from bot.errors import FetchError, SourceError
from bot.model import Render, Silence
from bot.polling.catch_up import MARGIN, missed_pages, read_part
from bot.polling.expectations import take_expectations
from bot.polling.fetch import Client, Clock, Fetched, Wanted, fetch_all, fetch_past, set_aside
from bot.polling.intake import Intake
from bot.polling.operator_notices import SourceHealth, described, notices, set_aside_notices, summary_of_rows
from bot.polling.prices import Taken, keep, take_prices
from bot.polling.reading import read_apart
from bot.polling.second_publisher import said_otherwise, settle, to_confirm, told
from bot.source import Page, Second, SetAside, Source, Validators, set_aside_of
from bot.store import Store
from rules.event import Event
from rules.ledger import PolicyLedger
from rules.model import Rulebook

RECHECK = timedelta(hours=24)
"""The page of an item is asked for again, whenever its feed changes, while the item is younger than this: it may be corrected."""
FIRST_PAST_PAUSE = timedelta(minutes=1)
LONGEST_PAST_PAUSE = timedelta(hours=6)
"""Between tries to load a source's past: FRED refuses many data centres, and a poll must not wait for it each time."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """How one poll went. `events` were read, `new` of them committed; `newest` is when the newest of these was published."""

    source: str
    outcome: str
    """ok, not_modified, error"""
    events: int = 0
    new: int = 0
    seconds: float = 0.0
    error: str | None = None
    newest: datetime | None = None
    retry_at: datetime | None = None
    """The publisher asks not to be asked before."""
    partial: bool = False
    """Some items could not be read; the others went on."""
    set_aside: int = 0
    """Rows that could not be read; `error` names them where nothing else is wrong."""


@dataclass(slots=True)
class _Tally:
    """What a poll has found so far."""

    modified: bool = False
    events: int = 0
    new: int = 0
    newest: datetime | None = None
    errors: list[Exception] = field(default_factory=list)
    partial: bool = False
    read: set[str] = field(default_factory=set)
    """The pages that were read, by URL."""
    set_aside: tuple[SetAside, ...] = ()

    def took(self, taken: Taken) -> None:
        """What a poll of prices or quotes brought."""
        self.read, self.set_aside = {page.url for page in taken.pages}, tuple(taken.set_aside)
        self.modified, self.partial = bool(taken.pages), taken.is_partial
        self.events, self.new = taken.found, taken.new
        self.errors += taken.errors

    def committed(self, event: Event) -> None:
        self.new += 1
        self.newest = max(self.newest or event.published_at, event.published_at)


async def poll(
    source: Source,
    *,
    client: Client,
    origins: Mapping[str, str],
    store: Store,
    rulebook: Rulebook,
    ledger: PolicyLedger,
    render: Render,
    now: Clock,
    health: SourceHealth | None = None,
    notify_operator: Callable[[str], None] = logger.warning,
    silences: Counter[Silence] | None = None,
) -> PollResult:
    """Read what a source has that is new or changed, and commit what follows from it; never raises what is wrong with the source.

    `origins` maps publishers to where they are asked, `ledger` is the shipped one, `health` is the source's own from poll to poll
    (it counts what the operator is told of), `silences` counts the events that make no message, by reason. Raises what is wrong with
    the store, when not even the outcome can be recorded.
    """
    tally, health = _Tally(), health or SourceHealth()
    silences = Counter() if silences is None else silences
    intake = Intake(source=source, store=store, rulebook=rulebook, ledger=ledger, render=render, now=now, silences=silences)
    began = time.perf_counter()
    with _caught(source, tally):
        await load_past(source, client=client, origins=origins, store=store, now=now, health=health)
        if source.prices:
            known = await asyncio.to_thread(_validators, source, store, health)
            tally.took(await take_prices(source, client=client, origins=origins, store=store, now=now, known=known))
        elif source.expectations:
            tally.took(await take_expectations(source, client=client, origins=origins, store=store, now=now))
        else:
            await _take_events(intake, client, origins, health, tally)
    await confirm(intake, client, origins, health, notify_operator)
    result = _result(source, tally, time.perf_counter() - began)
    fresh = await asyncio.to_thread(_record, result, tally, store, now())
    for text in (
        *set_aside_notices(source.id, fresh),
        *notices(source, tally.errors, store.source_state(source.id), health, now()),
        *health.clock.notices(),
    ):
        notify_operator(text)
    return result


async def _take_events(intake: Intake, client: Client, origins: Mapping[str, str], health: SourceHealth, tally: _Tally) -> None:
    """Fetch what has changed, take in what is new of it, and remember the pages last, or a crash loses an alert for ever."""
    source, store, now = intake.source, intake.store, intake.now
    wanted = _wanted(source, store, now)
    missed = await read_missed(source, client=client, origins=origins, store=store, now=now)

    async def take_in(fetched: Fetched) -> None:
        tally.errors.clear()  # what could not be read among fewer pages is read again among more
        seen_at = now()
        events = with_missed(await read_apart(source.id, parse, source, fetched, wanted, tally), missed)
        for event, is_revision in store.unseen(events):
            with _one_of_many(event, tally):
                tally.committed(await intake.take(replace(event, seen_at=seen_at), events, is_revision=is_revision))

    known = await asyncio.to_thread(_validators, source, store, health)
    fetched = await fetch_all(client, source, origins, known, wanted, now=now, meanwhile=take_in)
    await take_in(fetched)
    health.clock.look(fetched.pages)
    if source.days and fetched.pages:
        days = await read_apart(source.id, source.days, fetched.pages)
        tally.new += await asyncio.to_thread(store.set_release_days, days)
    if not tally.errors:
        await asyncio.to_thread(store.remember, source.id, fetched.pages, now())


def _validators(source: Source, store: Store, health: SourceHealth) -> Mapping[str, Validators]:
    """What the source's pages are recognised by; nothing at the first poll of a program that may read what an older one set aside."""
    is_first = health.since is None
    return {} if is_first and store.set_aside(source.id) else store.validators(source.id)


async def confirm(
    intake: Intake, client: Client, origins: Mapping[str, str], health: SourceHealth, notify_operator: Callable[[str], None]
) -> None:
    """Ask a second publisher for what was published hours ago; a contradiction is told to the operator and lowers the confidence.

    A second publisher that does not answer is asked again later: it is no fault of the first.
    """
    source, now, second = intake.source, intake.now, intake.source.second
    if second is None or (health.confirm_at and now() < health.confirm_at):
        return
    try:
        events = await asyncio.to_thread(to_confirm, source, intake.store, now())
        if not events:
            return
        health.confirm_at = now() + second.again
        pages = await read_part(second.pages(events), source, client, origins, now)
        for event in events:
            if said := second.said(event, pages):
                await _confirm_one(event, said, second, intake, notify_operator)
    except SourceError as e:
        logger.info("%s: not confirmed yet: %s", source.id, described(e))
    except Exception:  # a fault of ours: confirming must not end the poll
        logger.exception("%s: confirming broke", source.id)


async def _confirm_one(
    event: Event, said: Mapping[str, Any], second: Second, intake: Intake, notify_operator: Callable[[str], None]
) -> None:
    """Settled last: what is cut off before is found out, and told, again."""
    source, store, now = intake.source, intake.store, intake.now
    if otherwise := said_otherwise(event, said):
        await asyncio.to_thread(store.dispute, source.id, event.key, otherwise, now())
        await intake.take_again(event)
        notify_operator(f"{source.id}: {told(event, second, otherwise)}")
    await asyncio.to_thread(settle, event, source, store, now())


async def load_past(
    source: Source, *, client: Client, origins: Mapping[str, str], store: Store, now: Clock, health: SourceHealth | None = None
) -> int:
    """Load the history that a source's measures need, once; gives how many events it had.

    A failure is logged and leaves the measures unknown; the next polls try again, after a pause that grows.
    """
    past = source.past(today(now()))
    health = health or SourceHealth()
    if not past or store.is_backfilled(source.id) or (health.past_retry_at and now() < health.past_retry_at):
        return 0
    try:
        pages = await fetch_past(client, source, origins, past, now=now)
        if source.prices:
            return await asyncio.to_thread(_keep_past, source, pages, store, now())
        events = await read_apart(source.id, source.parse_past, pages)
        _log_set_aside(source, set_aside_of(events))
    except Exception as e:  # the past must not keep the present back, whatever is wrong with it
        pause = min(FIRST_PAST_PAUSE * 2**health.past_failures, LONGEST_PAST_PAUSE)
        health.past_failures = min(health.past_failures + 1, 20)
        health.past_retry_at = max(now() + pause, getattr(e, "retry_at", None) or now())
        ours = not isinstance(e, SourceError)
        logger.warning("%s: its past could not be loaded, measures stay unknown until it is: %s", source.id, described(e), exc_info=ours)
        return 0
    await asyncio.to_thread(store.backfill, source.id, events, now())
    logger.info("%s: loaded %d events of the past", source.id, len(events))
    return len(events)


async def read_missed(source: Source, *, client: Client, origins: Mapping[str, str], store: Store, now: Clock) -> list[Event]:
    """The events of an outage that the source's own pages don't look back over, as far as they were published since it began."""
    last_ok_at = store.source_state(source.id).last_ok_at
    parts = await missed_pages(source, last_ok_at, client=client, origins=origins, now=now)
    read = [source.parse_past(pages) for pages in parts]
    events = [event for found in read for event in found]
    _log_set_aside(source, set_aside_of(*read))
    if parts:
        logger.info("%s: read %d events since its last answer, %s", source.id, len(events), last_ok_at)
    return [event for event in events if last_ok_at and event.published_at > last_ok_at - MARGIN]


def with_missed(events: Sequence[Event], missed: Sequence[Event]) -> list[Event]:
    """Both; what stands in both counts as the polled page has it."""
    polled = {event.key for event in events}
    return [*(event for event in missed if event.key not in polled), *events]


def _keep_past(source: Source, pages: Sequence[Page], store: Store, now: datetime) -> int:
    """Keep the prices of a source's past; gives how many were new."""
    assert source.prices is not None
    read = [source.prices(page) for page in pages]
    _log_set_aside(source, set_aside_of(*read))
    new, _ = keep([price for found in read for price in found], store, now)
    store.backfill(source.id, (), now)
    logger.info("%s: loaded %d prices of the past", source.id, new)
    return new


def _log_set_aside(source: Source, rows: Sequence[SetAside]) -> None:
    """Of the past: the present's rows are kept and told of."""
    if rows:
        logger.warning("%s: of its past, %s", source.id, summary_of_rows(rows))


def parse(source: Source, fetched: Fetched, wanted: Wanted, tally: _Tally) -> list[Event]:
    """The events of the fetched pages.

    An item page that can't be read, and a row of a list, is set aside and named in the tally. Items whose page was not read this time are
    left out: their facts are unknown, not changed.
    """
    pages = list(fetched.pages)
    tally.modified = bool(pages)
    tally.errors += fetched.failed
    events: list[Event] = []
    while pages:
        try:
            events = source.parse(pages)
            break
        except SourceError as e:
            set_aside(e, source, pages, fetched.asked)
            tally.errors.append(e)
    tally.partial = bool(tally.errors)
    tally.read, tally.set_aside = {page.url for page in pages}, set_aside_of(events)
    if source.item_pages:
        read, asked = _paths(page.url for page in pages), _paths(fetched.asked)
        events = [
            event
            for event in events
            if _path(event.url) in read or (_path(event.url) not in asked and wanted(event.key, event.published_at))
        ]
    tally.events = len(events)
    return events


def _wanted(source: Source, store: Store, now: Clock) -> Wanted:
    """Whether an item is worth its page: not seen before, or young enough to be corrected."""
    return lambda key, published_at: now() - published_at < RECHECK or not store.known(source.id, key)


def _path(url: str) -> str:
    return urlsplit(url).path


def _paths(urls: Iterable[str]) -> set[str]:
    return {_path(url) for url in urls}


@contextmanager
def _caught(source: Source, tally: _Tally) -> Iterator[None]:
    """The edge of a poll: what goes wrong with a source ends its poll, not the program."""
    try:
        yield
    except SourceError as e:
        tally.errors.append(e)
        tally.partial = False
    except Exception as e:  # a fault of ours
        logger.exception("%s: the poll broke", source.id)
        tally.errors.append(e)
        tally.partial = False


@contextmanager
def _one_of_many(event: Event, tally: _Tally) -> Iterator[None]:
    """The edge of one event: a fault of ours in one must not keep the others back. It is tried again at the next poll."""
    try:
        yield
    except Exception as e:
        logger.exception("%s: %s could not be taken in", event.source, event.key)
        tally.errors.append(e)
        tally.partial = True


def _result(source: Source, tally: _Tally, seconds: float) -> PollResult:
    pauses = [e.retry_at for e in tally.errors if isinstance(e, FetchError) and e.retry_at]
    outcome = "error" if tally.errors else "ok" if tally.modified else "not_modified"
    return PollResult(
        source=source.id,
        outcome=outcome,
        events=tally.events,
        new=tally.new,
        seconds=round(seconds, 3),
        error=_summary(tally.errors) or (summary_of_rows(tally.set_aside) if tally.set_aside else None),
        set_aside=len(tally.set_aside),
        newest=tally.newest,
        retry_at=max(pauses, default=None),
        partial=tally.partial,
    )


def _summary(errors: Sequence[Exception]) -> str | None:
    """The first two errors, and how many more there are."""
    more = [f"and {len(errors) - 2} more"] if len(errors) > 2 else []
    return "; ".join([*map(described, errors[:2]), *more]) or None


def _record(result: PollResult, tally: _Tally, store: Store, now: datetime) -> list[SetAside]:
    """Keep how the poll went; gives the rows that were set aside for the first time."""
    if result.error:
        logger.warning("%s: %s", result.source, result.error)
    if tally.errors and tally.set_aside:
        logger.warning("%s: %s", result.source, summary_of_rows(tally.set_aside))
    store.record_poll(
        result.source, result.outcome, now, error=result.error, new=result.new, seconds=result.seconds, retry_at=result.retry_at
    )
    return store.keep_set_aside(result.source, tally.read, tally.set_aside, now) if tally.read else []
