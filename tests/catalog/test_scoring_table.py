"""Every row of the table in docs/scoring.md, which was written before the rules."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from bot import render
from bot.assessing.context import context_at
from bot.calendars.newyork import calendar_class
from bot.model import Subject
from bot.render.html import visible
from bot.sources import source
from rules.document import load_rulebook
from rules.engine import assess
from rules.event import BalanceSheet, Context, FomcStatement, PressRelease, RepoOperation, ReverseRepoOperation
from rules.ledger import shipped_ledger
from rules.model import Assessment

BN = 1_000_000_000
RULEBOOK = load_rulebook()


@dataclass(frozen=True)
class Row:
    impact: tuple[int, int]
    direction: tuple[int, int]


@pytest.fixture(scope="module")
def table(root):
    """From the event's words to its bands."""
    rows = {}
    for line in (root / "docs" / "scoring.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and re.match(r"\d+\.\.\d+$", cells[1]):
            low, high = map(int, cells[1].split(".."))
            ends = cells[2].split("..") if ".." in cells[2] else [cells[2]] * 2
            rows[cells[0]] = Row((low, high), (int(ends[0]), int(ends[1])))
    return rows


def said(event) -> tuple[Assessment, dict[str, str]]:
    """What the shipped rulebook says of an event with all its inputs known but the correlation, and the messages."""
    ledger = shipped_ledger()
    measured = source(event.source).measure(event, [], ledger.before(event.published_at)) if isinstance(event, FomcStatement) else event
    measured = priced(measured, event.expected_change_bp) if isinstance(measured, FomcStatement) else measured
    context = context_at(measured, ledger, recent_mechanisms=())
    assessment = assess(measured, context, RULEBOOK)
    return assessment, {
        lang: visible(render.alert(Subject(event=measured, assessment=assessment), RULEBOOK, lang)) for lang in ("en", "zh-Hans")
    }


def priced(event, expected_change_bp):
    """The statement with what was priced in, as a market or an archive has it; unknown where it is None."""
    surprise = None if expected_change_bp is None else round(event.change_bp - expected_change_bp, 2)
    return replace(event, expected_change_bp=expected_change_bp, surprise_bp=surprise)


def statement(at, decision, change_bp, lower, upper, **facts):
    return FomcStatement(
        source="fed.press_release", key="k", title="t", url="https://www.federalreserve.gov/k", published_at=datetime.fromisoformat(at),
        decision=decision, change_bp=change_bp, target_lower_pct=lower, target_upper_pct=upper,
        balance_sheet_action=facts.pop("balance_sheet_action", "none"), votes_for=10, votes_against=0, **facts,
    )  # fmt: skip


def repo(at, day, day_accepted, accepted=None):
    on = date.fromisoformat(day)
    accepted = day_accepted if accepted is None else accepted
    return RepoOperation(
        source="nyfed.repo_operation", key="k", title="t", url="u", published_at=datetime.fromisoformat(at), operation_on=on,
        facility="standing", accepted_usd=accepted, is_small_value=accepted < BN, calendar=calendar_class(on),
        day_accepted_usd=day_accepted,
    )  # fmt: skip


def sheet(as_of, **changes):
    on = date.fromisoformat(as_of)
    unset = dict.fromkeys(("reserves_change_1w_z", "tga_change_1w_z", "treasuries_share_change_13w_pct"), 0.0)
    return BalanceSheet(
        source="fed.balance_sheet", key=as_of, title="t", url="u", published_at=datetime(on.year, on.month, on.day, 21, 30, tzinfo=UTC),
        as_of=on, total_assets_usd=6_640_000_000_000, securities_usd=6_270_000_000_000, treasuries_usd=4_228_000_000_000,
        mbs_usd=2_039_000_000_000, securities_off_path_1w_usd=0, **unset, **changes,
    )  # fmt: skip


EVENTS = {
    "2020-03-15 17:00, unscheduled, -100bp, purchases of at least 700bn": statement(
        "2020-03-15T21:00:00+00:00", "lower", None, 0.0, 0.25,
        balance_sheet_action="purchases_start", purchase_purpose="qe", purchase_total_usd=700 * BN,
    ),
    "2022-05-04, +50bp (as priced), run-off announced": statement(
        "2022-05-04T18:00:00+00:00", "raise", None, 0.75, 1.0, expected_change_bp=52.0,
        balance_sheet_action="runoff_start", balance_sheet_effective_on=date(2022, 6, 1),
    ),
    "2024-09-18, -50bp, 38 priced in: surprise -11.9": statement(
        "2024-09-18T18:00:00+00:00", "lower", -50, 4.75, 5.0, expected_change_bp=-38.1
    ),
    "2024-09-18, the same with the expected change unknown": statement("2024-09-18T18:00:00+00:00", "lower", -50, 4.75, 5.0),
    "2025-10-29, -25bp, run-off to end 1 December": statement(
        "2025-10-29T18:00:00+00:00", "lower", -25, 3.75, 4.0,
        balance_sheet_action="runoff_end", balance_sheet_effective_on=date(2025, 12, 1),
    ),
    "2025-10-31 13:45, standing repo 50.35bn on the day, month-end": repo(
        "2025-10-31T17:45:00+00:00", "2025-10-31", 50_350_000_000, 30 * BN
    ),
    "2025-12-01, standing repo 26.0bn": repo("2025-12-01T18:45:00+00:00", "2025-12-01", 26 * BN),
    "2025-12-10, -25bp, reserve-management purchases": statement(
        "2025-12-10T19:00:00+00:00", "lower", -25, 3.5, 3.75,
        balance_sheet_action="purchases_start", purchase_purpose="reserve_management",
    ),
    "2025-12-31, standing repo 74.6bn, year-end": repo("2025-12-31T18:45:00+00:00", "2025-12-31", 74_600_000_000),
    "H.4.1 as of 2025-12-31: assets +59.4bn, Treasuries +0.2bn, MBS -11.6bn": sheet(
        "2025-12-31", total_assets_change_1w_usd=59_387_000_000, treasuries_change_1w_usd=220_000_000,
        mbs_change_1w_usd=-11_551_000_000, securities_change_1w_usd=-11_331_000_000, repos_usd=74_600_000_000,
        repos_change_1w_usd=74_100_000_000,
    ),
    "H.4.1 as of 2025-11-12: assets +7.7bn": sheet("2025-11-12", total_assets_change_1w_usd=7_730_000_000),
    "2026-01-28, hold, no balance-sheet change": statement("2026-01-28T19:00:00+00:00", "hold", 0, 3.5, 3.75),
    "2026-09-16, +25bp (24 priced in)": statement("2026-09-16T18:00:00+00:00", "raise", 25, 3.75, 4.0, expected_change_bp=24.0),
}  # fmt: skip
DULL = [
    ReverseRepoOperation(
        source="nyfed.reverse_repo_operation", key="k", title="t", url="u", published_at=datetime(2026, 9, 28, 17, 15, tzinfo=UTC),
        operation_on=date(2026, 9, 28), facility="on_rrp", accepted_usd=851_000_000, is_small_value=True, calendar="ordinary",
        day_accepted_usd=851_000_000, day_change_usd=275_000_000,
    ),
    *(repo("2026-09-28T17:45:00+00:00", "2026-09-28", million * 1_000_000) for million in (0, 1, 3)),
    PressRelease(
        source="fed.press_release", key="k", title="t", url="u", published_at=datetime(2026, 9, 4, 15, tzinfo=UTC), category="enforcement"
    ),
]  # fmt: skip


def test_no_row_is_left_out(table):
    dull = "ON RRP 851 million; standing repo 0 to 3 million; enforcement notice"
    assert set(table) == {*EVENTS, dull}


@pytest.mark.parametrize("name", EVENTS)
def test_the_bands_hold(table, name):
    assessment, _ = said(EVENTS[name])
    row = table[name]
    assert row.impact[0] <= assessment.impact <= row.impact[1], assessment
    assert row.direction[0] <= assessment.direction <= row.direction[1], assessment


@pytest.mark.parametrize("event", DULL, ids=lambda event: event.KIND)
def test_dull_events_score_nothing(event):
    assessment, _ = said(event)
    assert assessment.impact <= 3
    assert assessment.direction == 0


def test_what_else_the_rows_say():
    emergency, _ = said(EVENTS["2020-03-15 17:00, unscheduled, -100bp, purchases of at least 700bn"])
    assert (emergency.regime, emergency.confidence < 0.5) == ("emergency", True)
    pivot, _ = said(EVENTS["2025-10-29, -25bp, run-off to end 1 December"])
    assert (pivot.regime, pivot.confidence < 0.4) == ("pivot", True)
    october, _ = said(EVENTS["2025-10-31 13:45, standing repo 50.35bn on the day, month-end"])
    december, texts = said(EVENTS["2025-12-31, standing repo 74.6bn, year-end"])
    assert (october.regime, october.confidence < 0.2) == ("pivot", True)
    assert october.impact - december.impact >= 6
    assert "year-end" in texts["en"]
    assert "年末" in texts["zh-Hans"]
    assert said(EVENTS["2025-12-01, standing repo 26.0bn"])[0].regime == "neutral"


def test_purchases_to_keep_reserves_ample_are_not_called_stimulus():
    _, texts = said(EVENTS["2025-12-10, -25bp, reserve-management purchases"])
    assert "reserve management" in texts["en"].lower()
    assert "not QE" in texts["en"]
    assert "准备金管理" in texts["zh-Hans"]


def test_the_balance_sheet_of_a_year_end_names_the_repos():
    _, texts = said(EVENTS["H.4.1 as of 2025-12-31: assets +59.4bn, Treasuries +0.2bn, MBS -11.6bn"])
    assert "repo" in texts["en"].lower()
    assert "回购" in texts["zh-Hans"]


def test_a_plain_hold_names_no_direction():
    assessment, texts = said(EVENTS["2026-01-28, hold, no balance-sheet change"])
    assert assessment.direction == 0
    assert "◇ no clear direction" in texts["en"]


RATES = "rate-path"


def rates_of(assessment):
    """The counted signal on rates: rule, direction, strength."""
    return next(((s.rule, s.direction, round(s.strength, 3)) for s in assessment.signals if s.counted and s.mechanism == RATES), None)


def test_the_surprise_is_scored_and_not_the_change():
    large, _ = said(EVENTS["2024-09-18, -50bp, 38 priced in: surprise -11.9"])
    assert rates_of(large) == ("rate-surprise-easier", "up", 0.792)
    assert "expected_change_bp" not in large.missing
    as_priced, _ = said(EVENTS["2022-05-04, +50bp (as priced), run-off announced"])
    assert rates_of(as_priced) is None
    assert {s.mechanism for s in as_priced.signals if s.direction == "down"} == {"forward-guidance"}
    september, _ = said(EVENTS["2026-09-16, +25bp (24 priced in)"])
    assert (rates_of(september), september.direction) == (None, 0)


def test_what_was_priced_in_is_named_where_it_is_not_known():
    unknown, _ = said(EVENTS["2024-09-18, the same with the expected change unknown"])
    assert rates_of(unknown) == ("target-range-unpriced", "either", 0.5)
    assert {"expected_change_bp", "surprise_bp"} <= {*unknown.missing}
    assert unknown.confidence == 0.0


@pytest.mark.parametrize(
    ("uncertainty", "confidence"),
    [(None, 0.5), (0.0, 0.5), (1.19, 0.45), (5.95, 0.25), (11.9, 0.0), (20.0, 0.0)],
)
def test_the_uncertainty_of_what_was_priced_in_takes_from_the_confidence(uncertainty, confidence):
    event = replace(EVENTS["2024-09-18, -50bp, 38 priced in: surprise -11.9"], surprise_bp=-11.9, is_scheduled=True)
    assessment = assess(replace(event, expected_change_uncertainty_bp=uncertainty, action_direction="none"), Context(), RULEBOOK)
    assert assessment.confidence == confidence
    assert rates_of(assessment) == ("rate-surprise-easier", "up", 0.792)


def test_between_meetings_the_whole_change_counts_at_half_its_evidence():
    assessment, _ = said(EVENTS["2020-03-15 17:00, unscheduled, -100bp, purchases of at least 700bn"])
    assert rates_of(assessment) == ("target-range-cut", "up", 1.0)
    assert next(s.certainty for s in assessment.signals if s.rule == "target-range-cut") == 0.5


@pytest.mark.parametrize(("before", "share"), [("none", 1.0), (None, 1.0), ("speech", 0.5), ("minutes", 0.5), ("desk_statement", 0.5)])
def test_a_foreshadowed_action_has_half_its_confidence(before, share):
    event = replace(EVENTS["2025-10-29, -25bp, run-off to end 1 December"], action_is_new=True, is_scheduled=True)
    event = replace(priced(event, -24.0), action_direction="up", action_foreshadowed=before)
    assessment = assess(event, Context(), RULEBOOK)
    assert assessment.confidence == 0.2 * share
    assert assessment.impact == 50  # what it is about stays as large


@pytest.mark.parametrize(
    ("category", "impact"),
    [("lending_facility", 50), ("swap_lines", 50), ("liquidity", 50), ("leverage_ratio", 33), ("discount_window", 33),
     ("monetary", 0), ("regulation", 0), ("orders", 0), ("enforcement", 0), ("other", 0)],
)  # fmt: skip
def test_measures_for_liquidity_carry_size_and_no_direction(category, impact):
    assessment = assess(replace(DULL[-1], category=category), Context(regime="neutral"), RULEBOOK)
    assert (assessment.impact, assessment.direction) == (impact, 0)
