"""The New York Fed's Markets Data API: repos, reverse repos, bill purchases, reference rates."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.contract.daily_body import auction, auctions_page, rate, rates_page
from tests.contract.operation_body import page, repo, reverse
from tests.simulation.days import DAY, FIRST, LAST, PAST, START, at, in_new_york, next_open, open_days
from tests.simulation.script import Address, Fact, Part, Query
from tests.simulation.values import chance, filled

HOST = "markets.newyorkfed.org"
MILLION = 1_000_000
TWO_WEEKS = timedelta(days=14)
REPOS, REVERSE_REPOS = "/api/rp/repo/all/results/lastTwoWeeks.json", "/api/rp/reverserepo/all/results/lastTwoWeeks.json"
PURCHASES, RATES = "/api/tsy/all/results/summary/last/40.json", "/api/rates/all/latest.json"
TWO_A_DAY = date(2025, 6, 26)
"""Since then there is a standing repo operation in the morning too."""
REWRITTEN = date(2026, 5, 20)
"""The afternoon's repo of this day is corrected the next morning at 09:36, and so is the reverse repo of 2026-09-21, in its note alone."""
TOUCHED = date(2026, 9, 21)
TWICE = date(2026, 2, 24)
"""The rows of this day stand twice."""
FIRST_PURCHASE = date(2025, 12, 12)
REVISED = date(2026, 6, 10)
"""SOFR of the day before is revised on this one."""


@dataclass(frozen=True, slots=True)
class Result:
    """One row from `shown_at` on; `versions` are what it says from when."""

    key: str
    day: date
    closes: str
    versions: tuple[tuple[datetime, Mapping[str, Any]], ...]

    @property
    def shown_at(self) -> datetime:
        return self.versions[0][0]

    def row(self, now: datetime) -> Mapping[str, Any]:
        """As it reads at an instant."""
        return self.versions[bisect_right([start for start, _ in self.versions], now) - 1][1]


def operations(archive: Path | None) -> tuple[list[Result], list[Result]]:
    """Repos and reverse repos of every open day, oldest first."""
    days = list(open_days(PAST, LAST))
    standing = filled("nyfed_srf_accepted", days, start=0.2, step=0.4, low=0, high=30, archive=archive)
    parked = filled("fred_RRPONTSYD", days, start=5, step=3, low=0.4, high=60, archive=archive)
    repos: list[Result] = []
    reverses: list[Result] = []
    for day in days:
        millions = round(standing[day] * 1000)
        morning = millions // 3 if day >= TWO_A_DAY else 0
        if day >= TWO_A_DAY:
            repos.append(_result(day, 1, "08:30", repo, morning))
        repos.append(_result(day, 26, "13:45", repo, millions - morning))
        reverses.append(_result(day, 25, "13:15", reverse, round(parked[day] * 1000)))
    return repos, reverses


def _result(day: date, number: int, closes: str, built: Any, millions: int) -> Result:
    """A row that comes 20 to 60 seconds after the close."""
    key = f"RP {day:%m%d%y} {number}"
    shown_at = at(day, closes, chance("result", key).uniform(20, 60))
    row = built(key, day.isoformat(), millions * MILLION, closeTime=closes, lastUpdated=f"{day} {closes}:26")
    versions = [(shown_at, row)]
    if (day, closes) in ((REWRITTEN, "13:45"), (TOUCHED, "13:15")):
        later = next_open(day)
        more = 17 if day == REWRITTEN else 0
        fresh = built(key, day.isoformat(), (millions + more) * MILLION, closeTime=closes, lastUpdated=f"{later} 09:36:02")
        versions.append((at(later, "09:36", 2), fresh))
    return Result(key, day, closes, tuple(versions))


def day_totals(results: Iterable[Result]) -> Mapping[date, float]:
    """What was accepted on each day in the end, in billions of dollars."""
    totals: dict[date, float] = {}
    for result in results:
        totals[result.day] = round(totals.get(result.day, 0) + result.versions[-1][1]["totalAmtAccepted"] / 1e9, 3)
    return totals


