"""The composition root: builds everything from settings and hands it round; it decides nothing itself."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from bot import render
from bot.assessing.known import History, NoHistory, StoredHistory
from bot.calendars.releases import ReleaseCalendar
from bot.chat.application import build_application, contested, make_closed, operators_of, start
from bot.chat.application import poll as poll_telegram
from bot.chat.application import stop as stop_chat
from bot.chat.operations import Operations
from bot.chat.pages.under import make_under
from bot.chat.send import make_send
from bot.chat.status import report
from bot.delivery import timed
from bot.delivery.limiter import Limiter
from bot.delivery.operators import Operators
from bot.delivery.outbox import Closed, Send, serve
from bot.delivery.sharing import Sharing
from bot.errors import DeliveryDeferred, DeliveryRefused, StoreUnavailable
from bot.evidence.drawn import Pictures
from bot.evidence.public import PublicRecord
from bot.evidence.stored_claims import StoredClaims
from bot.model import Delivery, Silence, Subject, Subscription
from bot.polling.budget import budget_of
from bot.polling.fetch import ApiKey, Client, make_client
from bot.polling.operator_notices import ClockHealth, NetworkHealth, SourceHealth, StoreHealth
from bot.polling.poll import poll
from bot.polling.schedule import Progress, Schedule
from bot.polling.tally import PollResult
from bot.render.html import plain
from bot.rulebook import InForce, rulebook_of
from bot.settings import Settings
from bot.source import Source
from bot.sources import sources as sources_of
from bot.store import Store, open_store, store_place
from rules.ledger import shipped_ledger
from rules.model import Rulebook

logger = logging.getLogger(__name__)

GRACE = 3.0
"""Seconds that running polls and requests get when the program is told to stop; the whole stop takes less than ten."""
CONSOLE_CHAT = 0
"""The terminal, as a chat; no Telegram chat has this id."""
NOT_HERE = timedelta(minutes=1)
"""How long a Telegram chat's delivery is left alone while the terminal is the only way out."""


