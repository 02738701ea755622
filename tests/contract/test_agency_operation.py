"""Operations in agency mortgage securities: no body of theirs was recorded, so these are made by hand in the form that others describe."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.errors import ContractError, ParseError, SourceError
from bot.source import Page
from bot.sources.newyork_fed import agency_operation
from bot.sources.newyork_fed.agency_operation import SOURCE
from rules.event import AgencyOperation
from tests.contract.auction_body import AGENCY_URL, agency, agency_page


def operations(*pages: Page) -> list[AgencyOperation]:
    events = agency_operation.parse(pages)
    assert all(isinstance(event, AgencyOperation) for event in events)
    return [event for event in events if isinstance(event, AgencyOperation)]


def one(current_face: Any = "80000000.25", **changes: Any) -> AgencyOperation:
    [event] = operations(agency_page(agency("OR 081426 25", "2026-08-14", current_face, **changes)))
    return event


def test_a_sale_of_pools() -> None:
    assert one(settlementDate="2026-08-20") == AgencyOperation(
        source="nyfed.agency_operation",
        key="OR 081426 25",
        title="Agency MBS (specified pools) sale, 14 August 2026",
        url="https://www.newyorkfed.org/markets/desk-operations/ambs",
        published_at=datetime(2026, 8, 14, 14, 20, tzinfo=UTC),
        operation_on=date(2026, 8, 14),
        settles_on=date(2026, 8, 20),
        operation_type="specified_pool",
        is_purchase=False,
        accepted_usd=80_000_000,
        submitted_usd=1_600_000_000,
        is_small_value=True,
        calendar="ordinary",
    )


@pytest.mark.parametrize(
    ("said", "direction", "kind", "is_purchase", "title"),
    [
        ("Outright TBA Purchase", "P", "tba", True, "Agency MBS (TBA) purchase, 14 August 2026"),
        ("Outright TBA Sale", "s", "tba", False, "Agency MBS (TBA) sale, 14 August 2026"),
        ("Dollar Roll", "P", "roll", None, "Agency MBS dollar roll, 14 August 2026"),
        ("Coupon Swap", None, "swap", None, "Agency MBS coupon swap, 14 August 2026"),
        ("Outright Purchase", "P", "other", True, "Agency MBS purchase, 14 August 2026"),
    ],
)
def test_kind_and_direction(said: str, direction: str | None, kind: str, is_purchase: bool | None, title: str) -> None:
    event = one(operationType=said, operationDirection=direction)
    assert (event.operation_type, event.is_purchase, event.title) == (kind, is_purchase, title)


@pytest.mark.parametrize("current_face", ["", "NA", None])
def test_original_face_stands_in_where_nothing_is_said_of_what_is_left(current_face: str | None) -> None:
    event = one(current_face, totalAcceptedOrigFace="4500000000", totalSubmittedCurrFace="")
    assert (event.accepted_usd, event.submitted_usd) == (4_500_000_000, 3_000_000_000)
    assert one(totalSubmittedCurrFace="", totalSubmittedOrigFace="").submitted_usd is None


@pytest.mark.parametrize(
    ("current_face", "changes", "is_small"),
    [
        ("249999999.4", {}, True),
        ("250000000", {}, False),
        ("0", {}, True),
        ("400000000", {"note": "Small-value exercise"}, True),
        ("400000000", {"operationType": "Small Value TBA Purchase", "operationDirection": "P"}, True),
    ],
)
def test_small_value_exercises(current_face: str, changes: dict[str, Any], is_small: bool) -> None:
    assert one(current_face, **changes).is_small_value is is_small


def test_oldest_first_and_announcements_are_skipped() -> None:
    page = agency_page(
        agency("OR 090426 1", "2026-09-04", None, auctionStatus="Announced", operationDirection=None, totalAcceptedOrigFace=""),
        agency("OR 081426 25", "2026-08-14", "80000000", lastUpdated="2026-08-14 10:20:31"),
        agency("OR 081426 25", "2026-08-14", "81000000", lastUpdated="2026-08-14 12:00:00"),
        agency("OR 080426 1", "2026-08-04", "50000000"),
    )
    assert [(e.key, e.accepted_usd) for e in operations(page)] == [("OR 080426 1", 50_000_000), ("OR 081426 25", 81_000_000)]


@pytest.mark.parametrize(
    ("changes", "published_at"),
    [
        ({"closeTime": "11:45"}, datetime(2026, 8, 14, 15, 45, tzinfo=UTC)),
        ({"closeTime": ""}, datetime(2026, 8, 14, 14, 20, tzinfo=UTC)),  # its lastUpdated
        ({"closeTime": "", "lastUpdated": "2026-08-17 09:00:00"}, datetime(2026, 8, 14, 18, tzinfo=UTC)),
        ({"closeTime": None, "lastUpdated": None}, datetime(2026, 8, 14, 18, tzinfo=UTC)),
    ],
)
def test_published_when_it_closed(changes: dict[str, Any], published_at: datetime) -> None:
    assert one(**changes).published_at == published_at


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"totalAcceptedOrigFace": ""}, "totalAcceptedOrigFace is ''"),
        ({"totalAcceptedOrigFace": "NA"}, "totalAcceptedOrigFace is 'NA', not dollars"),
        ({"totalAcceptedOrigFace": "150"}, "looks like millions in place of dollars"),
        ({"totalAcceptedOrigFace": "150000000000000"}, "outside 0 to"),
        ({"totalAcceptedCurrFace": "-80000000"}, "totalAcceptedCurrFace is '-80000000', not dollars"),
        ({"totalAcceptedCurrFace": 80000000}, "totalAcceptedCurrFace is 80000000, not a text"),
        ({"totalSubmittedCurrFace": "1,600,000,000"}, "not dollars in a text"),
        ({"operationDirection": None}, "operationDirection is missing, neither P nor S"),
        ({"operationDirection": "B"}, "neither P nor S"),
        ({"operationId": ""}, "operationId is ''"),
        ({"operationDate": "2026-08-32"}, "operationDate is '2026-08-32'"),
        ({"operationType": None}, "operationType is missing"),
        ({"auctionStatus": None}, "auctionStatus is missing"),
    ],
)
def test_a_broken_promise_names_row_and_field(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ContractError, match=r"^operation 1") as caught:
        one(**{"current_face": changes.get("totalAcceptedCurrFace", "80000000"), **changes})
    assert says in str(caught.value)
    assert (caught.value.source_id, caught.value.url) == ("nyfed.agency_operation", AGENCY_URL)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", ParseError),
        (b"<!DOCTYPE html><p>busy", ParseError),
        (b'{"ambs": {"auctions": [', ParseError),
        (b"7", ContractError),
        (b'{"treasury": {"auctions": []}}', ContractError),
        (b'{"ambs": {"auctions": ["x"]}}', ContractError),
    ],
)
def test_something_else_is_refused(body: bytes, error: type[SourceError]) -> None:
    with pytest.raises(error) as caught:
        operations(Page(AGENCY_URL, body))
    assert (caught.value.source_id, caught.value.url) == ("nyfed.agency_operation", AGENCY_URL)


def test_no_operations_are_no_fault() -> None:
    assert operations(agency_page()) == []


def test_the_past_is_one_page_and_longer_ones_half_a_year_each() -> None:
    [page] = SOURCE.past(date(2026, 9, 28))
    assert (page.publisher, page.path) == ("nyfed", "/api/ambs/all/results/summary/search.json?startDate=2025-08-24&endDate=2026-09-28")
    parts = SOURCE.past_since(date(2026, 1, 1), date(2026, 9, 28))
    assert [part[0].path.partition("?")[2] for part in parts] == [
        "startDate=2026-01-01&endDate=2026-07-02",
        "startDate=2026-07-03&endDate=2026-09-28",
    ]
