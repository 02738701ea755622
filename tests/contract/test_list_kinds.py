"""Kinds of rows that were read wrongly or lost, by members of several eras: exercises, statuses, batches, missing figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.source import Page, set_aside_of
from bot.sources import source
from bot.sources.treasury.auction_measures import measure
from rules.event import Event, ReverseRepoOperation, TreasuryAuction
from rules.ledger import PolicyLedger
from tests.contract.auction_body import agency, agency_page, data_page, direct, direct_page, direct_results, query
from tests.contract.daily_body import auction, auctions_page
from tests.contract.operation_body import BILLION, page, repo, reverse

MILLION = 1_000_000


def failing(shared: Path, name: str) -> Page:
    return Page(f"file:{name}", (shared / "failing" / name).read_bytes())


def read(source_id: str, *pages: Page) -> list[Any]:
    return [*source(source_id).parse(pages)]


# exercises: what the publisher calls one, never what is small


def test_the_regular_reverse_repos_run_below_a_billion(shared: Path) -> None:
    [event] = read("nyfed.reverse_repo_operation", failing(shared, "on_rrp_regular_below_1bn.json"))
    assert isinstance(event, ReverseRepoOperation)
    assert (event.accepted_usd, event.is_small_value, event.facility) == (965 * MILLION, False, "on_rrp")


@pytest.mark.parametrize(
    ("row", "is_exercise", "facility"),
    [
        (reverse("RP 092826 26", "2026-09-28", 461 * MILLION), False, "on_rrp"),
        (reverse("RP 092826 26", "2026-09-28", 0), False, "on_rrp"),
        (reverse("RP 092313 1", "2013-09-23", 900 * MILLION), False, "on_rrp"),  # its first weeks
        (repo("RP 121225 3", "2025-12-12", MILLION), False, "standing"),
        (repo("RP 030420 1", "2020-03-04", 300 * MILLION, closeTime="13:45"), False, "other"),  # before the facility
        (reverse("RP 111820 99", "2020-11-18", 103 * MILLION, closeTime="10:00"), True, "other"),  # by its number
        (reverse("RP 052217 1", "2017-05-22", 60 * MILLION, closeTime="10:00"), True, "other"),  # by its hour
        (repo("RP 061226 9", "2026-06-12", 50 * MILLION, note="This operation is a Small Value Exercise (SVE)."), True, "other"),
        (repo("RP 061226 9", "2026-06-12", 50 * MILLION, operationMethod="Small Value Exercise"), True, "other"),
        (repo("RP 061226 9", "2026-06-12", 50 * MILLION, isSmallValue="Y"), True, "other"),
        (repo("RP 061226 9", "2026-06-12", 50 * MILLION, isSmallValue="N"), False, "standing"),
        (repo("RP 061226 9", "2026-06-12", 2 * BILLION, note="A separate Small Value Exercise takes place at 10:30."), False, "standing"),
        (repo("RP 061226 9", "2026-06-12", MILLION, note="A Small Value Exercise will be held tomorrow."), False, "standing"),
    ],
)
def test_an_exercise_is_what_the_publisher_calls_one(row: dict[str, Any], is_exercise: bool, facility: str) -> None:
    source_id = "nyfed.repo_operation" if row["operationType"] == "Repo" else "nyfed.reverse_repo_operation"
    [event] = read(source_id, page(row))
    assert (event.is_small_value, event.facility) == (is_exercise, facility)


@pytest.mark.parametrize(
    ("accepted", "changes", "is_exercise"),
    [
        ("50000000", {}, False),  # inflation-protected securities are bought by the fifty million
        ("120000000", {"operationDate": "2022-01-13", "operationType": "Outright TIPS Purchase"}, False),
        ("0", {}, False),
        ("50000000", {"operationType": "Small Value Coupon Sale", "operationDirection": "S"}, True),
        ("50000000", {"note": "This is a small-value exercise."}, True),
    ],
)
def test_outright_operations_in_treasuries(accepted: str, changes: dict[str, Any], is_exercise: bool) -> None:
    [event] = read("nyfed.treasury_operation", auctions_page(auction("OR 1", "2026-08-31", accepted, **changes)))
    assert event.is_small_value is is_exercise


@pytest.mark.parametrize(("day", "is_exercise"), [("2020-06-10", False), ("2022-09-14", False), ("2023-05-10", True), ("2026-08-14", True)])
def test_mortgage_securities_are_traded_in_exercises_alone_since_october_2022(day: str, is_exercise: bool) -> None:
    [event] = read("nyfed.agency_operation", agency_page(agency("OR 1", day, "80000000.25")))
    assert event.is_small_value is is_exercise


# statuses


@pytest.mark.parametrize("status", ["Results", "results", "Revised Results", "RESULTS - REVISED", "Final Results", "Results (corrected)"])
def test_results_are_results_also_when_they_were_revised(status: str) -> None:
    rows = (repo("RP 1", "2026-09-28", 5 * BILLION), reverse("RP 2", "2026-09-28", 5 * BILLION))
    assert [event.accepted_usd for event in read("nyfed.repo_operation", page(rows[0] | {"auctionStatus": status}))] == [5 * BILLION]
    assert len(read("nyfed.reverse_repo_operation", page(rows[1] | {"auctionStatus": status}))) == 1
    assert len(read("nyfed.treasury_operation", auctions_page(auction("OR 1", "2026-08-31", "4243000000", auctionStatus=status)))) == 1
    assert len(read("nyfed.agency_operation", agency_page(agency("OR 1", "2026-08-14", "80000000", auctionStatus=status)))) == 1


@pytest.mark.parametrize("status", ["Announced", "Announcement", "Cancelled", "Scheduled", "Pending"])
def test_what_is_not_over_is_no_event_and_no_fault(status: str) -> None:
    good = repo("RP 092826 25", "2026-09-28", 5 * BILLION)
    found = source("nyfed.repo_operation").parse([page(good, repo("RP 2", "2026-09-29", 0, auctionStatus=status))])
    assert ([event.key for event in found], set_aside_of(found)) == (["RP 092826 25"], ())


@pytest.mark.parametrize("status", ["Fnord", "Complete", "Final"])
def test_a_status_that_nobody_knows_is_told(status: str) -> None:
    good = repo("RP 092826 25", "2026-09-28", 5 * BILLION)
    found = source("nyfed.repo_operation").parse([page(good, repo("RP 2", "2026-09-29", BILLION, auctionStatus=status))])
    assert [event.key for event in found] == ["RP 092826 25"]
    assert [(row.key, row.is_newest, repr(status) in row.why) for row in set_aside_of(found)] == [("RP 2", True, True)]


def test_the_bad_row_beside_the_good_one(shared: Path) -> None:
    found = source("nyfed.repo_operation").parse([failing(shared, "repo_bad_row_beside_good.json")])
    assert [(event.key, getattr(event, "accepted_usd", None)) for event in found] == [("RP 111226 25", 51_250 * MILLION)]
    assert [(row.key, row.is_newest) for row in set_aside_of(found)] == [("RP 110526 25", False)]


# settlements in batches


def measured(pages: list[Page]) -> dict[str, TreasuryAuction]:
    """Each announcement measured against the ones before it, by CUSIP."""
    told: list[Event] = []
    for event in read("treasury.auction", *pages):
        told.append(measure(event, list(told), PolicyLedger()))
    return {event.cusip: event for event in told if isinstance(event, TreasuryAuction) and event.stage == "announced"}


def test_the_first_batch_of_august_2026_completes_nothing(shared: Path) -> None:
    found = measured([failing(shared, "auctions_announced_20260813_first_batch.json")])
    assert {cusip: (e.completes_settlement, e.settlement_net_usd) for cusip, e in found.items()} == {
        "912810US5": (False, None),
        "912810UX4": (False, None),
    }


def test_with_the_second_batch_the_new_supply_is_known(shared: Path) -> None:
    found = measured([failing(shared, "auctions_announced_20260820_both_batches.json")])
    assert {cusip: (e.completes_settlement, e.settlement_net_usd) for cusip, e in found.items()} == {
        "912810US5": (False, None),
        "912810UX4": (False, None),
        "91282CRH6": (False, 4_630 * MILLION),
        "91282CRJ2": (True, 4_630 * MILLION),  # 8 + 16 + 69 + 44 billion, of which 132.37 mature
    }


MATURING = {"est_pub_held_mat_by_type_amt": "100000000000"}


def security(cusip: str, announced: str, settles: str, kind: str, term: str, **more: Any) -> dict[str, Any]:
    changes = {"security_type": kind, "security_term": term, **MATURING, **more}
    return query(cusip, announced, settles, settles, "20000000000", **changes)


@pytest.mark.parametrize(
    ("rows", "completes", "net_bn"),
    [
        # January 2012: a ten-year TIPS a week before the notes; no 20-year bond then
        ([security("912828AA1", "2012-01-12", "2012-01-31", "Note", "10-Year", inflation_index_security="Yes")], False, None),
        # May 2020: the first new 20-year bond, alone
        ([security("912810AA2", "2020-05-14", "2020-06-01", "Bond", "20-Year")], False, None),
        # its reopening goes by what is left of it
        ([security("912810AA2", "2020-06-11", "2020-06-30", "Bond", "19-Year 11-Month")], False, None),
        # a refunding is announced at once
        (
            [
                security("91282CAA1", "2023-08-02", "2023-08-15", "Note", "3-Year"),
                security("91282CAA2", "2023-08-02", "2023-08-15", "Note", "10-Year"),
                security("912810AA3", "2023-08-02", "2023-08-15", "Bond", "30-Year"),
            ],
            True,
            -40,
        ),
        # bills of 2015: the 4-week came out on the Monday after
        ([security("912796AA1", "2015-03-05", "2015-03-12", "Bill", "13-Week")], False, None),
        (
            [
                security("912796AA1", "2015-03-05", "2015-03-12", "Bill", "13-Week"),
                security("912796AA4", "2015-03-09", "2015-03-12", "Bill", "4-Week"),
            ],
            True,
            -60,
        ),
        # bills of 2000 and of today come out together
        ([security("912795AA1", "2000-03-02", "2000-03-09", "Bill", "13-Week")], True, -80),
        ([security("912797AA1", "2026-10-01", "2026-10-08", "Bill", "13-Week")], True, -80),
    ],
)
def test_a_settlement_is_complete_when_its_last_announcement_is_out(
    rows: list[dict[str, Any]], completes: bool, net_bn: int | None
) -> None:
    last = [*measured([data_page(*rows)]).values()][-1]
    net = None if last.settlement_net_usd is None else last.settlement_net_usd / BILLION
    assert (last.completes_settlement, net) == (completes, net_bn)


def test_a_size_that_is_not_said_leaves_the_sum_unknown() -> None:
    rows = [
        security("91282CAA1", "2023-08-02", "2023-08-15", "Note", "3-Year"),
        security("91282CAA2", "2023-08-02", "2023-08-15", "Note", "10-Year", offering_amt="null", record_date="2023-08-15"),
    ]
    found = measured([data_page(*rows)])
    assert found["91282CAA2"].offering_usd is None
    assert {e.settlement_offering_usd for e in found.values()} == {None}
    assert {e.settlement_net_usd for e in found.values()} == {None}


# figures that are missing


@pytest.mark.parametrize("missing", ["", "null", None])
def test_a_result_without_a_bid_to_cover_is_one(missing: str | None) -> None:
    days = ("2026-10-01", "2026-10-05", "2026-10-08")
    found = read("treasury.auction", direct_page(direct_results("912797ZZ1", *days, bidToCoverRatio=missing)))
    assert [(e.stage, e.bid_to_cover) for e in found] == [("announced", None), ("results", None)]
    assert found[1].accepted_usd == 85 * BILLION


def test_before_the_auction_there_are_no_results() -> None:
    found = read("treasury.auction", direct_page(direct("912797ZZ1", "2026-10-01", "2026-10-05", "2026-10-08", "80000000000")))
    assert [event.stage for event in found] == ["announced"]
