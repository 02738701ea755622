"""The past that a source's measures need: loaded once, tried again after pauses that grow."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.calendars.newyork import today
from bot.errors import SourceError
from bot.polling.fetch import Client, Clock, fetch_past
from bot.polling.operator_notices import described, summary_of_rows
from bot.polling.pause import Pause
from bot.polling.prices import keep
from bot.polling.reading import read_apart
from bot.source import Page, SetAside, Source, set_aside_of
from bot.store import Store

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
"""Between tries: FRED refuses many data centres, and a poll must not wait for it each time."""

logger = logging.getLogger(__name__)


async def load_past(
    source: Source, *, client: Client, origins: Mapping[str, str], store: Store, now: Clock, pause: Pause | None = None
) -> int:
    """Load the history that a source's measures need, once; gives how many events it had.

    A failure is logged and leaves the measures unknown; the next polls try again, after a pause that grows.
    """
    past = source.past(today(now()))
    pause = pause or Pause()
    if not past or store.is_backfilled(source.id) or pause.holds(now()):
        return 0
    try:
        pages = await fetch_past(client, source, origins, past, now=now)
        if source.prices:
            return await asyncio.to_thread(_keep_past, source, pages, store, now())
        events = await read_apart(source.id, source.parse_past, pages)
        log_set_aside(source, set_aside_of(events))
    except Exception as e:  # the past must not keep the present back, whatever is wrong with it
        pause.failed(now(), FIRST_PAUSE, LONGEST_PAUSE, getattr(e, "retry_at", None))
        ours = not isinstance(e, SourceError)
        logger.warning("%s: its past could not be loaded, measures stay unknown until it is: %s", source.id, described(e), exc_info=ours)
        return 0
    await asyncio.to_thread(store.backfill, source.id, events, now())
    logger.info("%s: loaded %d events of the past", source.id, len(events))
    return len(events)


def _keep_past(source: Source, pages: Sequence[Page], store: Store, now: datetime) -> int:
    """Keep the prices of a source's past; gives how many were new."""
    assert source.prices is not None
    read = [source.prices(page) for page in pages]
    log_set_aside(source, set_aside_of(*read))
    new, _ = keep([price for found in read for price in found], store, now)
    store.backfill(source.id, (), now)
    logger.info("%s: loaded %d prices of the past", source.id, new)
    return new


def log_set_aside(source: Source, rows: Sequence[SetAside]) -> None:
    """Of the past: the present's rows are kept and told of."""
    if rows:
        logger.warning("%s: of its past, %s", source.id, summary_of_rows(rows))
