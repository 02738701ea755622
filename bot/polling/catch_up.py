"""What came out during an outage that is longer than a source's pages look back: asked for by date, once, when it is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.calendars.newyork import today
from bot.errors import FetchError
from bot.polling.fetch import TIMEOUT, Client, Clock, fetch
from bot.source import Page, PastPage, Source, Validators

MARGIN = timedelta(days=1)
"""What is asked for begins so long before the last answer: what is read twice is recognised."""


def is_behind(source: Source, last_ok_at: datetime | None, now: datetime) -> bool:
    """Whether the source's own pages do not reach back to the last answer."""
    return last_ok_at is not None and source.reach is not None and now - last_ok_at > source.reach


async def missed_pages(
    source: Source, last_ok_at: datetime | None, *, client: Client, origins: Mapping[str, str], now: Clock
) -> list[list[Page]]:
    """The parts of the past since the last answer, where the source's own pages don't reach back to it; else none.

    Raises FetchError, and the next poll tries again: until all was read, the last answer stays the old one.
    """
    if last_ok_at is None or not is_behind(source, last_ok_at, now()):
        return []
    parts = source.past_since(today(last_ok_at - MARGIN), today(now()))
    return [pages for part in parts if (pages := await read_part(part, source, client, origins, now))]


async def read_part(part: Sequence[PastPage], source: Source, client: Client, origins: Mapping[str, str], now: Clock) -> list[Page]:
    """The pages of one part; those that may be missing and are, are left out. Raises FetchError."""
    pages = []
    for past in part:
        url = f"{origins[past.publisher]}{past.path}"
        try:
            page = await fetch(
                client, url, source_id=source.id, validators=Validators(), max_bytes=source.max_bytes, timeout=TIMEOUT, now=now
            )
        except FetchError as e:
            if not (past.may_be_missing and e.status == 404):
                raise
        else:
            pages += [page] if page else []
    return pages
