"""The events of an outage, beside those that a source's own pages still have."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.polling.catch_up import MARGIN, missed_pages
from bot.polling.fetch import Client, Clock
from bot.polling.past import log_set_aside
from bot.polling.reading import read_apart
from bot.source import Source, set_aside_of
from rules.event import Event

logger = logging.getLogger(__name__)


async def read_missed(
    source: Source, last_ok_at: datetime | None, *, client: Client, origins: Mapping[str, str], now: Clock
) -> list[Event]:
    """The events of an outage that the source's own pages don't look back over, as far as they were published since it began."""
    parts = await missed_pages(source, last_ok_at, client=client, origins=origins, now=now)
    read = [await read_apart(source.id, source.parse_past, pages) for pages in parts]
    events = [event for found in read for event in found]
    log_set_aside(source, set_aside_of(*read))
    if parts:
        logger.info("%s: read %d events since its last answer, %s", source.id, len(events), last_ok_at)
    return [event for event in events if last_ok_at and event.published_at > last_ok_at - MARGIN]


def with_missed(events: Sequence[Event], missed: Sequence[Event]) -> list[Event]:
    """Both; what stands in both counts as the polled page has it."""
    polled = {event.key for event in events}
    return [*(event for event in missed if event.key not in polled), *events]
