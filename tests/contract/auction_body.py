"""Bodies of the Treasury's auctions in the forms of both publishers, and of operations in mortgage securities, made by hand."""

from __future__ import annotations

import json
from typing import Any

from bot.source import Page

DIRECT_URL = "https://www.treasurydirect.gov/TA_WS/securities/auctioned?format=json&days=7"
QUERY_URL = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service/v1/accounting/od/auctions_query"
UPCOMING_URL = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service/v1/accounting/od/upcoming_auctions"
AGENCY_URL = "https://markets.newyorkfed.org/api/ambs/all/results/summary/last/20.json"


def direct(cusip: str, announced: str, day: str, settles: str, offering: str, **changes: Any) -> dict[str, Any]:
    """TreasuryDirect's row of a 13-week bill before its auction; a change to None leaves the field out."""
    row = {
        "cusip": cusip,
        "issueDate": f"{settles}T00:00:00",
        "securityType": "Bill",
        "securityTerm": "13-Week",
        "maturityDate": "2027-01-07T00:00:00",
        "announcementDate": f"{announced}T00:00:00",
        "auctionDate": f"{day}T00:00:00",
        "averageMedianDiscountRate": "",
        "averageMedianYield": "",
        "bidToCoverRatio": "",
        "cashManagementBillCMB": "No",
        "closingTimeCompetitive": "11:30 AM",
        "competitiveAccepted": "",
        "directBidderAccepted": "",
        "estimatedAmountOfPubliclyHeldMaturingSecuritiesByType": "",
        "floatingRate": "No",
        "highDiscountMargin": "",
        "highDiscountRate": "",
        "highYield": "",
        "indirectBidderAccepted": "",
        "offeringAmount": offering,
        "primaryDealerAccepted": "",
        "reopening": "Yes",
        "somaAccepted": "",
        "tips": "No",
        "totalAccepted": "",
        "totalTendered": "",
        "updatedTimestamp": f"{announced}T11:00:04",
    }
    return _without_none(row | changes)


def direct_results(cusip: str, announced: str, day: str, settles: str, **changes: Any) -> dict[str, Any]:
    """TreasuryDirect's row of a 13-week bill of 80 billion after its auction."""
    results = {
        "averageMedianDiscountRate": "3.600000",
        "bidToCoverRatio": "2.900000",
        "competitiveAccepted": "76000000000",
        "directBidderAccepted": "7600000000",
        "highDiscountRate": "3.625000",
        "indirectBidderAccepted": "45600000000",
        "primaryDealerAccepted": "22800000000",
        "somaAccepted": "5000000000",
        "totalAccepted": "85000000000",
        "totalTendered": "232000000000",
        "updatedTimestamp": f"{day}T11:32:41",
    }
    return direct(cusip, announced, day, settles, "80000000000", **(results | changes))


def direct_page(*rows: Any, **page: Any) -> Page:
    """A page of TreasuryDirect: a bare list."""
    return Page(DIRECT_URL, json.dumps(list(rows)).encode(), **page)


def query(cusip: str, announced: str, day: str, settles: str, offering: str, **changes: Any) -> dict[str, Any]:
    """Fiscal Data's row of a 10-year note before its auction."""
    row = {
        "record_date": settles,
        "cusip": cusip,
        "security_type": "Note",
        "security_term": "10-Year",
        "auction_date": day,
        "issue_date": settles,
        "maturity_date": "2036-08-15",
        "announcemt_date": announced,
        "avg_med_discnt_rate": "null",
        "avg_med_yield": "null",
        "bid_to_cover_ratio": "null",
        "cash_management_bill_cmb": "No",
        "closing_time_comp": "01:00 PM",
        "comp_accepted": "null",
        "direct_bidder_accepted": "null",
        "est_pub_held_mat_by_type_amt": "null",
        "floating_rate": "No",
        "high_discnt_margin": "null",
        "high_discnt_rate": "null",
        "high_yield": "null",
        "indirect_bidder_accepted": "null",
        "inflation_index_security": "No",
        "offering_amt": offering,
        "primary_dealer_accepted": "null",
        "reopening": "No",
        "soma_accepted": "null",
        "total_accepted": "null",
        "total_tendered": "null",
    }
    return _without_none(row | changes)


def query_results(cusip: str, announced: str, day: str, settles: str, **changes: Any) -> dict[str, Any]:
    """Fiscal Data's row of a 10-year note of 42 billion after its auction."""
    results = {
        "avg_med_yield": "4.050000",
        "bid_to_cover_ratio": "2.550000",
        "comp_accepted": "41800000000",
        "direct_bidder_accepted": "8360000000",
        "est_pub_held_mat_by_type_amt": "90000000000",
        "high_yield": "4.102000",
        "indirect_bidder_accepted": "29260000000",
        "primary_dealer_accepted": "4180000000",
        "soma_accepted": "8000000000",
        "total_accepted": "50000000000",
        "total_tendered": "115100000000",
    }
    return query(cusip, announced, day, settles, "42000000000", **(results | changes))


def data_page(*rows: Any, url: str = QUERY_URL, **page: Any) -> Page:
    """A page of Fiscal Data."""
    return Page(url, json.dumps({"data": list(rows), "meta": {"count": len(rows)}}).encode(), **page)


def agency(key: str, day: str, current_face: Any, **changes: Any) -> dict[str, Any]:
    """The row of a sale of mortgage pools; a change to None leaves the field out."""
    row = {
        "auctionStatus": "Results",
        "operationId": key,
        "operationDate": day,
        "operationType": "Outright Specified Pool Sale",
        "operationDirection": "S",
        "method": "Multiple Price",
        "releaseTime": "10:00",
        "closeTime": "10:20",
        "classType": "C",
        "note": "",
        "totalSubmittedOrigFace": "3000000000",
        "totalAcceptedOrigFace": "150000000",
        "totalSubmittedCurrFace": "1600000000.42",
        "totalAcceptedCurrFace": current_face,
        "totalAmtSubmittedPar": "",
        "totalAmtAcceptedPar": "",
        "settlementDate": day,
        "lastUpdated": f"{day} 10:20:31",
    }
    return _without_none(row | changes)


def agency_page(*rows: Any) -> Page:
    """A page of operations in mortgage securities."""
    return Page(AGENCY_URL, json.dumps({"ambs": {"auctions": list(rows)}}).encode())


def _without_none(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
