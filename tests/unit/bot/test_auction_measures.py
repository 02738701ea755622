"""What an auction means beside the ones before, and an operation in mortgage securities beside the month's."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.calendars.newyork import at
from bot.sources.newyork_fed import agency_operation
from bot.sources.treasury import auction_measures
from bot.sources.treasury.auction_measures import offered, settling, whole_term
from rules.event import AgencyOperation, Event, TreasuryAuction
from rules.ledger import PolicyLedger
from tests.contract.auction_body import agency, agency_page

BN = 1_000_000_000
LEDGER = PolicyLedger()
THURSDAY = date(2026, 10, 8)
"""The day on which the auction that is measured settles."""
WEEK = timedelta(days=7)


def auction(settles: date, billions: float, cusip: str = "912797AA1", **facts: Any) -> TreasuryAuction:
    """The announcement of a 13-week bill, a week before it settles."""
    values: dict[str, Any] = {
        "stage": "announced",
        "security_type": "bill",
        "security_term": "13-Week",
        "auction_on": settles - timedelta(days=3),
        "settles_on": settles,
        "offering_usd": round(billions * BN),
    } | facts
    return TreasuryAuction(
        source="treasury.auction",
        key=f"{cusip} {values['auction_on']} {values['stage']}",
        title="",
        url="",
        published_at=at(settles - WEEK, time(11)),
        cusip=cusip,
        **values,
    )


def weeks(count: int, billions: float = 80, matures: float | None = 78, cusips: str = "9127970", **facts: Any) -> list[Event]:
    """So many weeks of the same bill before, oldest first; every other one is a billion larger."""
    return [
        auction(
            THURSDAY - number * WEEK,
            billions + number % 2,
            f"{cusips}{number:02}",
            maturing_usd=None if matures is None else round(matures * BN),
            **facts,
        )
        for number in range(count, 0, -1)
    ]


def measured(event: Event, history: list[Event]) -> TreasuryAuction:
    found = auction_measures.measure(event, history, LEDGER)
    assert isinstance(found, TreasuryAuction)
    return found


@pytest.mark.parametrize(
    ("kind", "term", "whole"),
    [
        ("bill", "13-Week", "13-Week"),
        ("cmb", "42-Day", "42-Day"),
        ("note", "10-Year", "10-Year"),
        ("note", "9-Year 10-Month", "10-Year"),
        ("bond", "19-Year 11-Month", "20-Year"),
        ("tips", "29-Year 6-Month", "30-Year"),
        ("frn", "1-Year 10-Month", "2-Year"),
        ("note", "5-Year 0-Month", "5-Year"),
        ("bill", "1-Year 0-Month", "1-Year 0-Month"),
        ("other", "whatever", "whatever"),
    ],
)
def test_a_reopened_security_goes_by_its_term_when_new(kind: str, term: str, whole: str) -> None:
    assert whole_term(kind, term) == whole


def test_what_settles_together_is_read_back_and_nonsense_is_left_out() -> None:
    note = auction(THURSDAY, 39, security_type="note", security_term="9-Year 10-Month")
    assert offered(note) == "912797AA1 note 9-Year 10-Month 39000000000"
    page = auction(THURSDAY, 80, settlement_auctions=(offered(note), "", "a b c", "a b c -1"))
    assert [(one.cusip, one.term, one.usd) for one in settling(page)] == [("912797AA1", "9-Year 10-Month", 39 * BN)]


def test_new_supply_is_what_is_offered_for_the_day_less_what_matures() -> None:
    together = ("912797AA1 bill 13-Week 80000000000", "912797AA2 bill 26-Week 70000000000")
    event = measured(auction(THURSDAY, 80, maturing_usd=128 * BN, settlement_auctions=together), [])
    assert (event.settlement_offering_usd, event.settlement_net_usd) == (150 * BN, 22 * BN)
    assert (event.offering_change_usd, event.settlement_change_usd, event.settlement_net_z_250d) == (None, None, None)
    assert measured(auction(THURSDAY, 80), []).settlement_net_usd is None


def test_sizes_are_compared_with_the_last_of_their_like() -> None:
    history: list[Event] = [
        auction(THURSDAY - 2 * WEEK, 74, "912797BB1"),
        auction(THURSDAY - WEEK, 76, "912797BB2"),
        auction(THURSDAY - WEEK, 70, "912797BB3", security_term="26-Week"),
        auction(THURSDAY - timedelta(days=2), 60, "912797BB4", security_term="4-Week"),
    ]
    together = ("912797AA1 bill 13-Week 90000000000", "912797AA2 bill 26-Week 78000000000")
    event = measured(auction(THURSDAY, 90, settlement_auctions=together), history)
    assert (event.offering_change_usd, event.settlement_change_usd) == (14 * BN, 22 * BN)
    unknown = (*together, "912797AA3 bill 52-Week 50000000000")
    event = measured(auction(THURSDAY, 90, settlement_auctions=unknown), history)
    assert (event.offering_change_usd, event.settlement_change_usd) == (14 * BN, None)


def test_bills_are_not_compared_across_a_hole() -> None:
    assert measured(auction(THURSDAY, 80), [auction(THURSDAY - 5 * WEEK, 70, "912797BB1")]).offering_change_usd == 10 * BN
    assert measured(auction(THURSDAY, 80), [auction(THURSDAY - 6 * WEEK, 70, "912797BB1")]).offering_change_usd is None


def test_what_was_announced_earlier_for_the_day_counts_in_the_supply_but_is_no_news_again() -> None:
    bill = auction(THURSDAY, 70, "912797BB3", security_term="26-Week")
    history: list[Event] = [auction(THURSDAY - WEEK, 76, "912797BB2"), bill]
    spell = {"security_type": "cmb", "security_term": "20-Day", "settlement_auctions": (offered(bill), "912797AA9 cmb 20-Day 50000000000")}
    late = auction(THURSDAY, 50, "912797AA9", maturing_usd=100 * BN, **spell)
    event = measured(dataclasses.replace(late, published_at=at(THURSDAY, time(9))), history)
    assert (event.settlement_offering_usd, event.settlement_net_usd) == (120 * BN, 20 * BN)
    assert (event.offering_change_usd, event.settlement_change_usd) == (50 * BN, 50 * BN)


def test_a_cash_management_bill_is_new_in_whole_unless_it_follows_another() -> None:
    spell = {"security_type": "cmb", "security_term": "42-Day"}
    bills: list[Event] = [auction(THURSDAY - WEEK, 80, "912797BB1")]
    assert measured(auction(THURSDAY, 60, **spell), bills).offering_change_usd == 60 * BN
    assert (
        measured(auction(THURSDAY, 60, **spell), [*bills, auction(THURSDAY - WEEK, 55, "912797BB2", **spell)]).offering_change_usd == 5 * BN
    )
    assert (
        measured(auction(THURSDAY, 60, **spell), [*bills, auction(THURSDAY - 6 * WEEK, 55, "912797BB2", **spell)]).offering_change_usd
        == 60 * BN
    )
    assert measured(auction(THURSDAY, 60, **spell), []).offering_change_usd is None


def test_a_reopening_is_compared_with_a_reopening() -> None:
    history: list[Event] = [
        auction(date(2026, 8, 17), 42, "91282CAA1", security_type="note", security_term="10-Year"),
        auction(date(2026, 7, 15), 39, "91282CAA2", security_type="note", security_term="9-Year 10-Month"),
        auction(date(2026, 8, 31), 20, "91282CAA3", security_type="tips", security_term="9-Year 10-Month"),
    ]
    event = measured(auction(date(2026, 9, 15), 41, "91282CAA1", security_type="note", security_term="9-Year 11-Month"), history)
    assert event.offering_change_usd == 2 * BN
    assert (
        measured(auction(date(2027, 8, 16), 41, "91282CAA9", security_type="note", security_term="10-Year"), history).offering_change_usd
        == -BN
    )
    assert (
        measured(auction(date(2027, 8, 23), 41, "91282CAA9", security_type="note", security_term="10-Year"), history).offering_change_usd
        is None
    )


def test_new_supply_against_sixty_settlement_days() -> None:
    """Of the nets before, half are 2 and half 3 billion: median 2.5, deviation 0.5, so that 3.9826 is two swings."""
    assert measured(auction(THURSDAY, 80, maturing_usd=78 * BN), weeks(59)).settlement_net_z_250d is None
    two_swings = auction(THURSDAY, 81.9826, maturing_usd=78 * BN)
    event = measured(two_swings, weeks(60))
    assert event.settlement_net_z_250d == pytest.approx(2.0)
    assert measured(
        two_swings, [*weeks(60), *weeks(40, cusips="91282C0", security_type="note", security_term="3-Year")]
    ).settlement_net_z_250d == pytest.approx(2.0)
    assert measured(two_swings, weeks(60, matures=None)).settlement_net_z_250d is None


def test_what_settles_later_is_not_its_past() -> None:
    later: list[Event] = [auction(THURSDAY + WEEK, 200, "912797CC1", maturing_usd=BN)]
    assert (
        measured(auction(THURSDAY, 80, maturing_usd=78 * BN), [*weeks(60), *later]).settlement_net_z_250d
        == measured(auction(THURSDAY, 80, maturing_usd=78 * BN), weeks(60)).settlement_net_z_250d
    )


def covers(*ratios: float, term: str = "10-Year", kind: str = "note") -> list[Event]:
    return [
        auction(
            date(2025, 1, 15) + number * timedelta(days=30),
            40,
            f"91282C{number:03}",
            stage="results",
            security_type=kind,
            security_term=term,
            bid_to_cover=ratio,
        )
        for number, ratio in enumerate(ratios)
    ]


def note(ratio: float | None) -> TreasuryAuction:
    return auction(
        date(2026, 9, 15), 39, "91282CZZ1", stage="results", security_type="note", security_term="9-Year 11-Month", bid_to_cover=ratio
    )


def test_bids_against_the_median_of_the_last_twelve_of_their_like() -> None:
    old, last = [9.0, 9.0], [2.3, 2.4, 2.5, 2.6, 2.7, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5]
    others = [*covers(1.0, 1.0, term="7-Year"), *covers(1.0, 1.0, kind="tips")]
    assert measured(note(2.2), [*covers(*old, *last), *others]).bid_to_cover_off_usual == -0.3
    assert measured(note(2.2), covers(2.5, 2.5, 2.5, 2.5, 2.5, 2.6)).bid_to_cover_off_usual == -0.3
    assert measured(note(2.2), covers(2.5, 2.5, 2.5, 2.5, 2.5)).bid_to_cover_off_usual is None
    assert measured(note(None), covers(*last)).bid_to_cover_off_usual is None


def test_announcements_say_nothing_of_bids_and_results_nothing_of_supply() -> None:
    event = measured(note(2.2), [*weeks(60), *covers(*[2.5] * 12)])
    assert (event.settlement_offering_usd, event.offering_change_usd, event.settlement_net_usd) == (None, None, None)
    assert measured(auction(THURSDAY, 80), covers(*[2.5] * 12)).bid_to_cover_off_usual is None


def test_what_never_settles_or_has_no_size_stays_as_it_is() -> None:
    for event in (auction(THURSDAY, 80, settles_on=None), auction(THURSDAY, 80, offering_usd=None)):
        assert measured(event, weeks(60)) is event


def test_other_events_pass_through() -> None:
    other = Event(source="x", key="y", title="", url="", published_at=datetime(2026, 9, 1, tzinfo=UTC))
    assert auction_measures.measure(other, [], LEDGER) is other
    assert agency_operation.measure(other, [], LEDGER) is other


# Mortgage securities


def mortgages(days_ago: int, billions: float, **changes: Any) -> AgencyOperation:
    day = date(2026, 8, 31) - timedelta(days=days_ago)
    row = {"operationType": "Outright TBA Purchase", "operationDirection": "P"} | changes
    [event] = agency_operation.parse([agency_page(agency(f"OR {day:%m%d%y} 1", day.isoformat(), str(round(billions * BN)), **row))])
    assert isinstance(event, AgencyOperation)
    return event


SALE = {"operationType": "Outright TBA Sale", "operationDirection": "S"}


def month_of(event: Event, history: list[Event]) -> tuple[int | None, int | None]:
    found = agency_operation.measure(event, history, LEDGER)
    assert isinstance(found, AgencyOperation)
    return found.month_accepted_usd, found.month_change_usd


def test_a_month_of_mortgage_securities() -> None:
    history: list[Event] = [mortgages(75, 1), mortgages(59, 7), mortgages(30, 8), mortgages(29, 20), mortgages(3, 5, **SALE)]
    roll = mortgages(2, 50, operationType="Dollar Roll")
    assert month_of(mortgages(0, 4), [*history, roll]) == (19 * BN, 4 * BN)
    assert month_of(mortgages(0, 4, **SALE), history) == (11 * BN, -4 * BN)
    assert month_of(mortgages(0, 4), history[2:]) == (19 * BN, None)
    assert month_of(mortgages(0, 4), history[3:]) == (None, None)


@pytest.mark.parametrize(
    ("on", "known", "more"),
    [
        (date(2026, 8, 31), [("note", "2-Year"), ("note", "7-Year")], True),
        (date(2026, 8, 31), [("bond", "19-Year 10-Month"), ("note", "2-Year")], False),
        (date(2026, 8, 31), [("tips", "5-Year"), ("note", "2-Year")], False),
        (date(2019, 8, 31), [("note", "2-Year"), ("note", "7-Year")], False),
        (date(2026, 8, 17), [("note", "3-Year"), ("note", "10-Year"), ("bond", "30-Year")], False),
        (date(2026, 9, 25), [("frn", "1-Year 11-Month")], False),
    ],
)
def test_the_second_batch_alone_is_not_the_whole_settlement(on: date, known: list[tuple[str, str]], more: bool) -> None:
    assert auction_measures.more_to_come([auction_measures.Offered("c", kind, term, BN) for kind, term in known], on) is more
