"""The composition root: builds everything from settings and hands it round; it decides nothing itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.assessing.known import History, NoHistory, StoredHistory
from bot.chat.application import App, build_application, cards_of, contested, make_closed, operators_of, rich_of, start
from bot.chat.application import poll as poll_telegram
from bot.chat.application import stop as stop_chat
from bot.chat.operations import Operations, share_bans
from bot.chat.pages.under import make_under
from bot.chat.reach import Reach
from bot.chat.status import report
from bot.chat.webhook import Brought, be_brought
from bot.delivery import timed
from bot.delivery.channel import Channel
from bot.delivery.limiter import Limiter
from bot.delivery.sharing import Sharing
from bot.delivery.telegram.admitting import to_admitted
from bot.delivery.telegram.illustrating import Illustrator
from bot.delivery.telegram.leaving import noting
from bot.delivery.telegram.send import make_send
from bot.delivery.telegram.shortening import enricher, shortener
from bot.delivery.terminal import CONSOLE_CHAT, print_to
from bot.evidence.looking_back import LookingBack
from bot.model import TELEGRAM, TERMINAL, Silence, Subscription
from bot.polling.schedule import Schedule
from bot.polling.tally import PollResult
from bot.running.memory import give_back
from bot.running.opening import opened, read_watches_anew, tell_of_trouble
from bot.running.parts import Part, first, run, stop_on_signals
from bot.running.programs import program_of
from bot.running.watching import Watcher, rules_of, schedule_of, utc_now, watch, watched_sources, watcher_of
from bot.settings import Settings
from bot.store import Store, open_store, store_place
from bot.web.counted import Counted
from bot.web.site import Front, Site
from bot.worker import Worker
from rules.ledger import shipped_ledger


async def poll_once(settings: Settings, source_ids: Sequence[str] = ()) -> list[PollResult]:
    """One poll of each source, one after the other; what is new is committed, and sent by the running bot."""
    chosen = watched_sources(settings, source_ids)
    with contextlib.closing(open_store(settings.database_url)) as store:
        async with watcher_of(settings, store) as watcher:
            return [await watcher.poll(source) for source in chosen]


def _serving(address: str | None, front: Front) -> AbstractAsyncContextManager[None]:
    """What answers over HTTP, which is loaded where there is an address for it."""
    if address is None:
        return contextlib.nullcontext()
    from bot.web.server import serving

    return serving(address, front)


async def run_console(settings: Settings, echo: Callable[[str], None]) -> None:
    """Watch, and print alerts to the terminal until told to stop. Raises SettingsError before anything is opened."""
    watched = watched_sources(settings)
    stop, front = stop_on_signals(), Front()
    async with _serving(settings.http_address, front):
        with contextlib.closing(open_store(settings.database_url)) as store:
            if store.subscription(CONSOLE_CHAT) is None:
                store.subscribe(Subscription(chat_id=CONSOLE_CHAT, channel=TERMINAL, lang=settings.lang))
            limiter, rules = Limiter(settings.send_rate), rules_of(settings)
            counted, silences, sharing = Counted(), Counter[Silence](), Sharing(store, limiter, settings.send_rate, utc_now)
            site = Site(
                store=store, settings=settings, rules=rules, sources=watched, now=utc_now, started_at=utc_now(),
                counted=counted, silences=silences, leads=sharing.leads.is_set,
            )  # fmt: skip
            async with (
                watcher_of(settings, store, silences=silences, rules=rules, polled=counted.polled) as watcher,
                program_of(settings, store, rules, watcher.notify_operator, utc_now, counted.heard) as programs,
            ):
                terminal = Channel(name=TERMINAL, send=print_to(echo, utc_now), limiter=limiter, heard=counted.heard(TERMINAL))
                parts = _parts(watcher, schedule_of(store), [terminal, *programs], stop)
                with front.shows(site):
                    await run(parts, sharing, stop)


async def run_telegram(settings: Settings) -> None:
    """Watch, answer chats and deliver until told to stop. Raises TokenRejected when Telegram does not know the bot."""
    stop, front = stop_on_signals(), Front()
    watched_sources(settings)
    async with _serving(settings.http_address, front):
        store = await opened(settings, stop)
        if store is not None:
            with contextlib.closing(store), contextlib.closing(Worker()) as worker:
                await _talk(settings, store, worker, front, stop)


async def _talk(settings: Settings, store: Store, worker: Worker, front: Front, stop: asyncio.Event) -> None:
    """`run_telegram`, once the store is open."""
    assert settings.telegram_bot_token is not None
    connected, started_at, silences, counted = asyncio.Event(), utc_now(), Counter[Silence](), Counted()
    watched = watched_sources(settings)
    limiter, rules = Limiter(settings.send_rate), rules_of(settings)
    schedule = schedule_of(store)
    sharing = Sharing(store, limiter, settings.send_rate, utc_now)
    past = LookingBack(store, lambda: rules.now.statistics, worker.call)
    operations = Operations(watch=schedule, banned=set(store.banned()))
    application = build_application(
        settings.telegram_bot_token.get_secret_value(),
        base_url=settings.telegram_api_url,
        proxy=settings.telegram_proxy,
        store=store,
        limiter=limiter,
        settings=settings,
        rulebook=rules,
        now=utc_now,
        meetings=shipped_ledger().meetings,
        status=lambda: report(store, watched, started_at=started_at, now=utc_now(), silences=silences),
        claims=past.claims,
        picture=past.picture,
        track_record=past.record,
        operations=operations,
    )
    site = Site(
        store=store,
        settings=settings,
        rules=rules,
        sources=watched,
        now=utc_now,
        started_at=started_at,
        counted=counted,
        silences=silences,
        leads=sharing.leads.is_set,
        reach_telegram=Reach(application),
        take_update=Brought(application) if settings.webhook_url else None,
        record=past.record,
    )
    operators = operators_of(application)
    tell_of_trouble(store, operators, utc_now)
    store.departures.are_wanted = True
    made = make_send(
        application.bot,
        now=utc_now,
        shorten=shortener(store, lambda: rules.now),
        under=make_under(store),
        is_paid=settings.paid_broadcast,
        rich=rich_of(application),
        enrich=enricher(store, lambda: rules.now),
        shown=Illustrator(rich_of(application), store, limiter, utc_now, past.picture).shown,
    )
    send, heard = to_admitted(noting(made, store.departures.note), settings), counted.heard(TELEGRAM)
    telegram = Channel(name=TELEGRAM, send=send, limiter=limiter, ready=connected, closed=make_closed(application), heard=heard)
    async with (
        watcher_of(settings, store, operators.notify, silences, rules, counted.polled) as watcher,
        program_of(settings, store, rules, operators.notify, utc_now, counted.heard) as programs,
    ):
        listens = not store.is_shared and settings.webhook_url is None
        parts = [
            *_parts(watcher, schedule, [telegram, *programs], stop),
            Part(name="connect", work=lambda: first(lambda: start(application, listens=listens), connected)),
            Part(name="cards", work=lambda: cards_of(application).serve(stop), only_leading=True, after=connected),
            Part(name="contest", work=lambda: contested(application)),
            Part(name="bans", work=lambda: share_bans(store, operations)),
        ]
        if not listens:
            parts.append(Part(name="listen", work=lambda: _listen(application, settings), only_leading=True, after=connected))
        try:
            with front.shows(site):
                await run(parts, sharing, stop)
        finally:
            await stop_chat(application)


async def _listen(application: App, settings: Settings) -> None:
    """Get updates where several processes may be running, or where Telegram brings them."""
    if settings.webhook_url is None or settings.webhook_secret is None:
        await poll_telegram(application)
    else:
        await be_brought(application, settings.webhook_url, settings.webhook_secret.get_secret_value())


def _parts(watcher: Watcher, schedule: Schedule, channels: Sequence[Channel], stop: asyncio.Event) -> list[Part]:
    """What every run consists of, and each channel's outbox. The first channel is where people are told what the clock makes."""
    store, now, retention = watcher.store, watcher.now, timedelta(days=watcher.settings.retention_days)
    meetings = shipped_ledger().meetings

    def wake() -> None:
        for channel in channels:
            channel.wake.set()

    return [
        Part(name="memory", work=give_back),
        Part(name="watches", work=lambda: read_watches_anew(store)),
        Part(name="watch", work=lambda: watch(watcher, schedule, wake), only_leading=True),
        Part(
            name="timed",
            work=lambda: timed.serve(store, meetings, now=now, stop=stop, wake=wake, rules=lambda: watcher.rules.now, retention=retention),
            only_leading=True,
            after=channels[0].ready,
        ),
        *(
            Part(name=channel.name, work=partial(channel.serve, store, now, stop), after=channel.ready, finishes=True)
            for channel in channels
        ),
    ]


@contextmanager
def stored_past(settings: Settings) -> Iterator[History]:
    """What the store knows of the past, where there is one; nothing is made where there is none."""
    if isinstance(place := store_place(settings.database_url), Path) and not place.exists():
        yield NoHistory(shipped_ledger())
        return
    with contextlib.closing(open_store(settings.database_url)) as store:
        yield StoredHistory(store, shipped_ledger())
