"""Bodies of reference rates, Treasury operations, FRED series and the Treasury's cash in the publishers' forms, made by hand."""

from __future__ import annotations

import json
from typing import Any

from bot.source import Page

RATES_URL = "https://markets.newyorkfed.org/api/rates/all/latest.json"
AUCTIONS_URL = "https://markets.newyorkfed.org/api/tsy/all/results/summary/last/40.json"
CASH_URL = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service/v1/accounting/dts/operating_cash_balance"
CSV_URL = "https://fred.stlouisfed.org/graph/fredgraph.csv?id=DFII10"
API_URL = "https://api.stlouisfed.org/fred/series/observations?series_id=DFII10&file_type=json"


def rate(kind: str, day: str, percent: Any, **changes: Any) -> dict[str, Any]:
    """A reference rate's row of 2026; a change to None leaves the field out."""
    row = {
        "effectiveDate": day,
        "type": kind,
        "percentRate": percent,
        "percentPercentile1": 3.55,
        "percentPercentile25": 3.60,
        "percentPercentile75": 3.66,
        "percentPercentile99": 3.71,
        "volumeInBillions": 2861,
        "revisionIndicator": "",
    }
    return _without_none(row | changes)


def rates_page(*rows: Any, **page: Any) -> Page:
    """A page of reference rates."""
    return Page(RATES_URL, json.dumps({"refRates": list(rows)}).encode(), **page)


def auction(key: str, day: str, accepted: Any, **changes: Any) -> dict[str, Any]:
    """A bill purchase's row of 2026; a change to None leaves the field out."""
    row = {
        "operationId": key,
        "auctionStatus": "Results",
        "operationType": "Outright Bill Purchase",
        "operationDate": day,
        "settlementDate": day,
        "operationDirection": "P",
        "auctionMethod": "Multiple Price",
        "releaseTime": "09:00",
        "closeTime": "09:20",
        "totalParAmtSubmitted": "30000000000",
        "totalParAmtAccepted": accepted,
        "note": "",
        "lastUpdated": f"{day} 09:20:51",
    }
    return _without_none(row | changes)


def auctions_page(*rows: Any) -> Page:
    """A page of operations in Treasuries."""
    return Page(AUCTIONS_URL, json.dumps({"treasury": {"auctions": list(rows)}}).encode())


def cash(day: str, closing: Any, account: str = "Treasury General Account (TGA) Closing Balance", **changes: Any) -> dict[str, Any]:
    """A row of the Daily Treasury Statement since 2022, in which the closing balance stands in `open_today_bal`."""
    row = {"record_date": day, "account_type": account, "close_today_bal": "null", "open_today_bal": closing, "table_nbr": "I"}
    return _without_none(row | changes)


def cash_page(*rows: Any, unit: str = "$1,000,000", **page: Any) -> Page:
    """A page of the Daily Treasury Statement."""
    meta = {"count": len(rows), "dataFormats": {"close_today_bal": unit, "open_today_bal": unit, "table_nbr": "String"}}
    return Page(CASH_URL, json.dumps({"data": list(rows), "meta": meta}).encode(), **page)


def csv_page(text: str, url: str = CSV_URL, **page: Any) -> Page:
    """A CSV of observations."""
    return Page(url, text.encode(), **page)


def api_page(*observations: tuple[str, str], url: str = API_URL) -> Page:
    """A page of FRED's API."""
    rows = [{"realtime_start": day, "realtime_end": day, "date": day, "value": value} for day, value in observations]
    return Page(url, json.dumps({"count": len(rows), "observations": rows}).encode())


def _without_none(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
