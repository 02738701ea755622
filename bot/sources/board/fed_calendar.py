"""The Board's calendar: on which days FOMC statements, minutes and H.4.1 come out. It makes no events.

The form, as programs that read it describe it (no body was recorded): `{"events": [{"month": "2026-09", "days": "15, 16", "type": "FOMC",
"title": "FOMC Meeting", "time": "2:00 p.m.", ...}, ...]}`, perhaps after a byte order mark; `days` names one day or several of the month. A
meeting's statement comes on its last day; "31, 1" ends in the next month. Rows of other types and titles are not read.

Source: www.federalreserve.gov/json/calendar.json, which the site's own calendar page is drawn from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, NoReturn

from bot.calendars.releases import FOMC_MINUTES, FOMC_STATEMENT, H41
from bot.errors import ContractError
from bot.source import Page, PollPlan, Readings, Source, unmeasured
from bot.sources.results_page import document
from bot.sources.rows import digest, joined, read_each
from rules.event import Event

SOURCE_ID = "fed.calendar"
_MONTH = re.compile(r"(20[0-9]{2})-(1[0-2]|0?[1-9])")


def release_days(pages: Sequence[Page]) -> dict[str, frozenset[date]]:
    """The days of each release that the calendar names, past and to come.

    A row that names no day is set aside. Raises ParseError when a body isn't whole JSON, ContractError when it is of another form or
    names no FOMC statement at all.
    """
    found: dict[str, set[date]] = {FOMC_STATEMENT: set(), FOMC_MINUTES: set(), H41: set()}
    for release, days in _read(pages):
        found[release].update(days[-1:] if release == FOMC_STATEMENT else days)
    if pages and not found[FOMC_STATEMENT]:
        _refuse(pages[0], "the calendar names no FOMC meeting")
    return {release: frozenset(days) for release, days in found.items()}


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """No events: a calendar is no publication; the rows set aside. Raises what `release_days` raises."""
    release_days(pages)
    return Readings(set_aside=_read(pages).set_aside)


def _read(pages: Sequence[Page]) -> Readings[tuple[str, list[date]]]:
    """Each row's release and days."""
    return joined(
        read_each(_rows(page), partial(_row, page), source_id=SOURCE_ID, url=page.url, key=digest, may_be_empty=True) for page in pages
    )


def _rows(page: Page) -> list[Any]:
    body = document(page, SOURCE_ID)
    events = body.get("events") if isinstance(body, dict) else body
    if not isinstance(events, list):
        _refuse(page, "there is no list of events")
    return events


def _row(page: Page, row: Any) -> tuple[str, list[date]] | None:
    if not isinstance(row, dict):
        _refuse(page, f"a row of the calendar is no object: {str(row)[:80]}")
    kind, title = row.get("type"), row.get("title")
    if kind is None and title is None:
        _refuse(page, f"a row of the calendar says not what it is: {str(row)[:120]}")
    release = _release(str(kind or ""), str(title or ""))
    if release is None and re.match(r"FOMC\b", f"{title}") and str(kind).strip().casefold() != "fomc":
        _refuse(page, f"a row of the calendar is of the FOMC and of no type that is known: {str(row)[:120]}")
    return (release, _days(page, row)) if release else None


def _release(kind: str, title: str) -> str | None:
    """Which release a row is of, by its type and title."""
    words = title.casefold()
    if kind.strip().casefold() == "fomc":
        if "minutes" in words:
            return FOMC_MINUTES
        return FOMC_STATEMENT if "meeting" in words or "press conference" in words else None
    return H41 if re.search(r"\bh\.?4\.?1\b", words) else None


def _days(page: Page, row: Mapping[str, Any]) -> list[date]:
    """The days of a row, in its order; a number below the one before it is of the next month."""
    match = _MONTH.match(str(row.get("month")).strip())
    numbers = [int(number) for number in re.findall(r"[0-9]+", str(row.get("days")))]
    if match is None or not numbers:
        _refuse(page, f"a row of the calendar names no day: {str(dict(row))[:120]}")
    first = date(int(match[1]), int(match[2]), 1)
    days: list[date] = []
    for number in numbers:
        if days and number < days[-1].day:
            first = (first + timedelta(days=31)).replace(day=1)
        try:
            days.append(first.replace(day=number))
        except ValueError:
            _refuse(page, f"a row of the calendar names a day that isn't: {str(dict(row))[:120]}")
    return days


def _refuse(page: Page, what: str) -> NoReturn:
    raise ContractError(what, source_id=SOURCE_ID, url=page.url)


SOURCE = Source(
    id=SOURCE_ID,
    publisher="fed",
    hosts=frozenset({"www.federalreserve.gov", "federalreserve.gov"}),
    paths=("/json/calendar.json",),
    plan=PollPlan(every=timedelta(hours=12), rest=timedelta(hours=1)),
    overdue_after=timedelta(days=400),
    parse=parse,
    measure=unmeasured,
    days=release_days,
)
