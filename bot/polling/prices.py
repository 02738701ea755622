"""Prices from publishers into the store: each publisher's page for itself, what they agree on kept, what they don't withheld."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.assessing.price_agreement import agreed, span
from bot.calendars.newyork import today
from bot.errors import DisagreementError, SourceError
from bot.polling.catch_up import missed_pages
from bot.polling.fetch import TIMEOUT, Client, Clock, fetch, rebase
from bot.polling.reading import read_apart
from bot.source import Page, Price, SetAside, Source, Validators, set_aside_of
from bot.store import Store

FRESH = timedelta(hours=6)
"""A disagreement about an hour is news for so long; the hour stays withheld after it."""


@dataclass(slots=True)
class Taken:
    """What a poll of prices brought: the pages that were read, how many prices they held, how many were new."""

    pages: list[Page] = field(default_factory=list)
    found: int = 0
    new: int = 0
    errors: list[SourceError] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)

    @property
    def is_partial(self) -> bool:
        """Something went wrong, but something was read too."""
        return bool(self.errors and self.pages)


async def take_prices(
    source: Source, *, client: Client, origins: Mapping[str, str], store: Store, now: Clock, known: Mapping[str, Validators]
) -> Taken:
    """Ask every page of a source of prices, and keep what is new and undisputed. A page that fails does not keep the others back.

    `known` is what its pages are recognised by.
    """
    taken = Taken()
    found: list[Price] = []
    for link in (*source.paths, *source.recent(today(now()))):
        try:
            found += await _read(source, rebase(link, source, origins), known, client, taken, now)
        except SourceError as e:
            taken.errors.append(e)
    found += await _read_missed(source, client=client, origins=origins, store=store, now=now, taken=taken)
    taken.found = len(found)
    taken.new, disputed = await asyncio.to_thread(keep, found, store, now())
    taken.errors += [DisagreementError(text, source_id=source.id) for text, at in disputed if now() - at < FRESH]
    if not taken.errors:
        await asyncio.to_thread(store.remember, source.id, taken.pages, now())
    return taken


async def _read_missed(
    source: Source, *, client: Client, origins: Mapping[str, str], store: Store, now: Clock, taken: Taken
) -> list[Price]:
    """The prices of an outage that the source's own pages don't look back over."""
    assert source.prices is not None
    try:
        parts = await missed_pages(source, store.source_state(source.id).last_ok_at, client=client, origins=origins, now=now)
        return [price for pages in parts for page in pages for price in await read_apart(source.id, source.prices, page)]
    except SourceError as e:
        taken.errors.append(e)
        return []


async def _read(source: Source, url: str, known: Mapping[str, Validators], client: Client, taken: Taken, now: Clock) -> list[Price]:
    assert source.prices is not None
    validators = known.get(url, Validators())
    page = await fetch(client, url, source_id=source.id, validators=validators, max_bytes=source.max_bytes, timeout=TIMEOUT, now=now)
    if page is None:
        return []
    found = await read_apart(source.id, source.prices, page)
    taken.pages.append(page)
    taken.set_aside += set_aside_of(found)
    return found


def keep(found: Sequence[Price], store: Store, now: datetime) -> tuple[int, list[tuple[str, datetime]]]:
    """Store what nothing contradicts; gives how many were new, and each contradiction in words with its instant."""
    if not found:
        return 0, []
    first, last = span(found)
    just_after = max(price.published_at for price in found) + timedelta(microseconds=1)
    stored = [price for asset in {price.asset for price in found} for price in store.prices(asset, since=first, before=just_after)]
    undisputed, disagreements = agreed(found, [price for price in stored if price.at <= last])
    return store.add_prices(undisputed, now), [(str(disagreement), disagreement.at) for disagreement in disagreements]
