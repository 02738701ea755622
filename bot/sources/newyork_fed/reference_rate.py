"""Reference rates of overnight money: SOFR, TGCR and BGCR (secured), EFFR and OBFR (unsecured), for each business day.

Published on the next business day about 08:00 (secured) and 09:00 (unsecured) in New York, and revised at most once, about 14:30 of
that day. `latest` holds every rate's newest day and shows its revision; what an outage missed is asked for by one dated search, and
only when a day before the newest is not known. The server sends no validators, so the body's hash tells whether anything changed.

The form: `{"refRates": [{"effectiveDate", "type", "percentRate", ...}]}`, rates in percent, volumes in billions of dollars. Before
2016-03 EFFR has neither percentiles nor volume, before 2008-12-16 a single target. SOFRAI rows are averages and an index, not rates.

Source: New York Fed Markets Data API, "Reference Rates".
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.calendars import newyork
from bot.source import Page, Part, PastPage, PollPlan, Readings, Second, Source, Window, stretches
from bot.sources import baseline, daily
from bot.sources.fred import fred_second
from bot.sources.results_page import Row, read_rows, rows
from bot.sources.rows import joined
from rules.event import Event, ReferenceRate
from rules.ledger import PolicyLedger

SOURCE_ID = "nyfed.reference_rate"
PUBLISHED: dict[str, time] = {"SOFR": time(8), "TGCR": time(8), "BGCR": time(8), "EFFR": time(9), "OBFR": time(9)}
"""When each rate comes out in New York, on the business day after the one that it is for."""
OTHERS = frozenset({"SOFRAI"})
"""Averages and an index: no rates."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""The age of a day that is asked for only where it was never seen: only the newest one is revised, and that stands in `latest`."""
CONFIRMED = ("SOFR", "EFFR")
PAST = timedelta(days=400)
PAGE_DAYS = 366
"""Of a page of the past."""
LOOK_BACK = 20
"""So many business days before the newest are asked for where they are not known."""

_RATES_PCT = (-5.0, 25.0)
_VOLUMES_BN = (0.1, 20_000.0)  # dollars or millions in place of billions are far outside
_BILLION = 1_000_000_000


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """Read the rates of these pages, oldest first; measures are left None, volumes become whole dollars.

    The averages and the index are skipped, a row that cannot be read is set aside. Of rows that repeat a rate's day the one marked as
    revised counts, else the last. Raises ParseError when a body isn't whole JSON, ContractError when most rows cannot be read.
    """
    read = joined(_rates(page) for page in pages)
    found: dict[str, ReferenceRate] = {}
    for rate in read:
        if rate.is_revised or rate.key not in found or not found[rate.key].is_revised:
            found[rate.key] = rate
    ordered = sorted(found.values(), key=lambda rate: (rate.published_at, rate.effective_on, list(PUBLISHED).index(rate.rate_type)))
    return Readings(ordered, read.set_aside)


def _rates(page: Page) -> Readings[ReferenceRate]:
    found = rows(page, SOURCE_ID, ("refRates",), "rate")
    return read_rows(page, found, lambda row: _rate(row, page.fetched_at), known_by=("type", "effectiveDate"), day=("effectiveDate",))


def _rate(row: Row, fetched_at: datetime | None) -> ReferenceRate | None:
    kind, day = row.text("type"), row.day("effectiveDate")
    if kind not in PUBLISHED:
        return None if kind in OTHERS else row.refuse(f"type is {row.shown('type')}, no rate that is known")
    volume = row.number_if_given("volumeInBillions", *_VOLUMES_BN)
    low, lower, upper, high = (row.number_if_given(f"percentPercentile{n}", *_RATES_PCT) for n in (1, 25, 75, 99))
    published_at = newyork.at(newyork.next_business_day(day), PUBLISHED[kind])
    return ReferenceRate(
        source=SOURCE_ID,
        key=key_of(kind, day),
        title=f"{kind}, {day.day} {day:%B %Y}",
        url=f"https://www.newyorkfed.org/markets/reference-rates/{kind.lower()}",
        published_at=min(published_at, fetched_at or published_at),
        rate_type=kind,
        effective_on=day,
        rate_pct=row.number("percentRate", *_RATES_PCT),
        percentile_1_pct=low,
        percentile_25_pct=lower,
        percentile_75_pct=upper,
        percentile_99_pct=high,
        volume_usd=None if volume is None else round(volume * _BILLION),
        is_revised=row.words("revisionIndicator").casefold() == "r",
        calendar=newyork.calendar_class(day),
    )


def key_of(kind: str, day: date) -> str:
    """What a rate's day is known by."""
    return f"{_key_begins(kind)}{day}"


def _key_begins(kind: str) -> str:
    return f"{kind} "


def follow(pages: Sequence[Page], wanted: Callable[[str, datetime], bool]) -> list[str]:
    """One search over the days before the newest, if any of them was missed; nothing in the ordinary course."""
    days = [rate.effective_on for rate in parse(pages) if isinstance(rate, ReferenceRate)]
    missed = [day for day in _days_before(max(days)) if any(_is_missed(kind, day, wanted) for kind in ("SOFR", "EFFR"))] if days else []
    return [_search(min(missed), max(days))] if missed else []


