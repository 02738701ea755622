"""Two publishers of the same facts: the first one wins, the second confirms it some hours later, or contradicts it.

What the second one does not have yet is asked for again later, until it is too old to matter.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.codec import plain
from bot.errors import SourceError, StoreUnavailable
from bot.polling.catch_up import read_part
from bot.polling.fetch import Client
from bot.polling.intake import Intake
from bot.polling.operator_notices import described
from bot.polling.pause import Pause
from bot.source import Page, Second, Source
from bot.store import Store
from rules.event import Event

UNTIL = timedelta(days=4)

logger = logging.getLogger(__name__)


async def confirm(intake: Intake, client: Client, origins: Mapping[str, str], pause: Pause, notify_operator: Callable[[str], None]) -> None:
    """Ask a second publisher for what was published hours ago; a contradiction is told to the operator and lowers the confidence.

    A second publisher that does not answer is asked again later: it is no fault of the first.
    """
    source, now, second = intake.source, intake.now, intake.source.second
    if second is None or pause.holds(now()):
        return
    try:
        events = await asyncio.to_thread(to_confirm, source, intake.store, now())
        if not events:
            return
        pause.until = now() + second.again
        pages = await read_part(second.pages(events), source, client, origins, now)
        for event in events:
            if said := second.said(event, pages):
                await _confirm_one(event, said, second, intake, notify_operator)
    except SourceError as e:
        logger.info("%s: not confirmed yet: %s", source.id, described(e))
    except StoreUnavailable:
        raise
    except Exception:  # a fault of ours: confirming must not end the poll
        logger.exception("%s: confirming broke", source.id)


async def _confirm_one(
    event: Event, said: Mapping[str, Any], second: Second, intake: Intake, notify_operator: Callable[[str], None]
) -> None:
    """Settled last: what is cut off before is found out, and told, again."""
    source, store, now = intake.source, intake.store, intake.now
    if otherwise := said_otherwise(event, said):
        await asyncio.to_thread(store.dispute, source.id, event.key, otherwise, now())
        await intake.take_again(event)
        notify_operator(f"{source.id}: {told(event, second, otherwise)}")
    await asyncio.to_thread(settle, event, source, store, now())


def said_otherwise(event: Event, second: Mapping[str, Any]) -> dict[str, Any]:
    """Of what a second publisher says, the facts that the event has and that differ, plain, by name."""
    said = {name: plain(getattr(event, name)) for name in second}
    return {name: plain(value) for name, value in second.items() if None not in (value, said[name]) and said[name] != plain(value)}


def to_confirm(source: Source, store: Store, now: datetime) -> list[Event]:
    """The events of a source that are of the age to be confirmed and were not, oldest first."""
    if source.second is None:
        return []
    done = store.remembered_since(_confirmed(source), now - 2 * UNTIL)
    chosen = source.second.chosen(store.history(source.id, before=now, since=now - UNTIL))  # of a day the last one, however young
    due = [event for event in chosen if event.published_at < now - source.second.after]
    return [event for event in due if event.key not in done and store.known(source.id, event.key)]


def settle(event: Event, source: Source, store: Store, now: datetime) -> None:
    """Remember that an event was confirmed, or contradicted: either is found out once."""
    store.remember(_confirmed(source), [Page(url=event.key, body=b"")], now)


def told(event: Event, second: Second, otherwise: Mapping[str, Any]) -> str:
    """The contradiction in words, for an operator."""
    said = ", ".join(f"{name} {getattr(event, name)} against {value}" for name, value in otherwise.items())
    return f"{event.key}: a second publisher says otherwise ({second.url(event)}): {said}"


def _confirmed(source: Source) -> str:
    return f"confirmed of {source.id}"
