"""Two publishers of the same facts: the first one wins, the second confirms it some hours later, or contradicts it.

What the second one does not have yet is asked for again later, until it is too old to matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.codec import plain
from bot.source import Page, Second, Source
from bot.store import Store
from rules.event import Event

UNTIL = timedelta(days=4)


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
