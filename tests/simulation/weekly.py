"""H.4.1: the Board's page of each Thursday, and the nine series of levels that FRED has of it some minutes later."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.contract import h41_body
from tests.simulation.days import FIRST, HOLIDAYS, LAST, START, at, next_open
from tests.simulation.script import Address, Fact, Part, Query
from tests.simulation.values import chance, filled

HOST, PATH = "www.federalreserve.gov", "/releases/h41/current/h41.htm"
FIRST_WEDNESDAY = date(2022, 1, 5)
WEEK = timedelta(days=7)
LATER = {date(2025, 12, 24): date(2025, 12, 29)}
"""The offices were closed from 24 to 26 December 2025: the release came on Monday, as the Board's calendar had it."""
AGENCY_DEBT = 2347


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One release, in millions: FRED's name of each level, and its figure."""

    as_of: date
    released_on: date
    shown_at: datetime
    levels: Mapping[str, int]


def weeks(archive: Path | None) -> list[Week]:
    """Every release since 2022, oldest first."""
    wednesdays = [FIRST_WEDNESDAY + n * WEEK for n in range((LAST - FIRST_WEDNESDAY).days // 7)]
    walk = {
        "WALCL": filled("fred_WALCL", wednesdays, start=8_700_000, step=8_000, low=6_500_000, high=9_000_000, archive=archive),
        "TREAST": filled("fred_TREAST", wednesdays, start=5_600_000, step=6_000, low=4_100_000, high=5_800_000, archive=archive),
        "WSHOMCB": filled("fred_WSHOMCB", wednesdays, start=2_600_000, step=4_000, low=1_900_000, high=2_800_000, archive=archive),
        "WRBWFRBL": filled("fred_WRESBAL", wednesdays, start=3_800_000, step=40_000, low=2_700_000, high=4_000_000, archive=archive),
        "WDTGAL": filled("fred_WDTGAL", wednesdays, start=500_000, step=40_000, low=300_000, high=950_000, archive=archive),
    }
    return [_week(day, {name: round(levels[day]) for name, levels in walk.items()}) for day in wednesdays]


def _week(day: date, levels: dict[str, int]) -> Week:
    dice = chance("h41", day)
    levels |= {
        "WSHOSHO": levels["TREAST"] + levels["WSHOMCB"] + AGENCY_DEBT,
        "WSHOBL": 195_400 + max(0, (day - date(2025, 12, 10)).days // 7) * 8_750,
        "WORAL": dice.randint(0, 400),
        "WLRRAL": dice.randint(320_000, 360_000),
    }
    thursday = day + timedelta(days=1)
    released_on = LATER.get(day) or (next_open(thursday) if thursday in HOLIDAYS else thursday)
    return Week(as_of=day, released_on=released_on, shown_at=at(released_on, "16:30", dice.uniform(0, 90)), levels=levels)


def balance_sheet_part(releases: Sequence[Week]) -> Part:
    """The current release's page."""
    shown = [week.shown_at for week in releases]

    def body(now: datetime, query: Query) -> bytes:
        place = bisect_right(shown, now) - 1
        return _page(releases[place], releases[place - 1])

    recent = [week for week in releases if week.released_on >= FIRST - 2 * WEEK]
    changes = [week.shown_at for week in recent]
    source = "fed.balance_sheet"
    facts = [
        Fact(
            source=source,
            key=week.as_of.isoformat(),
            at=week.shown_at,
            address=HOST + PATH,
            dated_at=at(week.released_on, "16:30"),
            is_scheduled=True,
        )
        for week in recent
        if week.shown_at >= START
    ]
    address = Address(host=HOST, path=PATH, body=body, changes=changes, content_type="text/html", has_validators=True)
    return Part(source=source, facts=facts, addresses=[address], wakes=changes)


def _page(week: Week, before: Week) -> bytes:
    level, past = week.levels, before.levels
    factors = [
        ("Securities held outright^1", "1", "0", "0", _n(level["WSHOSHO"])),
        ("U.S. Treasury securities", "1", "0", "0", _n(level["TREAST"])),
        ("Bills^2", "1", "0", "0", _n(level["WSHOBL"])),
        ("Federal agency debt securities^2", "1", "0", "0", _n(AGENCY_DEBT)),
        ("Mortgage-backed securities^4", "1", "0", "0", _n(level["WSHOMCB"])),
        ("Repurchase agreements^6", "1", "0", "0", _n(level["WORAL"])),
        ("Loans", "7,777", "0", "0", "7,012"),
        ("Central bank liquidity swaps^8", "66", "0", "0", "72"),
    ]
    absorbing = [
        ("Reverse repurchase agreements^12", "1", "0", "0", _n(level["WLRRAL"])),
        ("U.S. Treasury, General Account", "1", "0", "0", _n(level["WDTGAL"])),
        ("Reserve balances with Federal Reserve Banks", "1", "0", "0", _n(level["WRBWFRBL"])),
    ]
    assets = [
        ("Securities held outright^1", "", _n(level["WSHOSHO"]), _change(level, past, "WSHOSHO"), "0"),
        ("U.S. Treasury securities", "", _n(level["TREAST"]), _change(level, past, "TREAST"), "0"),
        ("Bills^2", "", _n(level["WSHOBL"]), _change(level, past, "WSHOBL"), "0"),
        ("Mortgage-backed securities^4", "", _n(level["WSHOMCB"]), _change(level, past, "WSHOMCB"), "0"),
        ("Total assets", "(0)", _n(level["WALCL"]), _change(level, past, "WALCL"), "0"),
    ]
    liabilities = [("U.S. Treasury, General Account", "", _n(level["WDTGAL"]), _change(level, past, "WDTGAL"), "0")]
    return h41_body.word_page(
        factors=factors,
        absorbing=absorbing,
        assets=assets,
        liabilities=liabilities,
        level=_short(week.as_of),
        week=_short(week.as_of - WEEK),
        year=_short(week.as_of - 52 * WEEK),
        released=f"{week.released_on:%B} {week.released_on.day}, {week.released_on.year}",
    ).body


def _n(millions: int) -> str:
    return f"{millions:,}"


def _change(level: Mapping[str, int], past: Mapping[str, int], name: str) -> str:
    moved = level[name] - past[name]
    return f"{'+' if moved > 0 else '-'} {abs(moved):,}" if moved else "0"


def _short(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"
