"""The past into the store, piece by piece: from the publishers, page by page and politely, or from an archive folder.

Each piece is one transaction, and twice is the same as once: what was seen coming out is never touched, prices stay as first seen. A run
that was broken off is taken up where it ended, since a piece that was loaded in the last day is not asked for again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.calendars.newyork import today
from bot.errors import FetchError, SourceError
from bot.polling.fetch import TIMEOUT, Client, Clock, fetch
from bot.polling.prices import keep
from bot.source import Expectation, Page, Part, PastPage, Price, SetAside, Source, Validators, set_aside_of
from bot.store import Store
from rules.event import Event

SINCE = date(2019, 1, 1)
"""Where no day is named: two cycles of run-off, and the years that exchanges have hours for."""
PAUSE = 1.0
"""Seconds between two requests."""
TRIES = 3
LONGEST_PAUSE = timedelta(minutes=2)
"""A publisher that asks for more is left for another run."""
RESUMED = timedelta(days=1)
PATIENCE = 3
"""Pieces of one source that fail in a row; the rest of it is left for another run."""

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a piece holds, and the pages it was read from."""

    events: Sequence[Event] = ()
    prices: Sequence[Price] = ()
    expectations: Sequence[Expectation] = ()
    pages: Sequence[Page] = ()
    set_aside: Sequence[SetAside] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One part of one source's past. `read` raises SourceError; `urls` are what a run that takes up another one knows it by."""

    source_id: str
    name: str
    read: Callable[[], Awaitable[Found]]
    replace: bool
    """Whether it knows better than what was backfilled before."""
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What came of a piece: how much it held, how much of that was new, or what was wrong with it."""

    piece: Piece
    found: int = 0
    new: int = 0
    error: str | None = None
    skipped: bool = False
    set_aside: Sequence[SetAside] = ()


async def load(pieces: Iterable[Piece], store: Store, now: Clock) -> AsyncIterator[Loaded]:
    """Load one piece after the other, saying what came of each. A piece that can't be read does not keep the others back."""
    failures: Counter[str] = Counter()
    for piece in pieces:
        if piece.urls and set(piece.urls) <= store.remembered_since(_past_of(piece.source_id), now() - RESUMED):
            yield Loaded(piece=piece, skipped=True)
        elif failures[piece.source_id] >= PATIENCE:
            yield Loaded(piece=piece, error="left for another run")
        else:
            loaded = await _load_one(piece, store, now)
            failures[piece.source_id] = failures[piece.source_id] + 1 if loaded.error else 0
            yield loaded


async def _load_one(piece: Piece, store: Store, now: Clock) -> Loaded:
    try:
        found = await piece.read()
    except SourceError as e:
        return Loaded(piece=piece, error=f"{e} ({e.url})" if e.url else str(e))
    new = await asyncio.to_thread(store.add_past, found.events, now(), replace=piece.replace) if found.events else 0
    kept, _ = await asyncio.to_thread(keep, found.prices, store, now())
    kept += await asyncio.to_thread(store.add_expectations, found.expectations)
    if piece.urls:
        await asyncio.to_thread(store.remember, _past_of(piece.source_id), found.pages, now())
    count = len(found.events) + len(found.prices) + len(found.expectations)
    return Loaded(piece=piece, found=count, new=new + kept, set_aside=found.set_aside)


def _past_of(source_id: str) -> str:
    """Under which name the pages of a source's past are remembered, apart from those that are polled."""
    return f"past of {source_id}"


def from_publishers(
    sources: Iterable[Source], since: date, *, client: Client, origins: Mapping[str, str], now: Clock, sleep: Sleep = asyncio.sleep
) -> list[Piece]:
    """The pieces of these sources' pasts from a day on, to be asked of their publishers."""

    def piece(source: Source, part: Part) -> Piece:
        async def read() -> Found:
            pages = [await _fetched(past, source, client, origins, now, sleep) for past in part]
            return await asyncio.to_thread(_read, source, pages)

        urls = tuple(origins[past.publisher] + past.path for past in part)
        return Piece(source_id=source.id, name=part[0].path, read=read, replace=True, urls=urls)

    return [piece(source, part) for source in sources for part in source.past_since(since, today(now()))]


def _read(source: Source, pages: Sequence[Page]) -> Found:
    there = [page for page in pages if page.body]
    return read_past(source, there, pages)


def read_past(source: Source, there: Sequence[Page], pages: Sequence[Page] = ()) -> Found:
    """What the pages that are there hold; `pages` are all that were asked for. Raises SourceError."""
    if source.prices:
        read = [source.prices(page) for page in there]
        return Found(prices=[price for prices in read for price in prices], pages=pages, set_aside=set_aside_of(*read))
    events = source.parse_past(there) if there else ()
    return Found(events=events, pages=pages, set_aside=set_aside_of(events))


async def _fetched(past: PastPage, source: Source, client: Client, origins: Mapping[str, str], now: Clock, sleep: Sleep) -> Page:
    """The page, asked for up to three times; an empty one where it may be missing and is. Raises FetchError."""
    url = origins[past.publisher] + past.path
    for attempt in range(TRIES):
        await sleep(PAUSE)
        try:
            page = await fetch(
                client, url, source_id=source.id, validators=Validators(), max_bytes=source.max_bytes, timeout=TIMEOUT, now=now
            )
        except FetchError as e:
            if past.may_be_missing and e.status == 404:
                return Page(url=url, body=b"")
            wait = e.retry_at - now() if e.retry_at else timedelta(seconds=2 ** (attempt + 1))
            if attempt + 1 == TRIES or wait > LONGEST_PAUSE or e.status in (400, 403, 404, 410):
                raise
            await sleep(wait.total_seconds())
        else:
            assert page is not None  # nothing was said of what we have
            return page
    raise AssertionError("unreachable")


def complete(sources: Iterable[Source], since: date, outcomes: Sequence[Loaded], store: Store, now: datetime) -> list[str]:
    """Mark the sources whose whole history was loaded, as far back as their measures look; gives their ids."""
    failed = {outcome.piece.source_id for outcome in outcomes if outcome.error}
    tried = {outcome.piece.source_id for outcome in outcomes}
    whole = [source.id for source in sources if source.id in tried - failed and since <= today(now) - source.history_span]
    for source_id in whole:
        store.backfill(source_id, (), now)
    return whole