def repo_parts(repos: Sequence[Result], reverses: Sequence[Result]) -> tuple[Part, Part, Address]:
    """Repos, reverse repos, and the search over both."""

    def search(now: datetime, query: Query) -> bytes:
        first, last = (date.fromisoformat(query[name]) for name in ("startDate", "endDate"))
        return _rows([result for result in (*repos, *reverses) if first <= result.day <= last], now)

    return (
        _part("nyfed.repo_operation", REPOS, repos),
        _part("nyfed.reverse_repo_operation", REVERSE_REPOS, reverses),
        Address(host=HOST, path="/api/rp/results/search.json", body=search, changes=_midnights()),
    )


def _part(source: str, path: str, results: Sequence[Result]) -> Part:
    def body(now: datetime, query: Query) -> bytes:
        since = in_new_york(now) - TWO_WEEKS
        return _rows([result for result in results if result.day >= since], now)

    since = FIRST - 2 * TWO_WEEKS
    shown = {start for result in results if result.day >= since for start, _ in result.versions}
    changes = sorted(shown | set(_midnights()) | {at(TWICE + DAY, "00:00")})
    return Part(
        source=source,
        facts=facts_of(source, path, results),
        addresses=[Address(host=HOST, path=path, body=body, changes=changes)],
        wakes=changes,
    )


def facts_of(source: str, path: str, results: Iterable[Result]) -> list[Fact]:
    """What comes out in the year. A row that is only touched says nothing new."""
    return [
        Fact(
            source=source,
            key=result.key,
            at=result.shown_at,
            address=HOST + path,
            dated_at=at(in_new_york(result.shown_at), result.closes),
            is_scheduled=True,
            changed_at=tuple(start for start, _ in result.versions[1:]) if result.day != TOUCHED else (),
        )
        for result in results
        if result.shown_at >= START
    ]


def _rows(results: Iterable[Result], now: datetime) -> bytes:
    """The public ones, newest day first; on one day's page each row stands twice."""
    rows = [result.row(now) for result in results if result.shown_at <= now]
    rows.reverse()
    twice = [row for row in rows if row["operationDate"] == TWICE.isoformat()] if in_new_york(now) == TWICE else []
    return page(*rows, *twice).body


def _midnights() -> list[datetime]:
    """The page of two weeks loses a day at the midnight that ends the fourteenth after it."""
    return [at(day + TWO_WEEKS + DAY, "00:00") for day in open_days(FIRST - TWO_WEEKS, LAST)]


def purchase_part() -> tuple[Part, Address]:
    """Reserve management purchases of bills on Tuesdays and Fridays since December 2025, 20 to 60 seconds after 09:20."""
    days = [day for day in open_days(FIRST_PURCHASE, LAST) if day.weekday() in (1, 4)]
    results = []
    for number, day in enumerate(days):
        key, dice = f"OR {day:%m%d%y} {number % 9 + 1}", chance("purchase", day)
        millions = dice.randint(6800, 8200) if day < date(2026, 4, 15) else dice.randint(2500, 4300)
        row = auction(key, day.isoformat(), str(millions * MILLION), lastUpdated=f"{day} 09:20:55")
        results.append(Result(key, day, "09:20", ((at(day, "09:20", dice.uniform(20, 60)), row),)))

    def body(now: datetime, query: Query) -> bytes:
        public = [result.row(now) for result in results if result.shown_at <= now]
        return auctions_page(*reversed(public[-40:])).body

    def search(now: datetime, query: Query) -> bytes:
        first, last = (date.fromisoformat(query[name]) for name in ("startDate", "endDate"))
        return auctions_page(
            *(result.row(now) for result in reversed(results) if result.shown_at <= now and first <= result.day <= last)
        ).body

    changes = [result.shown_at for result in results]
    source = "nyfed.treasury_operation"
    facts = facts_of(source, PURCHASES, results)
    return (
        Part(source=source, facts=facts, addresses=[Address(host=HOST, path=PURCHASES, body=body, changes=changes)], wakes=changes),
        Address(host=HOST, path="/api/tsy/all/results/summary/search.json", body=search, changes=changes),
    )


