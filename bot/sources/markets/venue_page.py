"""What both venues' answers have in common: JSON with a list of events, one for each decision, that stand for themselves.

An event that can't be read is set aside, and the others go on; where its day is known, its decision is torn: what was read before of it
does not count any more. So are two events of one day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NoReturn

from bot.calendars.newyork import today
from bot.errors import ContractError, ParseError
from bot.source import Expectation, Page, Readings
from bot.sources.bounds import json_value
from bot.sources.markets.quotes import TORN, PricedIn
from bot.sources.markets.refusals import refused, words_of
from bot.sources.rows import digest, read_each

SOURCE_ID = "market.expectation"
MOST_EVENTS = 200
UNDATED = datetime.min.replace(tzinfo=UTC)
"""The instant of a body from disk: older than any decision."""

Event = Mapping[str, Any]
Day = Callable[[Event], date | None]
Reader = Callable[[Event, datetime], PricedIn | None]
"""What an event prices in; None where it is over or is no decision. Raises ValueError when it can't be read."""


def loaded(page: Page) -> Any:
    """The body as JSON. Raises ParseError when it is none or cut short; NotNow and ContractError when the venue says an error."""
    try:
        body = json_value(page.body)
    except ValueError as error:
        raise ParseError("the body is no JSON, or cut short", source_id=SOURCE_ID, url=page.url) from error
    if said := words_of(body):
        refused(page, SOURCE_ID, said)
    return body


def refuse(page: Page, what: str) -> NoReturn:
    """Raises ContractError."""
    raise ContractError(what, source_id=SOURCE_ID, url=page.url)


def expectations_of(page: Page, venue: str, events: Any, day: Day, read: Reader) -> Readings[Expectation]:
    """What a venue's list of events prices in, by the day of the decision. Raises ContractError."""
    if not isinstance(events, list) or len(events) > MOST_EVENTS:
        refuse(page, "the answer has no list of events")
    at = page.fetched_at or UNDATED
    torn: list[date] = []

    def known_day(event: Any) -> date | None:
        return day(event) if isinstance(event, dict) else None

    def expectation(event: Any) -> Expectation | None:
        meeting_on = known_day(event)
        try:
            return _expectation(event, meeting_on, venue, read, at)
        except ValueError as error:
            torn.extend([meeting_on] if meeting_on else [])
            raise ContractError(str(error)) from error

    rows = read_each(events, expectation, source_id=SOURCE_ID, url=page.url, key=digest, day=known_day, may_be_empty=True)
    days = Counter([*(one.meeting_on for one in rows), *torn])
    single = {one.meeting_on: one for one in rows if days[one.meeting_on] == 1}
    return Readings((single.get(meeting_on) or _torn(meeting_on, venue, at) for meeting_on in sorted(days)), rows.set_aside)


def _expectation(event: Any, meeting_on: date | None, venue: str, read: Reader, at: datetime) -> Expectation | None:
    if not isinstance(event, dict):
        raise ValueError(f"an event is {str(event)[:40]!r}")
    priced = read(event, at)
    if priced is None:
        return None
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
