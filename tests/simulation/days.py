"""New York's clock and the days on which the money market is open, written out by hand: the script must not ask the code it checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
FIRST, LAST = date(2025, 10, 1), date(2026, 9, 30)
PAST = date(2025, 3, 3)
"""The daily series begin here, seven months before: measures have their sixty observations from the first day on."""
DAY = timedelta(days=1)

_CLOSED = """
2024-07-04 2024-09-02 2024-10-14 2024-11-11 2024-11-28 2024-12-25 2025-01-01 2025-01-20 2025-02-17 2025-04-18 2025-05-26 2025-06-19
2025-07-04 2025-09-01
2025-10-13 2025-11-11 2025-11-27 2025-12-25 2026-01-01 2026-01-19 2026-02-16 2026-04-03 2026-05-25 2026-06-19 2026-07-03 2026-09-07
2026-10-12
"""
HOLIDAYS = frozenset(map(date.fromisoformat, _CLOSED.split()))
"""Columbus Day, Veterans Day, Thanksgiving, Christmas, New Year, King, Presidents, Good Friday, Memorial Day, Juneteenth, Independence Day
(kept on Friday the 3rd in 2026), Labor Day."""


def at(day: date, clock: str, seconds: float = 0.0) -> datetime:
    """The UTC instant so many seconds after New York's clocks show `clock` (`13:45`) on a day."""
    return datetime.combine(day, time.fromisoformat(clock), NEW_YORK).astimezone(UTC) + timedelta(seconds=seconds)


START, END = at(FIRST, "00:00"), at(LAST + DAY, "00:00")


def is_open(day: date) -> bool:
    """Whether the money market is open."""
    return day.weekday() < 5 and day not in HOLIDAYS


def open_days(first: date, last: date) -> Iterator[date]:
    """The open days from `first` to `last`."""
    while first <= last:
        if is_open(first):
            yield first
        first += DAY


def next_open(day: date) -> date:
    """The first open day after a day."""
    day += DAY
    while not is_open(day):
        day += DAY
    return day


def in_new_york(instant: datetime) -> date:
    """The date in New York."""
    return instant.astimezone(NEW_YORK).date()