def rates(archive: Path | None) -> list[Result]:
    """The five rates of every open day, at 08:00 and 09:00 of the next one, in up to twenty seconds."""
    days = list(open_days(PAST, LAST - DAY))
    sofr = filled("fred_SOFR", days, start=4.2, step=0.03, low=3.4, high=4.6, archive=archive)
    tgcr = filled("fred_TGCRRATE", days, start=4.18, step=0.03, low=3.4, high=4.6, archive=archive)
    effr = filled("fred_EFFR", days, start=4.1, step=0.01, low=3.6, high=4.4, archive=archive)
    results = []
    for day in days:
        percents = {"SOFR": sofr[day], "TGCR": tgcr[day], "BGCR": tgcr[day], "EFFR": effr[day], "OBFR": effr[day] - 0.01}
        out_on = next_open(day)
        for kind, percent in percents.items():
            hour = "08:00" if kind in ("SOFR", "TGCR", "BGCR") else "09:00"
            shown_at = at(out_on, hour, chance("rates", day, hour).uniform(0, 20))
            versions = [(shown_at, _rate_row(kind, day, percent))]
            if kind == "SOFR" and out_on == REVISED:
                versions.append((at(out_on, "14:30", 4), _rate_row(kind, day, percent + 0.01, revisionIndicator="r")))
            results.append(Result(f"{kind} {day}", day, hour, tuple(versions)))
    return results


def percents(results: Iterable[Result], kind: str) -> Mapping[date, float]:
    """A rate by day, as it stood in the end."""
    return {result.day: result.versions[-1][1]["percentRate"] for result in results if result.key.startswith(f"{kind} ")}


def rate_part(results: Sequence[Result]) -> tuple[Part, Address]:
    """The newest day of each rate, and the search over all."""
    days_of = [result.day for result in results]

    def body(now: datetime, query: Query) -> bytes:
        newest: dict[str, Mapping[str, Any]] = {}
        for result in results[bisect_right(days_of, in_new_york(now) - timedelta(days=10)) :]:
            if result.shown_at <= now:
                newest[result.key.split()[0]] = result.row(now)
        average = {"effectiveDate": newest["SOFR"]["effectiveDate"], "type": "SOFRAI", "average30day": 4.1, "index": 1.2}
        return rates_page(*newest.values(), average).body

    def search(now: datetime, query: Query) -> bytes:
        first, last = (date.fromisoformat(query[name]) for name in ("startDate", "endDate"))
        return rates_page(*(r.row(now) for r in reversed(results) if r.shown_at <= now and first <= r.day <= last)).body

    shown = [start for result in results if result.day >= FIRST - TWO_WEEKS for start, _ in result.versions]
    changes = sorted(set(shown))
    source = "nyfed.reference_rate"
    facts = facts_of(source, RATES, results)
    return (
        Part(source=source, facts=facts, addresses=[Address(host=HOST, path=RATES, body=body, changes=changes)], wakes=changes),
        Address(host=HOST, path="/api/rates/all/search.json", body=search, changes=changes),
    )


def _rate_row(kind: str, day: date, percent: float, **more: Any) -> Mapping[str, Any]:
    percent = round(percent, 2)
    shown = {"percentPercentile1": percent - 0.05, "percentPercentile25": percent - 0.02}
    shown |= {"percentPercentile75": percent + 0.02, "percentPercentile99": percent + 0.08}
    rounded = {name: round(value, 2) for name, value in shown.items()}
    return rate(kind, day.isoformat(), percent, volumeInBillions=chance("volume", kind, day).randint(100, 3000), **rounded, **more)


def strings_for_amounts(body: bytes) -> bytes:
    """The form of some hours: amounts in billions, as texts."""
    told = json.loads(body)
    for row in told["repo"]["operations"]:
        row["totalAmtAccepted"] = f"{row['totalAmtAccepted'] / 1e9:.3f} billion"
    return json.dumps(told).encode()
