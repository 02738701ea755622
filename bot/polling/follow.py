"""All pages of a source that one poll reads: those it names, and those that they lead to, what just came out first."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from bot.calendars.newyork import today
from bot.errors import ContractError, FetchError, SourceError
from bot.polling.fetch import TIMEOUT, Client, Clock, fetch, rebase
from bot.polling.reading import read_apart
from bot.source import Page, Source, Validators

MAX_FOLLOWED = 60
"""Pages that one poll may be led to: three times what the longest feed lists."""
FOLLOWING = 3
"""Pages are followed for at most so many times the limit of one page: a publisher that stalls must not hold up the poll for minutes."""
YOUNG = timedelta(hours=1)
"""Items younger than this are read and handed over before older ones; what they lead to may not be there yet."""
MISSING_EVERY = timedelta(seconds=2)
"""A page that is not there yet is asked for so often at first,"""
MISSING_SHARE = 1 / 30
"""and later each time this share of how long it has been missing has passed: some 150 requests in its first hour."""

Wanted = Callable[[str, datetime], bool]
Meanwhile = Callable[["Fetched"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one poll brought. `asked` are the links that were followed, or will be; `failed` says which could not be had, and why.

    `missing` are links that pages of young items lead to and where nothing is yet.
    """

    pages: list[Page] = field(default_factory=list)
    asked: frozenset[str] = frozenset()
    failed: tuple[SourceError, ...] = ()
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a poll leaves for the next one while something that its pages lead to is not there yet: `missing`, in vain since `since`.

    `pages` are those that were read, by URL; `again_at` is when what is missing may be asked for again, None where nothing is.
    """

    pages: Mapping[str, Page] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    since: datetime | None = None
    again_at: datetime | None = None

    def after(self, fetched: Fetched, now: datetime) -> Kept:
        """What a further poll leaves: nothing, once nothing is missing any more."""
        if not fetched.missing:
            return Kept()
        since = self.since or now
        is_resting = self.again_at is not None and now < self.again_at and fetched.missing <= self.missing
        wait = max(MISSING_EVERY * len(fetched.missing), (now - since) * MISSING_SHARE)
        return Kept({page.url: page for page in fetched.pages}, fetched.missing, since, self.again_at if is_resting else now + wait)


async def fetch_all(
    client: Client,
    source: Source,
    origins: Mapping[str, str],
    validators: Mapping[str, Validators],
    wanted: Wanted,
    *,
    now: Clock,
    timeout: float = TIMEOUT,  # noqa: ASYNC109  (the limit of each page, not of the call)
    meanwhile: Meanwhile | None = None,
    is_behind: bool = False,
    kept: Kept | None = None,
    only_missing: bool = False,
) -> Fetched:
    """The source's pages that are new or changed, then those that `follow` asks for, until it asks for no more.

    A page of `paths` or `recent` that fails fails the poll (FetchError). A followed page that fails does so too, unless the pages belong to
    one item each (`item_pages`): then it is named in `failed` and the others go on, until the publisher asks for a pause or stalls.
    Pages that only followed pages lead to (the note of a statement) hold nothing up: when they take longer than the source's
    `patience`, `meanwhile` gets what is there so far. It gets young items too before the pages of older ones are asked for, and where there
    is more to come than these pages hold (`is_behind`). A 404 for what a young item's page leads to is an answer: `missing`.
    Pages that were `kept` count while they are not modified; while no named one has changed, those that followed are not asked for again,
    and what was missing not before its time. With `only_missing` the named ones are not asked for either.
    """
    kept = kept or Kept()

    async def get(link: str) -> list[Page]:
        url = rebase(link, source, origins)
        old = kept.pages.get(url)
        if old and (only_missing or asking.is_settled):
            return [old]
        known = Validators(old.etag, old.last_modified, old.sha256) if old else validators.get(url, Validators())
        page = await fetch(client, url, source_id=source.id, validators=known, max_bytes=source.max_bytes, timeout=timeout, now=now)
        return [found] if (found := page or old) else []

    # Each page that comes has every link looked at again, hence the caches.
    everything, young = functools.cache(wanted), functools.cache(lambda key, at: now() - at < YOUNG and wanted(key, at))
    asking = _Asking(source, everything, get, asyncio.get_running_loop().time() + FOLLOWING * timeout, is_behind=is_behind)
    await asking.named((*source.paths, *source.recent(today(now()))))
    await asking.guessed(source.guesses(today(now())))
    asking.is_settled = all(page is kept.pages.get(page.url) for page in asking.pages)
    if asking.is_settled and kept.again_at and now() < kept.again_at:
        asking.resting = kept.missing
    if source.item_pages:
        await asking.young(young, meanwhile)
    asking.wanted = everything
    await asking.all_followed(meanwhile)
    return asking.so_far()


@dataclass(slots=True)
class _Asking:
    """What was asked of a publisher in one poll, what came and what failed."""

    source: Source
    wanted: Wanted
    get: Callable[[str], Awaitable[list[Page]]]
    enough: float
    """The loop's time from which no further page is followed."""
    pages: list[Page] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    failed: list[SourceError] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    later: frozenset[str] = frozenset()
    """The links of older items, which wait for the young ones."""
    is_young: bool = False
    """Those of young items are followed now."""
    is_settled: bool = False
    """Nothing that the source names has changed since the pages were kept."""
    is_behind: bool = False
    """More is to come than its pages hold."""
    resting: frozenset[str] = frozenset()
    """The links that were missing a moment ago and are not asked for yet."""

    def so_far(self) -> Fetched:
        return Fetched(list(self.pages), self.later.union(self.asked), tuple(self.failed), frozenset(self.missing))

    async def young(self, wanted: Wanted, meanwhile: Meanwhile | None) -> None:
        """The pages of young items, by `wanted`, and what they lead to, handed over where older ones are still to come."""
        links = await self.links()
        self.wanted, self.is_young = wanted, True
        young = await self.links()
        self.later = frozenset(links).difference(young)
        await self.all_followed(meanwhile)
        if young and (self.later or self.is_behind) and meanwhile is not None:
            await meanwhile(self.so_far())
        self.later, self.is_young = frozenset(), False

    async def all_followed(self, meanwhile: Meanwhile | None) -> None:
        """The pages that those so far lead to, and then what these lead to; what is there is handed over when that takes long."""
        await self.followed(frozenset(await self.links()))
        further = asyncio.create_task(self.followed(may_be_missing=self.is_young))
        try:
            await asyncio.wait((further,), timeout=self.source.patience.total_seconds())
            if not further.done() and meanwhile is not None:
                await meanwhile(self.so_far())
            await further
        finally:
            further.cancel()

    async def named(self, paths: Sequence[str]) -> None:
        """The pages that a source names itself. Of several feeds of items only the first must be there, where they belong together."""
        for index, path in enumerate(paths):
            may_fail = self.source.item_pages and (self.source.apart or index > 0)
            if may_fail:
                self.asked.add(path)
            try:
                self.pages += await self.get(path)
            except SourceError as e:
                if not may_fail:
                    raise
                self.failed.append(e)

    async def guessed(self, links: Sequence[str]) -> None:
        """The pages at addresses where there may be none, until the publisher asks for a pause."""
        for link in links:
            if self._must_wait():
                return
            self.asked.add(link)
            try:
                self.pages += await self.get(link)
            except FetchError as e:
                if e.status == HTTPStatus.NOT_FOUND:
                    continue
                if not self.source.item_pages:
                    raise
                self.failed.append(e)

    async def followed(self, only: Iterable[str] | None = None, *, may_be_missing: bool = False) -> None:
        """The pages that others lead to, of `only` these links where they are named."""
        while links := [link for link in await self.links() if only is None or link in only]:
            self.asked.add(links[0])
            if may_be_missing and links[0] in self.resting:
                self.missing.add(links[0])
                continue
            if self._must_wait() or asyncio.get_running_loop().time() > self.enough:
                self.failed.append(FetchError("left for the next poll", source_id=self.source.id, url=links[0]))
                continue
            try:
                self.pages += await self.get(links[0])
            except SourceError as e:
                if may_be_missing and isinstance(e, FetchError) and e.status == HTTPStatus.NOT_FOUND and not e.retry_at:
                    self.missing.add(links[0])
                    continue
                if not self.source.item_pages:
                    raise
                self.failed.append(e)

    async def links(self) -> list[str]:
        """The links that `follow` names and nobody asked for yet. An item page that it cannot read is set aside as failed."""
        while self.pages:
            try:
                links = await read_apart(self.source.id, self.source.follow, list(self.pages), self.wanted)
            except SourceError as e:
                set_aside(e, self.source, self.pages, self.asked)
                self.failed.append(e)
            else:
                if len(self.asked.union(links)) > MAX_FOLLOWED:
                    reason = f"leads to more than {MAX_FOLLOWED} further pages"
                    raise ContractError(reason, source_id=self.source.id, url=self.pages[0].url)
                return [link for link in links if link not in self.asked]
        return []

    def _must_wait(self) -> bool:
        """The publisher asked for a pause: no further page until the next poll."""
        return any(isinstance(e, FetchError) and e.retry_at for e in self.failed)


def set_aside(error: SourceError, source: Source, pages: list[Page], asked: Iterable[str]) -> None:
    """Take the item page that `error` names out of `pages`; raises the error where that is none of the followed ones."""
    paths = {urlsplit(link).path for link in asked}
    bad = [page for page in pages if page.url == error.url and urlsplit(page.url).path in paths]
    if not (source.item_pages and bad):
        raise error
    pages[:] = [page for page in pages if page not in bad]
