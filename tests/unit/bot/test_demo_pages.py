"""The demo's rebuilt pages, read by the parsers that read the publishers' own: the public figures come out again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from bot.demo import h41_page, press_pages, repo_results
from bot.demo.tables import Week, figures
from bot.source import Page
from bot.sources.board import balance_sheet, press_release
from bot.sources.newyork_fed import repo_operation, reverse_repo_operation
from rules.event import BalanceSheet, FomcStatement, ImplementationNote, Minutes, RepoOperation, ReverseRepoOperation

FED = "https://www.federalreserve.gov"


def press_page(path: str) -> bytes:
    [release] = [release for release in press_pages.releases(figures()) if release.path == path]
    return press_pages.page(release)


def statement(path: str) -> FomcStatement:
    [event] = press_release.parse([Page(url=f"{FED}{path}", body=press_page(path))])
    assert isinstance(event, FomcStatement)
    return event


def sheet(as_of: str) -> BalanceSheet:
    weeks = figures().weeks
    [n] = [n for n, week in enumerate(weeks) if f"{week.as_of}" == as_of]
    body = h41_page.page(weeks[n], weeks[n - 1], weeks[n - 52])
    [event] = balance_sheet.parse([Page(url=f"{FED}{balance_sheet.PATH}", body=body)])
    assert isinstance(event, BalanceSheet)
    return event


def test_october_cuts_by_a_quarter_and_ends_run_off() -> None:
    event = statement("/newsevents/pressreleases/monetary20251029a.htm")
    assert event.published_at == datetime(2025, 10, 29, 18, 0, tzinfo=UTC)
    assert (event.decision, event.change_bp, event.target_lower_pct, event.target_upper_pct) == ("lower", -25, 3.75, 4.0)
    assert (event.balance_sheet_action, event.balance_sheet_effective_on) == ("runoff_end", date(2025, 12, 1))
    assert (event.votes_for, event.votes_against) == (10, 2)
    assert event.dissents == ("Stephen I. Miran: lower", "Jeffrey R. Schmid: maintain")


def test_december_cuts_by_a_quarter_and_buys_bills_for_reserve_management() -> None:
    event = statement("/newsevents/pressreleases/monetary20251210a.htm")
    assert event.published_at == datetime(2025, 12, 10, 19, 0, tzinfo=UTC)
    assert (event.decision, event.change_bp, event.target_lower_pct, event.target_upper_pct) == ("lower", -25, 3.5, 3.75)
    assert (event.balance_sheet_action, event.purchase_purpose) == ("purchases_start", "reserve_management")
    assert (event.votes_for, event.votes_against) == (9, 3)
    assert event.dissents == ("Stephen I. Miran: lower", "Austan D. Goolsbee: maintain", "Jeffrey R. Schmid: maintain")


@pytest.mark.parametrize(
    ("path", "rates", "effective_on", "buys"),
    [
        ("/newsevents/pressreleases/monetary20251029a1.htm", (3.90, 3.75, 4.00, 4.00), date(2025, 10, 30), False),
        ("/newsevents/pressreleases/monetary20251210a1.htm", (3.65, 3.50, 3.75, 3.75), date(2025, 12, 11), True),
    ],
)
def test_notes_carry_the_administered_rates(path: str, rates: tuple[float, ...], effective_on: date, buys: bool) -> None:
    [event] = press_release.parse([Page(url=f"{FED}{path}", body=press_page(path))])
    assert isinstance(event, ImplementationNote)
    assert (event.iorb_pct, event.on_rrp_pct, event.srf_pct, event.primary_credit_pct) == rates
    assert (event.effective_on, event.purchases_directed) == (effective_on, buys)


def test_the_feed_lists_statements_and_minutes_newest_first_in_the_publishers_form() -> None:
    body = press_pages.feed(press_pages.releases(figures()))
    assert body.startswith(b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8" ?>\r\n')
    assert b"<pubDate><![CDATA[Wed, 29 Oct 2025 18:00:00 GMT]]></pubDate>" in body
    events = press_release.parse([Page(url=f"{FED}/feeds/press_all.xml", body=body)])
    assert [(event.KIND, f"{event.published_at:%Y-%m-%d %H:%M}") for event in events] == [
        ("fomc_statement", "2025-09-17 18:00"),
        ("fomc_statement", "2025-10-29 18:00"),
        ("minutes", "2025-11-19 19:00"),
        ("fomc_statement", "2025-12-10 19:00"),
        ("minutes", "2025-12-30 19:00"),
    ]
    assert [event.meeting_on for event in events if isinstance(event, Minutes)] == [date(2025, 10, 29), date(2025, 12, 10)]


def test_statements_say_the_formulas_and_nothing_else() -> None:
    text = statement("/newsevents/pressreleases/monetary20251210a.htm").text or ""
    decision, holdings, votes = text.split("\n\n")
    assert decision == (
        "The Committee decided to lower the target range for the federal funds rate by 1/4 percentage point to 3-1/2 to 3\u20113/4 percent."
    )
    assert holdings.startswith("The Committee will initiate purchases of shorter-term Treasury securities as needed")
    assert votes.startswith("Voting for the monetary policy action were Jerome H. Powell, Chair; John C. Williams, Vice Chair; ")


@pytest.mark.parametrize("release", press_pages.releases(figures()), ids=lambda release: release.path.rpartition("/")[2])
def test_every_press_page_says_that_it_is_rebuilt(release: press_pages.Release) -> None:
    assert b"Rebuilt for the fedtide demo" in press_pages.page(release)


def test_the_balance_sheet_of_the_turn_of_the_year() -> None:
    event = sheet("2025-12-31")
    assert event.published_at == datetime(2026, 1, 2, 21, 30, tzinfo=UTC)
    assert (event.total_assets_usd, event.total_assets_change_1w_usd) == (6_640_618_000_000, 59_387_000_000)
    assert (event.treasuries_change_1w_usd, event.mbs_change_1w_usd) == (220_000_000, -11_551_000_000)
    assert (event.repos_usd, event.repos_change_1w_usd) == (74_600_000_000, 74_097_000_000)
    assert (event.tga_usd, event.securities_usd) == (872_853_000_000, 6_269_172_000_000)
    assert (event.reserves_usd, event.reverse_repos_usd) == (None, None)


def test_the_christmas_week_came_out_five_days_late() -> None:
    assert sheet("2025-12-24").published_at == datetime(2025, 12, 29, 21, 30, tzinfo=UTC)


def test_bills_grow_from_mid_december() -> None:
    bills = {day: sheet(day).bills_usd for day in ("2025-11-26", "2025-12-10", "2025-12-24", "2026-01-07")}
    assert bills == {"2025-11-26": None, "2025-12-10": 195_493_000_000, "2025-12-24": 233_592_000_000, "2026-01-07": 241_757_000_000}


def test_the_balance_sheet_page_says_that_it_is_rebuilt_and_needs_a_day_of_release() -> None:
    weeks = figures().weeks
    assert b"Rebuilt for the fedtide demo" in h41_page.page(weeks[-1], weeks[-2], None)
    with pytest.raises(ValueError, match="no day of release"):
        h41_page.page(weeks[1], weeks[0], None)


def test_a_week_that_is_known_less_well_has_fewer_rows() -> None:
    known = figures().weeks[-1]
    week = Week(
        as_of=known.as_of, released=known.released, total_assets=10_000_000, treasuries=5_000_000, bills=None, mbs=0, tga=0, repos=None
    )
    [event] = balance_sheet.parse([Page(url="", body=h41_page.page(week, figures().weeks[-2], None))])
    assert isinstance(event, BalanceSheet)
    assert (event.treasuries_usd, event.bills_usd, event.repos_usd) == (5_000_000_000_000, None, None)


def operations(family: str) -> dict[str, RepoOperation | ReverseRepoOperation]:
    chosen = [result for result in repo_results.results(figures()) if date(2025, 10, 29) <= result.on]
    page = Page(url="", body=repo_results.body(chosen))
    source = repo_operation if family == "Repo" else reverse_repo_operation
    return {event.key: event for event in source.parse([page]) if isinstance(event, (RepoOperation, ReverseRepoOperation))}


def test_the_last_of_october_has_two_standing_repos() -> None:
    found = operations("Repo")
    morning, afternoon = found["RP 103125 1"], found["RP 103125 3"]
    assert (morning.accepted_usd, afternoon.accepted_usd) == (20_350_000_000, 30_000_000_000)
    assert morning.published_at == datetime(2025, 10, 31, 12, 30, tzinfo=UTC)
    assert afternoon.published_at == datetime(2025, 10, 31, 17, 45, tzinfo=UTC)
    assert (afternoon.facility, afternoon.term_days, afternoon.rate_pct, afternoon.method) == ("standing", 3, 4.0, "Multiple Price")


def test_a_day_whose_split_is_unknown_is_one_operation_that_says_so() -> None:
    found = operations("Repo")
    event = found["RP 123125 3"]
    assert (event.accepted_usd, event.rate_pct, event.method, event.calendar) == (74_600_000_000, 3.75, "Full Allotment", "quarter_end")
    assert "RP 123125 1" not in found
    assert "how it was split" in event.note


def test_every_business_day_of_the_stretch_is_there_and_dull_ones_are_small() -> None:
    repos, reverse_repos = operations("Repo"), operations("Reverse Repo")
    assert (len(repos), len(reverse_repos)) == (48, 47)
    assert (repos["RP 121225 3"].accepted_usd, repos["RP 121225 3"].is_small_value) == (1_000_000, False)
    assert (reverse_repos["RP 121225 2"].accepted_usd, reverse_repos["RP 123125 2"].accepted_usd) == (838_000_000, 105_993_000_000)
    assert repos["RP 010726 3"].accepted_usd == 0


def test_results_say_that_they_are_rebuilt() -> None:
    assert json.loads(repo_results.body([]))["rebuilt"].startswith("Rebuilt for the fedtide demo")


def test_the_tables_agree_with_each_other() -> None:
    """Each week's repos are the standing repos of its Wednesday, to the million or two that foreign official accounts add."""
    tables = figures()
    differences = {
        week.as_of: week.repos - (tables.standing_repo[week.as_of].accepted if week.as_of in tables.standing_repo else 0)
        for week in tables.weeks
        if week.repos is not None
    }
    assert set(differences.values()) <= {0, 1}
    assert len(differences) == 12