def utc_now() -> datetime:
    """The clock of everything."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """What a poll needs, for all sources."""

    settings: Settings
    store: Store
    client: httpx.AsyncClient
    rules: InForce
    notify_operator: Callable[[str], None]
    now: Callable[[], datetime] = utc_now
    silences: Counter[Silence] = field(default_factory=Counter)
    """Events that made no message since the start, by reason."""

    async def poll(self, source: Source, health: SourceHealth | None = None) -> PollResult:
        """One poll of a source through the whole pipeline."""
        return await poll(
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
        )


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
    notify_operator: Callable[[str], None] = logger.warning,
    silences: Counter[Silence] | None = None,
    rules: InForce | None = None,
) -> AsyncIterator[Watcher]:
    """A watcher with its HTTP client open; `silences` counts the events that make no message."""
    counted = Counter() if silences is None else silences
    async with client_of(settings) as client:
        rules = rules or rules_of(settings)
        yield Watcher(settings=settings, store=store, client=client, rules=rules, notify_operator=notify_operator, silences=counted)


async def poll_once(settings: Settings, source_ids: Sequence[str] = ()) -> list[PollResult]:
    """One poll of each source, one after the other; what is new is committed, and sent by the running bot."""
    chosen = watched_sources(settings, source_ids)
    with contextlib.closing(open_store(settings.database_url)) as store:
        async with watcher_of(settings, store) as watcher:
            return [await watcher.poll(source) for source in chosen]


async def run_console(settings: Settings, echo: Callable[[str], None]) -> None:
    """Watch, and print alerts to the terminal until told to stop. Raises SettingsError before anything is opened."""
    watched_sources(settings)
    with contextlib.closing(open_store(settings.database_url)) as store:
        if store.subscription(CONSOLE_CHAT) is None:
            store.subscribe(Subscription(chat_id=CONSOLE_CHAT, lang=settings.lang))
        async with watcher_of(settings, store) as watcher:
            await _keep_going(watcher, print_to(echo, utc_now), Limiter(settings.send_rate), _stop_on_signals(), schedule_of(store))


async def run_telegram(settings: Settings) -> None:
    """Watch, answer chats and deliver until told to stop. Raises TokenRejected when Telegram does not know the bot."""
    assert settings.telegram_bot_token is not None
    stop = _stop_on_signals()
    started_at, silences = utc_now(), Counter[Silence]()
    watched = watched_sources(settings)
    store = await _opened(settings, stop)
    if store is None:
        return
    with contextlib.closing(store):
        limiter, rules = Limiter(settings.send_rate), rules_of(settings)
        rulebook, schedule = rules.now, schedule_of(store)
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
            claims=StoredClaims(store).current,
            picture=Pictures(store, rulebook.statistics).drawn,
            track_record=PublicRecord(store, rulebook.statistics).current,
            operations=operations,
        )
        operators = operators_of(application)
        _tell_of_trouble(store, operators)
        send = _to_admitted(make_send(application.bot, now=utc_now, shorten=shortener(store, rulebook), under=make_under(store)), settings)
        async with watcher_of(settings, store, operators.notify, silences, rules) as watcher:
            try:
                await _keep_going(
                    watcher,
                    send,
                    limiter,
                    stop,
                    schedule,
                    connect=lambda: start(application, listens=not store.is_shared),
                    as_leader=[lambda: poll_telegram(application)] if store.is_shared else (),
                    ending=lambda: contested(application),
                    closed=make_closed(application),
                )
            finally:
                await stop_chat(application)


def shortener(store: Store, rulebook: Rulebook) -> Callable[[Delivery], str]:
    """The short form of what a delivery tells of: made once a version and language."""

    @functools.lru_cache(maxsize=256)
    def made(event_id: int, lang: str, is_revision: bool) -> str | None:
        found = store.assessed_event(event_id)
        if found is None:
            return None
        return render.short(Subject(event=found.event, assessment=found.assessment, is_correction=is_revision), rulebook, lang)

    def shorten(delivery: Delivery) -> str:
        short = made(delivery.event_id, delivery.lang, delivery.is_revision) if delivery.event_id is not None else None
        return short or delivery.text

    return shorten


def _to_admitted(send: Send, settings: Settings) -> Send:
    """In closed mode, a `send` that closes the subscriptions of chats that are not listed any more."""

    async def to_admitted(delivery: Delivery) -> int:
        if not settings.admits(delivery.chat_id):
            raise DeliveryRefused("this bot is in closed mode and the chat is not listed", chat_id=delivery.chat_id)
        return await send(delivery)

    return to_admitted


async def _opened(settings: Settings, stop: asyncio.Event) -> Store | None:
    """The store, once it can be opened; None when told to stop before. Raises StoreError for what no waiting mends."""
    is_said = False
    while not stop.is_set():
        try:
            return await asyncio.to_thread(open_store, settings.database_url)
        except StoreUnavailable as e:
            logger.log(logging.DEBUG if is_said else logging.ERROR, "%s; I wait for it", e)
            is_said = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), GRACE)
    return None


def _tell_of_trouble(store: Store, operators: Operators) -> None:
    """Tell the operators when the store cannot be used, and when it can again; it says so from whichever thread found it out."""
    loop, health = asyncio.get_running_loop(), StoreHealth()

    def hear(trouble: StoreUnavailable | None) -> None:
        for text in health.notices(trouble, utc_now()):
            operators.notify(text)

    def heard(trouble: StoreUnavailable | None) -> None:
        with contextlib.suppress(RuntimeError):  # the program has come to its end
            loop.call_soon_threadsafe(hear, trouble)

    store.health.listener = heard


async def _nothing() -> None:
    """The terminal needs no connecting."""


async def _keep_going(
    watcher: Watcher,
    send: Send,
    limiter: Limiter,
    stop: asyncio.Event,
    schedule: Schedule,
    *,
    connect: Callable[[], Awaitable[None]] = _nothing,
    as_leader: Sequence[Callable[[], Awaitable[None]]] = (),
    ending: Callable[[], Coroutine[Any, Any, None]] | None = None,
    closed: Closed = lambda refusal: None,
) -> None:
    """Poll by schedule from the first moment, and drain the outbox once `connect` is through, until `stop`.

    Where several processes share a database one of them polls, and does what `as_leader` says besides. What
    `ending` raises ends it.

    At the end what runs is let come to its end, for a while: what is broken off then is read anew, or sent once more, by the next
    start. Raises what `connect` and the outbox raise.
    """
    wake = asyncio.Event()
    clock, network = ClockHealth(), NetworkHealth()
    sharing = Sharing(watcher.store, limiter, watcher.settings.send_rate, watcher.now)

    async def watch() -> None:
        for source in watched_sources(watcher.settings):
            health = SourceHealth(clock=clock, network=network)
            schedule.watch(source.id, source.plan, _poller(watcher, source, health, wake), _progress(watcher.store, source.id))
        schedule.start()
        try:
            await asyncio.Event().wait()
        finally:
            await schedule.stop(GRACE)

    async def deliver() -> None:
        if await _before(stop, connect):
            meetings = shipped_ledger().meetings

            def rounds() -> Awaitable[None]:
                return timed.serve(
                    watcher.store,
                    meetings,
                    now=watcher.now,
                    stop=stop,
                    wake=wake.set,
                    rulebook=watcher.rules.now,
                    retention=timedelta(days=watcher.settings.retention_days),
                )

            going = [asyncio.create_task(sharing.while_leading(work)) for work in (rounds, *as_leader)]
            try:
                await serve(watcher.store, send, limiter, now=watcher.now, stop=stop, wake=wake, closed=closed)
            finally:
                await _break_off(going)

    reading = asyncio.create_task(_read_watches_anew(watcher.store, stop), name="watches")
    beside = [asyncio.create_task(sharing.keep(), name="sharing"), asyncio.create_task(sharing.while_leading(watch), name="watch")]
    if ending is not None:
        beside.append(asyncio.create_task(ending(), name="ending"))
    delivering = asyncio.create_task(deliver(), name="deliver")
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([delivering, stopping, *beside], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        reading.cancel()
        await asyncio.gather(_break_off(beside), _end(delivering, GRACE))
    for task in (*beside, delivering):
        if not task.cancelled():
            task.result()


async def _break_off(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _read_watches_anew(store: Store, stop: asyncio.Event) -> None:
    """Let this version of the program read what chats watch for, as soon as the store takes it."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(store.read_watches_anew)
        except StoreUnavailable:
            await asyncio.sleep(GRACE)
        else:
            return


