"""Whether an alert of an announcement is told the market's first hour, by one silent edit. Pure.

Nothing is told where a price of one of the four hours' ends is missing: two exchanges that disagree leave it so, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.audience.standing import is_announcement
from bot.evidence.receipts import ASSETS
from bot.source import Price
from rules.event import Event, FomcStatement, Speech
from rules.model import FirstHours, Statistics

AFTER = timedelta(hours=1)
LIFE = timedelta(hours=2)
"""An edit that has not gone out so long after the hour is worth nothing any more."""
LARGE = 2.0
"""Times an ordinary first hour: from here on it is said what followed such hours of decisions."""


def is_due(event: Event, now: datetime) -> bool:
    """Whether an event's alert may be told its first hour now: announcements but for speeches, while that is news."""
    end = event.published_at + AFTER
    return is_announcement(event) and not isinstance(event, Speech) and end <= now < end + LIFE


def expires_at(event: Event) -> datetime:
    """When the edit is too late."""
    return event.published_at + AFTER + LIFE


def is_sure(event: Event, prices: Sequence[Price]) -> bool:
    """Whether both assets' closes of the very hours at both ends are known."""
    known = {(price.asset, price.at) for price in prices}
    ends = (event.published_at, event.published_at + AFTER)
    return all((asset, at.replace(minute=0, second=0, microsecond=0)) in known for asset in ASSETS for at in ends)


def followed(event: Event, ratio: float | None, statistics: Statistics | None) -> FirstHours | None:
    """What followed first hours as large as this one; None where it was no decision, or no such hour."""
    if statistics is None or not isinstance(event, FomcStatement) or ratio is None or ratio < LARGE:
        return None
    return statistics.first_hours
