"""What belongs to one FOMC day: the statement, and the publications that join its alert instead of making one of their own. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace

from bot.calendars.newyork import today
from rules.event import ENVELOPE, Event, FomcStatement, ImplementationNote, PressRelease

PROJECTIONS = "projections"
"""The category of the release that brings the economic projections of a meeting."""


def joins(event: Event) -> bool:
    """Whether a publication is told in the statement of its day: the implementation note, the projections."""
    return isinstance(event, ImplementationNote) or (isinstance(event, PressRelease) and event.category == PROJECTIONS)


def statement_of(event: Event, events: Iterable[Event]) -> FomcStatement | None:
    """The statement that a publication belongs to: the last one of its New York day up to its own hour."""
    day = today(event.published_at)
    candidates = [e for e in events if isinstance(e, FomcStatement) and today(e.published_at) == day]
    return max((e for e in candidates if e.published_at <= event.published_at), key=lambda e: e.published_at, default=None)


def joined_to(statement: Event, events: Iterable[Event]) -> tuple[Event, ...]:
    """What of `events` joins a statement, the last version of each; nothing for other events."""
    if not isinstance(statement, FomcStatement):
        return ()
    day = today(statement.published_at)
    last = {(e.source, e.key): e for e in events if joins(e) and today(e.published_at) == day and e.published_at >= statement.published_at}
    return tuple(last.values())


def with_dots(event: Event, joined: Iterable[Event]) -> Event:
    """A statement with the change of the dots that projections among its joined publications have; another event as it is."""
    changes = [e.dots_change_bp for e in joined if isinstance(e, PressRelease) and e.dots_change_bp is not None]
    if not isinstance(event, FomcStatement) or not changes or event.dots_change_bp == changes[-1]:
        return event
    return replace(event, dots_change_bp=changes[-1])


def statement_before(event: Event, earlier: Iterable[Event]) -> FomcStatement | None:
    """The last statement that came out before an FOMC statement; None for other events."""
    if not isinstance(event, FomcStatement):
        return None
    known = [e for e in earlier if isinstance(e, FomcStatement) and e.key != event.key and e.published_at < event.published_at]
    return max(known, key=lambda e: e.published_at, default=None)


def only_grew(before: Event | None, after: Event) -> bool:
    """Whether a changed publication says all that it said before, and more that was not known then: no correction."""
    if before is None or type(before) is not type(after):
        return False
    said = [f.name for f in fields(after) if f.compare and f.name not in ENVELOPE]
    return all(getattr(before, name) is None or getattr(before, name) == getattr(after, name) for name in said)
