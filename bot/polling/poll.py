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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from bot.errors import SourceError, StoreUnavailable
from bot.model import Render, Silence
from bot.polling.catch_up import is_behind
from bot.polling.expectations import take_expectations
from bot.polling.fetch import Client, Clock
from bot.polling.follow import Fetched, fetch_all
from bot.polling.intake import Intake
from bot.polling.items import parse, worth_its_page
from bot.polling.missed import read_missed, with_missed
from bot.polling.operator_notices import SourceHealth, notices, set_aside_notices, summary_of_rows
from bot.polling.past import load_past
from bot.polling.prices import take_prices
from bot.polling.reading import read_apart
from bot.polling.second_publisher import confirm
from bot.polling.tally import PollResult, Tally, result_of
from bot.source import SetAside, Source, Validators
from bot.store import SourceState, Store
from rules.event import Event
from rules.ledger import PolicyLedger
from rules.model import Rulebook

logger = logging.getLogger(__name__)


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
    only_missing: bool = False,
    wake: Callable[[], None] = lambda: None,
) -> PollResult:
    """Read what a source has that is new or changed, and commit what follows from it; never raises what is wrong with the source.

    `origins` maps publishers to where they are asked, `ledger` is the shipped one, `health` is the source's own from poll to poll
    (it counts what the operator is told of), `silences` counts the events that make no message, by reason. With `only_missing` nothing is
    asked for but what was missing at the last poll. `wake` is called once an alert is committed, whatever else is still to be read. Raises
    StoreUnavailable: then the pages are not remembered, and the next poll reads them again.
    """
    tally, health = Tally(), health or SourceHealth()
    silences = Counter() if silences is None else silences
    intake = Intake(
        source=source, store=store, rulebook=rulebook, ledger=ledger, render=render, now=now,
        notify_operator=notify_operator, silences=silences, wake=wake,
    )  # fmt: skip
    began = time.perf_counter()
    with _caught(source, tally):
        if health.state is None or health.state.backfilled_at is None:
            await load_past(source, client=client, origins=origins, store=store, now=now, pause=health.past)
        if source.prices:
            known = await asyncio.to_thread(_validators, source, store, health)
            tally.took(await take_prices(source, client=client, origins=origins, store=store, now=now, known=known))
        elif source.expectations:
            tally.took(await take_expectations(source, client=client, origins=origins, store=store, now=now))
        else:
            await _take_events(intake, client, origins, health, tally, only_missing=only_missing)
    await confirm(intake, client, origins, health.confirmation, notify_operator)
    result = result_of(source.id, tally, time.perf_counter() - began)
    fresh, state = await asyncio.to_thread(_record, result, tally, store, now())
    health.state = state
    for text in (
        *set_aside_notices(source.id, fresh),
        *notices(source, tally.errors, state, health, now()),
        *health.clock.notices(),
    ):
        notify_operator(text)
    return result


async def _take_events(
    intake: Intake, client: Client, origins: Mapping[str, str], health: SourceHealth, tally: Tally, *, only_missing: bool
) -> None:
    """Fetch what has changed, take in what is new of it, and remember the pages last, or a crash loses an alert for ever."""
    source, store, now = intake.source, intake.store, intake.now
    wanted = worth_its_page(source, store, now)
    state, known = await _known(source, store, health)
    tally.again_at = None if only_missing else health.kept.again_at  # where this fails, what is missing does not wait for it

    async def take_in(fetched: Fetched, missed: Sequence[Event] = ()) -> None:
        tally.errors.clear()  # what could not be read among fewer pages is read again among more
        seen_at = now()
        events = with_missed(await read_apart(source.id, parse, source, fetched, wanted, tally), missed)
        for event, is_revision in store.unseen(events):
            with _one_of_many(event, tally):
                tally.committed(await intake.take(replace(event, seen_at=seen_at), events, is_revision=is_revision))

    fetched = await fetch_all(
        client, source, origins, known, wanted,
        now=now, meanwhile=take_in, is_behind=is_behind(source, state.last_ok_at, now()), kept=health.kept, only_missing=only_missing,
    )  # fmt: skip
    missed = await read_missed(source, state.last_ok_at, client=client, origins=origins, now=now)
    if fetched.pages or fetched.failed or missed:
        await take_in(fetched, missed)
    health.kept = health.kept.after(fetched, now())
    tally.again_at = health.kept.again_at
    health.clock.look(fetched.pages)
    if source.days and fetched.pages:
        days = await read_apart(source.id, source.days, fetched.pages)
        tally.new += await asyncio.to_thread(store.set_release_days, days)
    if fetched.pages and not tally.errors and not fetched.missing:  # not even over a restart: what is missing is found by them
        health.validators = None
        await asyncio.to_thread(store.remember, source.id, fetched.pages, now())


async def _known(source: Source, store: Store, health: SourceHealth) -> tuple[SourceState, Mapping[str, Validators]]:
    """How the source is doing, and what its pages are recognised by: as the last poll left it, or read from the store."""
    if health.state is None:
        health.state = await asyncio.to_thread(store.source_state, source.id)
    if health.validators is None:
        health.validators = await asyncio.to_thread(_validators, source, store, health)
    return health.state, health.validators


def _validators(source: Source, store: Store, health: SourceHealth) -> Mapping[str, Validators]:
    """What the source's pages are recognised by; nothing at the first poll of a program that may read what an older one set aside."""
    is_first = health.since is None
    return {} if is_first and store.set_aside(source.id) else store.validators(source.id)


@contextmanager
def _caught(source: Source, tally: Tally) -> Iterator[None]:
    """The edge of a poll: what goes wrong with a source ends its poll, not the program."""
    try:
        yield
    except SourceError as e:
        tally.errors.append(e)
        tally.partial = False
    except StoreUnavailable:  # no fault of the source's: what was read is read again
        raise
    except Exception as e:  # a fault of ours
        logger.exception("%s: the poll broke", source.id)
        tally.errors.append(e)
        tally.partial = False


@contextmanager
def _one_of_many(event: Event, tally: Tally) -> Iterator[None]:
    """The edge of one event: a fault of ours in one must not keep the others back. It is tried again at the next poll."""
    try:
        yield
    except StoreUnavailable:
        raise
    except Exception as e:
        logger.exception("%s: %s could not be taken in", event.source, event.key)
        tally.errors.append(e)
        tally.partial = True


def _record(result: PollResult, tally: Tally, store: Store, now: datetime) -> tuple[list[SetAside], SourceState]:
    """Keep how the poll went; gives the rows that were set aside for the first time, and how the source is doing now."""
    if result.error:
        logger.warning("%s: %s", result.source, result.error)
    if tally.errors and tally.set_aside:
        logger.warning("%s: %s", result.source, summary_of_rows(tally.set_aside))
    store.record_poll(
        result.source, result.outcome, now, error=result.error, new=result.new, seconds=result.seconds, retry_at=result.retry_at
    )
    fresh = store.keep_set_aside(result.source, tally.read, tally.set_aside, now) if tally.read else []
    return fresh, store.source_state(result.source)
