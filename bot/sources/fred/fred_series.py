"""Daily real yields and breakeven inflation, from FRED.

FRED is the second source of most things and wants few requests: each series is asked for every six hours, never more often, without a close
look. A key changes the way (the API in place of the CSV of graphs), not what is read.

Real yields (DFII5, DFII10) are the Board's H.15, posted on each business day at 16:15 in New York for the business day before: that
is when FRED can know them. Breakevens (T10YIE, T5YIFR) are FRED's own spreads of the Treasury's closing curve, which stand there on the
evening of the same day; 18:00 is on the safe side.

Source: Federal Reserve Bank of St. Louis, FRED.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from bot.calendars import newyork
from bot.errors import ContractError
from bot.source import Page, Part, PastPage, PollPlan, Readings, Source
from bot.sources import daily
from bot.sources.fred.fred_page import observed
from bot.sources.rows import joined
from rules.event import Event, YieldChange
from rules.ledger import PolicyLedger

SOURCE_ID = "fred.series"
SERIES: Mapping[str, tuple[str, str]] = {
    "DFII10": ("real_yield", "10-year real yield"),
    "DFII5": ("real_yield", "5-year real yield"),
    "T10YIE": ("breakeven", "10-year breakeven inflation"),
    "T5YIFR": ("breakeven", "5-year, 5-year forward inflation"),
}
"""FRED's names, what each measures, and what it is called."""
PAST = timedelta(days=450)

_LOWEST_PCT, _HIGHEST_PCT = -10.0, 20.0  # basis points in place of percent are outside on most days
_UNITS = 10_000_000_000  # of a percent: whole numbers, whose differences are exact, of as many decimals as are read
_H15_POSTED = time(16, 15)
_SPREADS_POSTED = time(18)
_CSV = "/graph/fredgraph.csv?id={series}&cosd={since}"
_API = "/fred/series/observations?series_id={series}&observation_start={since}&file_type=json"


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """Read the observations of these pages, oldest first; measures are left None.

    Missing observations are absent, and so are days shortly after that on which the page was fetched, which some series run ahead to. One
    that is no number, or outside its plausible range, is set aside. Raises ParseError when a body is cut or no page of observations,
    ContractError for another series, or when most rows cannot be read.
    """
    read = joined(_observations(page) for page in pages)
    found = {event.key: event for event in read}
    ordered = sorted(found.values(), key=lambda event: (event.published_at, event.as_of, list(SERIES).index(event.series)))
    return Readings(ordered, read.set_aside)


def _observations(page: Page) -> Readings[YieldChange]:
    def read(series: str, day: date, value: str) -> YieldChange:
        if series not in SERIES:
            raise ContractError(f"a series that wasn't asked for: {series[:40]!r}", source_id=SOURCE_ID, url=page.url)
        return _event(series, day, _percent(series, day, value, page), page.fetched_at)

    return observed(page, SOURCE_ID, read)


def _event(series: str, day: date, value_pct: float, fetched_at: datetime | None) -> YieldChange:
    measures_what, name = SERIES[series]
    published_at = _published_at(measures_what, day)
    return YieldChange(
        source=SOURCE_ID,
        key=f"{_key_begins(series)}{day}",
        title=f"{name} ({series}), {day.day} {day:%B %Y}",
        url=f"https://fred.stlouisfed.org/series/{series}",
        published_at=min(published_at, fetched_at or published_at),
        series=series,
        measures_what=measures_what,
        as_of=day,
        value_pct=value_pct,
    )


def _key_begins(series: str) -> str:
    return f"{series} "


def _published_at(measures_what: str, day: date) -> datetime:
    if measures_what == "real_yield":
        return newyork.at(newyork.next_business_day(day), _H15_POSTED)
    return newyork.at(day, _SPREADS_POSTED)


def _percent(series: str, day: date, value: str, page: Page) -> float:
    if not re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]{1,10})?", value):
        raise ContractError(f"{series} of {day} is {value[:40]!r}, not a number", source_id=SOURCE_ID, url=page.url)
    if not _LOWEST_PCT <= float(value) <= _HIGHEST_PCT:
        reason = f"{series} of {day} is {value}, outside {_LOWEST_PCT:g} to {_HIGHEST_PCT:g} percent"
        raise ContractError(reason, source_id=SOURCE_ID, url=page.url)
    return float(value)


def recent(today: date) -> list[str]:
    """One page a series, since the first of the month before: the URL, and so what its page is recognised by, holds for a month."""
    return [_CSV.format(series=series, since=_since(today)) for series in SERIES]


def past(today: date) -> list[PastPage]:
    """Four hundred and fifty days of each series, which hold the 250 changes over 20 observations that the measures need."""
    return [PastPage("fred", _CSV.format(series=series, since=today - PAST)) for series in SERIES]


def past_since(since: date, today: date) -> list[Part]:
    """Each series from a day on, one a page."""
    return [(PastPage("fred", _CSV.format(series=series, since=since)),) for series in SERIES]


def _since(today: date) -> date:
    """A look-back of one to two months."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def measure(event: Event, history: Sequence[Event], ledger: PolicyLedger) -> Event:
    """The event with its changes over 1, 5 and 20 observations, in basis points, and how unusual the first and last are.

    The z-scores stand against up to 250 such changes of the same series before. None where the history is too short or has a hole.
    """
    if not isinstance(event, YieldChange):
        return event
    known = {e.as_of: e.value_pct for e in history if isinstance(e, YieldChange) and e.series == event.series and e.as_of < event.as_of}
    percents = [*sorted(known.items())[-daily.SPAN :], (event.as_of, event.value_pct)]
    levels = [(day, _units(value)) for day, value in percents]
    return dataclasses.replace(
        event,
        change_1d_bp=_basis_points(daily.moved(levels, 1)),
        change_5d_bp=_basis_points(daily.moved(levels, 5)),
        change_20d_bp=_basis_points(daily.moved(levels, 20)),
        change_1d_z_250d=daily.move_z(levels, 1),
        change_20d_z_250d=daily.move_z(levels, 20),
    )


@functools.lru_cache(maxsize=4096)
def _units(percent: float) -> int:
    return round(percent * _UNITS)


def _basis_points(units: int | None) -> float | None:
    return None if units is None else round(units * 100 / _UNITS, 4)


def _series(event: Event) -> str:
    return _key_begins(event.series) if isinstance(event, YieldChange) else ""


SOURCE = Source(
    id=SOURCE_ID,
    publisher="fred",
    hosts=frozenset({"fred.stlouisfed.org"}),
    paths=(),
    recent=recent,
    plan=PollPlan(every=timedelta(hours=6), rest=timedelta(hours=2)),
    overdue_after=timedelta(days=7),
    parse=parse,
    measure=measure,
    series=_series,
    reach=timedelta(days=27),
    past=past,
    past_since=past_since,
    parse_past=parse,
    history_span=PAST,
)


def _recent_by_key(today: date) -> list[str]:
    return [_API.format(series=series, since=_since(today)) for series in SERIES]


def _past_by_key(today: date) -> list[PastPage]:
    return [PastPage("fred_api", _API.format(series=series, since=today - PAST)) for series in SERIES]


def _past_since_by_key(since: date, today: date) -> list[Part]:
    return [(PastPage("fred_api", _API.format(series=series, since=since)),) for series in SERIES]


KEYED = dataclasses.replace(
    SOURCE,
    publisher="fred_api",
    hosts=frozenset({"api.stlouisfed.org"}),
    recent=_recent_by_key,
    past=_past_by_key,
    past_since=_past_since_by_key,
)
"""The same source where the operator has a key: asked of the API. The key is added to each request where it is sent."""
