"""The Treasury's auctions: the recorded bodies where they are at hand, and hand-made ones of both publishers."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ContractError, ParseError, SourceError
from bot.source import Page
from bot.sources.treasury import treasury_auction
from bot.sources.treasury.treasury_auction import SOURCE, past, past_since
from rules.event import TreasuryAuction
from tests.contract.auction_body import (
    DIRECT_URL,
    QUERY_URL,
    UPCOMING_URL,
    data_page,
    direct,
    direct_page,
    direct_results,
    query,
    query_results,
)

BILL = "ta_ws_securities_search_20231113_bill.json"
UPCOMING = "od_upcoming_auctions_20260716.json"
CUT = "od_auctions_query_202601_first_bytes.txt"
BN = 1_000_000_000
DAYS = ("2026-10-01", "2026-10-05", "2026-10-08")


def recorded(shared: Path, name: str) -> Page:
    return Page(f"file:{name}", (shared / "fixtures" / "treasury" / name).read_bytes())


def auctions(*pages: Page) -> list[TreasuryAuction]:
    events = treasury_auction.parse(pages)
    assert all(isinstance(event, TreasuryAuction) for event in events)
    return [event for event in events if isinstance(event, TreasuryAuction)]


def announced(**changes: Any) -> TreasuryAuction:
    [event] = auctions(direct_page(direct("912797ZZ1", *DAYS, "80000000000", **changes)))
    return event


def results(**changes: Any) -> TreasuryAuction:
    found = auctions(direct_page(direct_results("912797ZZ1", *DAYS, **changes)))
    [event] = [event for event in found if event.stage == "results"]
    return event


# Recorded bodies, facts taken by eye.


def test_the_thirteen_week_bill_of_13_november_2023(shared: Path) -> None:
    first, second = auctions(recorded(shared, BILL))
    assert first == TreasuryAuction(
        source="treasury.auction",
        key="912797GN1 2023-11-13 announced",
        title="13-Week bill auction of 13 November 2023, announced",
        url="https://www.treasurydirect.gov/auctions/announcements-data-results/",
        published_at=datetime(2023, 11, 9, 16, tzinfo=UTC),
        stage="announced",
        cusip="912797GN1",
        security_type="bill",
        security_term="13-Week",
        is_reopening=True,  # of a 26-week bill
        announced_on=date(2023, 11, 9),
        auction_on=date(2023, 11, 13),
        settles_on=date(2023, 11, 16),
        matures_on=date(2024, 2, 15),
        offering_usd=75_000_000_000,
        maturing_usd=185_000_000_000,
    )
    assert second == dataclasses.replace(
        first,
        key="912797GN1 2023-11-13 results",
        title="13-Week bill auction of 13 November 2023, results",
        published_at=datetime(2023, 11, 13, 16, 33, 13, tzinfo=UTC),
        stage="results",
        high_rate_pct=5.285,
        median_rate_pct=5.27,
        bid_to_cover=2.76,
        accepted_usd=82_231_953_700,
        submitted_usd=214_298_201_700,
        indirect_share_pct=62.14,  # 45,222,117,000 of 72,771,157,000
        direct_share_pct=4.05,  # 2,945,000,000
        dealer_share_pct=33.81,  # 24,604,040,000
        soma_accepted_usd=7_230_663_100,
    )


def test_eighty_eight_announcements_of_2024_to_2026(shared: Path) -> None:
    """Ninety rows, two of which had no size when the page was written: a five-year note of 2025 and a two-year note of 2026."""
    found = auctions(recorded(shared, UPCOMING))
    assert Counter(event.security_type for event in found) == {"bill": 57, "note": 11, "cmb": 10, "bond": 6, "tips": 2, "frn": 2}
    by_key = {event.key: event for event in found}
    assert len(by_key) == 88
    assert not {"91282CMQ1 2025-02-25 announced", "91282CPV7 2026-01-26 announced"} & set(by_key)
    eight_week = by_key["912797JW8 2024-03-14 announced"]
    assert (eight_week.security_term, eight_week.offering_usd, eight_week.is_reopening) == ("8-Week", 90 * BN, True)
    assert (eight_week.announced_on, eight_week.settles_on) == (date(2024, 3, 12), date(2024, 3, 19))
    assert eight_week.published_at == datetime(2024, 3, 12, 15, tzinfo=UTC)  # summer time had begun two days before
    assert (eight_week.maturing_usd, eight_week.matures_on, eight_week.bid_to_cover) == (None, None, None)
    twenty_year = by_key["912810UV8 2026-07-22 announced"]
    assert (twenty_year.security_type, twenty_year.security_term, twenty_year.offering_usd) == ("bond", "19-Year 10-Month", 13 * BN)
    tips = by_key["91282CJY8 2024-03-21 announced"]
    assert (tips.security_type, tips.security_term, tips.offering_usd) == ("tips", "9-Year 10-Month", 16 * BN)


def test_what_settles_on_23_july_2026_is_put_together(shared: Path) -> None:
    bills = [event for event in auctions(recorded(shared, UPCOMING)) if event.settles_on == date(2026, 7, 23)]
    assert {event.settlement_auctions for event in bills} == {
        (
            "912797RS8 bill 6-Week 95000000000",
            "912797TM9 bill 26-Week 79000000000",
            "912797UL9 bill 13-Week 92000000000",
        )
    }
    assert [event.cusip for event in bills if event.completes_settlement] == ["912797UL9"]


def test_the_query_that_was_cut_within_a_row_is_refused(shared: Path) -> None:
    with pytest.raises(ParseError, match="not whole JSON"):
        auctions(recorded(shared, CUT))


@pytest.mark.parametrize("name", [BILL, UPCOMING])
@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_recorded_body_cut_short_is_refused(shared: Path, name: str, tenth: int) -> None:
    whole = recorded(shared, name)
    with pytest.raises(ParseError):
        auctions(dataclasses.replace(whole, body=whole.body[: len(whole.body) * tenth // 10]))


def test_every_recorded_body_of_auctions_is_read(shared: Path) -> None:
    names = sorted(path.name for path in (shared / "fixtures" / "treasury").iterdir() if path.name.startswith(("od_", "ta_ws_")))
    assert names == sorted([BILL, UPCOMING, CUT])


# Hand-made bodies.


def test_before_its_auction_a_row_is_an_announcement() -> None:
    event = announced(estimatedAmountOfPubliclyHeldMaturingSecuritiesByType="200000000000")
    assert (event.key, event.stage, event.offering_usd, event.maturing_usd) == (
        "912797ZZ1 2026-10-05 announced",
        "announced",
        80 * BN,
        200 * BN,
    )
    assert (event.bid_to_cover, event.accepted_usd, event.high_rate_pct) == (None, None, None)


def test_after_it_the_same_row_is_both_and_the_announcement_is_the_same() -> None:
    before = announced()
    again, result = auctions(direct_page(direct_results("912797ZZ1", *DAYS)))
    assert again == before
    assert (result.stage, result.high_rate_pct, result.median_rate_pct, result.bid_to_cover) == ("results", 3.625, 3.6, 2.9)
    assert (result.accepted_usd, result.submitted_usd, result.soma_accepted_usd) == (85 * BN, 232 * BN, 5 * BN)
    assert (result.indirect_share_pct, result.direct_share_pct, result.dealer_share_pct) == (60.0, 10.0, 30.0)


def test_a_whole_row_of_the_second_publisher() -> None:
    before, result = auctions(data_page(query_results("91282CZZ9", "2026-08-05", "2026-08-12", "2026-08-17")))
    assert (before.key, before.security_type, before.security_term, before.is_reopening) == (
        "91282CZZ9 2026-08-12 announced",
        "note",
        "10-Year",
        False,
    )
    assert (before.offering_usd, before.maturing_usd, before.url) == (
        42 * BN,
        90 * BN,
        "https://fiscaldata.treasury.gov/datasets/treasury-securities-auctions-data/",
    )
    assert (result.high_rate_pct, result.median_rate_pct, result.bid_to_cover) == (4.102, 4.05, 2.55)
    assert (result.indirect_share_pct, result.direct_share_pct, result.dealer_share_pct) == (70.0, 20.0, 10.0)
    assert result.published_at == datetime(2026, 8, 12, 17, 3, tzinfo=UTC)


def test_both_publishers_say_the_same_of_the_same_auction() -> None:
    days = ("2026-08-05", "2026-08-12", "2026-08-17")
    note = {"securityType": "Note", "securityTerm": "10-Year", "reopening": "No", "closingTimeCompetitive": "01:00 PM"}
    quick = auctions(direct_page(direct("91282CZZ9", *days, "42000000000.00", maturityDate="2036-08-15T00:00:00", **note)))
    second = auctions(data_page(query("91282CZZ9", *days, "42000000000")))
    [first], [again] = quick, second
    assert dataclasses.replace(first, url="") == dataclasses.replace(again, url="")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "bill"),
        ({"cashManagementBillCMB": "Yes", "securityTerm": "42-Day"}, "cmb"),
        ({"securityType": "CMB"}, "cmb"),
        ({"securityType": "Note"}, "note"),
        ({"securityType": "Bond"}, "bond"),
        ({"securityType": "Note", "tips": "Yes"}, "tips"),
        ({"securityType": "TIPS Bond"}, "tips"),
        ({"securityType": "Note", "floatingRate": "Yes"}, "frn"),
        ({"securityType": "FRN Note"}, "frn"),
        ({"securityType": "Perpetual"}, "other"),
    ],
)
def test_the_kind_of_security(changes: dict[str, Any], kind: str) -> None:
    assert announced(**changes).security_type == kind


def test_rates_of_each_kind() -> None:
    note = results(
        securityType="Note", highDiscountRate="", highYield="4.1020", averageMedianYield="4.0500", closingTimeCompetitive="01:00 PM"
    )
    assert (note.high_rate_pct, note.median_rate_pct, note.high_margin_pct) == (4.102, 4.05, None)
    real = results(securityType="Note", tips="Yes", highDiscountRate="", highYield="-1.0580", averageMedianDiscountRate="")
    assert (real.high_rate_pct, real.median_rate_pct) == (-1.058, None)
    floating = results(securityType="Note", floatingRate="Yes", highDiscountRate="", highDiscountMargin="0.1420")
    assert (floating.high_rate_pct, floating.high_margin_pct) == (None, 0.142)


@pytest.mark.parametrize(
    ("changes", "published_at"),
    [
        ({}, datetime(2026, 10, 5, 15, 32, 41, tzinfo=UTC)),
        ({"updatedTimestamp": "2026-10-05T16:40:00"}, datetime(2026, 10, 5, 15, 33, tzinfo=UTC)),  # corrected hours later
        ({"updatedTimestamp": "2026-10-08T09:00:00"}, datetime(2026, 10, 5, 15, 33, tzinfo=UTC)),
        ({"updatedTimestamp": ""}, datetime(2026, 10, 5, 15, 33, tzinfo=UTC)),
        ({"updatedTimestamp": "", "closingTimeCompetitive": "01:00 PM"}, datetime(2026, 10, 5, 17, 3, tzinfo=UTC)),
        ({"updatedTimestamp": "", "closingTimeCompetitive": "12:00 PM"}, datetime(2026, 10, 5, 16, 3, tzinfo=UTC)),
        ({"updatedTimestamp": "", "closingTimeCompetitive": ""}, datetime(2026, 10, 5, 15, 33, tzinfo=UTC)),
        ({"updatedTimestamp": "", "closingTimeCompetitive": "", "securityType": "Bond"}, datetime(2026, 10, 5, 17, 3, tzinfo=UTC)),
    ],
)
def test_results_come_out_minutes_after_the_close(changes: dict[str, Any], published_at: datetime) -> None:
    assert results(**changes).published_at == published_at


def test_published_is_never_later_than_seen() -> None:
    early = datetime(2026, 10, 1, 12, 30, tzinfo=UTC)  # 8:30, as refundings are announced
    [event] = auctions(direct_page(direct("912797ZZ1", *DAYS, "80000000000"), fetched_at=early))
    assert event.published_at == early


@pytest.mark.parametrize("nothing", ["", "null", None])
def test_an_announcement_without_a_size_is_one(nothing: str | None) -> None:
    direct_one = direct_page(direct("912797ZZ1", *DAYS, "", offeringAmount=nothing))
    other_one = data_page(query("91282CZZ9", *DAYS, "null", offering_amt=nothing, record_date=DAYS[0]), url=UPCOMING_URL)
    for body in (direct_one, other_one):
        [event] = auctions(body)
        assert (event.stage, event.offering_usd, event.settlement_offering_usd) == ("announced", None, None)


def test_what_is_only_scheduled_is_no_news() -> None:
    unsized = query("91282CZZ9", *DAYS, "null", offering_amt="null")
    assert auctions(data_page(unsized | {"record_date": "2026-09-25"}, url=UPCOMING_URL)) == []
    assert auctions(data_page(unsized | {"announcemt_date": "null"}, url=UPCOMING_URL)) == []
    before = datetime(2026, 9, 30, 12, tzinfo=UTC)
    assert auctions(direct_page(direct("912797ZZ1", *DAYS, "", offeringAmount=""), fetched_at=before)) == []


def test_what_may_be_missing_is_unknown() -> None:
    event = announced(maturityDate="", reopening="", issueDate="")
    assert (event.matures_on, event.is_reopening, event.settles_on, event.settlement_auctions) == (None, None, None, ())
    result = results(competitiveAccepted="", somaAccepted="", indirectBidderAccepted="0", totalTendered="", averageMedianDiscountRate="")
    assert (result.indirect_share_pct, result.soma_accepted_usd, result.submitted_usd, result.median_rate_pct) == (None, None, None, None)


def test_bills_and_coupons_of_a_day_are_told_apart_and_the_last_announcement_completes_them() -> None:
    days = ("2026-10-06", "2026-10-08")
    page = direct_page(
        direct("912797AA1", "2026-10-01", *days, "80000000000", updatedTimestamp="2026-10-01T11:00:20"),
        direct("912797AA2", "2026-10-01", *days, "70000000000", securityTerm="26-Week"),
        direct("91282CAA3", "2026-10-01", *days, "40000000000", securityType="Note", securityTerm="3-Year"),
        direct("912797AA4", "2026-10-02", *days, "50000000000", securityTerm="20-Day", cashManagementBillCMB="Yes"),
        direct("912797AA5", "2026-10-01", "2026-10-07", "2026-10-13", "60000000000", securityTerm="4-Week"),
    )
    found = {event.cusip: event for event in auctions(page)}
    thursday = ("912797AA2 bill 26-Week 70000000000", "912797AA1 bill 13-Week 80000000000")
    assert found["912797AA1"].settlement_auctions == found["912797AA2"].settlement_auctions == thursday
    assert found["912797AA4"].settlement_auctions == (*thursday, "912797AA4 cmb 20-Day 50000000000")
    assert found["91282CAA3"].settlement_auctions == ("91282CAA3 note 3-Year 40000000000",)
    assert {cusip for cusip, event in found.items() if not event.completes_settlement} == {"912797AA2"}


def test_the_pages_of_a_poll_are_read_as_one() -> None:
    before = direct_page(direct("912797AA1", *DAYS, "80000000000"))
    after = direct_page(direct_results("912797AA1", *DAYS), direct_results("912797AA2", *DAYS, securityTerm="26-Week"))
    assert [(event.cusip, event.stage) for event in auctions(before, after)] == [
        ("912797AA1", "announced"),
        ("912797AA2", "announced"),
        ("912797AA1", "results"),
        ("912797AA2", "results"),
    ]


def test_a_floating_rate_note_closes_in_the_morning() -> None:
    """Two-year floating-rate notes close at 11:30, and so does the first of two notes of one day; bids of the others end at 13:00."""
    assert SOURCE.days is not None
    note = direct("91282CAA3", "2026-10-22", "2026-10-28", "2026-10-31", "70000000000", securityType="Note", securityTerm="5-Year",
                  closingTimeCompetitive="01:00 PM")  # fmt: skip
    floating = direct("91282CAA4", "2026-10-22", "2026-10-28", "2026-10-31", "30000000000", securityType="Note", securityTerm="2-Year",
                      floatingRate="Yes", closingTimeCompetitive="11:30 AM")  # fmt: skip
    page = dataclasses.replace(direct_page(note, floating), url="https://www.treasurydirect.gov/TA_WS/securities/announced?format=json")
    day = date(2026, 10, 28)
    assert SOURCE.days([page]) == {"coupon_auction": {day}, "morning_auction": {day}}
    found = {auction.security_type: auction.closes_at for auction in auctions(page)}
    assert found == {"note": datetime(2026, 10, 28, 17, tzinfo=UTC), "frn": datetime(2026, 10, 28, 15, 30, tzinfo=UTC)}


def test_the_days_of_notes_and_bonds_are_those_of_the_announcements() -> None:
    assert SOURCE.days is not None
    said = {"securityType": "Note", "securityTerm": "3-Year", "closingTimeCompetitive": "01:00 PM"}
    note = direct("91282CAA3", "2026-10-01", "2026-10-07", "2026-10-15", "40000000000", **said)
    bill = direct("912797AA1", *DAYS, "80000000000")
    page = dataclasses.replace(direct_page(note, bill), url="https://www.treasurydirect.gov/TA_WS/securities/announced?format=json")
    assert SOURCE.days([direct_page(note), page]) == {"coupon_auction": {date(2026, 10, 7)}, "morning_auction": set()}
    assert SOURCE.days([direct_page(note)]) == {
        "coupon_auction": set(),
        "morning_auction": set(),
    }  # of the page of results: then what is known stays


@pytest.mark.parametrize("page", [direct_page(), data_page()])
def test_a_page_without_rows_gives_none(page: Page) -> None:
    assert auctions(page) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"cusip": None}, "cusip is missing, not a text"),
        ({"cusip": "912797"}, "cusip is '912797', not nine letters and digits"),
        ({"auctionDate": "10/05/2026"}, "auctionDate is '10/05/2026', not a date"),
        ({"auctionDate": ""}, "auctionDate is ''"),
        ({"announcementDate": ""}, "announcementDate is ''"),
        ({"issueDate": "2026-10-32T00:00:00"}, "issueDate is '2026-10-32T00:00:00', not a date"),
        ({"securityType": ""}, "securityType is ''"),
        ({"securityTerm": "null"}, "securityTerm is 'null', missing"),
        ({"offeringAmount": "80 billion"}, "offeringAmount is '80 billion', not whole dollars"),
        ({"offeringAmount": "80000000000.5"}, "not whole dollars"),
        ({"offeringAmount": 80000000000}, "offeringAmount is 80000000000, not a text"),
        ({"offeringAmount": "80001"}, "looks like millions in place of dollars"),
        ({"offeringAmount": "80000000000000"}, "outside 0 to"),
        ({"totalAccepted": "-1"}, "totalAccepted is '-1', not whole dollars"),
        ({"bidToCoverRatio": "2.9x"}, "bidToCoverRatio is '2.9x', not a number"),
        ({"bidToCoverRatio": "290"}, "bidToCoverRatio is 290.0, outside 0 to 100"),
        ({"highDiscountRate": "362.5"}, "highDiscountRate is 362.5, outside -5 to 25"),
        ({"indirectBidderAccepted": "NaN"}, "indirectBidderAccepted is 'NaN', not whole dollars"),
    ],
)
def test_a_broken_promise_names_row_and_field(changes: dict[str, Any], says: str) -> None:
    row = {name: value for name, value in (direct_results("912797ZZ1", *DAYS) | changes).items() if value is not None}
    with pytest.raises(ContractError, match=r"^auction 1") as caught:
        auctions(direct_page(row))
    assert says in str(caught.value)
    assert (caught.value.source_id, caught.value.url) == ("treasury.auction", DIRECT_URL)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", ParseError),
        (b"<!DOCTYPE html><p>busy", ParseError),
        (b'[{"cusip": "9127', ParseError),
        (b"7", ContractError),
        (b'{"data": {}}', ContractError),
        (b'{"error": "Invalid Query Param"}', ContractError),
        (b'["x"]', ContractError),
        (b"[{}]", ContractError),
    ],
)
def test_something_else_is_refused(body: bytes, error: type[SourceError]) -> None:
    with pytest.raises(error) as caught:
        auctions(Page(QUERY_URL, body))
    assert (caught.value.source_id, caught.value.url) == ("treasury.auction", QUERY_URL)


def test_the_past_is_asked_of_the_second_publisher_half_a_year_a_page() -> None:
    today = date(2026, 9, 28)
    pages = past(today)
    assert [page.publisher for page in pages] == ["fiscaldata"] * 5
    path = "/services/api/fiscal_service/v1/accounting/od/auctions_query"
    assert pages[0].path == (
        f"{path}?filter=auction_date:gte:2024-07-20,auction_date:lte:2025-01-18&sort=auction_date&page%5Bsize%5D=10000"
    )
    assert pages == [page for part in past_since(date(2024, 7, 20), today) for page in part]


def test_the_second_publisher_is_asked_once_for_all_of_some_days() -> None:
    assert SOURCE.second is not None
    later = auctions(direct_page(direct("912797AA5", "2026-10-01", "2026-10-07", "2026-10-13", "60000000000")))
    [page] = SOURCE.second.pages([results(), *later])
    assert page.publisher == "fiscaldata"
    assert "?filter=auction_date:gte:2026-10-05,auction_date:lte:2026-10-07&" in page.path


def test_what_the_second_publisher_says_of_an_auction() -> None:
    assert SOURCE.second is not None
    page = data_page(query_results("91282CZZ9", "2026-08-05", "2026-08-12", "2026-08-17", soma_accepted="null"))
    before, result = auctions(page)
    said = SOURCE.second.said(dataclasses.replace(result, bid_to_cover=2.5, bid_to_cover_off_usual=-0.1), [page])
    assert (said["bid_to_cover"], said["offering_usd"], said["settles_on"]) == (2.55, 42 * BN, date(2026, 8, 17))
    assert not {"bid_to_cover_off_usual", "soma_accepted_usd", "settlement_auctions", "title"} & set(said)
    assert "bid_to_cover" not in SOURCE.second.said(before, [page])
    assert SOURCE.second.said(results(), [page]) == {}
