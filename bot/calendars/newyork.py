"""New York's clock and the days on which its money market is open.

Publishers give New York dates and times without a zone; inside the program every instant is UTC. The calendar is the one of the
dollar money market (SIFMA's full closes), which the Desk keeps: the Reserve Banks' holidays, Good Friday every year (the Desk is
closed even when the bond market opens for the jobs report), and the Friday before an Independence or Christmas Day on a Saturday.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from typing import Literal
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")

CalendarClass = Literal["ordinary", "tax_or_settlement", "month_end", "quarter_end"]

_DAY = timedelta(days=1)
_TAX_DAY = 15
_QUARTER_MONTHS = (3, 6, 9, 12)


@functools.lru_cache(maxsize=4096)
def at(day: date, clock: time) -> datetime:
    """The UTC instant at which New York's clocks show `clock` on `day`."""
    return datetime.combine(day, clock, tzinfo=NEW_YORK).astimezone(UTC)


def today(now: datetime) -> date:
    """The date in New York at an aware instant."""
    return now.astimezone(NEW_YORK).date()


def is_business_day(day: date) -> bool:
    """Whether the dollar money market is open, and with it the Desk."""
    return day.weekday() < 5 and day not in _closed_days(day.year)


def next_business_day(day: date) -> date:
    """The first business day after `day`."""
    day += _DAY
    while not is_business_day(day):
        day += _DAY
    return day


def previous_business_day(day: date) -> date:
    """The last business day before `day`."""
    day -= _DAY
    while not is_business_day(day):
        day -= _DAY
    return day


def calendar_class(day: date) -> CalendarClass:
    """How far a day's funding figures are moved by the calendar alone (docs/scoring.md).

    `quarter_end` and `month_end` are the last business day of one and the first of the next; `tax_or_settlement` is the 15th
    or the business day after it, when taxes and mid-month coupons are paid. Days on which the market is closed are `ordinary`.
    """
    if not is_business_day(day):
        return "ordinary"
    before, after = previous_business_day(day), next_business_day(day)
    if before.month != day.month or after.month != day.month:
        ended = before.month if before.month != day.month else day.month
        return "quarter_end" if ended in _QUARTER_MONTHS else "month_end"
    if before.day < _TAX_DAY <= day.day:
        return "tax_or_settlement"
    return "ordinary"


@functools.cache
def _closed_days(year: int) -> frozenset[date]:
    known = _table().get(str(year))
    return frozenset(known) if known is not None else frozenset(closed_by_the_library(year))


@functools.cache
def _table() -> Mapping[str, list[date]]:
    """The library's days of the years in use, read off: it loads the calendars of all countries, 12 MB that stay (`make closed-days`)."""
    return tomllib.loads((resources.files("bot.calendars") / "closed_days.toml").read_text(encoding="utf-8"))


def closed_by_the_library(year: int) -> set[date]:
    """The days from Monday to Sunday on which the money market is closed, as the holidays library works them out."""
    import holidays

    closed = set(holidays.financial_holidays("XSIF", years=year))
    closed |= {day for day, name in holidays.financial_holidays("XNYS", years=year).items() if name == "Good Friday"}
    return closed