def _last_known(store: Store) -> Callable[[], ReleaseCalendar]:
    """The calendar of releases, as it was known last where the store cannot be read."""
    known = ReleaseCalendar(meetings=shipped_ledger().meetings)

    def calendar() -> ReleaseCalendar:
        nonlocal known
        with contextlib.suppress(StoreUnavailable):
            known = calendar_of(store)
        return known

    return calendar


async def _end(task: asyncio.Task[None], grace: float) -> None:
    """Let a task come to its end, for so many seconds; then break it off."""
    await asyncio.wait([task], timeout=grace)
    if task.cancel():
        logger.warning("requests that nobody answered are left behind; the next start sends them once more, marked")
    await asyncio.wait([task])


async def _before(stop: asyncio.Event, work: Callable[[], Awaitable[None]]) -> bool:
    """Do the work; False when `stop` came first, and the work is given up."""
    doing, stopped = asyncio.ensure_future(work()), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait([doing, stopped], return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            doing.result()
        return doing.done()
    finally:
        for task in (doing, stopped):
            task.cancel()
        await asyncio.gather(doing, stopped, return_exceptions=True)


def schedule_of(store: Store) -> Schedule:
    """A schedule that knows the store's calendar, nothing watched yet."""
    return Schedule(utc_now, calendar=_last_known(store))


def rules_of(settings: Settings) -> InForce:
    """The rulebook, and the way to read it anew. Raises what `rulebook_of` raises."""
    return InForce(rulebook_of(settings), lambda: rulebook_of(settings))


def calendar_of(store: Store) -> ReleaseCalendar:
    """On which days releases come out, as far as the Board's calendar was read; the shipped meetings besides."""
    return ReleaseCalendar(meetings=shipped_ledger().meetings, published=store.release_days())


def _poller(watcher: Watcher, source: Source, health: SourceHealth, wake: asyncio.Event) -> Callable[[], Awaitable[PollResult]]:
    async def once() -> PollResult:
        result = await watcher.poll(source, health)
        if result.new:
            wake.set()
        return result

    return once


def _progress(store: Store, source_id: str) -> Progress:
    state = store.source_state(source_id)
    return Progress(last=state.last_poll_at, failures=state.failures_in_a_row, retry_at=state.retry_at)


def _stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: an interrupt raises KeyboardInterrupt instead
            loop.add_signal_handler(name, stop.set)
    return stop


def print_to(echo: Callable[[str], None], now: Callable[[], datetime]) -> Send:
    """A `send` whose chat is the terminal; what is owed to Telegram chats stays in the outbox."""
    count = 0

    async def send(delivery: Delivery) -> int:
        nonlocal count
        if delivery.chat_id != CONSOLE_CHAT:
            raise DeliveryDeferred("this run has no Telegram", chat_id=delivery.chat_id, retry_at=now() + NOT_HERE)
        count += 1
        mark = "" if delivery.silent else " 🔔"
        note = f"\n{plain(render.repeat_note(delivery.lang))}" if delivery.is_repeat else ""
        echo(f"── {now():%Y-%m-%d %H:%M:%S} UTC{mark}\n{plain(delivery.text)}{note}\n")
        return count

    return send


@contextmanager
def stored_past(settings: Settings) -> Iterator[History]:
    """What the store knows of the past, where there is one; nothing is made where there is none."""
    if isinstance(place := store_place(settings.database_url), Path) and not place.exists():
        yield NoHistory(shipped_ledger())
        return
    with contextlib.closing(open_store(settings.database_url)) as store:
        yield StoredHistory(store, shipped_ledger())
