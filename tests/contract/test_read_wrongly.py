"""Small documents that were read wrongly once, with the right values: see ../shared/failing. Further members of each kind stand in
tests/unit/bot: test_fomc_talk_of_moves.py, test_fomc_talk_of_purchases.py, test_desk_words.py, test_fomc_passages.py.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.source import Page
from bot.sources.board import press_release, speech
from bot.sources.newyork_fed import desk_statement
from rules.event import DeskStatement, FomcStatement, Minutes, Speech
from rules.ledger import shipped_ledger

BN = 1_000_000_000
STATEMENT_URL = "https://www.federalreserve.gov/newsevents/pressreleases/monetary20260729a.htm"
OPOLICY = "https://www.newyorkfed.org/markets/opolicy"


def body(shared: Path, name: str, url: str) -> Page:
    return Page(url, (shared / "failing" / name).read_bytes())


def statement(shared: Path, name: str) -> FomcStatement:
    [event] = press_release.parse([body(shared, name, STATEMENT_URL)])
    measured = press_release.SOURCE.measure(event, [], shipped_ledger().before(event.published_at))
    assert isinstance(measured, FomcStatement)
    return measured


def desk(shared: Path, name: str, day: str) -> DeskStatement:
    [event] = desk_statement.parse([body(shared, name, f"{OPOLICY}/operating_policy_{day}")])
    measured = desk_statement.measure(event, [], shipped_ledger().until(event.published_at))
    assert isinstance(measured, DeskStatement)
    return measured


@pytest.mark.parametrize(
    "name",
    ["fomc_decided_not_to_lower_variant.html", "fomc_decided_against_variant.html", "fomc_hold_negated_decided_2026_variant.html"],
)
def test_a_move_that_is_only_talked_of(shared: Path, name: str) -> None:
    event = statement(shared, name)
    assert (event.decision, event.change_bp, event.target_lower_pct, event.target_upper_pct) == ("hold", 0, 3.5, 3.75)
    assert event.balance_sheet_action == "none"


def test_an_end_under_a_condition(shared: Path) -> None:
    event = statement(shared, "fomc_conditional_end_variant.html")
    assert (event.balance_sheet_action, event.balance_sheet_effective_on) == ("purchases_pace", date(2026, 8, 1))
    assert (event.purchase_pace_usd_month, event.purchase_pace_change_usd_month) == (25 * BN, -15 * BN)
    assert event.action_direction == "down"


def test_amounts_of_two_families(shared: Path) -> None:
    event = desk(shared, "operating_policy_211215_two_amounts.html", "211215")
    assert (event.purchase_pace_usd_month, event.purchase_pace_change_usd_month, event.action_is_new) == (60 * BN, 0, False)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("operating_policy_start_with_total_variant.html", ("purchases_start", None, 150 * BN, "qe", None)),
        ("operating_policy_pace_beside_reinvestment_variant.html", ("purchases_start", 60 * BN, None, "qe", None)),
        ("operating_policy_complete_variant.html", ("purchases_end", 0, None, "qe", date(2026, 8, 31))),
    ],
)
def test_programmes_by_total_beside_reinvestment_and_by_completion(
    shared: Path, name: str, expected: tuple[str, int | None, int | None, str, date | None]
) -> None:
    event = desk(shared, name, "260729")
    amounts = (event.purchase_pace_usd_month, event.purchase_total_usd)
    assert (event.balance_sheet_action, *amounts, event.purchase_purpose, event.effective_on) == expected
    assert event.action_is_new is True


@pytest.mark.parametrize("url", ["minutes_attendance_variant.htm", "https://www.federalreserve.gov/monetarypolicy/fomcminutes20260617.htm"])
def test_minutes_with_a_list_of_those_present_and_their_own_date(shared: Path, url: str) -> None:
    [event] = press_release.parse([body(shared, "minutes_attendance_variant.htm", url)])
    assert isinstance(event, Minutes)
    assert event.key == "https://www.federalreserve.gov/monetarypolicy/fomcminutes20260617.htm"
    assert (event.meeting_on, event.published_at) == (date(2026, 6, 17), datetime(2026, 7, 8, 18, tzinfo=UTC))
    assert event.passages == ()


def test_a_repo_of_others(shared: Path) -> None:
    [event] = speech.parse(
        [body(shared, "speech_private_repo_passage.htm", "https://www.federalreserve.gov/newsevents/speech/speaker20160712a.htm")]
    )
    assert isinstance(event, Speech)
    assert (event.title, event.speaker, event.passages, event.has_balance_sheet_passage) == (
        "Remarks on Shadow Banking",
        "Governor A. Speaker",
        (),
        False,
    )
