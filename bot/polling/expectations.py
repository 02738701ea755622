"""What is priced in, from each venue into the store: one that fails does not keep the other back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.calendars.newyork import today
from bot.errors import SourceError
from bot.polling.fetch import TIMEOUT, Client, Clock, fetch, rebase
from bot.polling.prices import Taken
from bot.polling.reading import read_apart
from bot.source import Expectation, Source, Validators, set_aside_of
from bot.store import Store


async def take_expectations(source: Source, *, client: Client, origins: Mapping[str, str], store: Store, now: Clock) -> Taken:
    """Ask every venue of a source, and keep what each has, with the instant of its answer.

    Pages are always asked for whole: that nothing changed since a quarter of an hour ago is news too.
    """
    assert source.expectations is not None
    taken, found = Taken(), list[Expectation]()
    for link in (*source.paths, *source.recent(today(now()))):
        url = rebase(link, source, origins)
        try:
            page = await fetch(
                client, url, source_id=source.id, validators=Validators(), max_bytes=source.max_bytes, timeout=TIMEOUT, now=now
            )
            assert page is not None  # nothing was said of what we have
            read = await read_apart(source.id, source.expectations, page)
            taken.pages.append(page)
            taken.set_aside += set_aside_of(read)
            found += read
        except SourceError as e:
            taken.errors.append(e)
    taken.found = len(found)
    taken.new = await asyncio.to_thread(store.add_expectations, found)
    return taken
