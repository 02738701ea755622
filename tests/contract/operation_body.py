"""Results bodies of repo and reverse repo operations in the publisher's form, made by hand: one builder of rows for all tests."""

from __future__ import annotations

import json
from typing import Any

from bot.source import Page

URL = "https://markets.newyorkfed.org/api/rp/all/all/results/lastTwoWeeks.json"
BILLION = 1_000_000_000


def repo(key: str, day: str, accepted: int, **changes: Any) -> dict[str, Any]:
    """A standing repo operation of 2026; a change to None leaves the field out."""
    details = [
        {"securityType": "Treasury", "amtSubmitted": accepted, "amtAccepted": accepted, "percentOfferingRate": 4.00},
        {"securityType": "Agency", "amtSubmitted": 0, "amtAccepted": 0, "percentOfferingRate": 4.00},
        {"securityType": "Mortgage-Backed", "amtSubmitted": 0, "amtAccepted": 0, "percentOfferingRate": 4.00},
    ]
    return _row(key, day, accepted, "Repo", "Full Allotment", "13:45", details, changes)


def reverse(key: str, day: str, accepted: int, **changes: Any) -> dict[str, Any]:
    """An overnight reverse repo operation of 2026; a change to None leaves the field out."""
    details = [
        {
            "securityType": "Treasury",
            "amtSubmitted": accepted,
            "amtAccepted": accepted,
            "percentOfferingRate": 3.75,
            "percentAwardRate": 3.75,
        }
    ]
    counted = {"participatingCpty": 3, "acceptedCpty": 3} | changes
    return _row(key, day, accepted, "Reverse Repo", "Fixed Rate", "13:15", details, counted)


def page(*rows: Any) -> Page:
    """A results page of these rows."""
    return Page(URL, json.dumps({"repo": {"operations": list(rows)}}).encode())


def _row(
    key: str, day: str, accepted: int, kind: str, method: str, close: str, details: list[dict[str, Any]], changes: dict[str, Any]
) -> dict[str, Any]:
    row = {
        "operationId": key,
        "auctionStatus": "Results",
        "operationDate": day,
        "settlementDate": day,
        "operationType": kind,
        "operationMethod": method,
        "settlementType": "Same Day",
        "termCalenderDays": 1,
        "term": "Overnight",
        "closeTime": close,
        "note": "",
        "lastUpdated": f"{day} {close}:26",
        "totalAmtSubmitted": accepted,
        "totalAmtAccepted": accepted,
        "details": details,
    }
    return {name: value for name, value in (row | changes).items() if value is not None}
