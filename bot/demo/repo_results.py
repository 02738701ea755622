"""The New York Fed's repo and reverse repo results, rebuilt in the JSON of its Markets Data API from the tables. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.calendars.newyork import at, is_business_day, next_business_day
from bot.demo.tables import AdministeredRates, Figures

REBUILT = "Rebuilt for the fedtide demo from public figures. This is not a publication of the New York Fed."
WHOLE_DAY = "fedtide demo: the day's sum; how it was split between the day's two operations is not in the demo's table."
MILLION = 1_000_000
POSTED_AFTER = timedelta(seconds=30)
"""Results appear 20 to 60 seconds after the close."""

_MORNING = (time(8, 15), time(8, 30), 1)
_ON_RRP = (time(12, 45), time(13, 15), 2)
_AFTERNOON = (time(13, 30), time(13, 45), 3)


@dataclass(frozen=True, slots=True)
class Result:
    """One operation's row, and the instant from which it can be read."""

    on: date
    family: str
    """Repo, Reverse Repo"""
    posted_at: datetime
    row: Mapping[str, Any]


def results(figures: Figures) -> list[Result]:
    """All operations of the tables, oldest first.

    A day's standing repo is one afternoon operation, unless the split is known: then the morning's stands before it.
    """
    found: list[Result] = []
    for day, accepted in figures.on_rrp.items():
        if is_business_day(day):
            found += _standing(day, figures)
            found.append(_result(day, "Reverse Repo", _ON_RRP, accepted, _in_force(figures, day)))
    return sorted(found, key=lambda result: result.posted_at)


def body(chosen: Iterable[Result]) -> bytes:
    """The results as the API gives them: both families in the envelope `repo`, newest day first."""
    rows = [result.row for result in sorted(chosen, key=lambda result: result.on, reverse=True)]
    return json.dumps({"rebuilt": REBUILT, "repo": {"operations": rows}}, indent=1).encode()


def _standing(day: date, figures: Figures) -> list[Result]:
    taken, note = figures.standing_repo.get(day), _in_force(figures, day)
    if taken is None:
        return [_result(day, "Repo", _AFTERNOON, 0, note)]
    if taken.morning is None:
        return [_result(day, "Repo", _AFTERNOON, taken.accepted, note, WHOLE_DAY)]
    return [
        _result(day, "Repo", _MORNING, taken.morning, note),
        _result(day, "Repo", _AFTERNOON, taken.accepted - taken.morning, note),
    ]


def _in_force(figures: Figures, day: date) -> AdministeredRates | None:
    """The implementation note in force; None before the first of the tables: rate and method are then left out."""
    notes = [decided.note for decided in figures.statements if decided.note.effective_on <= day]
    return notes[-1] if notes else None


def _result(
    day: date, family: str, slot: tuple[time, time, int], accepted: int, note: AdministeredRates | None, remark: str = ""
) -> Result:
    opened, closed, number = slot
    posted_at = at(day, closed) + POSTED_AFTER
    matures_on = next_business_day(day)
    row = {
        "operationId": f"RP {day:%m%d%y} {number}",
        "auctionStatus": "Results",
        "operationDate": f"{day}",
        "settlementDate": f"{day}",
        "maturityDate": f"{matures_on}",
        "operationType": family,
        **_method(family, note),
        "settlementType": "Same Day",
        "termCalenderDays": (matures_on - day).days,
        "term": "Overnight",
        "releaseTime": f"{opened:%H:%M}",
        "closeTime": f"{closed:%H:%M}",
        "note": remark,
        "lastUpdated": f"{day} {closed:%H:%M}:{POSTED_AFTER.seconds:02d}",
        "totalAmtAccepted": accepted * MILLION,
        "details": _details(family, accepted, note),
    }
    return Result(day, family, posted_at, row)


def _method(family: str, note: AdministeredRates | None) -> dict[str, str]:
    if family == "Reverse Repo":
        return {"operationMethod": "Fixed Rate"}
    return {"operationMethod": note.srf_method} if note else {}


def _details(family: str, accepted: int, note: AdministeredRates | None) -> list[dict[str, Any]]:
    """By collateral: reverse repos are against Treasuries alone; how repos were split the tables don't know, so only the rate is given."""
    if family == "Reverse Repo":
        rates = {"percentOfferingRate": note.on_rrp_pct, "percentAwardRate": note.on_rrp_pct} if note else {}
        return [{"securityType": "Treasury", "amtAccepted": accepted * MILLION, **rates}]
    if note is None:
        return []
    name = "minimumBidRate" if note.srf_method == "Multiple Price" else "percentOfferingRate"
    return [{"securityType": security, name: note.srf_pct} for security in ("Treasury", "Agency", "Mortgage-Backed")]
