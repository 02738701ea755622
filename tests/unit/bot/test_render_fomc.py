"""FOMC statements told: every decision and balance-sheet action, votes, and what is new in the wording."""

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.i18n import texts
from bot.render.stories import fomc
from rules.event import FomcStatement, ImplementationNote, PressRelease

EN, ZH = texts("alerts", "en"), texts("alerts", "zh-Hans")
AT = datetime(2025, 10, 29, 18, tzinfo=UTC)
BN = 1_000_000_000


def statement(**facts: Any) -> FomcStatement:
    return FomcStatement(source="fed.press_release", key="k", title="t", url="https://example.org", published_at=AT, **facts)


def headline(**facts: Any) -> str:
    return fomc.story(statement(**facts), EN).headline


def numbers(**facts: Any) -> list[str]:
    return [line for line in fomc.story(statement(**facts), EN).numbers if line]


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({}, "FOMC statement published"),
        ({"decision": "lower", "change_bp": -25, "target_lower_pct": 3.75, "target_upper_pct": 4.0}, "Fed cuts 25 bp to 3.75–4.00%"),
        ({"decision": "lower", "change_bp": -25}, "Fed cuts 25 bp"),
        ({"decision": "lower", "target_lower_pct": 3.75, "target_upper_pct": 4.0}, "Fed cuts to 3.75–4.00%"),
        ({"decision": "lower"}, "Fed cuts rates"),
        ({"decision": "raise", "change_bp": 75, "target_lower_pct": 1.5, "target_upper_pct": 1.75}, "Fed hikes 75 bp to 1.50–1.75%"),
        ({"decision": "raise", "change_bp": 25}, "Fed hikes 25 bp"),
        ({"decision": "raise", "target_lower_pct": 5.25, "target_upper_pct": 5.25}, "Fed hikes to 5.25%"),
        ({"decision": "raise"}, "Fed hikes rates"),
        ({"decision": "hold", "target_lower_pct": 3.5, "target_upper_pct": 3.75}, "Fed holds at 3.50–3.75%"),
        ({"decision": "hold"}, "Fed holds rates"),
        ({"decision": "hold", "is_scheduled": False}, "Unscheduled: Fed holds rates"),
        ({"decision": "hold", "is_scheduled": None}, "Fed holds rates"),
    ],
)
def test_the_decision_is_the_headline(facts: dict[str, Any], text: str) -> None:
    assert headline(**facts) == text


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"balance_sheet_action": "none"}, "Fed holds rates"),
        (
            {"balance_sheet_action": "runoff_start", "balance_sheet_effective_on": date(2022, 6, 1)},
            "Fed holds rates, run-off (QT) starts 1 Jun",
        ),
        ({"balance_sheet_action": "runoff_start"}, "Fed holds rates, run-off (QT) starts"),
        (
            {"balance_sheet_action": "runoff_slower", "balance_sheet_effective_on": date(2025, 4, 1)},
            "Fed holds rates, run-off (QT) slows from 1 Apr",
        ),
        (
            {"balance_sheet_action": "runoff_end", "balance_sheet_effective_on": date(2025, 12, 1)},
            "Fed holds rates, run-off (QT) ends 1 Dec",
        ),
        ({"balance_sheet_action": "purchases_start", "purchase_purpose": "qe"}, "Fed holds rates, purchases start (QE)"),
        ({"balance_sheet_action": "purchases_start"}, "Fed holds rates, purchases start"),
        (
            {"balance_sheet_action": "purchases_start", "purchase_purpose": "reserve_management"},
            "Fed holds rates, starts reserve-management bill buying (not QE)",
        ),
        ({"balance_sheet_action": "purchases_pace", "purchase_purpose": "qe"}, "Fed holds rates, new pace of purchases"),
        (
            {"balance_sheet_action": "purchases_pace", "purchase_purpose": "reserve_management"},
            "Fed holds rates, new pace of reserve-management buying (not QE)",
        ),
        ({"balance_sheet_action": "purchases_end"}, "Fed holds rates, purchases end"),
        ({"balance_sheet_action": "runoff_end", "action_is_new": False}, "Fed holds rates"),
    ],
)
def test_a_new_balance_sheet_action_joins_the_headline(facts: dict[str, Any], text: str) -> None:
    assert headline(decision="hold", **facts) == text


def test_the_rate_line_shows_the_range_before() -> None:
    facts: dict[str, Any] = {"decision": "lower", "target_lower_pct": 3.75, "target_upper_pct": 4.0}
    before = {"change_bp": -25, "previous_target_lower_pct": 4.0, "previous_target_upper_pct": 4.25}
    assert numbers(**facts) == ["Rate: 3.75–4.00%"]
    assert numbers(**facts, **before) == ["Rate: 4.00–4.25% → 3.75–4.00% (−25 bp)"]
    assert numbers(decision="hold") == ["Rate: the statement gives no target range"]
    assert numbers() == []


def test_sizes_of_purchases_and_run_off_have_their_unit() -> None:
    assert numbers(
        decision="hold",
        target_lower_pct=0.0,
        target_upper_pct=0.25,
        balance_sheet_action="purchases_pace",
        purchase_purpose="qe",
        purchase_pace_usd_month=105 * BN,
        purchase_pace_change_usd_month=-15 * BN,
        purchase_total_usd=700 * BN,
        runoff_treasury_cap_usd_month=5 * BN,
        runoff_mbs_cap_usd_month=35 * BN,
        votes_for=11,
        votes_against=0,
    ) == [
        "Rate: 0.00–0.25%, unchanged",
        "Balance sheet: the Fed buys at a new pace",
        "Purchases: $105bn a month (−$15bn on before)",
        "Purchases in total: at least $700bn",
        "Run-off caps a month: Treasuries $5bn, MBS $35bn",
        "Vote: 11–0",
    ]


