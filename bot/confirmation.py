"""Two publishers of the same facts: the first one wins, the second confirms it some hours later, or contradicts it.

Only figures that both give count. What the second one does not have yet is asked for again later, until it is too old to matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.catch_up import read_part
from bot.fetch import Client, Clock
from bot.record import fingerprint
from bot.source import Page, Source
from bot.store import Store
from rules.event import Event

AFTER = timedelta(hours=2)
"""The second publisher gets so long before it is asked."""
UNTIL = timedelta(days=4)
AGAIN = timedelta(hours=3)
"""Between two tries."""


def disputed_fields(event: Event, second: Event) -> tuple[str, ...]:
    """What both publishers give and give differently, by name; what was computed from their past is not theirs."""
    said, again = fingerprint(event), fingerprint(second)
    return tuple(name for name, value in again.items() if None not in (value, said[name]) and said[name] != value)


def to_confirm(source: Source, store: Store, now: datetime) -> list[Event]:
    """The events of a source that are of the age to be confirmed and were not, oldest first."""
    if source.confirm is None:
        return []
    done = store.remembered_since(_confirmed(source), now - 2 * UNTIL)
    published = store.history(source.id, before=now - AFTER, since=now - UNTIL)
    return [event for event in published if event.key not in done and store.known(source.id, event.key)]


async def second_said(event: Event, source: Source, *, client: Client, origins: Mapping[str, str], now: Clock) -> Event | None:
    """The event as the second publisher has it; None where it does not have it yet. Raises SourceError."""
    assert source.confirm is not None
    pages = await read_part(source.confirm(event), source, client, origins, now)
    found = source.parse_past(pages) if pages else []
    return next((second for second in found if second.key == event.key), None)


def settle(event: Event, source: Source, store: Store, now: datetime) -> None:
    """Remember that an event was confirmed, or contradicted: either is found out once."""
    store.remember(_confirmed(source), [Page(url=event.key, body=b"")], now)


def told(event: Event, second: Event, fields: Sequence[str]) -> str:
    """The contradiction in words, for an operator."""
    said = ", ".join(f"{name} {getattr(event, name)} against {getattr(second, name)}" for name in fields)
    return f"{event.key}: a second publisher says otherwise ({second.url}): {said}"


def _confirmed(source: Source) -> str:
    return f"confirmed of {source.id}"
