"""What the Desk plans to buy: the table of its page of planned purchases, one row a period.

A row is a period (`12/12/2025 -`, a line break, `1/14/2026`) and a sentence with the amount; somewhere the page says when the next one is
released (`To be released 1/14/2026, 3:00 p.m.`). The words decide what an amount is for; amounts without words are not taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NoReturn

from bot.calendars.newyork import at, previous_business_day
from bot.errors import ContractError
from bot.fomc.purchases import RESERVES
from bot.source import Page
from bot.sources.newyork_fed.desk_page import DETAILS, ORIGIN, SOURCE_ID, clock_of, details_of
from bot.sources.newyork_fed.desk_words import REINVESTED, TOTAL, planned
from rules.event import PurchaseSchedule

USUAL_TIME = time(15)
"""In New York."""
LONGEST_PERIOD = timedelta(days=62)
RELEASED_BEFORE = timedelta(days=7)
LARGEST_USD = 2_000_000_000_000
PARTS_APART_USD = 200_000_000
"""Rounded parts may miss their rounded whole by so much."""

_PERIOD = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\s*(?:¦\s*)?(?:-|to|through)\s*(?:¦\s*)?(\d{1,2})/(\d{1,2})/(\d{4})")
_RELEASE = re.compile(r"\breleased?\b[^¦$/]{0,20}?(\d{1,2})/(\d{1,2})/(\d{4}),?\s*(?:¦\s*)?(?:at )?(\d{1,2}):(\d\d) ?([ap])\.? ?m", re.I)


def read_schedules(page: Page) -> list[PurchaseSchedule]:
    """The planned purchases of each period of the page that names an amount, in the page's order. Raises as `parse` does."""
    text = details_of(page)
    found = list(_PERIOD.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    periods = [(_period(match), text[match.end() : end]) for match, end in zip(found, ends, strict=False)]
    known = [(first, last, row) for (first, last), row in periods if first and last and first <= last <= first + LONGEST_PERIOD]
    if not known:
        _refuse(page, "it names no period of planned purchases")
    newest = max(first for first, _, _ in known)
    released = _releases(text)
    schedules: dict[date, PurchaseSchedule] = {}
    for first, last, row in known:
        amounts = planned(row)
        if amounts and first not in schedules:
            schedules[first] = _schedule(page, first, last, amounts, released)
    if newest not in schedules:
        _refuse(page, f"the period from {newest} names no planned amount")
    return list(schedules.values())


def _schedule(page: Page, first: date, last: date, amounts: Mapping[str, set[int]], released: Mapping[date, time]) -> PurchaseSchedule:
    one = {purpose: _one(page, first, purpose, values) for purpose, values in amounts.items()}
    reserves, reinvested = one.get(RESERVES), one.get(REINVESTED)
    parts = (reserves or 0) + (reinvested or 0)
    whole = one.get(TOTAL, parts)
    is_whole = reserves is not None and reinvested is not None
    if not 0 <= whole <= LARGEST_USD or parts > whole + PARTS_APART_USD or (is_whole and whole > parts + PARTS_APART_USD):
        _refuse(page, f"the amounts of the period from {first} contradict each other: {whole} in all, {reserves} and {reinvested} of it")
    published_at = _published_at(first, released)
    return PurchaseSchedule(
        source=SOURCE_ID,
        key=first.isoformat(),
        title=f"Planned Treasury purchases, {first.day} {first:%B %Y} to {last.day} {last:%B %Y}",
        url=f"{ORIGIN}{DETAILS}",
        published_at=min(published_at, page.fetched_at or published_at),
        first_on=first,
        last_on=last,
        planned_usd=whole,
        reserve_management_usd=reserves,
        reinvestment_usd=reinvested,
    )


def _one(page: Page, first: date, purpose: str, values: set[int]) -> int:
    if len(values) > 1:
        _refuse(page, f"the period from {first} names several amounts for one thing ({purpose}): {sorted(values)}")
    return next(iter(values))


def _period(found: re.Match[str]) -> tuple[date | None, date | None]:
    month, day, year, last_month, last_day, last_year = (int(part) for part in found.groups())
    return _day(year, month, day), _day(last_year, last_month, last_day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _releases(text: str) -> dict[date, time]:
    """The days and hours of releases that the page names."""
    found: dict[date, time] = {}
    for match in _RELEASE.finditer(text):
        day, clock = _day(int(match[3]), int(match[1]), int(match[2])), clock_of(match[4], match[5], match[6])
        if day and clock:
            found[day] = clock
    return found


def _published_at(first: date, released: Mapping[date, time]) -> datetime:
    """When the schedule of a period came out: as the page says of the week before it, else at 15:00 of the business day before."""
    said = max((day for day in released if first - RELEASED_BEFORE <= day < first), default=None)
    return at(said, released[said]) if said else at(previous_business_day(first), USUAL_TIME)


def _refuse(page: Page, what: str) -> NoReturn:
    raise ContractError(what, source_id=SOURCE_ID, url=page.url)
