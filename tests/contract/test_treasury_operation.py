"""Operations in Treasuries: recorded bodies where they are at hand, and hand-made ones of every kind."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ContractError, ParseError, SourceError
from bot.source import Page
from bot.sources.newyork_fed import treasury_operation
from rules.event import TreasuryOperation
from tests.contract.daily_body import AUCTIONS_URL, auction, auctions_page

BILL_PURCHASE = "tsy_results_summary_billpurchase_20260831.json"
EMPTY = "tsy_announcements_empty_20260903.json"


def recorded(shared: Path, name: str) -> Page:
    return Page(f"file:{name}", (shared / "fixtures" / "nyfed_tsy" / name).read_bytes())


def operations(*pages: Page) -> list[TreasuryOperation]:
    events = treasury_operation.parse(pages)
    assert all(isinstance(event, TreasuryOperation) for event in events)
    return [event for event in events if isinstance(event, TreasuryOperation)]


def one(accepted: Any = "4243000000", **changes: Any) -> TreasuryOperation:
    [event] = operations(auctions_page(auction("OR 083126 25", "2026-08-31", accepted, **changes)))
    return event


# Recorded bodies, facts taken by eye.


def test_the_bill_purchase_of_31_august_2026(shared: Path) -> None:
    [event] = operations(recorded(shared, BILL_PURCHASE))
    assert event == TreasuryOperation(
        source="nyfed.treasury_operation",
        key="OR 083126 25",
        title="Outright bill purchase, 31 August 2026",
        url="https://www.newyorkfed.org/markets/desk-operations/treasury-securities",
        published_at=datetime(2026, 8, 31, 13, 20, tzinfo=UTC),
        operation_on=date(2026, 8, 31),
        settles_on=date(2026, 9, 1),
        is_purchase=True,
        security_type="bill",
        accepted_usd=4_243_000_000,
        submitted_usd=39_346_000_000,
        is_small_value=False,
    )


def test_no_announcements_are_no_fault(shared: Path) -> None:
    assert operations(recorded(shared, EMPTY)) == []


@pytest.mark.parametrize("name", [BILL_PURCHASE, EMPTY])
@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_recorded_body_cut_short_is_refused(shared: Path, name: str, tenth: int) -> None:
    whole = recorded(shared, name)
    with pytest.raises(ParseError):
        operations(dataclasses.replace(whole, body=whole.body[: len(whole.body) * tenth // 10]))


def test_every_recorded_body_is_read(shared: Path) -> None:
    folder = shared / "fixtures" / "nyfed_tsy"
    assert sorted(path.name for path in folder.iterdir() if path.suffix == ".json") == sorted([BILL_PURCHASE, EMPTY])


# Hand-made bodies.


@pytest.mark.parametrize(
    ("kind", "direction", "security", "is_purchase", "title"),
    [
        ("Outright Bill Purchase", "P", "bill", True, "Outright bill purchase, 31 August 2026"),
        ("Outright Coupon Purchase", "P", "coupon", True, "Outright coupon purchase, 31 August 2026"),
        ("Outright TIPS Purchase", "P", "tips", True, "Outright TIPS purchase, 31 August 2026"),
        ("Outright FRN Sale", "S", "frn", False, "Outright FRN sale, 31 August 2026"),
        ("Outright Coupon Sale", "s", "coupon", False, "Outright coupon sale, 31 August 2026"),
        ("Treasury Inflation-Protected Purchase", "P", "tips", True, "Outright TIPS purchase, 31 August 2026"),
        ("Outright Purchase", "P", "other", True, "Outright Treasury purchase, 31 August 2026"),
    ],
)
def test_kind_and_direction(kind: str, direction: str, security: str, is_purchase: bool, title: str) -> None:
    event = one(operationType=kind, operationDirection=direction)
    assert (event.security_type, event.is_purchase, event.title) == (security, is_purchase, title)


def test_oldest_first_and_announcements_are_skipped() -> None:
    page = auctions_page(
        auction("OR 090226 25", "2026-09-02", None, auctionStatus="Announced", operationDirection=None),
        auction("OR 090126 26", "2026-09-01", "2000000000", closeTime="11:00"),
        auction("OR 090126 25", "2026-09-01", "4000000000"),
        auction("OR 083126 25", "2026-08-31", "3000000000"),
    )
    assert [(e.key, e.accepted_usd) for e in operations(page)] == [
        ("OR 083126 25", 3_000_000_000),
        ("OR 090126 25", 4_000_000_000),
        ("OR 090126 26", 2_000_000_000),
    ]


@pytest.mark.parametrize("name", ["lastUpdated", "lastupdated"])
def test_of_rows_that_repeat_an_id_the_one_updated_last_counts(name: str) -> None:
    old = auction("OR 083126 25", "2026-08-31", "3000000000", lastUpdated=None)
    new = auction("OR 083126 25", "2026-08-31", "3100000000", lastUpdated=None)
    rows = [new | {name: "2026-08-31 15:00:00"}, old | {name: "2026-08-31 09:21:00"}]
    assert [e.accepted_usd for e in operations(auctions_page(*rows))] == [3_100_000_000]
    assert [e.accepted_usd for e in operations(auctions_page(*reversed(rows)))] == [3_100_000_000]


@pytest.mark.parametrize(
    ("accepted", "changes", "is_small"),
    [
        ("249000000", {}, False),
        ("250000000", {}, False),
        ("0", {}, False),
        ("400000000", {"note": "This is a small-value exercise."}, True),
        ("400000000", {"operationType": "Small Value Coupon Sale", "operationDirection": "S"}, True),
    ],
)
def test_small_value_exercises(accepted: str, changes: dict[str, Any], is_small: bool) -> None:
    assert one(accepted, **changes).is_small_value is is_small


@pytest.mark.parametrize("submitted", [None, "", "NA"])
def test_what_was_offered_may_be_unknown(submitted: str | None) -> None:
    assert one(totalParAmtSubmitted=submitted).submitted_usd is None


@pytest.mark.parametrize(
    ("changes", "published_at"),
    [
        ({"closeTime": "14:00"}, datetime(2026, 8, 31, 18, tzinfo=UTC)),
        ({"closeTime": None}, datetime(2026, 8, 31, 13, 20, tzinfo=UTC)),  # its lastUpdated
        ({"closeTime": None, "lastUpdated": "2026-09-04 10:00:00"}, datetime(2026, 8, 31, 18, tzinfo=UTC)),
        ({"closeTime": None, "lastUpdated": None}, datetime(2026, 8, 31, 18, tzinfo=UTC)),
    ],
)
def test_published_when_it_closed(changes: dict[str, Any], published_at: datetime) -> None:
    assert one(**changes).published_at == published_at


def test_no_settlement_date_is_unknown() -> None:
    assert one(settlementDate=None).settles_on is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"totalParAmtAccepted": None}, "totalParAmtAccepted is missing"),
        ({"totalParAmtAccepted": 4243000000}, "totalParAmtAccepted is 4243000000, not a text"),
        ({"totalParAmtAccepted": "NA"}, "totalParAmtAccepted is 'NA', not whole dollars"),
        ({"totalParAmtAccepted": "4,243,000,000"}, "not whole dollars"),
        ({"totalParAmtAccepted": "-1000000"}, "not whole dollars"),
        ({"totalParAmtAccepted": "4243"}, "looks like millions in place of dollars"),
        ({"totalParAmtAccepted": "42430000000000"}, "outside 0 to"),
        ({"totalParAmtSubmitted": "39346"}, "looks like millions in place of dollars"),
        ({"operationDirection": None}, "operationDirection is missing"),
        ({"operationDirection": "B"}, "neither P nor S"),
        ({"operationId": ""}, "operationId is ''"),
        ({"operationDate": "2026-08-32"}, "operationDate is '2026-08-32'"),
        ({"operationType": None}, "operationType is missing"),
        ({"auctionStatus": None}, "auctionStatus is missing"),
    ],
)
def test_a_broken_promise_names_row_and_field(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ContractError, match=r"^operation 1") as caught:
        one(**{"accepted": changes.get("totalParAmtAccepted", "4243000000"), **changes})
    assert says in str(caught.value)
    assert (caught.value.source_id, caught.value.url) == ("nyfed.treasury_operation", AUCTIONS_URL)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", ParseError),
        (b"<!DOCTYPE html><p>busy", ParseError),
        (b'{"treasury": {"auctions": [', ParseError),
        (b"7", ContractError),
        (b'{"treasury": []}', ContractError),
        (b'{"repo": {"operations": []}}', ContractError),
        (b'{"treasury": {"auctions": ["x"]}}', ContractError),
    ],
)
def test_something_else_is_refused(body: bytes, error: type[SourceError]) -> None:
    with pytest.raises(error) as caught:
        operations(Page(AUCTIONS_URL, body))
    assert (caught.value.source_id, caught.value.url) == ("nyfed.treasury_operation", AUCTIONS_URL)
