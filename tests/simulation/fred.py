"""FRED's CSV of graphs: real yields, breakevens, the S&P 500, and the weekly levels that confirm H.4.1."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.simulation.days import DAY, FIRST, HOLIDAYS, LAST, PAST, START, at, next_open, open_days
from tests.simulation.script import Address, Fact, Part, Query
from tests.simulation.values import chance, filled
from tests.simulation.weekly import Week

HOST, PATH = "fred.stlouisfed.org", "/graph/fredgraph.csv"
BY_THE_BOARD = {"DFII10": (1.8, 0.04), "DFII5": (1.4, 0.05)}
"""Real yields of the Board's H.15, at 16:15 of the next business day: where a walk starts, and its step."""
BY_FRED = {"T10YIE": (2.3, 0.03), "T5YIFR": (2.25, 0.03)}
"""Breakevens, at 18:00 of the same day."""
AFTER_H41 = timedelta(minutes=12)
OTHERWISE = date(2026, 7, 15)
"""FRED has five billion more of reverse repos on this day than the Desk has."""
FIVE_BILLION = 5.0
Confirming = Mapping[str, Mapping[date, float]]
"""What FRED takes over from the New York Fed, by its own names: billions of dollars, percent."""


@dataclass(frozen=True, slots=True)
class Column:
    """A series: its days, what stands there, and from when; `shown` never goes back."""

    days: Sequence[date]
    texts: Sequence[str]
    shown: Sequence[datetime]

    def csv(self, name: str, now: datetime, first: str, last: str) -> bytes:
        """The observations between two days that are there by now."""
        start = bisect_left(self.days, date.fromisoformat(first))
        end = min(bisect_right(self.shown, now), bisect_right(self.days, date.fromisoformat(last)))
        rows = (f"{day},{text}" for day, text in zip(self.days[start:end], self.texts[start:end], strict=True))
        return "\n".join((f"observation_date,{name}", *rows, "")).encode()


def columns(archive: Path | None, releases: Sequence[Week], confirming: Confirming) -> Mapping[str, Column]:
    """Every series that is asked for."""
    found = {name: _daily(name, start, step, archive) for name, (start, step) in {**BY_THE_BOARD, **BY_FRED}.items()}
    found["SP500"] = _daily("SP500", 5500, 45, archive)
    found |= {name: _taken_over(name, by_day) for name, by_day in confirming.items()}
    shown = [week.shown_at + AFTER_H41 for week in releases]
    days = [week.as_of for week in releases]
    for name in releases[0].levels:
        found[name] = Column(days, [str(week.levels[name]) for week in releases], shown)
    return found


def _daily(name: str, start: float, step: float, archive: Path | None) -> Column:
    """Closed weekdays stand there without a value."""
    low, high = (4000, 9000) if name == "SP500" else (0.5, 3.5)
    values = filled(f"fred_{name}", open_days(PAST, LAST), start=start, step=step, low=low, high=high, archive=archive)
    days = sorted({*values, *(day for day in HOLIDAYS if PAST <= day <= LAST and day.weekday() < 5)})
    shown: list[datetime] = []
    for day in days:
        delay = chance("fred", name, day).uniform(0, 600)
        out_on, clock = (next_open(day), "16:15") if name in BY_THE_BOARD else (day, "20:10" if name == "SP500" else "18:00")
        instant = at(out_on, clock, delay)
        shown.append(max(instant, shown[-1]) if shown else instant)
    return Column(days, [f"{values[day]:.2f}" if day in values else "" for day in days], shown)


def _taken_over(name: str, by_day: Mapping[date, float]) -> Column:
    """The New York Fed's figures as they stand at 15:00 of the day on which rates come out, and of operations on the day after."""
    days = sorted(by_day)
    texts = [f"{by_day[day] + (FIVE_BILLION if (name, day) == ('RRPONTSYD', OTHERWISE) else 0):.3f}" for day in days]
    return Column(days, texts, [at(day + DAY, "09:40") if name.startswith("R") else at(next_open(day), "15:00") for day in days])


def fred_parts(archive: Path | None, releases: Sequence[Week], confirming: Confirming) -> tuple[Part, Part, Address]:
    """Yields, the S&P 500, and the one address that serves them all."""
    series = columns(archive, releases, confirming)
    yields = [name for name in series if name in BY_THE_BOARD or name in BY_FRED]

    def body(now: datetime, query: Query) -> bytes | None:
        name = query["id"]
        return series[name].csv(name, now, query.get("cosd", "1776-07-04"), query.get("coed", "9999-12-31")) if name in series else None

    changes = {name: [instant for instant in column.shown if instant >= START - 3 * DAY] for name, column in series.items()}
    turns = [at(date(year, month, 1), "00:00") for year in (2025, 2026) for month in range(1, 13)]
    everything = sorted({instant for instants in changes.values() for instant in instants})
    address = Address(host=HOST, path=PATH, body=body, changes=everything, content_type="text/csv")
    return (
        Part(
            source="fred.series",
            facts=[fact for name in yields for fact in _facts(name, series[name])],
            addresses=(),
            wakes=sorted([*turns, *(instant for name in yields for instant in changes[name])]),
        ),
        Part(source="market.equity", facts=(), addresses=(), wakes=sorted([*turns, *changes["SP500"]])),
        address,
    )


def _facts(name: str, column: Column) -> list[Fact]:
    rows = zip(column.days, column.texts, column.shown, strict=True)
    return [
        Fact(source="fred.series", key=f"{name} {day}", at=shown, address=f"{HOST}{PATH}?id={name}", dated_at=shown)
        for day, text, shown in rows
        if text and START <= shown < at(LAST + DAY, "00:00") and day >= FIRST - 5 * DAY
    ]