def _is_missed(kind: str, day: date, wanted: Callable[[str, datetime], bool]) -> bool:
    return wanted(key_of(kind, day), LONG_AGO)


def _days_before(day: date) -> Iterable[date]:
    for _ in range(LOOK_BACK):
        day = newyork.previous_business_day(day)
        yield day


def _search(start: date, end: date) -> str:
    return f"/api/rates/all/search.json?startDate={start}&endDate={end}"


def past(today: date) -> list[PastPage]:
    """Four hundred days of rates, which hold the 250 observations that the measures need."""
    return [PastPage("nyfed", _search(today - PAST, today))]


def past_since(since: date, today: date) -> list[Part]:
    """Rates from a day on, a year a page."""
    return [(PastPage("nyfed", _search(first, last)),) for first, last in stretches(since, today, PAGE_DAYS)]


def measure(event: Event, history: Sequence[Event], ledger: PolicyLedger) -> Event:
    """The event with its spreads to the administered rates in force on its own day, and how unusual the spread to IORB is.

    Spreads are in basis points; they are None where the ledger knows no rate for the day. The change stands against the observation
    before, the z-score against the spreads of up to 250 observations before, of the same rate.
    """
    if not isinstance(event, ReferenceRate):
        return event
    spread = _spread(event.rate_pct, "iorb", event.effective_on, ledger)
    before = _spreads_before(event, history, ledger)
    now = [] if spread is None else [(event.effective_on, spread)]
    return dataclasses.replace(
        event,
        spread_iorb_bp=spread,
        spread_on_rrp_bp=_spread(event.rate_pct, "on_rrp", event.effective_on, ledger),
        spread_iorb_change_1d_bp=daily.moved([*before, *now], 1) if now else None,
        spread_iorb_z_250d=None if spread is None else baseline.robust_z([level for _, level in before], spread),
        percentile_99_spread_iorb_bp=_spread(event.percentile_99_pct, "iorb", event.effective_on, ledger),
    )


def _series(event: Event) -> str:
    return _key_begins(event.rate_type) if isinstance(event, ReferenceRate) else ""


def _spreads_before(event: ReferenceRate, history: Sequence[Event], ledger: PolicyLedger) -> list[tuple[date, float]]:
    """The spreads to IORB of the same rate's days before, oldest first; the last version of a day counts."""
    same = (e for e in history if isinstance(e, ReferenceRate) and e.rate_type == event.rate_type)
    rates = {e.effective_on: e.rate_pct for e in same if e.effective_on < event.effective_on}
    spreads = ((day, _spread(rate, "iorb", day, ledger)) for day, rate in sorted(rates.items())[-daily.SPAN :])
    return [(day, spread) for day, spread in spreads if spread is not None]


def _spread(rate_pct: float | None, subject: str, on: date, ledger: PolicyLedger) -> float | None:
    """Basis points over an administered rate, exact to hundredths."""
    fact = ledger.in_force(subject, on)
    return None if fact is None or rate_pct is None else round((rate_pct - fact.values["rate_pct"]) * 100, 2)


def _window(hour: int) -> Window:
    return Window(at=time(hour), every=timedelta(seconds=4), lead=timedelta(0), length=timedelta(minutes=10))


def _of(events: Iterable[Event], *kinds: str) -> list[ReferenceRate]:
    return [event for event in events if isinstance(event, ReferenceRate) and event.rate_type in kinds]


def _second_pages(events: Sequence[Event]) -> Part:
    days = {kind: [rate.effective_on for rate in _of(events, kind)] for kind in CONFIRMED}
    return tuple(page for kind in CONFIRMED if days[kind] for page in fred_second.pages([kind], days[kind]))


def _second_said(event: Event, pages: Sequence[Page]) -> dict[str, float]:
    [rate] = _of([event], *CONFIRMED)
    known = fred_second.values(pages, rate.effective_on, SOURCE_ID)
    return {"rate_pct": known[rate.rate_type]} if rate.rate_type in known else {}


SECOND = Second(
    chosen=lambda events: _of(events, *CONFIRMED),
    pages=_second_pages,
    said=_second_said,
    url=lambda event: fred_second.url(event.rate_type if isinstance(event, ReferenceRate) else ""),
    after=fred_second.AFTER,
    again=fred_second.AGAIN,
)
"""The two rates that rules rest on, as FRED has them under the same names."""

SOURCE = Source(
    id=SOURCE_ID,
    publisher="nyfed",
    hosts=frozenset({"markets.newyorkfed.org"}),
    paths=("/api/rates/all/latest.json",),
    plan=PollPlan(every=timedelta(minutes=30), windows=(_window(8), _window(9))),
    overdue_after=timedelta(days=5),
    parse=parse,
    measure=measure,
    series=_series,
    follow=follow,
    past=past,
    past_since=past_since,
    parse_past=parse,
    history_span=PAST,
    second=SECOND,
)
