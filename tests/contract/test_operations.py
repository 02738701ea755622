"""Repo and reverse repo results: recorded bodies where they are at hand, and hand-made ones of every era."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ContractError, ParseError, SourceError
from bot.source import Page
from bot.sources.newyork_fed import repo_operation, reverse_repo_operation
from bot.sources.newyork_fed.repo_operation import SOURCE as REPO
from bot.sources.newyork_fed.reverse_repo_operation import SOURCE as REVERSE
from rules.event import RepoOperation, ReverseRepoOperation
from tests.contract.operation_body import BILLION, page, repo, reverse

MILLION = 1_000_000
SEARCH_2026 = "rp_results_search_20260921_20260928.json"
TRIM_2021 = "rp_results_20210723_20210728_trim8.json"
LATEST_2026 = "rp_latest_20260928_derived.json"
EMPTY = "rp_latest_empty_derived.json"
RECORDED = [SEARCH_2026, TRIM_2021, LATEST_2026, EMPTY]


def recorded(shared: Path, name: str) -> Page:
    return Page(f"file:{name}", (shared / "fixtures" / "nyfed_rp" / name).read_bytes())


def repos(*pages: Page) -> list[RepoOperation]:
    events = repo_operation.parse(pages)
    assert all(isinstance(event, RepoOperation) for event in events)
    return [event for event in events if isinstance(event, RepoOperation)]


def reverses(*pages: Page) -> list[ReverseRepoOperation]:
    events = reverse_repo_operation.parse(pages)
    assert all(isinstance(event, ReverseRepoOperation) for event in events)
    return [event for event in events if isinstance(event, ReverseRepoOperation)]


def one_repo(**changes: Any) -> RepoOperation:
    [event] = repos(page(repo("RP 092826 27", "2026-09-28", 5 * BILLION, **changes)))
    return event


def one_reverse(**changes: Any) -> ReverseRepoOperation:
    [event] = reverses(page(reverse("RP 092826 26", "2026-09-28", 5 * BILLION, **changes)))
    return event


# Recorded bodies, facts taken by eye.


def test_the_standing_repos_of_september_2026(shared: Path) -> None:
    events = repos(recorded(shared, SEARCH_2026))
    assert [(e.key, e.accepted_usd) for e in events] == [
        ("RP 092126 25", 0),
        ("RP 092126 27", 2_000_000),
        ("RP 092226 25", 0),
        ("RP 092226 27", 3_000_000),
        ("RP 092326 25", 1_000_000),
        ("RP 092326 27", 0),
        ("RP 092426 25", 0),
        ("RP 092426 27", 1_000_000),
        ("RP 092526 25", 0),
        ("RP 092526 27", 0),
        ("RP 092826 25", 0),
        ("RP 092826 27", 1_000_000),
    ]
    assert {e.facility for e in events} == {"standing"}
    assert {e.rate_pct for e in events} == {4.0}
    assert {e.method for e in events} == {"Full Allotment"}
    assert not any(e.is_small_value for e in events)  # a few millions, yet the regular operations
    assert [e.published_at for e in events[:2]] == [
        datetime(2026, 9, 21, 12, 30, tzinfo=UTC),
        datetime(2026, 9, 21, 17, 45, tzinfo=UTC),
    ]
    third = events[3]
    assert (third.treasury_accepted_usd, third.agency_accepted_usd, third.mbs_accepted_usd) == (2_000_000, 0, 1_000_000)
    friday = events[8]
    assert (friday.term_days, friday.settles_on, friday.matures_on) == (3, date(2026, 9, 25), date(2026, 9, 28))


def test_the_reverse_repos_of_september_2026(shared: Path) -> None:
    events = reverses(recorded(shared, SEARCH_2026))
    assert [(e.key, e.accepted_usd, e.counterparties) for e in events] == [
        ("RP 092126 26", 582_000_000, 15),
        ("RP 092226 26", 453_000_000, 8),
        ("RP 092326 26", 461_000_000, 4),
        ("RP 092426 26", 630_000_000, 3),
        ("RP 092526 26", 576_000_000, 3),
        ("RP 092826 26", 851_000_000, 3),
    ]
    assert {e.facility for e in events} == {"on_rrp"}
    assert {e.rate_pct for e in events} == {3.75}
    assert events[0].note.startswith("The settled amount is $0.001 billion less")
    assert events[0].published_at == datetime(2026, 9, 21, 17, 15, tzinfo=UTC)  # written again the next morning


def test_the_reverse_repos_of_july_2021(shared: Path) -> None:
    events = reverses(recorded(shared, TRIM_2021))
    assert [(e.key, e.accepted_usd, e.counterparties) for e in events] == [
        ("RP 072321 1", 877_251_000_000, 76),
        ("RP 072621 1", 891_203_000_000, 70),
        ("RP 072721 1", 927_419_000_000, 71),
        ("RP 072821 1", 965_189_000_000, 74),
    ]
    assert {(e.facility, e.rate_pct, e.is_small_value) for e in events} == {("on_rrp", 0.05, False)}
    assert events[0].term_days == 3


def test_the_repos_of_july_2021_before_the_standing_facility(shared: Path) -> None:
    events = repos(recorded(shared, TRIM_2021))
    assert [(e.key, e.accepted_usd, e.facility, e.rate_pct) for e in events] == [
        ("RP 072321 2", 0, "other", None),
        ("RP 072621 2", 0, "other", None),
        ("RP 072721 2", 0, "other", None),
        ("RP 072821 2", 0, "other", None),
    ]


def test_the_latest_operations_of_a_day(shared: Path) -> None:
    assert [e.key for e in repos(recorded(shared, LATEST_2026))] == ["RP 092826 25", "RP 092826 27"]
    assert [e.key for e in reverses(recorded(shared, LATEST_2026))] == ["RP 092826 26"]


def test_a_day_without_operations_yet_is_no_fault(shared: Path) -> None:
    assert repos(recorded(shared, EMPTY)) == []
    assert reverses(recorded(shared, EMPTY)) == []


@pytest.mark.parametrize("name", RECORDED)
@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_recorded_body_cut_short_is_refused(shared: Path, name: str, tenth: int) -> None:
    whole = recorded(shared, name)
    cut = dataclasses.replace(whole, body=whole.body[: len(whole.body) * tenth // 10])
    with pytest.raises(ParseError, match="not whole JSON"):
        repo_operation.parse([cut])


@pytest.mark.parametrize("name", [SEARCH_2026, TRIM_2021, LATEST_2026])
def test_no_figure_of_a_recorded_body_in_millions_is_taken(shared: Path, name: str) -> None:
    document = json.loads(recorded(shared, name).body)
    for row in document["repo"]["operations"]:
        for part in (row, *row["details"]):
            part |= {field: value // MILLION for field, value in part.items() if "Amt" in field or "amt" in field}
    body = Page("file:millions", json.dumps(document).encode())
    with pytest.raises(ContractError, match="millions in place of dollars"):
        reverse_repo_operation.parse([body])
    if name != TRIM_2021:
        with pytest.raises(ContractError, match="millions in place of dollars"):
            repo_operation.parse([body])
        return
    read = repo_operation.parse([body])
    assert [event.accepted_usd for event in read if isinstance(event, RepoOperation)] == [0, 0, 0, 0]  # as true in millions
    assert [" is 877251: that looks like millions" in row.why for row in read.set_aside] == [False, False, False, True]


# The eras, by hand.


def test_a_repo_of_today() -> None:
    event = one_repo()
    assert event.key == "RP 092826 27"
    assert event.source == "nyfed.repo_operation"
    assert event.title == "Repo operation, 28 September 2026, 13:45"
    assert event.url == "https://www.newyorkfed.org/markets/desk-operations/repo"
    assert event.published_at == event.closes_at == datetime(2026, 9, 28, 17, 45, tzinfo=UTC)
    assert (event.operation_on, event.settles_on, event.matures_on) == (date(2026, 9, 28), date(2026, 9, 28), None)
    assert (event.accepted_usd, event.submitted_usd, event.treasury_accepted_usd) == (5_000_000_000, 5_000_000_000, 5_000_000_000)
    assert (event.facility, event.term_days, event.rate_pct, event.calendar) == ("standing", 1, 4.0, "ordinary")
    assert event.is_small_value is False
    assert event.day_accepted_usd is None


def test_a_reverse_repo_of_today() -> None:
    event = one_reverse()
    assert event.title == "Reverse repo operation, 28 September 2026, 13:15"
    assert event.url == "https://www.newyorkfed.org/markets/desk-operations/reverse-repo"
    assert (event.facility, event.rate_pct, event.counterparties) == ("on_rrp", 3.75, 3)
    assert one_reverse(participatingCpty=None, acceptedCpty=2).counterparties == 2
    assert one_reverse(participatingCpty=None, acceptedCpty=None).counterparties is None
    assert one_reverse(participatingCpty="3", acceptedCpty=None).counterparties is None


def test_winter_time() -> None:
    [event] = repos(page(repo("RP 123125 3", "2025-12-31", 50 * BILLION)))
    assert event.published_at == datetime(2025, 12, 31, 18, 45, tzinfo=UTC)
    assert event.calendar == "quarter_end"


def test_the_auctions_of_2019_with_three_rates() -> None:
    details = [
        {
            "securityType": "Treasury",
            "amtSubmitted": 40 * BILLION,
            "amtAccepted": 30 * BILLION,
            "percentHighRate": 2.5,
            "percentLowRate": 2.0,
            "percentStopOutRate": 2.0,
            "percentWeightedAverageRate": 2.1,
        },
        {"securityType": "Agency", "amtSubmitted": BILLION, "amtAccepted": 0, "percentHighRate": 9.0, "percentLowRate": 9.0},
        {
            "securityType": "Mortgage-Backed",
            "amtSubmitted": 10 * BILLION,
            "amtAccepted": 10 * BILLION,
            "percentHighRate": 2.9,
            "percentLowRate": 2.0,
            "percentStopOutRate": 2.0,
            "percentWeightedAverageRate": 2.5,
        },
    ]
    note = 'See <a href="https:\\/\\/example.org\\/a">the announcement</a> &amp; terms.'
    row = repo(
        "RP 091719 4",
        "2019-09-17",
        40 * BILLION,
        operationMethod="Multiple Price",
        closeTime="10:10",
        note=note,
        totalAmtSubmitted=51 * BILLION,
        details=details,
    )
    [event] = repos(page(row))
    assert event.rate_pct == 2.2
    assert (event.submitted_usd, event.accepted_usd) == (51_000_000_000, 40_000_000_000)
    assert (event.treasury_accepted_usd, event.agency_accepted_usd, event.mbs_accepted_usd) == (30_000_000_000, 0, 10_000_000_000)
    assert event.note == "See the announcement & terms."
    assert (event.facility, event.method) == ("other", "Multiple Price")


def test_the_standing_facility_of_2025_had_a_minimum_bid_rate() -> None:
    bid = [{"securityType": "Treasury", "amtSubmitted": 0, "amtAccepted": 0, "minimumBidRate": 4.25}]
    idle = repo("RP 091625 1", "2025-09-16", 0, operationMethod="Multiple Price", closeTime="08:30", details=bid)
    assert [(e.facility, e.rate_pct) for e in repos(page(idle))] == [("standing", 4.25)]
    taken = [bid[0] | {"amtSubmitted": BILLION, "amtAccepted": BILLION, "percentWeightedAverageRate": 4.27, "percentStopOutRate": 4.25}]
    used = repo("RP 091625 2", "2025-09-16", BILLION, operationMethod="Multiple Price", details=taken)
    assert [(e.facility, e.rate_pct) for e in repos(page(used))] == [("standing", 4.27)]


def test_the_first_day_of_the_standing_facility() -> None:
    day_before, first_day = repo("RP 072821 2", "2021-07-28", 0), repo("RP 072921 2", "2021-07-29", 0)
    assert [e.facility for e in repos(page(first_day, day_before))] == ["other", "standing"]


def test_the_first_day_of_the_reverse_repo_facility() -> None:
    day_before, first_day = reverse("RP 092013 1", "2013-09-20", BILLION), reverse("RP 092313 1", "2013-09-23", 11 * BILLION)
    assert [e.facility for e in reverses(page(day_before, first_day))] == ["other", "on_rrp"]


def test_term_and_forward_operations_are_not_the_facility() -> None:
    term = repo("RP 093026 9", "2026-09-30", BILLION, term="Term", termCalenderDays=14)
    forward = repo("RP 100126 9", "2026-10-01", BILLION, settlementDate="2026-10-02", settlementType="1 Day Forward")
    assert [(e.facility, e.term_days) for e in repos(page(term, forward))] == [("other", 14), ("other", 1)]
    assert one_reverse(term="Term", termCalenderDays=7).facility == "other"


@pytest.mark.parametrize(
    "marks",
    [
        {"note": "Statement on a Small Value Exercise"},
        {"note": "small-value test"},
        {"isSmallValue": "Y"},
    ],
)
def test_marked_exercises_are_kept_apart_whatever_their_size(marks: dict[str, str]) -> None:
    event = one_repo(**marks)
    assert (event.facility, event.is_small_value) == ("other", True)


def test_an_exercise_known_by_its_number() -> None:
    [event] = repos(page(repo("RP 092826 99", "2026-09-28", 2 * BILLION)))
    assert (event.facility, event.is_small_value) == ("other", True)


def test_an_unmarked_exercise_of_2017_closes_in_the_morning() -> None:
    test = reverse("RP 052217 1", "2017-05-22", 60 * MILLION, closeTime="10:00", releaseTime=None)
    real = reverse("RP 052217 2", "2017-05-22", 180 * BILLION)
    assert [(e.key, e.facility, e.is_small_value) for e in reverses(page(test, real))] == [
        ("RP 052217 1", "other", True),
        ("RP 052217 2", "on_rrp", False),
    ]
    assert one_reverse(closeTime="10:15").facility == "on_rrp"  # five billion is no exercise
    assert one_repo(closeTime="08:30").facility == "standing"


def test_a_regular_operation_is_no_exercise_however_small() -> None:
    rows = [repo(f"RP 092826 {n}", "2026-09-28", n * MILLION, closeTime=close) for n, close in ((0, "08:30"), (1, "13:45"), (999, "13:46"))]
    assert [(e.facility, e.is_small_value) for e in repos(page(*rows))] == [("standing", False)] * 3


def test_fields_that_come_and_go_may_be_absent_or_odd() -> None:
    optional = ("settlementDate", "maturityDate", "operationMethod", "settlementType", "termCalenderDays", "closeTime", "note")
    bare = one_repo(**dict.fromkeys((*optional, "lastUpdated", "totalAmtSubmitted", "details")))
    assert (bare.settles_on, bare.matures_on, bare.method, bare.term_days, bare.closes_at, bare.note) == (None, None, None, None, None, "")
    assert (bare.submitted_usd, bare.treasury_accepted_usd, bare.rate_pct) == (None, None, None)
    assert (bare.accepted_usd, bare.facility) == (5_000_000_000, "standing")
    assert bare.title == "Repo operation, 28 September 2026"
    odd = one_repo(settlementDate="n/a", termCalenderDays="1", closeTime="noon", note=7, operationMethod=[], lastUpdated=0)
    assert (odd.settles_on, odd.term_days, odd.closes_at, odd.note, odd.method) == (None, None, None, "", None)


def test_rates_may_be_missing_or_no_numbers() -> None:
    detail = {"securityType": "Treasury", "amtSubmitted": 5 * BILLION, "amtAccepted": 5 * BILLION}
    assert one_repo(details=[detail]).rate_pct is None
    assert one_repo(details=[detail | {"percentAwardRate": "NA"}]).rate_pct is None
    assert one_repo(details=[detail | {"percentAwardRate": None, "percentOfferingRate": 4}]).rate_pct == 4.0
    assert one_repo(details=[detail | {"percentAwardRate": 3.9, "percentOfferingRate": 4}]).rate_pct == 3.9


def test_the_term_is_computed_where_it_is_not_stated() -> None:
    assert one_repo(termCalenderDays=None, maturityDate="2026-09-29").term_days == 1
    assert one_repo(termCalenderDays=None, maturityDate="2026-09-28").term_days is None


def test_the_time_of_publication_without_a_close() -> None:
    written = one_repo(closeTime=None, lastUpdated="2026-09-28 13:47:10")
    assert (written.published_at, written.closes_at) == (datetime(2026, 9, 28, 17, 47, tzinfo=UTC), None)
    later = one_repo(closeTime=None, lastUpdated="2026-09-29 09:36:00")
    assert later.published_at == datetime(2026, 9, 28, 17, 45, tzinfo=UTC)
    assert one_reverse(closeTime=None, lastUpdated=None).published_at == datetime(2026, 9, 28, 17, 15, tzinfo=UTC)


def test_whole_dollars_may_be_written_as_a_decimal() -> None:
    event = one_repo(totalAmtAccepted=5e9)
    assert event.accepted_usd == 5_000_000_000
    assert isinstance(event.accepted_usd, int)


def test_announcements_are_skipped() -> None:
    announced = repo("RP 092926 25", "2026-09-29", 0, auctionStatus="Announced", totalAmtAccepted=None, term=None, details=None)
    assert [e.key for e in repos(page(announced, repo("RP 092826 25", "2026-09-28", 0)))] == ["RP 092826 25"]


def test_each_source_takes_its_own_family_oldest_first() -> None:
    body = page(
        repo("RP 092926 27", "2026-09-29", 0),
        reverse("RP 092926 26", "2026-09-29", 0),
        repo("RP 092926 25", "2026-09-29", 0, closeTime="08:30"),
        repo("RP 092826 27", "2026-09-28", 0),
    )
    assert [e.key for e in repos(body)] == ["RP 092826 27", "RP 092926 25", "RP 092926 27"]
    assert [e.key for e in reverses(body)] == ["RP 092926 26"]


def test_operations_that_close_together_stand_by_their_number() -> None:
    body = page(repo("RP 092926 10", "2026-09-29", 0), repo("RP 092926 9", "2026-09-29", 0))
    assert [e.key for e in repos(body)] == ["RP 092926 9", "RP 092926 10"]


def test_of_an_operation_in_two_pages_the_one_written_last_counts() -> None:
    first = page(repo("RP 092826 27", "2026-09-28", BILLION))
    revised = page(repo("RP 092826 27", "2026-09-28", 2 * BILLION, lastUpdated="2026-09-29 09:36:00"))
    assert [e.accepted_usd for e in repos(first, revised)] == [2_000_000_000]
    assert [e.accepted_usd for e in repos(revised, first)] == [2_000_000_000]
    assert [e.accepted_usd for e in repos(first, page(repo("RP 092826 27", "2026-09-28", 3 * BILLION)))] == [3_000_000_000]


def test_a_touched_note_is_no_revision_and_an_amount_is() -> None:
    assert one_repo() == one_repo(note="Settled later", lastUpdated="2026-09-29 09:36:00")
    assert one_repo() != one_repo(totalAmtSubmitted=6 * BILLION)


# Refusals: one clear line, never an event.


@pytest.mark.parametrize("source", [REPO, REVERSE], ids=lambda s: s.id)
@pytest.mark.parametrize(
    ("body", "error", "said"),
    [
        (b"", ParseError, "empty"),
        (b" \r\n\t", ParseError, "empty"),
        (b"<!DOCTYPE html><html><body>Scheduled maintenance</body></html>", ParseError, "HTML"),
        (b"\xef\xbb\xbf <html></html>", ParseError, "HTML"),
        (b"Service Unavailable", ParseError, "not whole JSON"),
        (b"\xff\xfe\xff", ParseError, "not whole JSON"),
        (b'{"repo": {"operations": [NaN]}}', ContractError, "operation 1 is not an object"),
        (b"[" * 200_000, ParseError, "not whole JSON"),
        (b"9" * 5_000, ContractError, "operations"),
        (b"null", ContractError, "operations"),
        (b"[]", ContractError, "operations"),
        (b"{}", ContractError, "operations"),
        (b'{"repo": []}', ContractError, "operations"),
        (b'{"repo": {}}', ContractError, "operations"),
        (b'{"repo": {"operations": {}}}', ContractError, "operations"),
        (b'{"repo": {"operations": null}}', ContractError, "operations"),
        (b'{"repo": {"operations": [7]}}', ContractError, "operation 1 is not an object"),
        (b'{"repo": {"operations": [{}]}}', ContractError, "operationId is missing"),
    ],
)
def test_other_bodies_are_refused(source: Any, body: bytes, error: type[SourceError], said: str) -> None:
    with pytest.raises(error, match=said) as refusal:
        source.parse([Page("https://markets.newyorkfed.org/x", body)])
    assert (refusal.value.source_id, refusal.value.url) == (source.id, "https://markets.newyorkfed.org/x")
    assert "\n" not in str(refusal.value)


PROMISED = ("operationId", "operationDate", "operationType", "auctionStatus", "term")


@pytest.mark.parametrize("name", PROMISED)
@pytest.mark.parametrize("value", [None, "", "  ", 7, True, [], {}, "a\nb", "\ud800"])
def test_promised_texts_are_insisted_on(name: str, value: Any) -> None:
    row = repo("RP 092826 27", "2026-09-28", 0) | {name: value}
    for parse in (repo_operation.parse, reverse_repo_operation.parse):
        with pytest.raises(ContractError, match=f"operation 1.*{name} is"):
            parse([page(row)])
    del row[name]
    with pytest.raises(ContractError, match=f"{name} is missing"):
        repos(page(row))


@pytest.mark.parametrize("day", ["2026-02-30", "20260928", "28.09.2026", "2026-W40-1", "0001-01-01", "9999-12-31", "２０２６-09-28"])
def test_a_date_must_be_one(day: str) -> None:
    with pytest.raises(ContractError, match="operationDate is"):
        repos(page(repo("RP 092826 27", "2026-09-28", 0, operationDate=day)))


@pytest.mark.parametrize("kind", ["repo", "Repos", "Treasury Purchase"])
def test_an_unknown_family_is_a_change_of_contract(kind: str) -> None:
    with pytest.raises(ContractError, match="operationType is"):
        repos(page(repo("RP 092826 27", "2026-09-28", 0, operationType=kind)))


def test_results_under_another_status_are_a_change_of_contract() -> None:
    with pytest.raises(ContractError, match="auctionStatus is 'Final'"):
        repos(page(repo("RP 092826 27", "2026-09-28", BILLION, auctionStatus="Final")))


WRONG_AMOUNTS: list[tuple[Any, str]] = [
    ("5000000000", "not a number of whole dollars"),
    (True, "not a number of whole dollars"),
    ([], "not a number of whole dollars"),
    ({}, "not a number of whole dollars"),
    (0.851, "not a number of whole dollars"),
    (50.35, "not a number of whole dollars"),
    (-1_000_000, "outside 0 to"),
    (5_000_000_000 * MILLION, "outside 0 to"),
    (851, "millions in place of dollars"),
    (30_000, "millions in place of dollars"),
    (965_189, "millions in place of dollars"),
    (2_553_716, "millions in place of dollars"),
]


@pytest.mark.parametrize(("amount", "said"), WRONG_AMOUNTS)
@pytest.mark.parametrize("name", ["totalAmtAccepted", "totalAmtSubmitted"])
def test_wrong_amounts_are_refused(name: str, amount: Any, said: str) -> None:
    with pytest.raises(ContractError, match=rf"operation 1 \('RP 092826 27'\): {name} is .*{said}"):
        one_repo(**{name: amount})


@pytest.mark.parametrize(("amount", "said"), WRONG_AMOUNTS)
def test_wrong_amounts_in_the_details_are_refused(amount: Any, said: str) -> None:
    with pytest.raises(ContractError, match=f"detail 1: amtAccepted is .*{said}"):
        one_repo(details=[{"securityType": "Treasury", "amtAccepted": amount}])


def test_a_missing_amount_is_refused() -> None:
    with pytest.raises(ContractError, match="totalAmtAccepted is missing"):
        one_repo(totalAmtAccepted=None)
    with pytest.raises(ContractError, match="totalAmtAccepted is None"):
        repos(page(repo("RP 092826 27", "2026-09-28", 0) | {"totalAmtAccepted": None}))


def test_an_exercise_may_be_tiny() -> None:
    detail = [{"securityType": "Treasury", "amtAccepted": 250_000}]
    assert (
        one_repo(note="Small value exercise", totalAmtAccepted=250_000, totalAmtSubmitted=250_000, details=detail).accepted_usd == 250_000
    )


def test_details_must_add_up_to_the_total() -> None:
    with pytest.raises(ContractError, match="totalAmtAccepted is 50000000000, yet its details add up to 5000000000"):
        one_repo(totalAmtAccepted=50 * BILLION)
    assert one_repo(totalAmtAccepted=5 * BILLION + MILLION).accepted_usd == 5_001_000_000


@pytest.mark.parametrize(("details", "said"), [({}, "details is an object"), ("x", "details is 'x'"), ([7], "detail 1 is not an object")])
def test_details_must_be_objects_in_a_list(details: Any, said: str) -> None:
    with pytest.raises(ContractError, match=said):
        one_repo(details=details)


def test_a_rate_must_be_a_plausible_percentage() -> None:
    with pytest.raises(ContractError, match="percentOfferingRate is 400, outside -5 to 25 percent"):
        one_repo(details=[{"securityType": "Treasury", "amtAccepted": 5 * BILLION, "percentOfferingRate": 400}])


def test_a_fault_in_the_other_family_is_set_aside_too() -> None:
    read = repo_operation.parse(
        [page(repo("RP 092826 27", "2026-09-28", 0), reverse("RP 092826 26", "2026-09-28", BILLION, totalAmtAccepted="1"))]
    )
    assert [event.key for event in read] == ["RP 092826 27"]
    assert [row.why for row in read.set_aside] == ["operation 2 ('RP 092826 26'): totalAmtAccepted is '1', not a number of whole dollars"]


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_body_cut_short_is_refused(tenth: int) -> None:
    body = page(repo("RP 092826 27", "2026-09-28", 0), reverse("RP 092826 26", "2026-09-28", BILLION)).body
    with pytest.raises(ParseError, match="not whole JSON"):
        repo_operation.parse([Page("file:cut", body[: len(body) * tenth // 10])])


# How the sources are asked.


def test_the_paths_and_the_past() -> None:
    assert REPO.paths == ("/api/rp/repo/all/results/lastTwoWeeks.json",)
    assert REVERSE.paths == ("/api/rp/reverserepo/all/results/lastTwoWeeks.json",)
    [repo_past], [reverse_past] = REPO.past(date(2026, 9, 28)), REVERSE.past(date(2026, 9, 28))
    assert repo_past.path == "/api/rp/results/search.json?startDate=2025-08-24&endDate=2026-09-28&operationTypes=Repo"
    assert reverse_past.path == "/api/rp/results/search.json?startDate=2025-08-24&endDate=2026-09-28"
    assert {repo_past.publisher, reverse_past.publisher, REPO.publisher, REVERSE.publisher} == {"nyfed"}
    body = page(repo("RP 092826 27", "2026-09-28", 0), reverse("RP 092826 26", "2026-09-28", 0))
    assert [e.key for e in REPO.parse_past([body])] == ["RP 092826 27"]
    assert [e.key for e in REVERSE.parse_past([body])] == ["RP 092826 26"]


def test_the_close_look_begins_twenty_seconds_after_the_close() -> None:
    assert [w.at for w in REPO.plan.windows] == [time(8, 30, 20), time(13, 45, 20)]
    assert [w.at for w in REVERSE.plan.windows] == [time(13, 15, 20)]
    assert {w.lead for w in (*REPO.plan.windows, *REVERSE.plan.windows)} == {timedelta(0)}