def test_caps_of_zero_are_no_caps() -> None:
    lines = numbers(balance_sheet_action="runoff_end", runoff_treasury_cap_usd_month=0, runoff_mbs_cap_usd_month=0)
    assert lines == ["Balance sheet: run-off (QT) ends, holdings stop shrinking"]


def test_what_was_announced_before_says_so() -> None:
    lines = numbers(balance_sheet_action="runoff_end", balance_sheet_effective_on=date(2025, 12, 1), action_is_new=False)
    assert lines[0] == "Balance sheet: run-off (QT) ends, holdings stop shrinking; from 1 Dec 2025 (announced before)"


@pytest.mark.parametrize(
    ("decision", "dissents", "said"),
    [
        (
            "lower",
            ("Ann B. Adams: lower (larger cut)", "Carl D. Clark, Jr.: maintain", "Eve Ellis: maintain"),
            "Adams (for a larger cut); Clark, Ellis (for no change)",
        ),
        ("lower", ("Ann B. Adams: raise",), "Adams (for a hike)"),
        ("raise", ("Ann B. Adams: raise",), "Adams (for a larger hike)"),
        ("raise", ("Ann B. Adams: lower",), "Adams (for a cut)"),
        ("hold", ("Ann B. Adams: lower",), "Adams (for a cut)"),
        ("hold", ("Ann B. Adams: raise",), "Adams (for a hike)"),
        ("hold", ("Ann B. Adams: maintain",), "Adams (for another wording)"),
        ("hold", ("Ann B. Adams: a slower pace of run-off",), "Adams (“a slower pace of run-off”)"),
        ("hold", ("Ann B. Adams",), "Adams"),
    ],
)
def test_dissenters_are_named_with_what_they_wanted(decision: str, dissents: tuple[str, ...], said: str) -> None:
    assert numbers(decision=decision, votes_for=9, votes_against=3, dissents=dissents)[-1] == f"Vote: 9–3. Against: {said}"


def test_without_a_tally_nobody_is_named() -> None:
    assert numbers(decision="hold", dissents=("Ann B. Adams: lower",)) == ["Rate: the statement gives no target range"]


def test_reserve_management_is_said_not_to_be_qe() -> None:
    event = statement(decision="hold", balance_sheet_action="purchases_start", purchase_purpose="reserve_management")
    assert "Reserve management, not QE" in " ".join(fomc.story(event, EN).notes)
    assert "不是QE" in " ".join(fomc.story(event, ZH).notes)
    assert fomc.story(statement(decision="hold", balance_sheet_action="purchases_start", purchase_purpose="qe"), EN).notes == ()


def test_the_note_and_the_statement_before_are_told() -> None:
    note = ImplementationNote(source="s", key="n", title="t", url="", published_at=AT, iorb_pct=3.9, on_rrp_pct=3.75)
    before = dataclasses.replace(
        statement(decision="hold", target_lower_pct=4.0, target_upper_pct=4.25, votes_for=11, votes_against=1),
        published_at=AT.replace(month=9),
    )
    lines = fomc.story(statement(decision="hold", target_lower_pct=4.0, target_upper_pct=4.25), EN, before, (note,)).numbers
    assert lines[-3] == "Fed's own rates: IORB 3.90%, ON RRP 3.75%"
    assert lines[-2] == "Before (29 Sep 2025): Fed holds at 4.00–4.25%, 11–1"
    cut = dataclasses.replace(before, decision="lower", change_bp=-25)  # the range that it left stands in the line on the rate
    assert fomc.story(statement(decision="hold"), EN, cut).numbers[-2] == "Before (29 Sep 2025): Fed cuts 25 bp, 11–1"
    unread = fomc.story(statement(decision="hold"), EN, statement(), (dataclasses.replace(note, iorb_pct=None),)).numbers
    assert unread[-3:] == ("", "", "")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (None, ""),
        (0.09, ""),
        (0.2, "harder (hawkish) than before by 0.20 (scale −1 to 1)"),
        (-0.1, "softer (dovish) than before by 0.10 (scale −1 to 1)"),
    ],
)
def test_a_tone_that_moved_is_told_as_the_weak_sign_that_it_is(change: float | None, said: str) -> None:
    line = fomc.story(statement(decision="hold", tone_change=change), EN).numbers[-1]
    assert line == (f"Tone by word list: {said}; a weak sign, not scored" if said else "")


def test_the_wording_is_compared_with_the_statement_before() -> None:
    before, after = statement(text="Growth is solid. Prices now fell."), statement(text="Growth is  solid. Prices now rose.")
    [change] = fomc.story(after, EN, before).changes
    assert [(piece.kind, piece.text) for piece in change.pieces] == [("same", "Prices now"), ("removed", "fell."), ("added", "rose.")]
    assert fomc.story(dataclasses.replace(after, previous_text=before.text), EN).changes == (change,)


@pytest.mark.parametrize("before", [None, statement(), statement(text="The same.")])
def test_without_anything_new_nothing_is_compared(before: FomcStatement | None) -> None:
    assert fomc.story(statement(text="The same."), EN, before).changes == ()


def test_what_came_out_with_it_is_linked() -> None:
    release = PressRelease(source="s", key="p", title="t", url="https://x.org/p", published_at=AT, category="projections")
    event = statement(decision="hold", press_conference_url="https://x.org/c")
    assert fomc.story(event, EN, joined=(release,)).links == (("Projections", "https://x.org/p"), ("Press conference", "https://x.org/c"))
    both = dataclasses.replace(event, projections_url="https://x.org/t")
    assert fomc.story(both, ZH, joined=(release,)).links[0] == ("经济预测", "https://x.org/t")
    assert fomc.story(statement(), EN).links == ()
