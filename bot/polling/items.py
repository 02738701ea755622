"""What a source's pages hold, item by item: what cannot be read is set aside and named, the others go on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from bot.errors import SourceError
from bot.polling.fetch import Clock
from bot.polling.follow import Fetched, Wanted, set_aside
from bot.polling.tally import Tally
from bot.source import Source, set_aside_of
from bot.store import Store
from rules.event import Event

RECHECK = timedelta(hours=24)
"""The page of an item is asked for again, whenever its feed changes, while the item is younger than this: it may be corrected."""


def parse(source: Source, fetched: Fetched, wanted: Wanted, tally: Tally) -> list[Event]:
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


def worth_its_page(source: Source, store: Store, now: Clock) -> Wanted:
    """Whether an item is worth its page: not seen before, or young enough to be corrected."""
    return lambda key, published_at: now() - published_at < RECHECK or not store.known(source.id, key)


def _path(url: str) -> str:
    return urlsplit(url).path


def _paths(urls: Iterable[str]) -> set[str]:
    return {_path(url) for url in urls}
