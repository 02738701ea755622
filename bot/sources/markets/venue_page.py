"""What both venues' answers have in common: JSON with a list of events, one for each decision, that stand for themselves.

An event whose day is known and whose outcomes can't be read is torn: nothing is known of that decision, and the others go on. One without
a day is left out and named in the log. A page most of whose events can't be read is refused.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NoReturn

from bot.calendars.newyork import today
from bot.errors import ContractError, ParseError
from bot.source import Expectation, Page
from bot.sources.bounds import json_value
from bot.sources.markets.quotes import TORN, PricedIn

SOURCE_ID = "market.expectation"
MOST_EVENTS = 200
UNDATED = datetime.min.replace(tzinfo=UTC)
"""The instant of a body from disk: older than any decision."""

logger = logging.getLogger(__name__)

Event = Mapping[str, Any]
Day = Callable[[Event], date | None]
Reader = Callable[[Event, datetime], PricedIn | None]
"""What an event prices in; None where it is over or is no decision. Raises ValueError when it can't be read."""


def loaded(page: Page) -> Any:
    """The body as JSON. Raises ParseError when it is none, or cut short."""
    try:
        return json_value(page.body)
    except ValueError as error:
        raise ParseError("the body is no JSON, or cut short", source_id=SOURCE_ID, url=page.url) from error


def refuse(page: Page, what: str) -> NoReturn:
    """Raises ContractError."""
    raise ContractError(what, source_id=SOURCE_ID, url=page.url)


def expectations_of(page: Page, venue: str, events: Any, day: Day, read: Reader) -> list[Expectation]:
    """What a venue's list of events prices in, by the day of the decision. Raises ContractError."""
    if not isinstance(events, list) or len(events) > MOST_EVENTS:
        refuse(page, "the answer has no list of events")
    at = page.fetched_at or UNDATED
    found: dict[date, Expectation] = {}
    unread: list[str] = []
    for event in events:
        try:
            one = _expectation(event, venue, day, read, at)
        except ValueError as error:
            unread.append(str(error))
            logger.warning("%s: %s: %s", SOURCE_ID, page.url, error)
            meeting_on = day(event) if isinstance(event, dict) else None
            one = _torn(meeting_on, venue, at) if meeting_on else None
        if one is not None:
            found[one.meeting_on] = one if one.meeting_on not in found else _torn(one.meeting_on, venue, at)
    if 2 * len(unread) > len(events):
        refuse(page, f"{len(unread)} of {len(events)} events can't be read, the first: {unread[0]}")
    return [found[meeting_on] for meeting_on in sorted(found)]


def _expectation(event: Any, venue: str, day: Day, read: Reader, at: datetime) -> Expectation | None:
    if not isinstance(event, dict):
        raise ValueError(f"an event is {str(event)[:40]!r}")
    priced = read(event, at)
    if priced is None:
        return None
    meeting_on = day(event)
    if meeting_on is None:
        raise ValueError("an event says no day")
    return Expectation(
        meeting_on=meeting_on, venue=venue, at=at, change_bp=priced.change_bp, uncertainty_bp=priced.uncertainty_bp, gap=priced.gap
    )


def _torn(meeting_on: date, venue: str, at: datetime) -> Expectation:
    return Expectation(meeting_on=meeting_on, venue=venue, at=at, change_bp=None, gap=TORN.gap)


def instant(value: Any) -> datetime | None:
    """An ISO instant with its zone; None for anything else."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
    except ValueError:
        return None
    return found.astimezone(UTC) if found is not None and found.tzinfo is not None and 2000 < found.year < 2200 else None


def new_york_day(value: Any) -> date | None:
    """The day of an instant in New York; a midnight of UTC is a bare day."""
    found = instant(value)
    if found is None:
        return None
    return found.date() if found.time() == time() else today(found)


def members(event: Event, name: str) -> Sequence[Event]:
    """The objects of a list that an event has. Raises ValueError without such a list."""
    found = event.get(name)
    if not isinstance(found, list) or not 1 < len(found) <= MOST_EVENTS or not all(isinstance(one, dict) for one in found):
        raise ValueError(f"an event has no list of {name}")
    return found
